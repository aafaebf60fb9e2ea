//! Closing months in time.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use database::Db;
use kernel::{Actor, Clock, Ctx, ctx::local_date};
use sea_orm::DbErr;
use statistics::{Month, closed_up_to, prune};
use tokio::sync::watch;

use crate::gather;

/// How long after its end a month is closed: every process has long written its counts, and the last day's visitors are
/// counted (which takes ten minutes).
const GRACE: TimeDelta = TimeDelta::hours(3);

/// How often the running month's figures are written anew.
const EVERY: Duration = Duration::from_secs(3_600);
/// How often it is looked whether a month is over.
const LOOK: Duration = Duration::from_secs(60);

/// Closes every month that is over and not closed yet, oldest first, from the first of which anything is known. Answers
/// how many. Any process may do it at any time.
pub async fn close_due(db: &Db, now: DateTime<Utc>) -> Result<usize, DbErr> {
    let running = Month::of(local_date(now - GRACE));
    let mut month = match closed_up_to(db.read()).await? {
        Some(month) => month.next(),
        None => match first_month(db).await? {
            Some(month) => month,
            None => return Ok(0),
        },
    };
    let mut closed = 0;
    while month < running {
        let figures = gather(db.read(), month, now).await?;
        let txn = db.begin().await?;
        closed += usize::from(statistics::close_month(&txn, &Ctx::new(Actor::System, now), month, figures).await?);
        txn.commit().await?;
        month = month.next();
    }
    Ok(closed)
}

/// The month in which counting, or the first member, began.
async fn first_month(db: &Db) -> Result<Option<Month>, DbErr> {
    let counted = statistics::first_day(db.read()).await?;
    let approved = members::census::first_approval(db.read()).await?.map(local_date);
    Ok(counted.into_iter().chain(approved).min().map(Month::of))
}

/// Writes the provisional figures of the months that are not closed: the running one, and in the first hours of a month
/// the one before.
pub async fn provide(db: &Db, now: DateTime<Utc>) -> Result<(), DbErr> {
    let running = Month::of(local_date(now));
    let mut month = Month::of(local_date(now - GRACE));
    while month <= running {
        let figures = gather(db.read(), month, now).await?;
        let txn = db.begin().await?;
        statistics::provide_month(&txn, &Ctx::new(Actor::System, now), month, figures).await?;
        txn.commit().await?;
        month = month.next();
    }
    Ok(())
}

/// Closes months, writes provisional figures and removes what is older than it is kept, until `shutdown`.
pub async fn keep(db: Db, clock: Clock, mut shutdown: watch::Receiver<bool>) {
    let mut looked = tokio::time::interval(LOOK);
    looked.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut provided: Option<tokio::time::Instant> = None;
    loop {
        tokio::select! {
            biased;
            _ = shutdown.wait_for(|stop| *stop) => return,
            _ = looked.tick() => {}
        }
        let due = provided.is_none_or(|last| last.elapsed() >= EVERY);
        match turn(&db, clock.now(), due).await {
            Ok(()) if due => provided = Some(tokio::time::Instant::now()),
            Ok(()) => {}
            Err(error) => tracing::error!(%error, "the month's figures could not be written"),
        }
    }
}

async fn turn(db: &Db, now: DateTime<Utc>, due: bool) -> Result<(), DbErr> {
    let closed = close_due(db, now).await?;
    if closed > 0 {
        tracing::info!(months = closed, "months were closed");
    }
    if due {
        provide(db, now).await?;
        let txn = db.begin().await?;
        prune(&txn, now).await?;
        txn.commit().await?;
    }
    Ok(())
}
