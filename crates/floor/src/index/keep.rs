//! In the serving process: rebuilds an index that needs it, does what the command line asks, and checks now and then.

use std::{sync::Arc, time::Duration};

use database::{Db, job};
use kernel::Clock;
use sea_orm::DbErr;
use search_indexer::{Differences, Engine, Rota};
use serde_json::json;
use tokio::{sync::watch, time::Instant};

use super::{Progress, REBUILD, REPAIR, VERIFY};

const POLL: Duration = Duration::from_millis(250);
/// A rebuild that failed is tried again after a second, later after half a minute at most.
const FIRST_RETRY: Duration = Duration::from_secs(1);
const LAST_RETRY: Duration = Duration::from_secs(30);
/// How long a verification waits for events under way.
const PATIENCE: Duration = Duration::from_secs(30);
/// A check that takes longer is given up: the engine hangs.
const CHECK_LIMIT: Duration = Duration::from_secs(300);
/// A start waits so long for a first index: a small floor is never seen without search.
const START_PATIENCE: Duration = Duration::from_secs(5);

struct Keeper {
    db: Db,
    engine: Arc<Engine>,
    clock: Clock,
    rota: Rota,
    /// When the next check is due; never when checks are off.
    next_check: Option<Instant>,
    check_every: Duration,
    next_rebuild: Instant,
    retry: Duration,
}

/// Keeps the index until `stopped`. Checks every `check_every`; never when that is zero.
pub async fn keep(
    db: Db,
    engine: Arc<Engine>,
    clock: Clock,
    check_every: Duration,
    mut stopped: watch::Receiver<bool>,
) {
    if let Err(error) = end_interrupted(&db, clock).await {
        tracing::warn!(%error, "interrupted jobs can't be ended");
    }
    let now = Instant::now();
    let mut keeper = Keeper {
        db,
        engine,
        clock,
        rota: Rota::default(),
        // The first one soon: the machine may have lost power since the last.
        next_check: (!check_every.is_zero()).then(|| now + check_every.min(Duration::from_secs(20))),
        check_every,
        next_rebuild: now,
        retry: FIRST_RETRY,
    };
    loop {
        keeper.rebuild_if_needed().await;
        for kind in [REBUILD, VERIFY, REPAIR] {
            match take(&keeper.db, clock, kind).await {
                Ok(Some(taken)) => keeper.run(kind, &taken).await,
                Ok(None) => {}
                Err(error) => tracing::warn!(%error, "jobs can't be read"),
            }
        }
        keeper.check_if_due().await;
        tokio::select! {
            () = tokio::time::sleep(POLL) => {}
            _ = stopped.changed() => return,
        }
    }
}

