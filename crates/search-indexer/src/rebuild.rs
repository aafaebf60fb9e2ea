//! A new index beside the live one, from the database, then the swap. Writes go on: what the outbox applies meanwhile
//! is carried over into the new index.

use catalogue::queries as goods;
use database::outbox;
use kernel::StallId;
use members::{Key, queries::page_open_stalls};
use offers::queries::{IndexGroup, count_for_index, page_open_ids};
use sea_orm::ConnectionTrait;

use crate::{
    Document, Engine,
    apply::{ApplyError, apply},
    refresh::refresh,
    source,
};

/// Rebuilds and swaps. `progress` hears how many products and offers of how many are done. Returns the number of documents.
pub async fn rebuild(
    db: &impl ConnectionTrait,
    engine: &Engine,
    mut progress: impl FnMut(u64, u64),
) -> Result<u64, ApplyError> {
    let begun_at = outbox::head(db).await?;
    let tree = goods::category_tree(db).await?;
    let total = goods::count_listed(db).await? + count_for_index(db).await?;
    let mut rebuild = engine.begin_rebuild().await?;
    let mut loaded = 0;

    let mut after: Option<Key> = None;
    loop {
        let shops = page_open_stalls(db, after, source::CHUNK as u64).await?;
        let Some(last) = shops.last() else { break };
        after = Some(Key::after_stall(&last.stall));
        let ids: Vec<StallId> = shops.iter().map(|shop| shop.stall.id).collect();
        let documents: Vec<_> = source::stalls(db, &ids).await?.into_iter().map(Document::from).collect();
        loaded += documents.len() as u64;
        rebuild = rebuild.load(documents).await?;
    }

    let mut after = None;
    loop {
        let ids = goods::page_commodity_ids(db, after, source::CHUNK as u64).await?;
        let Some(&last) = ids.last() else { break };
        after = Some(last);
        let documents: Vec<_> = source::commodities(db, &tree, &ids).await?.into_iter().map(Document::from).collect();
        loaded += documents.len() as u64;
        rebuild = rebuild.load(documents).await?;
    }

    let (mut after, mut done) = (None, 0);
    loop {
        let ids = goods::page_listed_ids(db, after, source::CHUNK as u64).await?;
        let Some(&last) = ids.last() else { break };
        after = Some(last);
        let documents: Vec<_> = source::products(db, &tree, &ids).await?.into_iter().map(Document::from).collect();
        loaded += documents.len() as u64;
        rebuild = rebuild.load(documents).await?;
        done += ids.len() as u64;
        progress(done, total);
    }

    let mut after = None;
    loop {
        let ids = page_open_ids(db, IndexGroup::All, after, source::CHUNK as u64).await?;
        let Some(&last) = ids.last() else { break };
        after = Some(last);
        let documents: Vec<_> = source::offers(db, &tree, &ids).await?.into_iter().map(Document::from).collect();
        loaded += documents.len() as u64;
        rebuild = rebuild.load(documents).await?;
        done += ids.len() as u64;
        progress(done, total);
    }
    rebuild.finish().await?;
    if engine.is_shared() {
        catch_up(db, engine, begun_at).await?;
    }
    Ok(loaded)
}

/// Under PostgreSQL an event may become visible after one of a higher number: so many before the beginning count too.
const BELOW: i64 = 1_000;
const PAGE: u64 = 500;

/// What other processes wrote during the rebuild went into the old index: what those events touched is refreshed.
async fn catch_up(db: &impl ConnectionTrait, engine: &Engine, since: i64) -> Result<(), ApplyError> {
    let mut cursor = since.saturating_sub(BELOW);
    loop {
        let events = outbox::follow(db, cursor, PAGE).await?;
        let Some(last) = events.last() else { return Ok(()) };
        cursor = last.id;
        let rest = apply(db, engine, &events).await?;
        refresh(db, engine, &rest).await?;
    }
}
