//! From events to the index: what an event touches is read again by id, so replays and reordering are harmless.

use std::collections::BTreeSet;

use catalogue::queries as goods;
use database::outbox::Message;
use kernel::{CommodityId, MemberId, OfferId, ProductId, StallId};
use offers::queries::{IndexGroup, page_open_ids};
use sea_orm::{ConnectionTrait, DbErr};

use crate::{Engine, EngineError, Subjects, refresh, source};

/// The beginnings of the kinds of events that can change the index.
pub const KINDS: [&str; 7] =
    ["product.", "revision.approved", "stall.", "member.", "category.", "commodity.", "offer."];

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
    commodities: BTreeSet<CommodityId>,
    offers: BTreeSet<OfferId>,
}

/// At most so many products, and as many offers, are refreshed for one batch of events: it stays well within a worker's time.
const AT_ONCE: usize = 2_000;

/// Brings the index in line with what the events touched. Answers the products and offers that were too many for one
/// go (a whole group was renamed): the caller has them [`refresh`]ed later, part by part.
pub async fn apply(db: &impl ConnectionTrait, engine: &Engine, events: &[Message]) -> Result<Subjects, ApplyError> {
    let touched = touched(db, events).await?;
    let mut now = Subjects {
        products: touched.products.into_iter().collect(),
        stalls: touched.stalls.into_iter().collect(),
        commodities: touched.commodities.into_iter().collect(),
        offers: touched.offers.into_iter().collect(),
    };
    let rest = Subjects {
        products: now.products.split_off(now.products.len().min(AT_ONCE)),
        offers: now.offers.split_off(now.offers.len().min(AT_ONCE)),
        ..Subjects::default()
    };
    refresh(db, engine, &now).await?;
    Ok(rest)
}

async fn touched(db: &impl ConnectionTrait, events: &[Message]) -> Result<Touched, DbErr> {
    let mut all = Touched::default();
    let own = events.iter().filter(|event| event.kind.starts_with("product.") || event.kind.starts_with("revision."));
    let own: Vec<ProductId> = own.map(|event| ProductId(event.subject)).collect();
    for ids in own.chunks(source::CHUNK) {
        // A stall's document says how many products it lists.
        all.stalls.extend(goods::stalls_of_products(db, ids).await?);
        // Offers are called by their products.
        offers_of(db, IndexGroup::Products(ids), &mut all.offers).await?;
    }
    all.products.extend(own);
    for event in events {
        match event.kind.split('.').next().unwrap_or_default() {
            "stall" => stall(db, &mut all, StallId(event.subject)).await?,
            "member" => {
                for id in members::queries::stalls_of(db, MemberId(event.subject)).await? {
                    stall(db, &mut all, id).await?;
                }
            }
            "commodity" => {
                let id = CommodityId(event.subject);
                all.commodities.insert(id);
                Group::Commodity(id).collect(db, &mut all.products).await?;
                offers_of(db, IndexGroup::Commodity(id), &mut all.offers).await?;
            }
            "category" => {
                let code = event.payload["code"].as_str().unwrap_or_default();
                let tree = goods::category_tree(db).await?;
                let codes = tree.codes_under(code);
                all.commodities.extend(goods::commodity_ids_in_category(db, &codes).await?);
                offers_of(db, IndexGroup::Categories(&codes), &mut all.offers).await?;
                Group::Categories(codes).collect(db, &mut all.products).await?;
            }
            "offer" => _ = all.offers.insert(OfferId(event.subject)),
            _ => {}
        }
    }
    Ok(all)
}

async fn stall(db: &impl ConnectionTrait, all: &mut Touched, id: StallId) -> Result<(), DbErr> {
    all.stalls.insert(id);
    offers_of(db, IndexGroup::Stall(id), &mut all.offers).await?;
    Group::Stall(id).collect(db, &mut all.products).await
}

/// Reads the ids of a group's open offers, page by page.
async fn offers_of(
    db: &impl ConnectionTrait,
    group: IndexGroup<'_>,
    into: &mut BTreeSet<OfferId>,
) -> Result<(), DbErr> {
    let mut after = None;
    loop {
        let ids = page_open_ids(db, group, after, PAGE).await?;
        after = ids.last().copied();
        into.extend(&ids);
        if (ids.len() as u64) < PAGE {
            return Ok(());
        }
    }
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
