//! Closing days: what is known of a day's visitors shrinks to two figures, and the rest is destroyed.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use database::Db;
use kernel::ctx::local_date;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    entity::{visitor, visitor_salt},
    event::kind,
    flush, queries,
};

/// How long after midnight a day is closed, so that every process has written its last counts.
const GRACE: TimeDelta = TimeDelta::minutes(10);

/// The first day that stays open at `now`.
pub(crate) fn open_from(now: DateTime<Utc>) -> NaiveDate {
    local_date(now - GRACE)
}

/// Adds the visits and visitors of past days up into counters and destroys their hashes and salts. Any process may do
/// it at any time; doing it twice adds nothing. Answers how many days it closed.
pub async fn close_days(db: &Db, now: DateTime<Utc>) -> Result<usize, DbErr> {
    let open = open_from(now);
    let txn = db.begin().await?;
    let closed = close(&txn, open).await?;
    txn.commit().await?;
    Ok(closed)
}

async fn close(txn: &impl ConnectionTrait, open: NaiveDate) -> Result<usize, DbErr> {
    flush::lock(txn).await?;
    let past = queries::open_days(txn, NaiveDate::default(), open.pred_opt().unwrap_or(open)).await?;
    let counters: Vec<_> = past
        .iter()
        .flat_map(|day| {
            [(day.day, kind::VISIT, Uuid::nil(), day.visits), (day.day, kind::VISITOR, Uuid::nil(), day.visitors)]
        })
        .collect();
    flush::add_counters(txn, &counters).await?;
    visitor::Entity::delete_many().filter(visitor::Column::Day.lt(open)).exec(txn).await?;
    visitor_salt::Entity::delete_many().filter(visitor_salt::Column::Day.lt(open)).exec(txn).await?;
    Ok(past.len())
}
