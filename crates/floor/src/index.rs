//! `floor reindex` and `floor verify-index`: beside a serving floor they ask it through a job row and wait, since the
//! embedded index belongs to the process that serves; where none runs they take the index's lock.

use std::{process::ExitCode, sync::Arc, time::Duration};

use anyhow::Context;
use database::{Db, job, outbox};
use kernel::{Clock, Ctx};
use sea_orm::{ConnectionTrait, DbErr};
use search_indexer::{Differences, Engine, EngineError};
use serde_json::json;
use tokio::sync::watch;

use crate::{assemble, config::Config};

const REBUILD: &str = "search.rebuild";
const VERIFY: &str = "search.verify";
const REPAIR: &str = "search.repair";
const POLL: Duration = Duration::from_millis(250);

/// Fills an empty or outdated index, telling on standard error how far it is.
pub async fn fill(db: &impl ConnectionTrait, engine: &Engine) -> anyhow::Result<u64> {
    let mut said = 0;
    let count = search_indexer::rebuild(db, engine, |done, total| {
        if done >= said + 50_000 {
            said = done;
            eprintln!("  search index: {done} of {total} products");
        }
    });
    count.await.context("the search index can't be rebuilt")
}

pub async fn reindex(config: &Config) -> anyhow::Result<()> {
    let db = assemble::connect(config).await?;
    match open(config).await? {
        Some(engine) => {
            let count = fill(db.read(), &engine).await?;
            println!("Rebuilt: {count} documents.");
        }
        None => {
            let done = ask(&db, REBUILD).await?;
            println!("The serving floor rebuilt its index: {} documents.", done["documents"]);
        }
    }
    Ok(())
}

/// Waits until the outbox is settled, then compares. Exit 0 only when the index equals the database.
pub async fn verify(config: &Config, repair: bool) -> anyhow::Result<ExitCode> {
    let db = assemble::connect(config).await?;
    let found = match open(config).await? {
        Some(engine) => {
            if outbox::waiting(db.read()).await? > 0 {
                eprintln!("No floor is serving and events wait in the outbox: the index may be behind.");
            }
            describe(&search_indexer::verify(db.read(), &engine, repair).await?)
        }
        None => {
            settle(&db).await?;
            ask(&db, if repair { REPAIR } else { VERIFY }).await?
        }
    };
    let differences =
        ["missing", "stale", "surplus"].map(|kind| (kind, found[kind].as_array().cloned().unwrap_or_default()));
    println!("Compared {} documents.", found["compared"]);
    for (kind, ids) in &differences {
        for id in ids {
            println!("{kind}: {}", id.as_str().unwrap_or_default());
        }
    }
    if differences.iter().all(|(_, ids)| ids.is_empty()) {
        println!("The index equals the database.");
        return Ok(ExitCode::SUCCESS);
    }
    println!("{}", if repair { "Mended." } else { "The index differs from the database." });
    Ok(if repair { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The index, unless a serving process has it.
async fn open(config: &Config) -> anyhow::Result<Option<Engine>> {
    match Engine::open_embedded(&config.data_dir.join("search")).await {
        Ok(engine) => Ok(Some(engine)),
        Err(EngineError::Locked) => Ok(None),
        Err(error) => Err(error).context("the search index can't be opened"),
    }
}

/// Waits until no event waits, three minutes at most: what a killed process had claimed is free again after a minute.
async fn settle(db: &Db) -> anyhow::Result<()> {
    for _ in 0..720 {
        if outbox::waiting(db.read()).await? == 0 {
            return Ok(());
        }
        tokio::time::sleep(POLL).await;
    }
    anyhow::bail!("events still wait in the outbox after three minutes; see the console's dead letters")
}

/// Asks the serving floor and waits for its answer, showing how far it is.
async fn ask(db: &Db, kind: &str) -> anyhow::Result<serde_json::Value> {
    let ctx = Ctx::system(Clock::System.now());
    let txn = db.begin().await?;
    let id = job::ask(&txn, &ctx, kind).await?;
    txn.commit().await?;
    let mut shown = -1;
    loop {
        tokio::time::sleep(POLL).await;
        let found = job::find(db.read(), id).await?.context("the job is gone")?;
        if found.total > 0 && found.done != shown {
            shown = found.done;
            eprintln!("  {} of {} products", found.done, found.total);
        }
        match found.state {
            job::State::Done => return Ok(found.detail),
            job::State::Failed => anyhow::bail!("the serving floor could not do it: {}", found.detail["error"]),
            job::State::Waiting | job::State::Running => {}
        }
    }
}

/// In the serving process: does what the command line asks.
pub async fn jobs(db: Db, engine: Arc<Engine>, clock: Clock, mut stopped: watch::Receiver<bool>) {
    if let Err(error) = end_interrupted(&db, clock).await {
        tracing::warn!(%error, "interrupted jobs can't be ended");
    }
    loop {
        tokio::select! {
            () = tokio::time::sleep(POLL) => {}
            _ = stopped.changed() => return,
        }
        for kind in [REBUILD, VERIFY, REPAIR] {
            match take(&db, clock, kind).await {
                Ok(Some(taken)) => run(&db, &engine, clock, kind, &taken).await,
                Ok(None) => {}
                Err(error) => tracing::warn!(%error, "jobs can't be read"),
            }
        }
    }
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

async fn run(db: &Db, engine: &Engine, clock: Clock, kind: &str, taken: &job::Job) {
    let result = match kind {
        REBUILD => rebuild(db, engine, clock, taken).await,
        _ => search_indexer::verify(db.read(), engine, kind == REPAIR)
            .await
            .map(|found| describe(&found))
            .map_err(anyhow::Error::from),
    };
    let (state, detail) = match result {
        Ok(detail) => (job::State::Done, detail),
        Err(error) => (job::State::Failed, json!({ "error": format!("{error:#}") })),
    };
    if let Err(error) = note(db, clock, taken, state, 0, 0, &detail).await {
        tracing::warn!(%error, "a job's end can't be written");
    }
}

async fn rebuild(db: &Db, engine: &Engine, clock: Clock, taken: &job::Job) -> anyhow::Result<serde_json::Value> {
    let (tell, mut told) = watch::channel((0u64, 0u64));
    let progress = async {
        while told.changed().await.is_ok() {
            let (done, total) = *told.borrow_and_update();
            let (done, total) = (done.cast_signed(), total.cast_signed());
            if note(db, clock, taken, job::State::Running, done, total, &json!({})).await.is_err() {
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
    done: i64,
    total: i64,
    detail: &serde_json::Value,
) -> Result<(), DbErr> {
    let txn = db.begin().await?;
    job::update(&txn, clock.now(), taken.id, state, done, total, detail).await?;
    txn.commit().await
}

fn describe(found: &Differences) -> serde_json::Value {
    json!({
        "compared": found.compared, "missing": found.missing, "stale": found.stale, "surplus": found.surplus,
    })
}
