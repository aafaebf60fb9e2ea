//! Since when a measure is counted, and how long its days are kept.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use kernel::ctx::local_date;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, sea_query::OnConflict};

use crate::{
    entity::{counter, counter_hour, counter_text, measure, search_term},
    month::{closed_up_to, measured},
};

/// How long hours are kept.
pub const HOURS_DAYS: i64 = 62;

/// How long days by subject and by word are kept, and searched terms; the months they belong to keep their sums.
pub const SUBJECT_DAYS: u64 = 400;

/// Notes that everything this release measures is measured from `today` on, where it was not before.
pub async fn measure_from(txn: &impl ConnectionTrait, today: NaiveDate) -> Result<(), DbErr> {
    for kind in measured() {
        measured_since(txn, kind, today).await?;
    }
    Ok(())
}

/// Notes since when one measure is counted; what is noted stays. For floors that bring figures of their own.
pub async fn measured_since(txn: &impl ConnectionTrait, kind: &str, since: NaiveDate) -> Result<(), DbErr> {
    let row = measure::ActiveModel { code: Set(kind.to_owned()), since: Set(since) };
    measure::Entity::insert(row)
        .on_conflict(OnConflict::column(measure::Column::Code).do_nothing().to_owned())
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

/// Removes what is older than it is kept. Days go only when their month is closed. The floor's own sums of each day
/// stay for ever: they are a few rows.
pub async fn prune(txn: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<(), DbErr> {
    counter_hour::Entity::delete_many()
        .filter(counter_hour::Column::Hour.lt(now - TimeDelta::days(HOURS_DAYS)))
        .exec(txn)
        .await?;
    let Some(closed) = closed_up_to(txn).await? else { return Ok(()) };
    let old = local_date(now).checked_sub_days(Days::new(SUBJECT_DAYS)).unwrap_or_default();
    let before = old.min(closed.next().first());
    counter::Entity::delete_many()
        .filter(counter::Column::Day.lt(before))
        .filter(counter::Column::SubjectId.ne(uuid::Uuid::nil()))
        .exec(txn)
        .await?;
    counter_text::Entity::delete_many().filter(counter_text::Column::Day.lt(before)).exec(txn).await?;
    search_term::Entity::delete_many().filter(search_term::Column::Day.lt(before)).exec(txn).await?;
    Ok(())
}
