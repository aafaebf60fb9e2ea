//! The worker's loop.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use database::{Db, idempotency, outbox};
use kernel::{Clock, Ctx};
use sea_orm::DbErr;
use tokio::{
    sync::{Notify, watch},
    task::JoinSet,
    time::{Instant, sleep},
};

use crate::{
    handlers::Handlers,
    step::{BATCH, Round},
};

/// How often the outbox is looked at when nobody wakes the worker: other processes write events too, and failed ones
/// come back.
const POLL: Duration = Duration::from_millis(250);

/// How long after the database failed.
const AFTER_ERROR: Duration = Duration::from_secs(1);

/// How many rounds may be with the handlers of single events while the next ones are claimed, so that a slow mail
/// server does not hold the search index up.
const ROUNDS_AT_ONCE: usize = 8;

const GAUGES_EVERY: Duration = Duration::from_secs(5);
const PRUNE_EVERY: Duration = Duration::from_secs(3600);
const KEEP_DONE_DAYS: i64 = 7;

/// Carries events on. Cheap to clone.
#[derive(Clone)]
pub struct Worker(Arc<Inner>);

struct Inner {
    /// Tells this worker's claims from another's.
    name: String,
    db: Db,
    handlers: Handlers,
    clock: Clock,
    /// Whoever commits events in this process says so here, and they are claimed at once.
    wake: Arc<Notify>,
}

impl Worker {
    #[must_use]
    pub fn new(db: Db, handlers: Handlers, clock: Clock, wake: Arc<Notify>) -> Self {
        let name = Ctx::system(clock.now()).new_id().to_string();
        Self(Arc::new(Inner { name, db, handlers, clock, wake }))
    }

    /// Works until `shutdown` becomes true or its sender is gone, and ends when what was claimed is settled.
    pub async fn run(self, mut shutdown: watch::Receiver<bool>) {
        let mut rounds = JoinSet::new();
        let mut chores = Chores::default();
        while !*shutdown.borrow() {
            chores.run(&self).await;
            let pause = match self.begin(&mut rounds).await {
                Ok(claimed) if claimed as u64 == BATCH => continue,
                Ok(_) => POLL,
                Err(error) => {
                    tracing::error!(%error, "the outbox could not be read");
                    AFTER_ERROR
                }
            };
            tokio::select! {
                () = self.0.wake.notified() => {}
                () = sleep(pause) => {}
                changed = shutdown.changed() => if changed.is_err() { break },
            }
        }
        while rounds.join_next().await.is_some() {}
    }

    /// Claims events, hands them to the handlers of many and leaves the rest to a task. Answers how many it claimed.
    async fn begin(&self, rounds: &mut JoinSet<()>) -> Result<usize, DbErr> {
        while rounds.len() >= ROUNDS_AT_ONCE {
            rounds.join_next().await;
        }
        while rounds.try_join_next().is_some() {}
        let Inner { name, db, handlers, clock, .. } = &*self.0;
        let Some(mut round) = Round::claim(db, name, clock.now()).await? else { return Ok(0) };
        let claimed = round.len();
        round.run_many(handlers).await;
        let worker = self.clone();
        rounds.spawn(async move {
            let Inner { db, handlers, clock, .. } = &*worker.0;
            round.run_one(handlers).await;
            if let Err(error) = round.settle(db, clock.now()).await {
                tracing::error!(%error, "events were handled but could not be settled; they will be handled again");
            }
        });
        Ok(claimed)
    }

    /// Claims what is available at `now`, handles and settles it. Answers how many events were settled.
    pub async fn step(&self, now: DateTime<Utc>) -> Result<usize, DbErr> {
        let Inner { name, db, handlers, .. } = &*self.0;
        let Some(mut round) = Round::claim(db, name, now).await? else { return Ok(0) };
        round.run_many(handlers).await;
        round.run_one(handlers).await;
        round.settle(db, now).await
    }

    /// Steps until nothing more succeeds at `now`. Answers how many events were settled.
    pub async fn drain(&self, now: DateTime<Utc>) -> Result<usize, DbErr> {
        let mut all = 0;
        loop {
            match self.step(now).await? {
                0 => return Ok(all),
                settled => all += settled,
            }
        }
    }

    async fn gauges(&self) -> Result<(), DbErr> {
        let db = self.0.db.read();
        metrics::gauge!("floor_outbox_waiting").set(outbox::waiting(db).await? as f64);
        metrics::gauge!("floor_outbox_dead").set(outbox::count_dead(db).await? as f64);
        Ok(())
    }

    /// Forgets events that were settled long ago, and answers that nobody asks for again. Answers how many of both.
    pub async fn prune(&self, now: DateTime<Utc>) -> Result<u64, DbErr> {
        let txn = self.0.db.begin().await?;
        let pruned = outbox::prune(&txn, now - TimeDelta::days(KEEP_DONE_DAYS)).await?
            + idempotency::prune(&txn, now - TimeDelta::days(idempotency::KEEP_DAYS)).await?;
        txn.commit().await?;
        Ok(pruned)
    }
}

/// What is done now and then.
#[derive(Default)]
struct Chores {
    gauges: Option<Instant>,
    prune: Option<Instant>,
}

impl Chores {
    async fn run(&mut self, worker: &Worker) {
        if due(&mut self.gauges, GAUGES_EVERY)
            && let Err(error) = worker.gauges().await
        {
            tracing::warn!(%error, "the outbox could not be measured");
        }
        if due(&mut self.prune, PRUNE_EVERY)
            && let Err(error) = worker.prune(worker.0.clock.now()).await
        {
            tracing::warn!(%error, "the outbox could not be pruned");
        }
    }
}

fn due(last: &mut Option<Instant>, every: Duration) -> bool {
    let due = last.is_none_or(|last| last.elapsed() >= every);
    if due {
        *last = Some(Instant::now());
    }
    due
}
