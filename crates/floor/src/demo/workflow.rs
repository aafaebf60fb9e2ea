//! Every other state of the workflows, so that the desk, the console and the review queue have something to show.

use accounts::{Identifier, Role};
use catalogue::{FlagSet, State, bulk::NewProduct, flags_of, propose, submit_revision};
use chrono::TimeDelta;
use database::audit::{self, Entry};
use kernel::{Actor, Ctx, Fields, Locale, Money, ProductId, StallId};
use members::{MemberState, StallState};
use sea_orm::ConnectionTrait;
use serde_json::json;

use super::{
    Filling, accounts as logins,
    data::Catalogue,
    members::{Business, Place, Sellers, business, stall},
    names::SPECIAL,
    products::content,
};

const REASON_CHANGES: &str = "Ảnh chưa rõ và thiếu giấy chứng nhận an toàn thực phẩm. Mong bạn bổ sung rồi gửi lại.";
const REASON_REJECTED: &str = "Hồ sơ không thuộc phạm vi hoạt động của Sàn.";
const REASON_SUSPENDED: &str = "Tạm ngừng để xác minh phản ánh của người mua.";

pub async fn fill(
    txn: &impl ConnectionTrait,
    filling: &mut Filling<'_>,
    base: &Catalogue,
    sellers: &Sellers,
    password_hash: &str,
) -> anyhow::Result<()> {
    applicants(txn, filling, password_hash).await?;
    stalls(txn, filling, base, password_hash).await?;
    let first = &sellers.stalls[0];
    products(txn, filling, base, first).await?;
    revisions(txn, filling, sellers).await?;
    questions(txn, filling, first).await
}

/// Businesses that have not got so far, and accounts whose phone waits to be confirmed.
async fn applicants(txn: &impl ConnectionTrait, filling: &mut Filling<'_>, password_hash: &str) -> anyhow::Result<()> {
    use MemberState::{ChangesRequested, Closed, Draft, Rejected, Submitted, Suspended};
    let states = [Submitted, ChangesRequested, Draft, Rejected, Submitted, Suspended, Closed, Submitted, Draft];
    for (index, state) in states.into_iter().enumerate() {
        let mut made = business(filling, SPECIAL + index, COMMUNES[index % COMMUNES.len()], password_hash)?;
        if state == ChangesRequested {
            made.owner.identifier = Identifier::Email("nop-ho-so@mau.example".to_owned());
        }
        let hours = filling.random.between(2, 200);
        made.member.state = state;
        made.member.submitted_at = (state != Draft).then(|| filling.ctx.now - TimeDelta::hours(hours));
        made.member.reason = reason(state.code()).to_owned();
        if matches!(state, Draft | Submitted | ChangesRequested | Rejected) {
            (made.member.approved_at, made.member.identified_at, made.member.decided_at) = (None, None, None);
            made.member.identified_how.clear();
        }
        if matches!(state, ChangesRequested | Rejected) {
            made.member.decided_at = Some(filling.ctx.now - TimeDelta::hours(1));
        }
        let member = made.member.clone();
        write(txn, made).await?;
        if !matches!(state, Draft | Submitted) {
            let action = format!("member.{}", state.code());
            note(txn, filling, &action, "member", member.id.0, member.id, &member.reason).await?;
        }
    }
    for number in 0..2usize {
        let mut waiting =
            logins::seed(filling, "", &format!("Người đăng ký mẫu {:02}", number + 1), Role::Buyer, password_hash);
        waiting.identifier = Identifier::Phone(format!("+8498800000{number}"));
        waiting.verified = false;
        waiting.created_at = filling.ctx.now - TimeDelta::hours(filling.random.between(1, 40));
        accounts::bulk::insert_all(txn, &[waiting]).await?;
    }
    Ok(())
}

const COMMUNES: [&str; 5] = ["18073", "18133", "18352", "18775", "18262"];

fn reason(state: &str) -> &'static str {
    match state {
        "changes_requested" => REASON_CHANGES,
        "rejected" => REASON_REJECTED,
        "suspended" => REASON_SUSPENDED,
        "closed" => "Thành viên xin thôi tham gia Sàn.",
        _ => "",
    }
}

