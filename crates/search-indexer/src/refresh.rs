//! Brings documents in line with the database, by id: what buyers may see is written, what they may not is removed.

use std::collections::BTreeSet;

use catalogue::queries as goods;
use kernel::{ProductId, StallId};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use crate::{Change, Document, Engine, apply::ApplyError, source};

/// Refreshes those products and stalls, each batch as one step. Doing it twice, or for what is in line, is harmless.
pub async fn refresh(
    db: &impl ConnectionTrait,
    engine: &Engine,
    products: &[ProductId],
    stalls: &[StallId],
) -> Result<(), ApplyError> {
    let parts = products.len().div_ceil(source::CHUNK).max(stalls.len().div_ceil(source::CHUNK));
    for part in 0..parts {
        let (products, stalls) = (part_of(products, part), part_of(stalls, part));
        // What is read from here on is written before anybody else reads for the index.
        let turn = engine.feed().await;
        let documents = read(db, products, stalls).await?;
        let seen: BTreeSet<Uuid> = documents.iter().map(Document::id).collect();
        let wanted = products.iter().map(|id| id.0).chain(stalls.iter().map(|id| id.0));
        let gone = wanted.filter(|id| !seen.contains(id)).map(Change::Delete);
        turn.apply(gone.chain(documents.into_iter().map(Change::put)).collect()).await?;
    }
    Ok(())
}

fn part_of<T>(all: &[T], part: usize) -> &[T] {
    all.chunks(source::CHUNK).nth(part).unwrap_or_default()
}

/// The documents that those products and stalls (at most a chunk of each) should have.
pub(crate) async fn read(
    db: &impl ConnectionTrait,
    products: &[ProductId],
    stalls: &[StallId],
) -> Result<Vec<Document>, DbErr> {
    let mut documents = Vec::with_capacity(products.len() + stalls.len());
    if !products.is_empty() {
        let tree = goods::category_tree(db).await?;
        documents.extend(source::products(db, &tree, products).await?.into_iter().map(Document::from));
    }
    if !stalls.is_empty() {
        documents.extend(source::stalls(db, stalls).await?.into_iter().map(Document::from));
    }
    Ok(documents)
}
