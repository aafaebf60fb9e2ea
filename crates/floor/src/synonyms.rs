//! The synonyms in the serving process: filled at the first start, and taken anew whenever an administrator changes them.

use std::{sync::Arc, time::Duration};

use anyhow::Context;
use database::{Db, Follower};
use gateway::cache::PageCache;
use kernel::Ctx;
use sea_orm::DbErr;
use search_indexer::{
    Engine,
    synonym::{self, CHANGED},
};
use tokio::sync::watch;

const POLL: Duration = Duration::from_millis(500);

/// Fills the list of a floor that never had one.
pub async fn seed(db: &Db, ctx: &Ctx) -> anyhow::Result<()> {
    let txn = db.begin().await?;
    let count = synonym::seed(&txn, ctx).await.context("the synonyms can't be filled")?;
    txn.commit().await?;
    if count > 0 {
        tracing::info!(count, "the built-in synonyms are in the database; administrators may change them");
    }
    Ok(())
}

/// Keeps the engine's synonyms those of the database, until `stopped`.
pub async fn follow(db: Db, engine: Arc<Engine>, pages: PageCache, mut stopped: watch::Receiver<bool>) {
    let mut follower = None;
    loop {
        if let Err(error) = catch_up(&db, &engine, &pages, &mut follower).await {
            tracing::warn!(%error, "the synonyms can't be read");
        }
        tokio::select! {
            () = tokio::time::sleep(POLL) => {}
            _ = stopped.changed() => return,
        }
    }
}

/// Reads the list where it may have changed.
async fn catch_up(db: &Db, engine: &Engine, pages: &PageCache, follower: &mut Option<Follower>) -> Result<(), DbErr> {
    // Taken out until all went well: after an error the next round begins anew.
    let following = match follower.take() {
        Some(mut known) => {
            let fresh = known.fresh(db.read()).await?;
            if !fresh.iter().any(|event| event.kind == CHANGED) {
                *follower = Some(known);
                return Ok(());
            }
            known
        }
        None => Follower::begin(db.read()).await?,
    };
    engine.set_synonyms(synonym::compiled(db.read()).await?);
    pages.drop_all();
    *follower = Some(following);
    Ok(())
}
