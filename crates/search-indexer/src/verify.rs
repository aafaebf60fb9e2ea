//! Is the index what the database says? Every document is built anew and compared by its hash.

use std::collections::HashMap;

use catalogue::queries as goods;
use kernel::{ProductId, StallId};
use members::{Key, queries::page_open_stalls};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{Change, Document, Engine, Kind, apply::ApplyError, source};

/// What differs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Differences {
    /// In the database, not in the index.
    pub missing: Vec<Uuid>,
    /// In the index, with other content.
    pub stale: Vec<Uuid>,
    /// In the index, not in the database.
    pub surplus: Vec<Uuid>,
    /// How many documents were compared.
    pub compared: u64,
}

impl Differences {
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.missing.is_empty() && self.stale.is_empty() && self.surplus.is_empty()
    }
}

/// Compares every document. With `repair`, mends what differs on the way.
pub async fn verify(db: &impl ConnectionTrait, engine: &Engine, repair: bool) -> Result<Differences, ApplyError> {
    let mut indexed: HashMap<(Uuid, Kind), u64> =
        engine.versions().await?.into_iter().map(|one| ((one.id, one.kind), one.hash)).collect();
    let tree = goods::category_tree(db).await?;
    let mut found = Differences::default();

    let mut after: Option<Key> = None;
    loop {
        let shops = page_open_stalls(db, after, source::CHUNK as u64).await?;
        let Some(last) = shops.last() else { break };
        after = Some(Key::after_stall(&last.stall));
        let ids: Vec<StallId> = shops.iter().map(|shop| shop.stall.id).collect();
        let documents = source::stalls(db, &ids).await?.into_iter().map(Document::from).collect();
        compare(engine, &mut indexed, &mut found, documents, repair).await?;
    }
    let mut after: Option<ProductId> = None;
    loop {
        let ids = goods::page_listed_ids(db, after, source::CHUNK as u64).await?;
        let Some(&last) = ids.last() else { break };
        after = Some(last);
        let documents = source::products(db, &tree, &ids).await?.into_iter().map(Document::from).collect();
        compare(engine, &mut indexed, &mut found, documents, repair).await?;
    }

    found.surplus = indexed.into_keys().map(|(id, _)| id).collect();
    found.surplus.sort_unstable();
    if repair {
        for ids in found.surplus.chunks(source::CHUNK) {
            engine.apply(ids.iter().copied().map(Change::Delete).collect()).await?;
        }
    }
    Ok(found)
}

async fn compare(
    engine: &Engine,
    indexed: &mut HashMap<(Uuid, Kind), u64>,
    found: &mut Differences,
    documents: Vec<Document>,
    repair: bool,
) -> Result<(), ApplyError> {
    let mut mend = Vec::new();
    for document in documents {
        found.compared += 1;
        match indexed.remove(&(document.id(), document.kind())) {
            Some(hash) if hash == document.hash() => continue,
            Some(_) => found.stale.push(document.id()),
            None => found.missing.push(document.id()),
        }
        mend.push(Change::put(document));
    }
    if repair && !mend.is_empty() {
        engine.apply(mend).await?;
    }
    Ok(())
}
