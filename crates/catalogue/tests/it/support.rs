//! A small floor: two members with a stall each, four categories, a protected pomelo, three pictures.

use catalogue::{
    Category, CategoryForm, Commodity, Content, Photo, Product, ProtectedKind, Rule, State, bulk, queries,
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use database::{Db, audit, outbox};
use kernel::{AccountId, Actor, CommodityId, Ctx, MemberId, Money, Months, ProductId, StallId};
use sea_orm::{ConnectionTrait, sea_query::Query};
use uuid::Uuid;

/// Begins a transaction, runs the command, commits when it went well.
#[macro_export]
macro_rules! run {
    ($db:expr, $txn:ident => $call:expr) => {{
        let $txn = $db.begin().await.unwrap();
        let result = $call.await;
        match &result {
            Ok(_) => $txn.commit().await.unwrap(),
            Err(_) => $txn.rollback().await.unwrap(),
        }
        result
    }};
}

pub const MEMBER: MemberId = MemberId(Uuid::from_u128(0x11));
pub const OTHER: MemberId = MemberId(Uuid::from_u128(0x12));
pub const STALL: StallId = StallId(Uuid::from_u128(0x21));
pub const OTHER_STALL: StallId = StallId(Uuid::from_u128(0x22));
pub const POMELO: CommodityId = CommodityId(Uuid::from_u128(0x31));
/// Where the pomelo may bear its name, and a place where it may not.
pub const PHUC_TRACH: &str = "18547";
pub const THANH_SEN: &str = "18073";

pub fn at(minutes: i64) -> DateTime<Utc> {
    "2026-11-22T03:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::minutes(minutes)
}

pub fn ctx() -> Ctx {
    ctx_at(0)
}

pub fn ctx_at(minutes: i64) -> Ctx {
    Ctx::new(Actor::Account(AccountId(Uuid::from_u128(1))), at(minutes))
}

pub fn today() -> NaiveDate {
    ctx().today()
}

pub fn photo(id: &str) -> Photo {
    Photo { picture_id: id.to_owned(), alt: format!("Ảnh {id}") }
}

/// Complete: may be submitted.
pub fn orange() -> Content {
    Content {
        category_code: "0101".into(),
        name: "Cam Khe Mây".into(),
        name_en: "Khe May orange".into(),
        description: "Cam **ngọt**.".into(),
        unit_code: "kg".into(),
        price: Some(Money(45_000)),
        commune_code: THANH_SEN.into(),
        months: Months::parse("11 12 1").unwrap(),
        photos: vec![photo("p1")],
        ..Content::default()
    }
}

fn category(code: &str, parent: Option<&str>, slug: &str, rule: Rule) -> Category {
    Category {
        code: code.into(),
        parent_code: parent.map(Into::into),
        slug: slug.into(),
        name_vi: slug.into(),
        name_en: slug.into(),
        rule,
        default_unit: String::new(),
        ocop_subgroup: String::new(),
        position: code.parse().unwrap(),
        active: true,
        picture_id: None,
    }
}

pub async fn floor(db: &Db) {
    let txn = db.begin().await.unwrap();
    for (member, stall, name) in [(MEMBER, STALL, "Cam Khe Mây"), (OTHER, OTHER_STALL, "Nhà khác")] {
        let columns = [
            "id",
            "state",
            "kind",
            "name",
            "tax_code",
            "legal_representative",
            "commune_code",
            "address",
            "phone",
            "created_at",
            "updated_at",
        ];
        let values = [
            member.0.into(),
            "approved".into(),
            "household".into(),
            name.into(),
            "".into(),
            "Người đại diện mẫu 01".into(),
            THANH_SEN.into(),
            "".into(),
            "".into(),
            at(0).into(),
            at(0).into(),
        ];
        insert(&txn, "member", columns, values).await;
        let columns = ["id", "member_id", "state", "slug", "name", "commune_code", "phone", "created_at", "updated_at"];
        let values = [
            stall.0.into(),
            member.0.into(),
            "open".into(),
            stall.to_string().into(),
            name.into(),
            THANH_SEN.into(),
            "".into(),
            at(0).into(),
            at(0).into(),
        ];
        insert(&txn, "stall", columns, values).await;
    }
    for id in ["p1", "p2", "p3"] {
        let columns = ["id", "width", "height", "widths", "colour", "bytes", "created_at"];
        let values =
            [id.into(), 640.into(), 640.into(), "640".into(), "#ffaa00".into(), 1_000_i64.into(), at(0).into()];
        insert(&txn, "picture", columns, values).await;
    }
    let categories = [
        category("01", None, "nong-san", Rule::None),
        category("12", None, "vat-tu", Rule::None),
        category("0101", Some("01"), "trai-cay", Rule::None),
        category("0102", Some("01"), "rau", Rule::None),
        category("0703", Some("01"), "ruou", Rule::Alcohol),
        category("0801", Some("01"), "nhung-huou", Rule::HealthClaims),
        category("0601", Some("01"), "nuoc-mam", Rule::Food),
        category("1207", Some("12"), "thuoc-bao-ve-thuc-vat", Rule::Blocked),
    ];
    bulk::insert_categories(&txn, &ctx(), &categories).await.unwrap();
    let pomelo = Commodity {
        id: POMELO,
        slug: "buoi-phuc-trach".into(),
        category_code: "0101".into(),
        name_vi: "Bưởi Phúc Trạch".into(),
        name_en: "Phuc Trach pomelo".into(),
        aliases: vec!["bưởi Hương Khê".into()],
        months: Months::parse("8 9 10").unwrap(),
        protected_name: "Bưởi Phúc Trạch".into(),
        protected_kind: ProtectedKind::GeographicalIndication,
        protected_communes: vec![PHUC_TRACH.into()],
        active: true,
    };
    bulk::insert_commodities(&txn, &ctx(), &[pomelo]).await.unwrap();
    txn.commit().await.unwrap();
}

async fn insert<const N: usize>(
    txn: &impl ConnectionTrait,
    table: &'static str,
    columns: [&'static str; N],
    values: [sea_orm::Value; N],
) {
    let mut statement = Query::insert();
    statement.into_table(table).columns(columns).values_panic(values.map(Into::into));
    txn.execute(&statement).await.unwrap();
}

/// A product of [`MEMBER`] that came into this state by no command.
pub async fn product_in(db: &Db, state: State, content: Content) -> ProductId {
    let id = ProductId(ctx().new_id());
    let listed = matches!(state, State::Listed | State::Hidden | State::Suspended);
    let new = bulk::NewProduct {
        id,
        member_id: MEMBER,
        stall_id: STALL,
        state,
        slug: format!("p-{}", id.0.simple()),
        content,
        flags: Default::default(),
        reason: String::new(),
        submitted_at: (state != State::Draft).then(|| at(0)),
        decided_at: listed.then(|| at(0)),
        listed_at: listed.then(|| at(0)),
        created_at: at(0),
        updated_at: at(0),
    };
    run!(db, txn => bulk::insert_products(&txn, &ctx(), &[new])).unwrap();
    id
}

pub async fn listed(db: &Db) -> ProductId {
    product_in(db, State::Listed, orange()).await
}

pub async fn get(db: &Db, id: ProductId) -> Product {
    queries::product_by_id(db.read(), id).await.unwrap().unwrap()
}

/// The kinds of all events, oldest first.
pub async fn events(db: &Db) -> Vec<String> {
    outbox::follow(db.read(), 0, 1_000).await.unwrap().into_iter().map(|message| message.kind).collect()
}

/// The actions on a subject, oldest first.
pub async fn deeds(db: &Db, subject: ProductId) -> Vec<String> {
    let filter = audit::Filter { subject: Some(subject.0), ..Default::default() };
    let mut lines = audit::page(db.read(), &filter, 100).await.unwrap();
    lines.sort_by_key(|line| line.at);
    lines.into_iter().map(|line| line.action).collect()
}

pub fn category_form(code: &str) -> CategoryForm {
    CategoryForm {
        code: code.into(),
        parent_code: Some("01".into()),
        slug: format!("slug-{code}"),
        name_vi: "Nấm".into(),
        name_en: "Mushrooms".into(),
        rule: Rule::None,
        default_unit: "kg".into(),
        ocop_subgroup: String::new(),
        position: 9,
        active: true,
    }
}
