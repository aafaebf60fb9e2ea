//! A small floor: two members with a stall and a listed product each, two verified buyers, an officer.

use accounts::{Identifier, Role, bulk::Seed};
use catalogue::{Category, Commodity, Content, ProtectedKind, Rule};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use database::{Db, audit, outbox};
use kernel::{
    AccountId, Actor, CommodityId, Ctx, DealId, FieldErrors, Fields, Locale, MemberId, Money, Months, OfferId,
    ProductId, Quantity, QuoteId, StallId,
};
use members::{Member, MemberKind, MemberState, Membership, StaffRole, Stall, StallState, TaxCodeText};
use offers::{Bid, Contact, Delivery, Error, Kind, Offer, State, Subject, Terms, Trader, decide, queries, quote};
use sea_orm::{
    ConnectionTrait,
    sea_query::{Expr, ExprTrait, Query},
};
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

const fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

pub const OFFICER: AccountId = AccountId(id(0x01));
pub const SELLER: Trader = Trader { account: AccountId(id(0x02)), member: Some(MemberId(id(0x12))) };
pub const OTHER: Trader = Trader { account: AccountId(id(0x03)), member: Some(MemberId(id(0x13))) };
pub const BUYER: Trader = Trader { account: AccountId(id(0x04)), member: None };
pub const BUYER_2: Trader = Trader { account: AccountId(id(0x05)), member: None };
/// Neither mail link opened nor telephone confirmed.
pub const UNVERIFIED: Trader = Trader { account: AccountId(id(0x06)), member: None };
pub const STALL: StallId = StallId(id(0x22));
pub const OTHER_STALL: StallId = StallId(id(0x23));
pub const ORANGES: ProductId = ProductId(id(0x32));
pub const OTHER_ORANGES: ProductId = ProductId(id(0x33));
pub const POMELO: CommodityId = CommodityId(id(0x41));
pub const THANH_SEN: &str = "18073";
pub const PHUC_TRACH: &str = "18547";

/// Noon in Hà Tĩnh.
pub fn at(minutes: i64) -> DateTime<Utc> {
    "2026-11-28T05:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::minutes(minutes)
}

pub fn today() -> NaiveDate {
    Ctx::system(at(0)).today()
}

pub fn day(days: i64) -> NaiveDate {
    today() + TimeDelta::days(days)
}

pub fn by(trader: &Trader) -> Ctx {
    by_at(trader, 0)
}

pub fn by_at(trader: &Trader, minutes: i64) -> Ctx {
    Ctx::new(Actor::Account(trader.account), at(minutes))
}

/// The trader so many days later.
pub fn by_on(trader: &Trader, days: i64) -> Ctx {
    by_at(trader, days * 24 * 60)
}

pub fn officer() -> Ctx {
    Ctx::new(Actor::Account(OFFICER), at(0))
}

pub fn worker_on(days: i64) -> Ctx {
    Ctx::system(at(days * 24 * 60))
}

pub fn new_id() -> Uuid {
    Ctx::system(at(0)).new_id()
}

pub fn kg(amount: i64) -> Quantity {
    Quantity::whole(amount).unwrap()
}

/// 500 kg of oranges at 45,000 đồng, valid for ten days.
pub fn sell() -> Terms {
    Terms {
        subject: Subject::Product(ORANGES),
        quantity: kg(500),
        unit_code: "kg".into(),
        pack: None,
        price: Some(Money(45_000)),
        min_lot: Some(kg(10)),
        steps: vec![],
        commune_code: THANH_SEN.into(),
        place: "Vườn nhà".into(),
        delivery: Delivery::Pickup,
        delivery_note: String::new(),
        packaging: "Thùng 10 kg".into(),
        quality: "Loại 1".into(),
        certificates: vec![],
        available_from: Some(day(1)),
        available_until: Some(day(30)),
        valid_until: day(10),
        harvest: None,
        max_quotes: None,
        contact: Contact::AfterDeal,
    }
}

/// A tonne of pomelos wanted.
pub fn buy() -> Terms {
    Terms {
        subject: Subject::Wanted { commodity: Some(POMELO), category: Some("0101".into()), title: String::new() },
        quantity: kg(1_000),
        price: None,
        min_lot: None,
        delivery: Delivery::Delivered,
        max_quotes: Some(2),
        ..sell()
    }
}

pub fn bid(quantity: i64, price: i64) -> Bid {
    Bid {
        price: Money(price),
        quantity: kg(quantity),
        terms: "Giao trong tuần".into(),
        valid_until: day(5),
        contact: Contact::AfterDeal,
    }
}

