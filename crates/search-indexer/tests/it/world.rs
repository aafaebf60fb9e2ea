//! A small floor in a real database, and random deeds on it through the domain's own commands.

use catalogue::{
    Category, CategoryForm, Commodity, CommodityForm, Content, Ocop, Photo, ProtectedKind, Rule, State, bulk, queries,
};
use chrono::{DateTime, TimeDelta, Utc};
use database::{Db, outbox};
use kernel::{AccountId, Actor, CommodityId, Ctx, Fields, MemberId, Money, Months, OfferId, ProductId, StallId};
use members::{Member, MemberKind, MemberState, Stall, StallState, TaxCodeText};
use rand::{Rng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;
use sea_orm::{ConnectionTrait, DatabaseTransaction, sea_query::Query};

use super::support::noon;

mod first;
mod trade;

const PICTURES: [&str; 3] = ["mot", "hai", "ba"];
const WORDS: [&str; 8] = ["Cam", "Bưởi", "Mật ong", "Nước mắm", "Cu đơ", "Chè xanh", "Mực khô", "Nhung hươu"];

/// A member with its one stall.
#[derive(Debug, Clone, Copy)]
pub struct Seller {
    member: MemberId,
    stall: StallId,
}

pub struct World {
    pub db: Db,
    pub now: DateTime<Utc>,
    sellers: Vec<Seller>,
    commodities: Vec<CommodityId>,
    products: Vec<(Seller, ProductId)>,
    offers: Vec<(Seller, OfferId)>,
    /// How many deeds went well.
    pub done: u32,
}

impl World {
    /// On an empty database.
    pub async fn new(db: Db) -> Self {
        let ctx = Ctx::system(noon());
        let txn = db.begin().await.unwrap();
        for id in PICTURES {
            picture(&txn, id).await;
        }
        let leaf = |code: &str, name: &str| category(code, Some("01"), name);
        let categories = [category("01", None, "Nông sản"), leaf("0101", "Trái cây"), leaf("0102", "Đặc sản")];
        bulk::insert_categories(&txn, &ctx, &categories).await.unwrap();
        let commodities = ["Cam Khe Mây", "Bưởi Phúc Trạch"].map(|name| commodity(&ctx, name));
        bulk::insert_commodities(&txn, &ctx, &commodities).await.unwrap();
        trade::person(&txn, &ctx).await;
        txn.commit().await.unwrap();
        Self::again(db).await
    }

    /// Three more sellers with four products each.
    pub async fn again(db: Db) -> Self {
        let commodities = queries::all_commodities(db.read(), 10).await.unwrap().iter().map(|one| one.id).collect();
        let (sellers, products, offers) = (Vec::new(), Vec::new(), Vec::new());
        let mut world = Self { db, now: noon(), sellers, commodities, products, offers, done: 0 };
        let txn = world.db.begin().await.unwrap();
        for _ in 0..3 {
            let member = member(&world.ctx());
            let stall = stall(&world.ctx(), member.id);
            world.sellers.push(Seller { member: member.id, stall: stall.id });
            members::bulk::insert_members(&txn, vec![member]).await.unwrap();
            members::bulk::insert_stalls(&txn, vec![stall]).await.unwrap();
        }
        txn.commit().await.unwrap();
        for seller in world.sellers.clone() {
            for (number, word) in WORDS.iter().take(4).enumerate() {
                world.list(seller, &format!("{word} {number}")).await;
            }
        }
        world
    }

    pub fn ctx(&self) -> Ctx {
        Ctx::new(Actor::Account(AccountId(uuid::Uuid::from_u128(1))), self.now)
    }

    /// A listed product without its events: it stands in the index only after a rebuild.
    async fn list(&mut self, seller: Seller, name: &str) {
        let ctx = self.ctx();
        let id = ProductId(ctx.new_id());
        let new = bulk::NewProduct {
            id,
            member_id: seller.member,
            stall_id: seller.stall,
            state: State::Listed,
            slug: format!("p-{}", id.0.simple()),
            content: content(name),
            flags: Default::default(),
            reason: String::new(),
            submitted_at: Some(self.now),
            decided_at: Some(self.now),
            listed_at: Some(self.now),
            created_at: self.now,
            updated_at: self.now,
        };
        let txn = self.db.begin().await.unwrap();
        bulk::insert_products(&txn, &ctx, &[new]).await.unwrap();
        txn.commit().await.unwrap();
        self.products.push((seller, id));
    }

    /// One random deed. Many are impossible where things stand, as with real people: then nothing happens.
    pub async fn deed(&mut self, random: &mut ChaCha8Rng) -> String {
        self.now += TimeDelta::seconds(1);
        let ctx = self.ctx();
        let txn = self.db.begin().await.unwrap();
        let (name, done) = match random.random_range(0..13) {
            0..7 => self.with_product(&txn, &ctx, random).await,
            7..9 => self.with_seller(&txn, &ctx, random).await,
            9..12 => self.with_offer(&txn, &ctx, random).await,
            _ => self.with_catalogue(&txn, &ctx, random).await,
        };
        if done {
            txn.commit().await.unwrap();
            self.done += 1;
        } else {
            txn.rollback().await.unwrap();
        }
        format!("{name}{}", if done { "" } else { " (refused)" })
    }

    async fn with_product(&mut self, txn: &DatabaseTransaction, ctx: &Ctx, random: &mut ChaCha8Rng) -> (String, bool) {
        let &(seller, id) = self.products.choose(random).unwrap();
        let member = seller.member;
        let deed = random.random_range(0..15);
        let done = match deed {
            0 => {
                let seller = *self.sellers.choose(random).unwrap();
                let id = ProductId(ctx.new_id());
                let content = self.content(random);
                let made = catalogue::create(txn, ctx, id, seller.member, seller.stall, &content).await.is_ok();
                if made {
                    self.products.push((seller, id));
                    let photo = Photo { picture_id: PICTURES[0].into(), alt: "Ảnh".into() };
                    catalogue::add_photo(txn, ctx, seller.member, id, photo).await.unwrap();
                    catalogue::submit(txn, ctx, seller.member, id).await.unwrap();
                    catalogue::approve(txn, ctx, id, None).await.unwrap();
                }
                made
            }
            1 => catalogue::submit(txn, ctx, member, id).await.is_ok(),
            2 => catalogue::approve(txn, ctx, id, None).await.is_ok(),
            3 => {
                let price = Some(Money(random.random_range(1..500) * 1_000));
                catalogue::set_price(txn, ctx, member, id, price, None).await.is_ok()
            }
            4..6 => catalogue::propose(txn, ctx, member, id, &self.content(random)).await.is_ok(),
            6 => {
                let photo = Photo { picture_id: PICTURES.choose(random).unwrap().to_string(), alt: "Ảnh".into() };
                catalogue::add_photo(txn, ctx, member, id, photo).await.is_ok()
            }
            7..9 => self.approve_revision(txn, ctx, member, id).await,
            9 => catalogue::hide(txn, ctx, member, id).await.is_ok(),
            10..12 => catalogue::show(txn, ctx, member, id).await.is_ok(),
            12 => catalogue::suspend(txn, ctx, id, "Kiểm tra").await.is_ok(),
            13 => catalogue::restore(txn, ctx, id, "").await.is_ok(),
            _ => random.random_bool(0.3) && catalogue::archive(txn, ctx, member, id).await.is_ok(),
        };
        (format!("product deed {deed} on {id}"), done)
    }

    async fn approve_revision(&self, txn: &DatabaseTransaction, ctx: &Ctx, member: MemberId, id: ProductId) -> bool {
        let newest = queries::revisions_of(txn, id, 1).await.unwrap();
        let Some(revision) = newest.first() else { return false };
        catalogue::submit_revision(txn, ctx, member, revision.id).await.is_ok()
            && catalogue::approve_revision(txn, ctx, revision.id).await.is_ok()
    }

    async fn with_seller(&self, txn: &DatabaseTransaction, ctx: &Ctx, random: &mut ChaCha8Rng) -> (String, bool) {
        let seller = self.sellers.choose(random).unwrap();
        let deed = random.random_range(0..10);
        let done = match deed {
            0 => members::stall::decide::suspend(txn, ctx, seller.stall, "Kiểm tra").await.is_ok(),
            1..4 => members::stall::decide::restore(txn, ctx, seller.stall, "").await.is_ok(),
            4 => members::decide::suspend(txn, ctx, seller.member, "Kiểm tra").await.is_ok(),
            5..8 => members::decide::restore(txn, ctx, seller.member, "").await.is_ok(),
            8 => members::stall::save(txn, ctx, seller.member, &presentation(random)).await.is_ok(),
            _ => random.random_bool(0.1) && members::stall::decide::close(txn, ctx, seller.stall, "").await.is_ok(),
        };
        (format!("seller deed {deed} on {}", seller.stall), done)
    }

    async fn with_catalogue(&self, txn: &DatabaseTransaction, ctx: &Ctx, random: &mut ChaCha8Rng) -> (String, bool) {
        let number = random.random_range(0..1_000);
        if random.random_bool(0.5) {
            let code = *["01", "0101", "0102"].choose(random).unwrap();
            let form = CategoryForm { name_vi: format!("Ngành {number}"), ..category_form(code) };
            return (format!("category {code}"), catalogue::save_category(txn, ctx, &form).await.is_ok());
        }
        let id = *self.commodities.choose(random).unwrap();
        let form = CommodityForm {
            category_code: "0101".into(),
            name_vi: format!("Mặt hàng {number}"),
            name_en: "Commodity".into(),
            aliases: vec![format!("Tên khác {number}")],
            months: Months::default(),
            protected_name: String::new(),
            protected_kind: ProtectedKind::None,
            protected_communes: Vec::new(),
            active: true,
        };
        (format!("commodity {id}"), catalogue::save_commodity(txn, ctx, Some(id), &form).await.is_ok())
    }

    fn content(&self, random: &mut ChaCha8Rng) -> Content {
        let name = format!("{} {}", WORDS.choose(random).unwrap(), random.random_range(0..1_000));
        Content {
            category_code: if random.random_bool(0.5) { "0101".into() } else { "0102".into() },
            commodity_id: random.random_bool(0.5).then(|| *self.commodities.choose(random).unwrap()),
            commune_code: kernel::place::communes().choose(random).unwrap().code.to_owned(),
            ocop: random.random_bool(0.3).then(|| Ocop {
                stars: 4,
                certificate: "MẪU-01".into(),
                expires_on: Some(self.ctx().today() + TimeDelta::days(random.random_range(0..3))),
            }),
            ..content(&name)
        }
    }

    pub fn products(&self) -> Vec<ProductId> {
        self.products.iter().map(|(_, id)| *id).collect()
    }

    /// Every event so far counts as carried on: nobody waits for them.
    pub async fn settle_events(&self) {
        let ids: Vec<i64> = self.events().await.iter().map(|event| event.id).collect();
        let txn = self.db.begin().await.unwrap();
        outbox::settle(&txn, self.now, &ids).await.unwrap();
        txn.commit().await.unwrap();
    }

    /// Every event so far.
    pub async fn events(&self) -> Vec<outbox::Message> {
        outbox::follow(self.db.read(), 0, 100_000).await.unwrap()
    }
}

fn content(name: &str) -> Content {
    Content {
        category_code: "0101".into(),
        name: name.into(),
        description: "Hàng **ngon**.".into(),
        unit_code: "kg".into(),
        price: Some(Money(45_000)),
        commune_code: kernel::place::communes()[0].code.into(),
        months: Months::parse("11 12").unwrap(),
        photos: vec![Photo { picture_id: PICTURES[0].into(), alt: "Ảnh".into() }],
        ..Content::default()
    }
}

fn presentation(random: &mut ChaCha8Rng) -> Fields {
    let commune = kernel::place::communes().choose(random).unwrap().code;
    let introduction = format!("Gian hàng số {}", random.random_range(0..1_000));
    [("introduction", introduction.as_str()), ("commune", commune), ("address", "Chợ tỉnh"), ("phone", "0912345678")]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

fn category(code: &str, parent: Option<&str>, name: &str) -> Category {
    Category {
        code: code.into(),
        parent_code: parent.map(Into::into),
        slug: kernel::text::slugify(name),
        name_vi: name.into(),
        name_en: name.into(),
        rule: Rule::None,
        default_unit: String::new(),
        ocop_subgroup: String::new(),
        position: 1,
        active: true,
        picture_id: Some(PICTURES[1].into()),
    }
}

fn category_form(code: &str) -> CategoryForm {
    let category = category(code, Some("01"), "Ngành hàng");
    CategoryForm {
        code: category.code,
        parent_code: category.parent_code,
        slug: category.slug,
        name_vi: category.name_vi,
        name_en: category.name_en,
        rule: Rule::None,
        default_unit: String::new(),
        ocop_subgroup: String::new(),
        position: 1,
        active: true,
    }
}

fn commodity(ctx: &Ctx, name: &str) -> Commodity {
    Commodity {
        id: CommodityId(ctx.new_id()),
        slug: kernel::text::slugify(name),
        category_code: "0101".into(),
        name_vi: name.into(),
        name_en: name.into(),
        aliases: Vec::new(),
        months: Months::default(),
        protected_name: String::new(),
        protected_kind: ProtectedKind::None,
        protected_communes: Vec::new(),
        active: true,
    }
}

fn member(ctx: &Ctx) -> Member {
    Member {
        id: MemberId(ctx.new_id()),
        state: MemberState::Approved,
        kind: MemberKind::Cooperative,
        name: "Hợp tác xã Mẫu".into(),
        tax_code: TaxCodeText::default(),
        legal_representative: "Người đại diện mẫu 01".into(),
        commune_code: kernel::place::communes()[0].code.into(),
        address: "Thôn 1".into(),
        phone: "+84912345678".into(),
        email: String::new(),
        description: String::new(),
        reason: String::new(),
        submitted_at: Some(ctx.now),
        decided_at: Some(ctx.now),
        approved_at: Some(ctx.now),
        identified_at: Some(ctx.now),
        identified_how: String::new(),
        version: 1,
        created_at: ctx.now,
        updated_at: ctx.now,
    }
}

fn stall(ctx: &Ctx, member_id: MemberId) -> Stall {
    let id = ctx.new_id();
    Stall {
        id: StallId(id),
        member_id,
        state: StallState::Open,
        slug: format!("g-{}", id.simple()),
        name: "Gian hàng Mẫu".into(),
        introduction: String::new(),
        commune_code: kernel::place::communes()[0].code.into(),
        address: "Chợ tỉnh".into(),
        phone: "+84912345678".into(),
        email: String::new(),
        opening_hours: String::new(),
        holiday_notice: String::new(),
        holiday_until: None,
        logo_picture: None,
        banner_picture: None,
        reason: String::new(),
        submitted_at: Some(ctx.now),
        decided_at: Some(ctx.now),
        opened_at: Some(ctx.now),
        version: 1,
        created_at: ctx.now,
        updated_at: ctx.now,
    }
}

async fn picture(txn: &impl ConnectionTrait, id: &str) {
    let insert = Query::insert()
        .into_table("picture")
        .columns(["id", "width", "height", "widths", "colour", "bytes", "created_at"])
        .values_panic([id.into(), 8.into(), 8.into(), "8".into(), "#fff".into(), 9i64.into(), noon().into()])
        .to_owned();
    txn.execute(&insert).await.unwrap();
}
