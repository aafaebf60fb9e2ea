//! Is the index what the database says? Every document is built anew and compared by its hash.
//!
//! Writes go on meanwhile, so what seems to differ is only suspected at first; it counts when it still differs after the
//! events of that moment were carried on, read while nobody else feeds the index.

use std::time::Duration;

use catalogue::queries as goods;
use database::outbox;
use kernel::{OfferId, ProductId, StallId};
use members::{Key, queries::page_open_stalls};
use offers::queries::{IndexGroup, page_open_ids};
use sea_orm::{ConnectionTrait, DbErr};

use crate::{
    Engine, Kind,
    apply::ApplyError,
    compare::Comparison,
    difference::{Difference, What, explain},
    refresh::{Subjects, read, refresh},
    source,
};

/// What a verification found.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Differences {
    /// How many documents of the database were compared.
    pub compared: u64,
    pub found: Vec<Difference>,
    /// What differed still after mending; all of it where nothing was to be mended.
    pub left: Vec<Difference>,
}

impl Differences {
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.found.is_empty()
    }
}

/// How often suspects are looked at again while events go on.
const ROUNDS: u32 = 5;
const POLL: Duration = Duration::from_millis(100);

/// Compares every document. Where something seems to differ it waits for the events under way, `patience` at most each
/// time (zero where nobody carries them on). With `repair`, mends what differs.
pub async fn verify(
    db: &impl ConnectionTrait,
    engine: &Engine,
    patience: Duration,
    repair: bool,
) -> Result<Differences, ApplyError> {
    let mut all = Comparison::new(engine.versions().await?);
    stalls(db, &mut all).await?;
    commodities(db, &mut all).await?;
    let mut after = products(db, &mut all, None, source::CHUNK).await?;
    while after.is_some() {
        after = products(db, &mut all, after, source::CHUNK).await?;
    }
    let mut after = offers(db, &mut all, None, source::CHUNK).await?;
    while after.is_some() {
        after = offers(db, &mut all, after, source::CHUNK).await?;
    }
    conclude(db, engine, all, patience, repair).await
}

/// Compares every stall.
pub(crate) async fn stalls(db: &impl ConnectionTrait, all: &mut Comparison) -> Result<(), DbErr> {
    let mut after: Option<Key> = None;
    loop {
        let shops = page_open_stalls(db, after, source::CHUNK as u64).await?;
        let Some(last) = shops.last() else { break };
        after = Some(Key::after_stall(&last.stall));
        let ids: Vec<StallId> = shops.iter().map(|shop| shop.stall.id).collect();
        let subjects = Subjects { stalls: ids, ..Subjects::default() };
        read(db, &subjects).await?.iter().for_each(|document| all.compare(document));
    }
    all.surplus(Kind::Stall, None, None);
    Ok(())
}

/// Compares every commodity.
pub(crate) async fn commodities(db: &impl ConnectionTrait, all: &mut Comparison) -> Result<(), DbErr> {
    let mut after = None;
    loop {
        let ids = goods::page_commodity_ids(db, after, source::CHUNK as u64).await?;
        let Some(&last) = ids.last() else { break };
        after = Some(last);
        let subjects = Subjects { commodities: ids, ..Subjects::default() };
        read(db, &subjects).await?.iter().for_each(|document| all.compare(document));
    }
    all.surplus(Kind::Commodity, None, None);
    Ok(())
}

/// Compares the next `limit` listed products behind `after`; answers where the ones behind them begin.
pub(crate) async fn products(
    db: &impl ConnectionTrait,
    all: &mut Comparison,
    after: Option<ProductId>,
    limit: usize,
) -> Result<Option<ProductId>, DbErr> {
    let ids = goods::page_listed_ids(db, after, limit as u64).await?;
    for part in ids.chunks(source::CHUNK) {
        let subjects = Subjects { products: part.to_vec(), ..Subjects::default() };
        read(db, &subjects).await?.iter().for_each(|document| all.compare(document));
    }
    let next = ids.last().copied().filter(|_| ids.len() == limit);
    all.surplus(Kind::Product, after.map(|id| id.0), next.map(|id| id.0));
    Ok(next)
}

