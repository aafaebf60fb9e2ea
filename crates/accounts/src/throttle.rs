//! Limits on tries: failed logins per account and per address, and how often a form may be sent.
//!
//! Keys hold hashes, so the table tells nobody who tried to log in. An account's key comes from what was typed,
//! whether or not it belongs to anybody, so that being blocked tells nothing either.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{AccountId, Ctx};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, OnConflict},
};

use crate::{
    Error, Identifier,
    entity::login_throttle::{ActiveModel, Column, Entity, Model},
    secret,
};

/// What is limited. The order of locking is the order of the keys: `a:`, `c:`, `ip:`, `s:`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key(String);

impl Key {
    /// The account that was meant: by its identifier, or by the text where that is none.
    pub(crate) fn login(input: &str) -> Self {
        let meant = Identifier::parse(input).map_or_else(|_| kernel::text::fold(input), |id| id.as_str().to_owned());
        Self(format!("a:{}", secret::hash(&meant)))
    }

    /// Trying an officer's code for that account.
    pub(crate) fn code(input: &str) -> Self {
        Self(Self::login(input).0.replacen("a:", "c:", 1))
    }

    pub(crate) fn address(address: IpAddr) -> Self {
        Self(format!("ip:{}", secret::hash(&network(address))))
    }

    pub(crate) fn second_factor(account: AccountId) -> Self {
        Self(format!("s:{account}"))
    }
}

/// An IPv6 customer has a whole /64 to choose from.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => format!("{:x}", u128::from(v6) >> 64),
    }
}

/// Failed tries before an account, a second factor, an address is blocked.
pub const ACCOUNT_FAILURES: i32 = 5;
pub const ADDRESS_FAILURES: i32 = 30;
/// Failures are counted together for so long; the first block lasts as long.
pub const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// Every further block lasts twice as long, up to this.
pub const LONGEST_BLOCK: TimeDelta = TimeDelta::hours(4);
/// So long after a block its failures are forgotten.
const FORGET: TimeDelta = TimeDelta::hours(24);

/// Until when any of the keys is blocked.
pub(crate) async fn blocked_until(
    db: &impl ConnectionTrait,
    ctx: &Ctx,
    keys: &[&Key],
) -> Result<Option<DateTime<Utc>>, DbErr> {
    let rows = Entity::find().filter(Column::Key.is_in(keys.iter().map(|key| &key.0))).all(db).await?;
    Ok(rows.into_iter().filter_map(|row| row.blocked_until).filter(|until| *until > ctx.now).max())
}

/// The same, and other tries at these keys wait until this one has been counted. Name the keys in their order.
pub(crate) async fn hold(txn: &impl ConnectionTrait, ctx: &Ctx, keys: &[&Key]) -> Result<Option<DateTime<Utc>>, DbErr> {
    let mut until = None;
    for key in keys {
        until = until.max(take(txn, ctx, key).await?.blocked_until.filter(|until| *until > ctx.now));
    }
    Ok(until)
}

/// Counts a failed try; `Some` when this one brought the block.
pub(crate) async fn fail(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    key: &Key,
    limit: i32,
) -> Result<Option<DateTime<Utc>>, DbErr> {
    let row = take(txn, ctx, key).await?;
    let forgotten_at = row.blocked_until.map_or(row.window_started_at + WINDOW, |until| until + FORGET);
    let (failures, since) =
        if ctx.now >= forgotten_at { (1, ctx.now) } else { (row.failures + 1, row.window_started_at) };
    let block = (failures % limit == 0).then(|| ctx.now + block_length(failures / limit));
    let until = if failures == 1 { None } else { block.or(row.blocked_until) };
    put(txn, key, failures, since, until).await?;
    Ok(block)
}

/// 15 minutes, then 30, 60, 120, 240.
fn block_length(nth: i32) -> TimeDelta {
    let doublings = u32::try_from(nth - 1).unwrap_or(0).min(8);
    (WINDOW * (1 << doublings)).min(LONGEST_BLOCK)
}

pub(crate) async fn clear(txn: &impl ConnectionTrait, key: &Key) -> Result<(), DbErr> {
    Entity::delete_by_id(&key.0).exec(txn).await.map(|_| ())
}

/// A form that may be sent only so often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Per address. Generous, since a mobile network puts many people behind one.
    Register,
    /// Per address.
    AskForReset,
    /// Per account.
    Resend,
    /// Per address: a buyer's question to a seller.
    AskSeller,
    /// Per address: an officer's code, or the old password, with a new one. Each try costs a hash.
    ChangePassword,
}

