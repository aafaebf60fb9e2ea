//! `floor reindex` and `floor verify-index`.

use std::{process::ExitCode, time::Duration};

use anyhow::Context;
use database::{Db, job, outbox};
use kernel::{Clock, Ctx};
use search_indexer::{Differences, Engine, EngineError};

use super::{Progress, REBUILD, REPAIR, VERIFY, fill};
use crate::{
    assemble,
    config::{Config, EngineKind},
};

/// How long a comparison beside working processes waits for events under way.
const PATIENCE: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(250);
/// So many differences are printed one by one.
const PRINTED: usize = 1_000;

pub async fn reindex(config: &Config) -> anyhow::Result<()> {
    let db = assemble::connect(config).await?;
    let count = match open(config).await? {
        Some(engine) => fill(db.read(), &engine).await?,
        None => {
            eprintln!("The serving floor builds a new index beside the live one …");
            ask(&db, REBUILD).await?["documents"].as_u64().unwrap_or_default()
        }
    };
    println!("The search index is rebuilt: {count} documents.");
    Ok(())
}

/// Waits until the outbox is settled, then compares. Exit 0 only when the index equals the database.
pub async fn verify(config: &Config, repair: bool) -> anyhow::Result<ExitCode> {
    let db = assemble::connect(config).await?;
    let differences = match open(config).await? {
        Some(engine) if engine.is_shared() => {
            settle(&db).await?;
            search_indexer::verify(db.read(), &engine, PATIENCE, repair).await?
        }
        Some(engine) => {
            if outbox::waiting(db.read()).await? > 0 {
                eprintln!("No floor is serving and events wait in the outbox: the index may be behind.");
            }
            search_indexer::verify(db.read(), &engine, Duration::ZERO, repair).await?
        }
        None => {
            settle(&db).await?;
            let answer = ask(&db, if repair { REPAIR } else { VERIFY }).await?;
            serde_json::from_value(answer).context("the serving floor is of another version")?
        }
    };
    Ok(tell(&differences, repair))
}

fn tell(differences: &Differences, repair: bool) -> ExitCode {
    println!("Compared {} documents.", differences.compared);
    let shown = if repair { "mended" } else { "found" };
    for one in differences.found.iter().take(PRINTED) {
        println!("{one}");
    }
    let hidden = differences.found.len().saturating_sub(PRINTED);
    if hidden > 0 {
        println!("… and {hidden} more {shown}.");
    }
    if differences.is_clean() {
        println!("The index equals the database.");
        return ExitCode::SUCCESS;
    }
    if repair && differences.left.is_empty() {
        println!("Mended {}: the index equals the database.", differences.found.len());
        return ExitCode::SUCCESS;
    }
    println!("The index differs from the database in {} documents.", differences.left.len());
    if !repair {
        println!("`floor verify-index --repair` mends them.");
    }
    ExitCode::FAILURE
}

/// The index, unless it is embedded and a serving process has it.
async fn open(config: &Config) -> anyhow::Result<Option<Engine>> {
    if config.search.engine == EngineKind::Meilisearch {
        return assemble::open_meilisearch(config).await.map(Some);
    }
    match Engine::open_embedded(&config.data_dir.join("search")).await {
        Ok(engine) => Ok(Some(engine)),
        Err(EngineError::Locked) => Ok(None),
        Err(error) => Err(error).context("the search index can't be opened"),
    }
}

/// Waits until no event waits, three minutes at most.
async fn settle(db: &Db) -> anyhow::Result<()> {
    for _ in 0..720 {
        if outbox::waiting(db.read()).await? == 0 {
            return Ok(());
        }
        tokio::time::sleep(POLL).await;
    }
    anyhow::bail!("events still wait in the outbox after three minutes; see the console's troubles page")
}

/// Asks the serving floor and waits for its answer, showing how far it is.
async fn ask(db: &Db, kind: &str) -> anyhow::Result<serde_json::Value> {
    let ctx = Ctx::system(Clock::System.now());
    let txn = db.begin().await?;
    let id = job::ask(&txn, &ctx, kind).await?;
    txn.commit().await?;
    let mut progress = Progress::default();
    loop {
        tokio::time::sleep(POLL).await;
        let found = job::find(db.read(), id).await?.context("the job is gone")?;
        if let Some(line) = progress.line(found.done.unsigned_abs(), found.total.unsigned_abs()) {
            eprintln!("  {line}");
        }
        match found.state {
            job::State::Done => return Ok(found.detail),
            job::State::Failed => {
                let error = found.detail["error"].as_str().unwrap_or("unknown").to_owned();
                anyhow::bail!("the serving floor could not do it: {error}")
            }
            job::State::Waiting | job::State::Running => {}
        }
    }
}