/// Approved businesses whose stall is not open; the suspended one has products that buyers don't see.
async fn stalls(
    txn: &impl ConnectionTrait,
    filling: &mut Filling<'_>,
    base: &Catalogue,
    password_hash: &str,
) -> anyhow::Result<()> {
    use StallState::{ChangesRequested, Closed, Draft, Rejected, Submitted, Suspended};
    for (index, state) in
        [Submitted, ChangesRequested, Submitted, Draft, Suspended, Rejected, Closed].into_iter().enumerate()
    {
        let number = SPECIAL + 20 + index;
        let made = business(filling, number, COMMUNES[(index + 2) % COMMUNES.len()], password_hash)?;
        let mut front = stall(filling, number, &made.member)?;
        let hours = filling.random.between(2, 100);
        front.state = state;
        front.submitted_at = (state != Draft).then(|| filling.ctx.now - TimeDelta::hours(hours));
        front.reason = reason(state.code()).to_owned();
        if matches!(state, Draft | Submitted | ChangesRequested | Rejected) {
            (front.opened_at, front.decided_at) = (None, None);
        }
        let place = Place {
            member: made.member.id,
            owner: made.owner.id,
            stall: front.id,
            commune_code: front.commune_code.clone(),
            opened_at: filling.ctx.now - TimeDelta::days(90),
        };
        let (member, stall_id, why) = (made.member.id, front.id, front.reason.clone());
        write(txn, made).await?;
        members::bulk::insert_stalls(txn, vec![front]).await?;
        if state == Suspended {
            let two: Vec<_> = (0..2).map(|one| product(filling, base, 40 + one, State::Listed, &place, one)).collect();
            catalogue::bulk::insert_products(txn, &filling.ctx, &two).await?;
        }
        if !why.is_empty() {
            let action = format!("stall.{}", state.code());
            note(txn, filling, &action, "stall", StallId(stall_id.0).0, member, &why).await?;
        }
    }
    Ok(())
}

/// The demonstration's own stall has products in every other state.
async fn products(
    txn: &impl ConnectionTrait,
    filling: &mut Filling<'_>,
    base: &Catalogue,
    at: &Place,
) -> anyhow::Result<()> {
    use State::{Archived, ChangesRequested, Draft, Hidden, Rejected, Submitted, Suspended};
    let states =
        [Submitted, Draft, ChangesRequested, Submitted, Hidden, Rejected, Suspended, Archived, Submitted, Submitted];
    let mut all = Vec::new();
    for (index, state) in states.into_iter().enumerate() {
        let mut one = product(filling, base, index * 3, state, at, index);
        one.reason = reason(state.code()).to_owned();
        if index == 8 {
            // A protected name on goods of another commune: flagged to the officer.
            one.content.name = "Bưởi Phúc Trạch vườn mới".to_owned();
            one.content.commune_code = "18073".to_owned();
        }
        if let Some(category) = base.categories.iter().find(|category| category.code == one.content.category_code) {
            one.flags = flags_of(&one.content, category.rule, &base.commodities, &[], filling.ctx.today());
        }
        all.push(one);
    }
    catalogue::bulk::insert_products(txn, &filling.ctx, &all).await?;
    for one in all.iter().filter(|one| !one.reason.is_empty()) {
        let action = format!("product.{}", one.state.code());
        note(txn, filling, &action, "product", one.id.0, at.member, &one.reason).await?;
    }
    Ok(())
}

