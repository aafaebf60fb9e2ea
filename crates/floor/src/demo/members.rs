//! Approved member businesses with open stalls, in the communes that the products come from.

use std::collections::{BTreeSet, HashMap};

use accounts::{Role, bulk::Seed};
use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};
use kernel::{AccountId, DocumentId, MemberId, StallId, place};
use members::{
    Document, DocumentKind, Member, MemberKind, MemberState, Membership, StaffRole, Stall, StallState, TaxCodeText,
};
use sea_orm::ConnectionTrait;

use super::{Filling, accounts::seed, data::Catalogue, names, profile};

/// A stall that products can be listed under.
#[derive(Clone)]
pub struct Place {
    pub member: MemberId,
    pub owner: AccountId,
    pub stall: StallId,
    pub commune_code: String,
    pub opened_at: DateTime<Utc>,
}

pub struct Sellers {
    pub members: usize,
    /// Every member, and who owns it.
    pub ids: Vec<MemberId>,
    pub owners: HashMap<MemberId, AccountId>,
    pub stalls: Vec<Place>,
}

/// A business with its owner and its licence, before it is written.
pub struct Business {
    pub owner: Seed,
    pub member: Member,
    pub membership: Membership,
    pub licence: Document,
}

pub async fn fill(
    txn: &impl ConnectionTrait,
    filling: &mut Filling<'_>,
    base: &Catalogue,
    password_hash: &str,
) -> anyhow::Result<Sellers> {
    // The home of the best known products comes first: it is the demonstration's own stall.
    let used: BTreeSet<&str> = base.products.iter().map(|product| product.content.commune_code.as_str()).collect();
    let communes: Vec<&str> =
        std::iter::once("18550").chain(used.into_iter().filter(|&code| code != "18550")).collect();
    let stalls = filling.options.stalls as usize;
    let members = stalls.max(filling.options.members as usize);
    let (mut seeds, mut rows, mut memberships, mut licences) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut fronts, mut places) = (Vec::new(), Vec::new());
    for number in 0..members {
        let commune = communes[number % communes.len()];
        let made = business(filling, number, commune, password_hash)?;
        if number < stalls {
            let front = stall(filling, number, &made.member)?;
            places.push(Place {
                member: made.member.id,
                owner: made.owner.id,
                stall: front.id,
                commune_code: commune.to_owned(),
                opened_at: front.opened_at.unwrap_or(front.created_at),
            });
            fronts.push(front);
        }
        seeds.push(made.owner);
        rows.push(made.member);
        memberships.push(made.membership);
        licences.push(made.licence);
    }
    let ids = rows.iter().map(|row: &Member| row.id).collect();
    let owners = memberships.iter().map(|one: &Membership| (one.member_id, one.account_id)).collect();
    accounts::bulk::insert_all(txn, &seeds).await?;
    members::bulk::insert_members(txn, rows).await?;
    members::bulk::insert_memberships(txn, memberships).await?;
    members::bulk::insert_documents(txn, licences).await?;
    members::bulk::insert_stalls(txn, fronts).await?;
    Ok(Sellers { members, ids, owners, stalls: places })
}