/// The same for open offers.
pub(crate) async fn offers(
    db: &impl ConnectionTrait,
    all: &mut Comparison,
    after: Option<OfferId>,
    limit: usize,
) -> Result<Option<OfferId>, DbErr> {
    let ids = page_open_ids(db, IndexGroup::All, after, limit as u64).await?;
    for part in ids.chunks(source::CHUNK) {
        let subjects = Subjects { offers: part.to_vec(), ..Subjects::default() };
        read(db, &subjects).await?.iter().for_each(|document| all.compare(document));
    }
    let next = ids.last().copied().filter(|_| ids.len() == limit);
    all.surplus(Kind::Offer, after.map(|id| id.0), next.map(|id| id.0));
    Ok(next)
}

/// Sifts the suspects, and mends what differs in truth.
pub(crate) async fn conclude(
    db: &impl ConnectionTrait,
    engine: &Engine,
    all: Comparison,
    patience: Duration,
    repair: bool,
) -> Result<Differences, ApplyError> {
    let compared = all.compared;
    let found = sift(db, engine, all.suspects, patience).await?;
    let mut left = found.clone();
    if repair && !found.is_empty() {
        refresh(db, engine, &Subjects::of(found.iter().map(|one| (one.kind, one.id)))).await?;
        left = sift(db, engine, found.iter().map(|one| (one.kind, one.id)).collect(), patience).await?;
    }
    Ok(Differences { compared, found, left })
}

/// What of the suspects differs when nothing is under way any more.
async fn sift(
    db: &impl ConnectionTrait,
    engine: &Engine,
    mut suspects: Vec<(Kind, uuid::Uuid)>,
    patience: Duration,
) -> Result<Vec<Difference>, ApplyError> {
    let mut found = Vec::new();
    for _ in 0..ROUNDS {
        if suspects.is_empty() {
            return Ok(Vec::new());
        }
        let head = outbox::head(db).await?;
        let settled = settle(db, head, patience).await?;
        found = inspect(db, engine, &suspects).await?;
        suspects = found.iter().map(|one| (one.kind, one.id)).collect();
        let quiet = outbox::head(db).await? == head && outbox::waiting_up_to(db, head).await? == 0;
        if quiet || !settled {
            break;
        }
    }
    Ok(found)
}

/// Waits until the events up to `head` are carried on; whether they are.
pub(crate) async fn settle(db: &impl ConnectionTrait, head: i64, patience: Duration) -> Result<bool, DbErr> {
    let mut waited = Duration::ZERO;
    loop {
        if outbox::waiting_up_to(db, head).await? == 0 {
            return Ok(true);
        }
        if waited >= patience {
            return Ok(false);
        }
        tokio::time::sleep(POLL).await;
        waited += POLL;
    }
}

/// Compares the suspects once more, while nobody feeds the index.
async fn inspect(
    db: &impl ConnectionTrait,
    engine: &Engine,
    suspects: &[(Kind, uuid::Uuid)],
) -> Result<Vec<Difference>, ApplyError> {
    let turn = engine.feed().await;
    let indexed = engine.versions().await?;
    let mut found = Vec::new();
    for part in suspects.chunks(source::CHUNK) {
        let documents = read(db, &Subjects::of(part.iter().copied())).await?;
        for &(kind, id) in part {
            let held = indexed.binary_search_by_key(&id, |one| one.id).ok().map(|at| indexed[at]);
            let held = held.filter(|held| held.kind == kind);
            let wanted = documents.iter().find(|document| document.id() == id);
            let what = match (held, wanted) {
                (None, Some(_)) => What::Missing,
                (Some(held), Some(wanted)) if held.hash != wanted.hash() => {
                    What::Stale { indexed: held.version, current: wanted.version() }
                }
                (Some(_), None) => What::Surplus,
                _ => continue,
            };
            found.push(Difference { kind, id, what, name: String::new(), why: String::new() });
        }
    }
    drop(turn);
    explain(db, &mut found).await?;
    Ok(found)
}
