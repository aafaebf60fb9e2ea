//! Brings documents in line with the database, by id: what buyers may see is written, what they may not is removed.

use std::collections::BTreeMap;

use catalogue::queries as goods;
use kernel::{CommodityId, OfferId, ProductId, StallId};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use crate::{Change, Document, Engine, Kind, apply::ApplyError, source};

/// What documents are made of, by id.
#[derive(Debug, Clone, Default)]
pub struct Subjects {
    pub products: Vec<ProductId>,
    pub stalls: Vec<StallId>,
    pub commodities: Vec<CommodityId>,
    pub offers: Vec<OfferId>,
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
                Kind::Offer => subjects.offers.push(OfferId(id)),
            }
        }
        subjects
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids().next().is_none()
    }

    /// In parts of at most `size` of each kind.
    pub fn parts(&self, size: usize) -> impl Iterator<Item = Self> {
        let Self { products, stalls, commodities, offers } = self;
        let longest = products.len().max(stalls.len()).max(commodities.len()).max(offers.len());
        (0..longest.div_ceil(size)).map(move |part| Self {
            products: part_of(products, part, size),
            stalls: part_of(stalls, part, size),
            commodities: part_of(commodities, part, size),
            offers: part_of(offers, part, size),
        })
    }

    fn ids(&self) -> impl Iterator<Item = Uuid> {
        let (products, stalls) = (self.products.iter().map(|id| id.0), self.stalls.iter().map(|id| id.0));
        let (commodities, offers) = (self.commodities.iter().map(|id| id.0), self.offers.iter().map(|id| id.0));
        products.chain(stalls).chain(commodities).chain(offers)
    }
}

/// Refreshes those things, each batch as one step. Doing it twice, or for what is in line, is harmless.
pub async fn refresh(db: &impl ConnectionTrait, engine: &Engine, subjects: &Subjects) -> Result<(), ApplyError> {
    for part in subjects.parts(source::CHUNK) {
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

fn part_of<T: Clone>(all: &[T], part: usize, size: usize) -> Vec<T> {
    all.chunks(size).nth(part).unwrap_or_default().to_vec()
}

/// The documents that those things (at most a chunk of each kind) should have.
pub(crate) async fn read(db: &impl ConnectionTrait, subjects: &Subjects) -> Result<Vec<Document>, DbErr> {
    let Subjects { products, stalls, commodities, offers } = subjects;
    let mut documents = Vec::with_capacity(products.len() + stalls.len() + commodities.len() + offers.len());
    if !products.is_empty() || !commodities.is_empty() || !offers.is_empty() {
        let tree = goods::category_tree(db).await?;
        documents.extend(source::products(db, &tree, products).await?.into_iter().map(Document::from));
        documents.extend(source::commodities(db, &tree, commodities).await?.into_iter().map(Document::from));
        documents.extend(source::offers(db, &tree, offers).await?.into_iter().map(Document::from));
    }
    if !stalls.is_empty() {
        documents.extend(source::stalls(db, stalls).await?.into_iter().map(Document::from));
    }
    Ok(documents)
}
