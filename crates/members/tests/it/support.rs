//! Accounts, pictures, members and stalls to test with.

use chrono::{DateTime, TimeDelta, Utc};
use database::{
    audit,
    outbox::{self, Message},
    testing::TestDb,
};
use kernel::{AccountId, Actor, Ctx, Fields, MemberId, Problem, StallId};
use members::{DocumentKind, Error, Member, MemberKind, MemberState, Stall, StallState, TaxCodeText};
use sea_orm::{ConnectionTrait, sea_query::Query};
use uuid::Uuid;

pub const COMPANY_CODE: &str = "0300588569";
pub const PERSONAL_CODE: &str = "042085000123";

pub fn noon() -> DateTime<Utc> {
    "2026-11-22T05:00:00Z".parse().unwrap()
}

pub fn at(minutes: i64) -> DateTime<Utc> {
    noon() + TimeDelta::minutes(minutes)
}

pub fn by(account: AccountId) -> Ctx {
    Ctx::new(Actor::Account(account), noon())
}

pub fn by_at(account: AccountId, minutes: i64) -> Ctx {
    Ctx::new(Actor::Account(account), at(minutes))
}

pub fn new_id() -> Uuid {
    Ctx::system(noon()).new_id()
}

pub fn fields(pairs: &[(&str, &str)]) -> Fields {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// An account of somebody; this crate knows of accounts only their ids.
pub async fn account(db: &TestDb) -> AccountId {
    let id = new_id();
    let insert = Query::insert()
        .into_table("account")
        .columns(["id", "email", "password_hash", "display_name", "role", "created_at", "updated_at"])
        .values_panic([
            id.into(),
            format!("{id}@example.com").into(),
            "-".into(),
            "Người thử".into(),
            "buyer".into(),
            noon().into(),
            noon().into(),
        ])
        .to_owned();
    let txn = db.begin().await.unwrap();
    txn.execute(&insert).await.unwrap();
    txn.commit().await.unwrap();
    AccountId(id)
}

pub async fn picture(db: &TestDb, id: &str) {
    let insert = Query::insert()
        .into_table("picture")
        .columns(["id", "width", "height", "widths", "colour", "bytes", "created_at"])
        .values_panic([id.into(), 8.into(), 8.into(), "8".into(), "#fff".into(), 9i64.into(), noon().into()])
        .to_owned();
    let txn = db.begin().await.unwrap();
    txn.execute(&insert).await.unwrap();
    txn.commit().await.unwrap();
}

/// A complete application of an enterprise.
pub fn application() -> Fields {
    fields(&[
        ("kind", "enterprise"),
        ("name", "Công ty Cam Mẫu"),
        ("tax_code", COMPANY_CODE),
        ("legal_representative", "Người đại diện mẫu 01"),
        ("commune", kernel::place::communes()[0].code),
        ("address", "Thôn 3"),
        ("phone", "0912 345 678"),
        ("email", "cam@example.com"),
        ("description", "Trồng cam"),
    ])
}

pub fn with(mut base: Fields, changes: &[(&str, &str)]) -> Fields {
    for (name, value) in changes {
        base.set(name, *value);
    }
    base
}

pub fn paper(name: &str) -> members::documents::Paper {
    members::documents::Paper {
        file_name: name.to_owned(),
        content_type: "application/pdf".to_owned(),
        size: 1_234,
        blob_key: format!("private/{name}"),
    }
}

/// A draft with a licence, ready to be submitted.
pub async fn drafted(db: &TestDb, changes: &[(&str, &str)]) -> (AccountId, MemberId) {
    let owner = account(db).await;
    let ctx = by(owner);
    let txn = db.begin().await.unwrap();
    let id = members::apply::save(&txn, &ctx, owner, &with(application(), changes)).await.unwrap();
    members::documents::add(&txn, &ctx, id, DocumentKind::Licence, paper("giay-phep.pdf")).await.unwrap();
    txn.commit().await.unwrap();
    (owner, id)
}

pub async fn approved(db: &TestDb, changes: &[(&str, &str)]) -> (AccountId, MemberId) {
    let (owner, id) = drafted(db, changes).await;
    let txn = db.begin().await.unwrap();
    members::apply::submit(&txn, &by(owner), id).await.unwrap();
    members::decide::approve(&txn, &by(owner), id, None).await.unwrap();
    txn.commit().await.unwrap();
    (owner, id)
}

pub fn stall_form(slug: &str) -> Fields {
    fields(&[
        ("name", "Gian hàng Cam Mẫu"),
        ("slug", slug),
        ("introduction", "Cam **ngọt**"),
        ("commune", kernel::place::communes()[0].code),
        ("address", "Chợ tỉnh"),
        ("phone", "0912345678"),
    ])
}

/// An approved member with an open stall.
pub async fn opened(db: &TestDb, slug: &str, tax_code: &str) -> (AccountId, MemberId, StallId) {
    let (owner, member) = approved(db, &[("tax_code", tax_code)]).await;
    let ctx = by(owner);
    let txn = db.begin().await.unwrap();
    let id = members::stall::save(&txn, &ctx, member, &stall_form(slug)).await.unwrap();
    members::stall::submit(&txn, &ctx, member).await.unwrap();
    members::stall::decide::approve(&txn, &ctx, id, None).await.unwrap();
    txn.commit().await.unwrap();
    (owner, member, id)
}

/// A member in any state, without a history. Its tax code is left empty, so that many can be in one state.
pub async fn member_in(db: &TestDb, state: MemberState) -> MemberId {
    let member = bare_member(state);
    let id = member.id;
    let txn = db.begin().await.unwrap();
    members::bulk::insert_members(&txn, vec![member]).await.unwrap();
    txn.commit().await.unwrap();
    id
}

pub fn bare_member(state: MemberState) -> Member {
    Member {
        id: MemberId(new_id()),
        state,
        kind: MemberKind::Cooperative,
        name: "Hợp tác xã Mẫu".to_owned(),
        tax_code: TaxCodeText::default(),
        legal_representative: "Người đại diện mẫu 02".to_owned(),
        commune_code: kernel::place::communes()[1].code.to_owned(),
        address: "Thôn 1".to_owned(),
        phone: "+84912345678".to_owned(),
        email: String::new(),
        description: String::new(),
        reason: String::new(),
        submitted_at: Some(noon()),
        decided_at: None,
        approved_at: None,
        identified_at: None,
        identified_how: String::new(),
        version: 1,
        created_at: noon(),
        updated_at: noon(),
    }
}

pub async fn stall_in(db: &TestDb, member: MemberId, state: StallState) -> StallId {
    let stall = bare_stall(member, state);
    let id = stall.id;
    let txn = db.begin().await.unwrap();
    members::bulk::insert_stalls(&txn, vec![stall]).await.unwrap();
    txn.commit().await.unwrap();
    id
}

pub fn bare_stall(member_id: MemberId, state: StallState) -> Stall {
    let id = new_id();
    Stall {
        id: StallId(id),
        member_id,
        state,
        slug: format!("mau-{}", id.simple()),
        name: "Gian hàng Mẫu".to_owned(),
        introduction: String::new(),
        commune_code: kernel::place::communes()[1].code.to_owned(),
        address: "Thôn 1".to_owned(),
        phone: "+84912345678".to_owned(),
        email: String::new(),
        opening_hours: String::new(),
        holiday_notice: String::new(),
        holiday_until: None,
        logo_picture: None,
        banner_picture: None,
        reason: String::new(),
        submitted_at: Some(noon()),
        decided_at: None,
        opened_at: (state == StallState::Open).then(noon),
        version: 1,
        created_at: noon(),
        updated_at: noon(),
    }
}

pub async fn member(db: &TestDb, id: MemberId) -> Member {
    members::queries::member(db.read(), id).await.unwrap().unwrap()
}

pub async fn stall(db: &TestDb, id: StallId) -> Stall {
    members::queries::shop(db.read(), id).await.unwrap().unwrap().stall
}

/// Every event so far.
pub async fn events(db: &TestDb) -> Vec<Message> {
    outbox::follow(db.read(), 0, 1_000).await.unwrap()
}

/// The audit lines of a subject, newest first.
pub async fn lines(db: &TestDb, subject: impl Into<Uuid>) -> Vec<audit::Line> {
    let filter = audit::Filter { subject: Some(subject.into()), ..Default::default() };
    audit::page(db.read(), &filter, 1_000).await.unwrap()
}

/// The problem of one field of a refused command.
pub fn problem<T>(result: Result<T, Error>, field: &str) -> Option<Problem> {
    match result {
        Err(Error::Fields(errors)) => errors.get(field).cloned(),
        Err(other) => panic!("not about fields: {other}"),
        Ok(_) => None,
    }
}

/// The `from` and `verb` of an impossible transition.
pub fn wrong<T>(result: Result<T, Error>) -> Option<(&'static str, &'static str)> {
    match result {
        Err(Error::WrongState { from, verb }) => Some((from, verb)),
        _ => None,
    }
}

/// Runs one command in a transaction of its own: committed when it succeeds.
#[macro_export]
macro_rules! run {
    ($db:expr, |$txn:ident| $command:expr) => {{
        let txn = $db.begin().await.unwrap();
        let $txn = &txn;
        let result = $command.await;
        match &result {
            Ok(_) => txn.commit().await.unwrap(),
            Err(_) => txn.rollback().await.unwrap(),
        }
        result
    }};
}