/// A product of the stall in that state.
fn product(
    filling: &mut Filling<'_>,
    base: &Catalogue,
    which: usize,
    state: State,
    at: &Place,
    number: usize,
) -> NewProduct {
    let base = &base.products[which % base.products.len()];
    let mut content = content(filling, base);
    content.name = format!("{} (mẫu {})", content.name, number + 1);
    let now = filling.ctx.now;
    let submitted = now - TimeDelta::hours(filling.random.between(2, 120));
    let was_listed = matches!(state, State::Listed | State::Hidden | State::Suspended | State::Archived);
    let listed_at = was_listed.then(|| now - TimeDelta::days(filling.random.between(10, 60)));
    NewProduct {
        id: ProductId(filling.random.id(submitted)),
        member_id: at.member,
        stall_id: at.stall,
        state,
        slug: format!("{}-mau-{}-{}", base.slug, number + 1, &at.stall.to_string()[30..]),
        content,
        flags: FlagSet::default(),
        reason: String::new(),
        submitted_at: (state != State::Draft).then_some(submitted),
        decided_at: listed_at,
        listed_at,
        created_at: submitted - TimeDelta::hours(2),
        updated_at: submitted,
    }
}

/// Edits of listed products that wait for an officer, made by the real commands.
async fn revisions(txn: &impl ConnectionTrait, filling: &mut Filling<'_>, sellers: &Sellers) -> anyhow::Result<()> {
    for (index, at) in sellers.stalls.iter().take(3).enumerate() {
        let page = catalogue::queries::ids_of_stall(txn, at.stall, None, 1).await?;
        let Some(&id) = page.first() else { continue };
        let Some(product) = catalogue::queries::product_by_id(txn, id).await? else { continue };
        let then = filling.ctx.now - TimeDelta::hours(5 + 7 * i64::try_from(index).unwrap_or_default());
        let ctx = Ctx::new(Actor::System, then);
        let mut changed = product.content.clone();
        changed.description.push_str("\n\n**Mới:** nhận đóng hộp quà theo yêu cầu.");
        changed.price = changed.price.map(|price| Money(price.0 + 5_000));
        let proposed = propose(txn, &ctx, at.member, id, &changed).await?;
        if let Some(revision) = proposed.revision {
            submit_revision(txn, &ctx, at.member, revision).await?;
        }
    }
    Ok(())
}

/// Buyers' questions to the demonstration's own stall.
async fn questions(txn: &impl ConnectionTrait, filling: &mut Filling<'_>, at: &Place) -> anyhow::Result<()> {
    let asked = [
        (
            "Người mua mẫu 01",
            "0988 000 101",
            "Cam còn hàng không ạ? Tôi cần khoảng 30 kg giao ra Vinh trước cuối tuần.",
        ),
        ("Người mua mẫu 02", "nguoi-mua-02@mau.example", "Cho hỏi giá sỉ từ 500 kg và có xuất hoá đơn không?"),
    ];
    for (index, (name, contact, body)) in asked.into_iter().enumerate() {
        let hours = 3 + 20 * i64::try_from(index).unwrap_or_default();
        let ctx = Ctx::new(Actor::Anonymous, filling.ctx.now - TimeDelta::hours(hours));
        let fields: Fields = [
            ("id", filling.random.id(ctx.now).to_string()),
            ("name", name.to_owned()),
            ("contact", contact.to_owned()),
            ("body", body.to_owned()),
        ]
        .map(|(field, value)| (field.to_owned(), value))
        .into_iter()
        .collect();
        members::inquiries::ask(txn, &ctx, at.stall, None, &fields, Locale::Vi).await?;
    }
    Ok(())
}

async fn write(txn: &impl ConnectionTrait, made: Business) -> anyhow::Result<()> {
    accounts::bulk::insert_all(txn, &[made.owner]).await?;
    members::bulk::insert_members(txn, vec![made.member]).await?;
    members::bulk::insert_memberships(txn, vec![made.membership]).await?;
    members::bulk::insert_documents(txn, vec![made.licence]).await?;
    Ok(())
}

/// A line in the audit log, an hour ago.
async fn note(
    txn: &impl ConnectionTrait,
    filling: &Filling<'_>,
    action: &str,
    subject_kind: &str,
    subject_id: uuid::Uuid,
    member: kernel::MemberId,
    reason: &str,
) -> anyhow::Result<()> {
    let ctx = Ctx::new(Actor::System, filling.ctx.now - TimeDelta::hours(1));
    let entry = Entry { action, subject_kind, subject_id, member_id: Some(member), reason, detail: json!({}) };
    audit::record(txn, &ctx, entry).await?;
    Ok(())
}
