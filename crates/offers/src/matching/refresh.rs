//! Brings the lists in line with what an offer is now.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Ctx, OfferId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DatabaseBackend, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QuerySelect,
    sea_query::{ExprTrait, OnConflict},
};
use uuid::Uuid;

use super::{HELD, Match, SHOWN, WORTH_KEEPING, candidates, compare};
use crate::{
    entity::offer_match::{Column, Entity, Model},
    queries::open_offer,
};

/// Rows in one statement.
const CHUNK: usize = 500;

/// A counterpart that has entered an offer's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    pub offer: OfferId,
    pub counterpart: OfferId,
    pub score: u8,
    /// Good enough to tell the offer's owner of it.
    pub is_news: bool,
}

/// What a refresh changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Refreshed {
    /// New in their lists, the offer's own first, the best of each first.
    pub fresh: Vec<Pair>,
    /// Lists that lost so much that there may be others to fill them: to be refreshed too.
    pub short: Vec<OfferId>,
}

/// Ranks the offer's counterparts anew, puts it into the lists where it belongs and takes it out of the others; an offer that is not open
/// today leaves them all. It reloads by id: doing it twice changes nothing.
pub async fn refresh(txn: &impl ConnectionTrait, ctx: &Ctx, id: OfferId) -> Result<Refreshed, DbErr> {
    one_at_a_time(txn).await?;
    let ranked = ranked(txn, ctx, id).await?;
    let with_it = Condition::any().add(Column::OfferId.eq(id.0)).add(Column::CounterpartId.eq(id.0));
    let before: BTreeSet<(Uuid, Uuid)> = Entity::find()
        .select_only()
        .columns([Column::OfferId, Column::CounterpartId])
        .filter(with_it.clone())
        .into_tuple::<(Uuid, Uuid)>()
        .all(txn)
        .await?
        .into_iter()
        .collect();
    Entity::delete_many().filter(with_it).exec(txn).await?;
    let mut rows: Vec<(Model, bool)> = Vec::new();
    for (other, found) in ranked.iter().take(HELD) {
        rows.push((row(ctx, id.0, *other, found), found.is_news()));
    }
    for (other, found) in entered(txn, &ranked, id).await? {
        rows.push((row(ctx, other, id.0, found), found.is_news()));
    }
    for chunk in rows.chunks(CHUNK) {
        let all = chunk.iter().map(|(row, _)| row.clone().into_active_model().reset_all());
        let nothing = OnConflict::new().do_nothing().to_owned();
        Entity::insert_many(all).on_conflict(nothing).exec_without_returning(txn).await?;
    }
    let is_there = |key: (Uuid, Uuid)| rows.iter().any(|(row, _)| (row.offer_id, row.counterpart_id) == key);
    let lost: Vec<Uuid> =
        before.iter().filter(|key| key.1 == id.0 && !is_there(**key)).map(|(offer, _)| *offer).collect();
    let fresh = rows.iter().filter(|(row, _)| !before.contains(&(row.offer_id, row.counterpart_id)));
    Ok(Refreshed { fresh: fresh.map(pair).collect(), short: short(txn, &lost).await? })
}

/// Two that refresh at the same moment would each leave the other out. SQLite has one writer anyhow.
async fn one_at_a_time(txn: &impl ConnectionTrait) -> Result<(), DbErr> {
    if txn.get_database_backend() == DatabaseBackend::Postgres {
        txn.execute_unprepared("LOCK TABLE offer_match IN SHARE ROW EXCLUSIVE MODE").await?;
    }
    Ok(())
}

/// All counterparts worth keeping, the best first, of equal ones the older.
async fn ranked(txn: &impl ConnectionTrait, ctx: &Ctx, id: OfferId) -> Result<Vec<(Uuid, Match)>, DbErr> {
    let Some(offer) = open_offer(txn, id, ctx.today()).await? else { return Ok(Vec::new()) };
    let around = candidates::around(txn, ctx, offer).await?;
    let score = |other: &compare::Party| {
        let found = compare::compare(&around.own, other, &around.tree)?;
        (found.score >= WORTH_KEEPING).then_some((other.offer.id.0, found))
    };
    let mut ranked: Vec<(Uuid, Match)> = around.others.iter().filter_map(score).collect();
    ranked.sort_by(|(a, found), (b, other)| other.score.cmp(&found.score).then(a.cmp(b)));
    Ok(ranked)
}