impl Action {
    /// How often, in how long.
    const fn limit(self) -> (&'static str, i32, TimeDelta) {
        match self {
            Self::Register => ("r", 30, TimeDelta::hours(1)),
            Self::AskForReset => ("w", 30, TimeDelta::hours(1)),
            Self::Resend => ("v", 5, TimeDelta::hours(1)),
            Self::AskSeller => ("q", 30, TimeDelta::hours(1)),
            Self::ChangePassword => ("p", 20, TimeDelta::hours(1)),
        }
    }
}

/// Counts one sending of a form from that address, or answers [`Error::Throttled`]. Commit it by itself, before the
/// command, so that refused commands count as well.
pub async fn admit(txn: &impl ConnectionTrait, ctx: &Ctx, action: Action, address: IpAddr) -> Result<(), Error> {
    admit_as(txn, ctx, action, &network(address)).await
}

pub(crate) async fn admit_as(txn: &impl ConnectionTrait, ctx: &Ctx, action: Action, who: &str) -> Result<(), Error> {
    let (prefix, limit, period) = action.limit();
    let key = Key(format!("{prefix}:{}", secret::hash(who)));
    let row = take(txn, ctx, &key).await?;
    let until = row.window_started_at + period;
    if ctx.now >= until {
        return Ok(put(txn, &key, 1, ctx.now, None).await?);
    }
    if row.failures >= limit {
        return Err(Error::Throttled { until });
    }
    Ok(put(txn, &key, row.failures + 1, row.window_started_at, None).await?)
}

/// The key's row, made where there is none, locked until the end of the transaction.
async fn take(txn: &impl ConnectionTrait, ctx: &Ctx, key: &Key) -> Result<Model, DbErr> {
    let fresh = Model { key: key.0.clone(), failures: 0, window_started_at: ctx.now, blocked_until: None };
    let row = ActiveModel {
        key: Set(fresh.key.clone()),
        failures: Set(0),
        window_started_at: Set(ctx.now),
        blocked_until: Set(None),
    };
    let nothing = OnConflict::column(Column::Key).do_nothing().to_owned();
    Entity::insert_many([row]).on_conflict(nothing).exec_without_returning(txn).await?;
    Ok(Entity::find_by_id(&key.0).lock_exclusive().one(txn).await?.unwrap_or(fresh))
}

async fn put(
    txn: &impl ConnectionTrait,
    key: &Key,
    failures: i32,
    since: DateTime<Utc>,
    until: Option<DateTime<Utc>>,
) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::Failures, Expr::value(failures))
        .col_expr(Column::WindowStartedAt, Expr::value(since))
        .col_expr(Column::BlockedUntil, Expr::value(until))
        .filter(Column::Key.eq(&key.0))
        .exec(txn)
        .await
        .map(|_| ())
}

/// Drops what no longer counts.
pub(crate) async fn prune(txn: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64, DbErr> {
    let old = now - FORGET;
    let quiet = Condition::any().add(Column::BlockedUntil.is_null()).add(Column::BlockedUntil.lt(old));
    let done = Entity::delete_many().filter(Column::WindowStartedAt.lt(old)).filter(quiet).exec(txn).await?;
    Ok(done.rows_affected)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn blocks_double_up_to_four_hours() {
        let minutes: Vec<i64> = (1..=7).map(|nth| block_length(nth).num_minutes()).collect();
        assert_eq!(minutes, [15, 30, 60, 120, 240, 240, 240]);
        assert_eq!(block_length(i32::MAX / ACCOUNT_FAILURES), LONGEST_BLOCK);
    }

    #[test]
    fn an_ipv6_customer_is_one_address() {
        let key = |text: &str| Key::address(text.parse().unwrap());
        assert_eq!(key("2405:4800:1:2::1"), key("2405:4800:1:2:ffff::9"));
        assert_ne!(key("2405:4800:1:2::1"), key("2405:4800:1:3::1"));
        assert_eq!(key("::ffff:203.0.113.7"), key("203.0.113.7"));
    }

    #[test]
    fn every_spelling_of_an_identifier_has_one_key() {
        assert_eq!(Key::login("An@Example.vn"), Key::login(" an@example.VN "));
        assert_eq!(Key::login("0912345678"), Key::login("+84 912 345 678"));
        assert_ne!(Key::login("0912345678"), Key::login("0912345679"));
    }
}
