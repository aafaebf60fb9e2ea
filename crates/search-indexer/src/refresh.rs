//! Brings documents in line with the database, by id: what buyers may see is written, what they may not is removed.

use std::collections::BTreeMap;

use catalogue::queries as goods;
use kernel::{CommodityId, ProductId, StallId};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use crate::{Change, Document, Engine, Kind, apply::ApplyError, source};

/// What documents are made of, by id.
#[derive(Debug, Clone, Default)]
pub struct Subjects {
    pub products: Vec<ProductId>,
    pub stalls: Vec<StallId>,
    pub commodities: Vec<CommodityId>,
}

impl Subjects {
    /// Things of several kinds by their plain ids.
    pub(crate) fn of(all: impl Iterator<Item = (Kind, Uuid)>) -> Self {
        let mut subjects = Self::default();
        for (kind, id) in all {
            match kind {
                Kind::Product => subjects.products.push(ProductId(id)),
                Kind::Stall => subjects.stalls.push(StallId(id)),
                Kind::Commodity => subjects.commodities.push(CommodityId(id)),
            }
        }
        subjects
    }

    /// In parts of at most a chunk of each kind.
    fn parts(&self) -> impl Iterator<Item = Self> {
        let longest = self.products.len().max(self.stalls.len()).max(self.commodities.len());
        (0..longest.div_ceil(source::CHUNK)).map(|part| Self {
            products: part_of(&self.products, part).to_vec(),
            stalls: part_of(&self.stalls, part).to_vec(),
            commodities: part_of(&self.commodities, part).to_vec(),
        })
    }

    fn ids(&self) -> impl Iterator<Item = Uuid> {
        let (products, stalls) = (self.products.iter().map(|id| id.0), self.stalls.iter().map(|id| id.0));
        products.chain(stalls).chain(self.commodities.iter().map(|id| id.0))
    }
}

/// Refreshes those things, each batch as one step. Doing it twice, or for what is in line, is harmless.
pub async fn refresh(db: &impl ConnectionTrait, engine: &Engine, subjects: &Subjects) -> Result<(), ApplyError> {
    for part in subjects.parts() {
        // What is read from here on is written before anybody else reads for the index.
        let mut turn = engine.feed().await;
        let mut documents = read(db, &part).await?;
        loop {
            let written = fingerprint(&documents);
            let gone = part.ids().filter(|id| !written.contains_key(id)).map(Change::Delete);
            turn = turn.apply(gone.chain(documents.into_iter().map(Change::put)).collect()).await?;
            if !engine.is_shared() {
                break;
            }
            // The turn is this process's only. Another may have read later and written sooner: whoever writes last looks
            // again, and so the latest reading is the one that stays.
            documents = read(db, &part).await?;
            if fingerprint(&documents) == written {
                break;
            }
        }
    }
    Ok(())
}

fn fingerprint(documents: &[Document]) -> BTreeMap<Uuid, u64> {
    documents.iter().map(|document| (document.id(), document.hash())).collect()
}

fn part_of<T>(all: &[T], part: usize) -> &[T] {
    all.chunks(source::CHUNK).nth(part).unwrap_or_default()
}

/// The documents that those things (at most a chunk of each kind) should have.
pub(crate) async fn read(db: &impl ConnectionTrait, subjects: &Subjects) -> Result<Vec<Document>, DbErr> {
    let Subjects { products, stalls, commodities } = subjects;
    let mut documents = Vec::with_capacity(products.len() + stalls.len() + commodities.len());
    if !products.is_empty() || !commodities.is_empty() {
        let tree = goods::category_tree(db).await?;
        documents.extend(source::products(db, &tree, products).await?.into_iter().map(Document::from));
        documents.extend(source::commodities(db, &tree, commodities).await?.into_iter().map(Document::from));
    }
    if !stalls.is_empty() {
        documents.extend(source::stalls(db, stalls).await?.into_iter().map(Document::from));
    }
    Ok(documents)
}