/// An approved business.
pub fn business(
    filling: &mut Filling<'_>,
    number: usize,
    commune: &str,
    password_hash: &str,
) -> anyhow::Result<Business> {
    let commune = place::commune(commune).context("an unknown commune")?;
    let kind = names::KINDS[number % names::KINDS.len()];
    let names = names::of(number, kind, commune);
    let email =
        if number == 0 { "chu-vuon@mau.example".to_owned() } else { format!("thanh-vien-{}@mau.example", number + 1) };
    let mut owner = seed(filling, &email, &names::representative(number), Role::Buyer, password_hash);
    if filling.options.profile.is_some() {
        let (least, most) = profile::age(number);
        owner.created_at = filling.random.before(filling.ctx.now, least, most);
        owner.id = AccountId(filling.random.id(owner.created_at));
    }
    let created = owner.created_at;
    let submitted = created + TimeDelta::hours(filling.random.between(2, 72));
    let decided = submitted + TimeDelta::hours(filling.random.between(3, 96));
    let id = MemberId(filling.random.id(created));
    let member = Member {
        id,
        state: MemberState::Approved,
        kind,
        name: names.member,
        tax_code: TaxCodeText::typed(&names::tax_code(number, kind)),
        legal_representative: names::representative(number),
        commune_code: commune.code.to_owned(),
        address: format!("Thôn mẫu {}, {}", number % 9 + 1, commune.full_name),
        phone: names::phone(number),
        email,
        description: describe(kind, commune.name),
        reason: String::new(),
        submitted_at: Some(submitted),
        decided_at: Some(decided),
        approved_at: Some(decided),
        identified_at: Some(decided),
        identified_how: "Cán bộ của Sàn đối chiếu giấy tờ mẫu".to_owned(),
        version: 3,
        created_at: created,
        updated_at: decided,
    };
    let membership = Membership { account_id: owner.id, member_id: id, role: StaffRole::Owner, created_at: created };
    let licence = Document {
        id: DocumentId(filling.random.id(created)),
        member_id: id,
        kind: DocumentKind::Licence,
        file_name: format!("MẪU-{:04}.pdf", number + 1),
        content_type: filling.paper.content_type.to_owned(),
        size: i64::try_from(filling.paper.size).unwrap_or_default(),
        blob_key: filling.paper.blob_key.clone(),
        uploaded_by: owner.id,
        uploaded_at: created,
        removed_at: None,
    };
    Ok(Business { owner, member, membership, licence })
}

fn describe(kind: MemberKind, commune: &str) -> String {
    let what = match kind {
        MemberKind::Cooperative => "Hợp tác xã của các hộ nông dân",
        MemberKind::Household => "Hộ gia đình làm nghề lâu năm",
        MemberKind::Enterprise => "Cơ sở chế biến và phân phối đặc sản",
        MemberKind::Farm => "Trang trại gia đình",
    };
    format!("{what} ở {commune}, Hà Tĩnh. (Dữ liệu mẫu.)")
}

/// The open stall of an approved business.
pub fn stall(filling: &mut Filling<'_>, number: usize, member: &Member) -> anyhow::Result<Stall> {
    let commune = place::commune(&member.commune_code).context("an unknown commune")?;
    let names = names::of(number, member.kind, commune);
    let approved = member.approved_at.unwrap_or(member.created_at);
    let submitted = approved + TimeDelta::hours(filling.random.between(1, 48));
    let opened = submitted + TimeDelta::hours(filling.random.between(2, 48));
    let holiday = number % 17 == 5;
    Ok(Stall {
        id: StallId(filling.random.id(submitted)),
        member_id: member.id,
        state: StallState::Open,
        slug: names.slug,
        name: names.stall,
        introduction: format!(
            "Chào bạn đến với gian hàng ở **{}**!\n\n{}\n\nChúng tôi bán hàng của quê mình, nói rõ nguồn gốc, giao tận nơi theo thoả thuận.",
            commune.full_name, member.description
        ),
        commune_code: member.commune_code.clone(),
        address: member.address.clone(),
        phone: member.phone.clone(),
        email: member.email.clone(),
        opening_hours: "7:00–18:00, thứ Hai đến thứ Bảy".to_owned(),
        holiday_notice: if holiday {
            "Gian hàng nghỉ thu hoạch vài ngày, vẫn nhận đặt hàng.".to_owned()
        } else {
            String::new()
        },
        holiday_until: holiday.then(|| filling.ctx.today() + TimeDelta::days(10)),
        logo_picture: filling.pictures.logos.get(number % filling.pictures.logos.len().max(1)).cloned(),
        banner_picture: filling.pictures.banners.get(number % filling.pictures.banners.len().max(1)).cloned(),
        reason: String::new(),
        submitted_at: Some(submitted),
        decided_at: Some(opened),
        opened_at: Some(opened),
        version: 3,
        created_at: approved,
        updated_at: opened,
    })
}
