//! From events to the index: what an event touches is read again by id, so replays and reordering are harmless.

use std::collections::BTreeSet;

use catalogue::{CategoryTree, queries as goods};
use database::outbox::Message;
use kernel::{CommodityId, MemberId, ProductId, StallId};
use sea_orm::{ConnectionTrait, DbErr};

use crate::{Change, Engine, EngineError, source};

/// The beginnings of the kinds of events that can change the index.
pub const KINDS: [&str; 6] = ["product.", "revision.approved", "stall.", "member.", "category.", "commodity."];

#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    #[error(transparent)]
    Db(#[from] DbErr),
    #[error(transparent)]
    Engine(#[from] EngineError),
}

/// What events touch.
#[derive(Debug, Default)]
struct Touched {
    products: BTreeSet<ProductId>,
    stalls: BTreeSet<StallId>,
}

/// Brings the index in line with what the events touched, in one step for all of them.
pub async fn apply(db: &impl ConnectionTrait, engine: &Engine, events: &[Message]) -> Result<(), ApplyError> {
    let tree = goods::category_tree(db).await?;
    let touched = touched(db, &tree, events).await?;
    let products: Vec<_> = touched.products.into_iter().collect();
    for ids in products.chunks(source::CHUNK) {
        let documents = source::products(db, &tree, ids).await?;
        let seen: BTreeSet<_> = documents.iter().map(|document| document.id).collect();
        let gone = ids.iter().map(|id| id.0).filter(|id| !seen.contains(id)).map(Change::Delete);
        let changes = gone.chain(documents.into_iter().map(Change::put)).collect();
        engine.apply(changes).await?;
    }
    let stalls: Vec<_> = touched.stalls.into_iter().collect();
    for ids in stalls.chunks(source::CHUNK) {
        let documents = source::stalls(db, ids).await?;
        let seen: BTreeSet<_> = documents.iter().map(|document| document.id).collect();
        let gone = ids.iter().map(|id| id.0).filter(|id| !seen.contains(id)).map(Change::Delete);
        let changes = gone.chain(documents.into_iter().map(Change::put)).collect();
        engine.apply(changes).await?;
    }
    Ok(())
}

async fn touched(db: &impl ConnectionTrait, tree: &CategoryTree, events: &[Message]) -> Result<Touched, DbErr> {
    let mut all = Touched::default();
    for event in events {
        match event.kind.split('.').next().unwrap_or_default() {
            "product" | "revision" => {
                let id = ProductId(event.subject);
                all.products.insert(id);
                // Its stall's document says how many products it lists.
                all.stalls.extend(goods::product_by_id(db, id).await?.map(|product| product.stall_id));
            }
            "stall" => stall(db, &mut all, StallId(event.subject)).await?,
            "member" => {
                for id in members::queries::stalls_of(db, MemberId(event.subject)).await? {
                    stall(db, &mut all, id).await?;
                }
            }
            "commodity" => Group::Commodity(CommodityId(event.subject)).collect(db, &mut all.products).await?,
            "category" => {
                let code = event.payload["code"].as_str().unwrap_or_default();
                Group::Categories(tree.codes_under(code)).collect(db, &mut all.products).await?;
            }
            _ => {}
        }
    }
    Ok(all)
}

async fn stall(db: &impl ConnectionTrait, all: &mut Touched, id: StallId) -> Result<(), DbErr> {
    all.stalls.insert(id);
    Group::Stall(id).collect(db, &mut all.products).await
}

/// Listed products that one event touches together.
enum Group {
    Stall(StallId),
    Commodity(CommodityId),
    Categories(Vec<String>),
}

const PAGE: u64 = 1_000;

impl Group {
    /// Reads their ids, page by page.
    async fn collect(&self, db: &impl ConnectionTrait, into: &mut BTreeSet<ProductId>) -> Result<(), DbErr> {
        let mut after = None;
        loop {
            let ids = match self {
                Self::Stall(id) => goods::ids_of_stall(db, *id, after, PAGE).await?,
                Self::Commodity(id) => goods::ids_of_commodity(db, *id, after, PAGE).await?,
                Self::Categories(codes) => goods::ids_in_category(db, codes, after, PAGE).await?,
            };
            after = ids.last().copied();
            into.extend(&ids);
            if (ids.len() as u64) < PAGE {
                return Ok(());
            }
        }
    }
}
