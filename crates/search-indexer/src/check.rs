//! The light verification that runs all the time: counts, every stall and commodity, and a slice of the products and one of
//! the offers by hash, in turn.

use std::time::Duration;

use ::offers::queries::count_for_index;
use catalogue::queries as goods;
use chrono::{DateTime, Utc};
use database::outbox;
use kernel::{OfferId, ProductId, StallId};
use members::{Key, queries::page_open_stalls};
use sea_orm::{ConnectionTrait, DbErr};

use crate::{
    Differences, Engine,
    apply::ApplyError,
    compare::Comparison,
    source,
    verify::{commodities, conclude, offers, products, settle, stalls, verify},
};

/// So many products, and as many offers, are compared by hash in one check.
pub const SLICE: usize = 5_000;
/// How long one look waits for events under way.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where the next slices begin; kept from check to check.
#[derive(Debug, Default, Clone)]
pub struct Rota {
    products: Option<ProductId>,
    offers: Option<OfferId>,
}

/// Checks and mends. Where the numbers differ although nothing is under way, everything is compared. Feeds the metrics.
pub async fn check(
    db: &impl ConnectionTrait,
    engine: &Engine,
    now: DateTime<Utc>,
    rota: &mut Rota,
) -> Result<Differences, ApplyError> {
    let differences = if counts_differ(db, engine).await? {
        verify(db, engine, PATIENCE, true).await?
    } else {
        let mut all = Comparison::new(engine.versions().await?);
        stalls(db, &mut all).await?;
        commodities(db, &mut all).await?;
        rota.products = products(db, &mut all, rota.products, SLICE).await?;
        rota.offers = offers(db, &mut all, rota.offers, SLICE).await?;
        conclude(db, engine, all, PATIENCE, true).await?
    };
    metrics::gauge!("floor_index_differences").set(differences.found.len() as f64);
    metrics::gauge!("floor_index_documents").set(engine.count().await? as f64);
    metrics::gauge!("floor_index_verified_timestamp_seconds").set(now.timestamp() as f64);
    Ok(differences)
}

/// How many documents the index should hold: commodities, open offers, visible stalls and their listed products.
pub async fn expected(db: &impl ConnectionTrait) -> Result<u64, DbErr> {
    let (mut total, mut after) = (goods::count_commodities(db).await? + count_for_index(db).await?, None);
    loop {
        let shops = page_open_stalls(db, after, source::CHUNK as u64).await?;
        let Some(last) = shops.last() else { return Ok(total) };
        after = Some(Key::after_stall(&last.stall));
        let ids: Vec<StallId> = shops.iter().map(|shop| shop.stall.id).collect();
        let listed: i64 = goods::listed_counts_by_stall(db, &ids).await?.values().sum();
        total += ids.len() as u64 + listed.unsigned_abs();
    }
}

/// While events keep coming nobody can say; then the slices find what differs.
async fn counts_differ(db: &impl ConnectionTrait, engine: &Engine) -> Result<bool, ApplyError> {
    for _ in 0..3 {
        let head = outbox::head(db).await?;
        let settled = settle(db, head, PATIENCE).await?;
        if engine.count().await? == expected(db).await? {
            return Ok(false);
        }
        if settled && outbox::head(db).await? == head {
            return Ok(true);
        }
    }
    Ok(false)
}