/// Waits a little while there is no index at all.
pub async fn wait_for_first(engine: &Engine) {
    let wait = async {
        while engine.count().await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    if tokio::time::timeout(START_PATIENCE, wait).await.is_err() {
        eprintln!("The search index is being built; until then search says so and browsing goes on.");
    }
}

impl Keeper {
    /// A new, outdated or broken index is built anew, beside the old one where that can be read.
    async fn rebuild_if_needed(&mut self) {
        if Instant::now() < self.next_rebuild {
            return;
        }
        // Another process may have rebuilt a shared index, or its server may be away.
        if let Err(error) = self.engine.look().await {
            tracing::warn!(%error, "the search index can't be looked at");
            self.next_rebuild = Instant::now() + self.retry;
            self.retry = (self.retry * 2).min(LAST_RETRY);
            return;
        }
        if !self.engine.needs_rebuild() {
            self.retry = FIRST_RETRY;
            return;
        }
        tracing::info!("the search index is being rebuilt");
        let mut progress = Progress::default();
        let rebuilt = search_indexer::rebuild(self.db.read(), &self.engine, |done, total| {
            if let Some(line) = progress.line(done, total) {
                tracing::info!("{line}");
            }
        });
        match rebuilt.await {
            Ok(documents) => {
                tracing::info!(documents, "the search index is rebuilt");
                self.retry = FIRST_RETRY;
            }
            Err(error) => {
                let seconds = self.retry.as_secs();
                tracing::error!(%error, "the search index can't be rebuilt; it is tried again in {seconds} s");
                self.next_rebuild = Instant::now() + self.retry;
                self.retry = (self.retry * 2).min(LAST_RETRY);
            }
        }
    }

    async fn check_if_due(&mut self) {
        if self.next_check.is_none_or(|due| Instant::now() < due) {
            return;
        }
        self.next_check = Some(Instant::now() + self.check_every);
        let check = search_indexer::check(self.db.read(), &self.engine, self.clock.now(), &mut self.rota);
        match tokio::time::timeout(CHECK_LIMIT, check).await {
            Ok(Ok(found)) => log(&found),
            Ok(Err(error)) => tracing::warn!(%error, "the search index can't be checked"),
            Err(_) => tracing::warn!("checking the search index took too long"),
        }
    }

    async fn run(&self, kind: &str, taken: &job::Job) {
        let result = match kind {
            REBUILD => rebuild(&self.db, &self.engine, self.clock, taken).await,
            _ => search_indexer::verify(self.db.read(), &self.engine, PATIENCE, kind == REPAIR)
                .await
                .map_err(anyhow::Error::from)
                .and_then(|found| Ok(serde_json::to_value(found)?)),
        };
        let (state, detail) = match result {
            Ok(detail) => (job::State::Done, detail),
            Err(error) => (job::State::Failed, json!({ "error": format!("{error:#}") })),
        };
        if let Err(error) = note(&self.db, self.clock, taken, state, (0, 0), &detail).await {
            tracing::warn!(%error, "a job's end can't be written");
        }
    }
}

/// Each difference that a check mended is a bug somewhere: it is told in full.
fn log(found: &Differences) {
    if found.is_clean() {
        tracing::debug!(compared = found.compared, "the search index is in step");
        return;
    }
    for one in found.found.iter().take(20) {
        tracing::warn!("search index: {one}");
    }
    let (differed, left) = (found.found.len(), found.left.len());
    tracing::warn!(differed, left, "the search index differed from the database and was mended");
}

/// The embedded index has one serving process: what is still "running" at its start belongs to one that died.
async fn end_interrupted(db: &Db, clock: Clock) -> Result<(), DbErr> {
    let txn = db.begin().await?;
    job::fail_running(&txn, clock.now()).await?;
    txn.commit().await
}

async fn take(db: &Db, clock: Clock, kind: &str) -> Result<Option<job::Job>, DbErr> {
    if job::waiting(db.read(), kind).await? == 0 {
        return Ok(None);
    }
    let txn = db.begin().await?;
    let taken = job::take(&txn, clock.now(), kind).await?;
    txn.commit().await?;
    Ok(taken)
}

async fn rebuild(db: &Db, engine: &Engine, clock: Clock, taken: &job::Job) -> anyhow::Result<serde_json::Value> {
    let (tell, mut told) = watch::channel((0u64, 0u64));
    let progress = async {
        while told.changed().await.is_ok() {
            let (done, total) = *told.borrow_and_update();
            let figures = (done.cast_signed(), total.cast_signed());
            if note(db, clock, taken, job::State::Running, figures, &json!({})).await.is_err() {
                return;
            }
            tokio::time::sleep(POLL).await;
        }
    };
    let work = async {
        let count = search_indexer::rebuild(db.read(), engine, |done, total| {
            // Nobody listening any more is no reason to stop.
            let _ = tell.send((done, total));
        })
        .await;
        drop(tell);
        count
    };
    let (count, ()) = tokio::join!(work, progress);
    Ok(json!({ "documents": count? }))
}

async fn note(
    db: &Db,
    clock: Clock,
    taken: &job::Job,
    state: job::State,
    (done, total): (i64, i64),
    detail: &serde_json::Value,
) -> Result<(), DbErr> {
    let txn = db.begin().await?;
    job::update(&txn, clock.now(), taken.id, state, done, total, detail).await?;
    txn.commit().await
}
