//! A floor with a few people.

use accounts::{Identifier, Role, bulk::Seed};
use alerts::{Alert, FollowKind, Kind};
use chrono::{DateTime, TimeDelta, Utc};
use database::Db;
use kernel::{AccountId, Actor, Ctx, Locale};
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

pub const AN: AccountId = AccountId(Uuid::from_u128(1));
pub const BINH: AccountId = AccountId(Uuid::from_u128(2));
pub const CUC: AccountId = AccountId(Uuid::from_u128(3));

/// Noon in Hà Tĩnh.
pub fn at(minutes: i64) -> DateTime<Utc> {
    "2026-11-28T05:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::minutes(minutes)
}

pub fn by(account: AccountId) -> Ctx {
    Ctx::new(Actor::Account(account), at(0))
}

pub fn worker_at(minutes: i64) -> Ctx {
    Ctx::system(at(minutes))
}

pub async fn people(db: &Db, all: impl IntoIterator<Item = AccountId>) {
    let seed = |id: AccountId| Seed {
        id,
        identifier: Identifier::Email(format!("{id}@example.com")),
        display_name: "Người thử".into(),
        role: Role::Buyer,
        locale: Locale::Vi,
        password_hash: "-".into(),
        verified: true,
        totp_secret: None,
        recovery_codes: vec![],
        created_at: at(0),
    };
    let seeds: Vec<Seed> = all.into_iter().map(seed).collect();
    run!(db, txn => accounts::bulk::insert_all(&txn, &seeds)).unwrap();
}

pub fn opened(subject: u128) -> Alert<'static> {
    Alert {
        kind: Kind::SellOpened,
        subject: Uuid::from_u128(subject),
        other: Uuid::nil(),
        title: "Cam Khe Mây",
        path: "/chao-ban/x",
    }
}

pub async fn follows(db: &Db, account: AccountId, kind: FollowKind, subject: &str) {
    run!(db, txn => alerts::follow::follow(&txn, &by(account), account, kind, subject)).unwrap();
}

pub async fn told(db: &Db, account: AccountId) -> Vec<alerts::Line> {
    alerts::page(db.read(), account, None, 1_000).await.unwrap()
}
