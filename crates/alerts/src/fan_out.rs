//! Tell all followers of something, in parts.

use std::collections::BTreeSet;

use kernel::{AccountId, Ctx};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    Alert, FollowKind, SavedSearch,
    entity::follow::{Column, Entity, Model},
    search::Facts,
    tell_all,
};

/// What happened, by what it can be followed by.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct News {
    /// Of the commodities, categories and stalls that it belongs to.
    pub anchors: Vec<String>,
    /// Of an offer: saved searches are asked too.
    pub facts: Option<Facts>,
}

/// How far a fan-out has come: the anchors in their order, and the last follow that was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Position {
    pub anchor: usize,
    pub after: Option<Uuid>,
}

/// Tells the next part of the followers, but none of `except`; `limit` follows are read at most. `Some`: there may be more from there.
pub async fn fan_out(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    news: &News,
    alert: &Alert<'_>,
    except: &[AccountId],
    from: Position,
    limit: u64,
) -> Result<Option<Position>, DbErr> {
    let anchors = anchors(news);
    let Some(anchor) = anchors.get(from.anchor) else { return Ok(None) };
    let mut query = Entity::find().filter(Column::Anchor.eq(anchor.as_str())).order_by_asc(Column::Id).limit(limit);
    if let Some(after) = from.after {
        query = query.filter(Column::Id.gt(after));
    }
    let rows = query.all(txn).await?;
    let told: BTreeSet<AccountId> =
        rows.iter().filter(|row| concerns(row, news)).map(|row| AccountId(row.account_id)).collect();
    let told: Vec<AccountId> = told.into_iter().filter(|account| !except.contains(account)).collect();
    tell_all(txn, ctx, &told, alert).await?;
    let is_full = u64::try_from(rows.len()).is_ok_and(|read| read == limit);
    let next = match rows.last().filter(|_| is_full) {
        Some(last) => Position { anchor: from.anchor, after: Some(last.id) },
        None => Position { anchor: from.anchor + 1, after: None },
    };
    Ok((next.anchor < anchors.len()).then_some(next))
}

/// Each once, always in the same order.
fn anchors(news: &News) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for anchor in news.anchors.iter().cloned().chain(news.facts.iter().flat_map(Facts::anchors)) {
        if !all.contains(&anchor) {
            all.push(anchor);
        }
    }
    all
}

fn concerns(row: &Model, news: &News) -> bool {
    if FollowKind::from_code(&row.kind) != Some(FollowKind::Search) {
        return news.anchors.contains(&row.anchor);
    }
    let search = SavedSearch::from_query(&row.subject);
    search.zip(news.facts.as_ref()).is_some_and(|(search, facts)| search.takes(facts))
}
