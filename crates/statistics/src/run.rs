//! The task that writes what a process counted.

use std::time::Duration;

use chrono::{DateTime, Utc};
use database::Db;
use kernel::{Clock, ctx::local_date};
use sea_orm::DbErr;
use tokio::{
    sync::watch,
    time::{MissedTickBehavior, interval, sleep},
};

use crate::{Recorder, close, keep};

const EVERY: Duration = Duration::from_secs(1);

/// How often the last flush is tried when the database does not answer.
const LAST_TRIES: u32 = 5;

/// Flushes once a second and a last time at shutdown, and closes days that are over. Ends when `shutdown` becomes true
/// or its sender is gone; stop serving before, so that the last requests are counted.
pub async fn run(recorder: Recorder, db: Db, clock: Clock, mut shutdown: watch::Receiver<bool>) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut failing = false;
    let mut closed_up_to = None;
    let mut begun = false;
    loop {
        tokio::select! {
            biased;
            _ = shutdown.wait_for(|stop| *stop) => break,
            _ = ticks.tick() => {}
        }
        let now = clock.now();
        match recorder.flush(&db, now).await {
            Ok(()) => failing = false,
            Err(error) if !failing => {
                failing = true;
                tracing::error!(%error, "counts could not be written and are kept for later");
            }
            Err(_) => {}
        }
        if !failing && !begun {
            match begin(&db, now).await {
                Ok(()) => begun = true,
                Err(error) => tracing::error!(%error, "the beginning of the measures could not be noted"),
            }
        }
        let open = close::open_from(now);
        if !failing && closed_up_to != Some(open) {
            match close::close_days(&db, now).await {
                Ok(_) => closed_up_to = Some(open),
                Err(error) => tracing::error!(%error, "past days could not be closed"),
            }
        }
    }
    last_flush(&recorder, &db, clock).await;
}

async fn begin(db: &Db, now: DateTime<Utc>) -> Result<(), DbErr> {
    let txn = db.begin().await?;
    keep::measure_from(&txn, local_date(now)).await?;
    txn.commit().await
}

async fn last_flush(recorder: &Recorder, db: &Db, clock: Clock) {
    for attempt in 1..=LAST_TRIES {
        match recorder.flush(db, clock.now()).await {
            Ok(()) => return,
            Err(error) if attempt == LAST_TRIES => tracing::error!(%error, "the last counts are lost"),
            Err(_) => sleep(Duration::from_millis(200)).await,
        }
    }
}