/// The lists of others that it enters: those with room, and full ones whose last it outdoes, which then goes.
async fn entered<'a>(
    txn: &impl ConnectionTrait,
    ranked: &'a [(Uuid, Match)],
    id: OfferId,
) -> Result<Vec<(Uuid, &'a Match)>, DbErr> {
    let mut lowest: BTreeMap<Uuid, i32> = BTreeMap::new();
    for chunk in ranked.chunks(CHUNK) {
        let full = lists(chunk.iter().map(|(other, _)| *other))
            .column_as(Column::Score.min(), "lowest")
            .having(Column::CounterpartId.count().gte(HELD as i64));
        lowest.extend(full.into_tuple::<(Uuid, i32)>().all(txn).await?);
    }
    let enters = |(other, found): &(Uuid, Match)| lowest.get(other).is_none_or(|lowest| *lowest < found.score.into());
    let entered: Vec<&(Uuid, Match)> = ranked.iter().filter(|one| one.0 != id.0 && enters(one)).collect();
    let full: Vec<Uuid> = entered.iter().map(|one| one.0).filter(|other| lowest.contains_key(other)).collect();
    drop_last(txn, &full).await?;
    Ok(entered.into_iter().map(|(other, found)| (*other, found)).collect())
}

fn lists(offers: impl Iterator<Item = Uuid>) -> sea_orm::Select<Entity> {
    Entity::find().select_only().column(Column::OfferId).filter(Column::OfferId.is_in(offers)).group_by(Column::OfferId)
}

/// Takes the last of each of these lists.
async fn drop_last(txn: &impl ConnectionTrait, offers: &[Uuid]) -> Result<(), DbErr> {
    for chunk in offers.chunks(CHUNK / 4) {
        let rows: Vec<(Uuid, Uuid, i32)> = Entity::find()
            .select_only()
            .columns([Column::OfferId, Column::CounterpartId, Column::Score])
            .filter(Column::OfferId.is_in(chunk.iter().copied()))
            .into_tuple()
            .all(txn)
            .await?;
        let mut last: BTreeMap<Uuid, (i32, std::cmp::Reverse<Uuid>)> = BTreeMap::new();
        for (offer, counterpart, score) in rows {
            let this = (score, std::cmp::Reverse(counterpart));
            let last = last.entry(offer).or_insert(this);
            *last = this.min(*last);
        }
        let pairs = last.into_iter().fold(Condition::any(), |pairs, (offer, (_, counterpart))| {
            pairs.add(Column::OfferId.eq(offer).and(Column::CounterpartId.eq(counterpart.0)))
        });
        Entity::delete_many().filter(pairs).exec(txn).await?;
    }
    Ok(())
}

/// Those of the lists that just fell below what is shown.
async fn short(txn: &impl ConnectionTrait, lost: &[Uuid]) -> Result<Vec<OfferId>, DbErr> {
    let mut short = Vec::new();
    for chunk in lost.chunks(CHUNK) {
        let fallen = lists(chunk.iter().copied()).having(Column::CounterpartId.count().eq(SHOWN as i64 - 1));
        short.extend(fallen.into_tuple::<Uuid>().all(txn).await?.into_iter().map(OfferId));
    }
    Ok(short)
}

fn row(ctx: &Ctx, offer: Uuid, counterpart: Uuid, found: &Match) -> Model {
    Model {
        offer_id: offer,
        counterpart_id: counterpart,
        score: found.score.into(),
        reasons: serde_json::json!(found.reasons).to_string(),
        found_at: ctx.now,
    }
}

fn pair((row, is_news): &(Model, bool)) -> Pair {
    Pair {
        offer: row.offer_id.into(),
        counterpart: row.counterpart_id.into(),
        score: u8::try_from(row.score).unwrap_or_default(),
        is_news: *is_news,
    }
}