pub fn fields(pairs: &[(&str, &str)]) -> Fields {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

pub async fn floor(db: &Db) {
    let txn = db.begin().await.unwrap();
    let people = [OFFICER, SELLER.account, OTHER.account, BUYER.account, BUYER_2.account, UNVERIFIED.account];
    accounts::bulk::insert_all(&txn, &people.map(seed)).await.unwrap();
    let businesses = [(SELLER, STALL, ORANGES), (OTHER, OTHER_STALL, OTHER_ORANGES)];
    members::bulk::insert_members(&txn, businesses.map(|(of, ..)| member(of)).to_vec()).await.unwrap();
    members::bulk::insert_memberships(&txn, businesses.map(|(of, ..)| membership(of)).to_vec()).await.unwrap();
    members::bulk::insert_stalls(&txn, businesses.map(|(of, id, _)| stall(of, id)).to_vec()).await.unwrap();
    let ctx = officer();
    let categories = [
        category("01", None, Rule::None),
        category("0101", Some("01"), Rule::None),
        category("0102", Some("01"), Rule::None),
        category("1207", Some("01"), Rule::Blocked),
    ];
    catalogue::bulk::insert_categories(&txn, &ctx, &categories).await.unwrap();
    catalogue::bulk::insert_commodities(&txn, &ctx, &[pomelo()]).await.unwrap();
    let products = businesses.map(|(of, stall, id)| product(of, stall, id));
    catalogue::bulk::insert_products(&txn, &ctx, &products).await.unwrap();
    txn.commit().await.unwrap();
}

pub fn seed(id: AccountId) -> Seed {
    Seed {
        id,
        identifier: Identifier::Email(format!("{id}@example.com")),
        display_name: "Người thử".into(),
        role: if id == OFFICER { Role::Moderator } else { Role::Buyer },
        locale: Locale::Vi,
        password_hash: "-".into(),
        verified: id != UNVERIFIED.account,
        totp_secret: None,
        recovery_codes: vec![],
        created_at: at(0),
    }
}

pub fn member(of: Trader) -> Member {
    Member {
        id: of.member.unwrap(),
        state: MemberState::Approved,
        kind: MemberKind::Cooperative,
        name: "Hợp tác xã Mẫu".into(),
        tax_code: TaxCodeText::default(),
        legal_representative: "Người đại diện mẫu".into(),
        commune_code: THANH_SEN.into(),
        address: String::new(),
        phone: String::new(),
        email: String::new(),
        description: String::new(),
        reason: String::new(),
        submitted_at: None,
        decided_at: None,
        approved_at: Some(at(0)),
        identified_at: None,
        identified_how: String::new(),
        version: 1,
        created_at: at(0),
        updated_at: at(0),
    }
}

fn membership(of: Trader) -> Membership {
    Membership { account_id: of.account, member_id: of.member.unwrap(), role: StaffRole::Owner, created_at: at(0) }
}

fn stall(of: Trader, id: StallId) -> Stall {
    Stall {
        id,
        member_id: of.member.unwrap(),
        state: StallState::Open,
        slug: id.to_string(),
        name: "Gian hàng Mẫu".into(),
        introduction: String::new(),
        commune_code: THANH_SEN.into(),
        address: String::new(),
        phone: String::new(),
        email: String::new(),
        opening_hours: String::new(),
        holiday_notice: String::new(),
        holiday_until: None,
        logo_picture: None,
        banner_picture: None,
        reason: String::new(),
        submitted_at: None,
        decided_at: None,
        opened_at: Some(at(0)),
        version: 1,
        created_at: at(0),
        updated_at: at(0),
    }
}

fn category(code: &str, parent: Option<&str>, rule: Rule) -> Category {
    Category {
        code: code.into(),
        parent_code: parent.map(Into::into),
        slug: format!("muc-{code}"),
        name_vi: code.into(),
        name_en: code.into(),
        rule,
        default_unit: String::new(),
        ocop_subgroup: String::new(),
        position: code.parse().unwrap(),
        active: true,
        picture_id: None,
    }
}

fn pomelo() -> Commodity {
    Commodity {
        id: POMELO,
        slug: "buoi-phuc-trach".into(),
        category_code: "0101".into(),
        name_vi: "Bưởi Phúc Trạch".into(),
        name_en: "Phuc Trach pomelo".into(),
        aliases: vec![],
        months: Months::default(),
        protected_name: String::new(),
        protected_kind: ProtectedKind::None,
        protected_communes: vec![],
        active: true,
    }
}

fn product(of: Trader, stall_id: StallId, id: ProductId) -> catalogue::bulk::NewProduct {
    catalogue::bulk::NewProduct {
        id,
        member_id: of.member.unwrap(),
        stall_id,
        state: catalogue::State::Listed,
        slug: id.to_string(),
        content: Content {
            category_code: "0101".into(),
            name: "Cam Khe Mây".into(),
            unit_code: "kg".into(),
            commune_code: THANH_SEN.into(),
            ..Content::default()
        },
        flags: Default::default(),
        reason: String::new(),
        submitted_at: Some(at(0)),
        decided_at: Some(at(0)),
        listed_at: Some(at(0)),
        created_at: at(0),
        updated_at: at(0),
    }
}

pub async fn drafted(db: &Db, owner: &Trader, terms: &Terms) -> OfferId {
    let id = OfferId(new_id());
    run!(db, txn => offers::create(&txn, &by(owner), id, owner, terms)).unwrap()
}

/// Created, submitted and approved.
pub async fn opened(db: &Db, owner: &Trader, terms: &Terms) -> OfferId {
    let id = drafted(db, owner, terms).await;
    run!(db, txn => offers::submit(&txn, &by(owner), owner, id)).unwrap();
    run!(db, txn => decide::approve(&txn, &officer(), id, None)).unwrap();
    id
}

/// An offer that came into this state by no command.
pub async fn offer_in(db: &Db, owner: &Trader, terms: &Terms, state: State) -> OfferId {
    let id = drafted(db, owner, terms).await;
    put_in(db, id, state).await;
    id
}

pub async fn put_in(db: &Db, id: OfferId, state: State) {
    let update = Query::update()
        .table("offer")
        .values([
            ("state", state.code().into()),
            ("cause", state.cause().into()),
            ("submitted_at", at(0).into()),
            ("opened_at", at(0).into()),
        ])
        .and_where(Expr::col("id").eq(id.0))
        .to_owned();
    set(db, update).await;
}

pub async fn set_state(db: &Db, table: &'static str, id: impl Into<Uuid>, state: &str) {
    let update = Query::update().table(table).value("state", state).and_where(Expr::col("id").eq(id.into())).to_owned();
    set(db, update).await;
}

pub async fn set(db: &Db, update: sea_orm::sea_query::UpdateStatement) {
    let txn = db.begin().await.unwrap();
    txn.execute(&update).await.unwrap();
    txn.commit().await.unwrap();
}

pub async fn quoted(db: &Db, trader: &Trader, offer: OfferId, bid: &Bid) -> QuoteId {
    run!(db, txn => quote::send(&txn, &by(trader), trader, offer, QuoteId(new_id()), bid)).unwrap()
}

pub async fn countered(db: &Db, trader: &Trader, previous: QuoteId, bid: &Bid) -> Result<QuoteId, Error> {
    run!(db, txn => quote::counter(&txn, &by(trader), trader, previous, QuoteId(new_id()), bid))
}

pub async fn accepted(db: &Db, trader: &Trader, id: QuoteId) -> Result<DealId, Error> {
    run!(db, txn => quote::accept(&txn, &by(trader), trader, id))
}

pub async fn get(db: &Db, id: OfferId) -> Offer {
    queries::offer_by_id(db.read(), id).await.unwrap().unwrap()
}

/// The kinds of all events, oldest first.
pub async fn events(db: &Db) -> Vec<String> {
    outbox::follow(db.read(), 0, 1_000).await.unwrap().into_iter().map(|message| message.kind).collect()
}

/// The actions on a subject by their time.
pub async fn deeds(db: &Db, subject: impl Into<Uuid>) -> Vec<String> {
    let filter = audit::Filter { subject: Some(subject.into()), ..Default::default() };
    let mut lines = audit::page(db.read(), &filter, 100).await.unwrap();
    lines.sort_by_key(|line| line.at);
    lines.into_iter().map(|line| line.action).collect()
}

/// The `from` and `verb` of an impossible transition.
pub fn wrong<T>(result: Result<T, Error>) -> Option<(&'static str, &'static str)> {
    match result {
        Err(Error::WrongState { from, verb }) => Some((from, verb)),
        _ => None,
    }
}

/// The problems of a refused command.
pub fn problems<T>(result: Result<T, Error>) -> FieldErrors {
    match result {
        Err(Error::Invalid(errors)) => errors,
        Err(other) => panic!("not about fields: {other}"),
        Ok(_) => panic!("not refused"),
    }
}

pub fn terms_of(kind: Kind) -> (Trader, Terms) {
    match kind {
        Kind::Sell => (SELLER, sell()),
        Kind::Buy => (BUYER, buy()),
    }
}
