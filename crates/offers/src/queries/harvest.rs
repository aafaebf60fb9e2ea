//! What the season calendar asks: how many offers a commodity has, and which are on a coming harvest.

use chrono::NaiveDate;
use kernel::CommodityId;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use super::lists::open;
use crate::{
    Kind, Offer,
    entity::offer::{Column, Entity},
};

/// More windows than a page of commodities can show.
const MOST_WINDOWS: u64 = 2_000;

/// How many open offers the commodities (at most a thousand) have; those without any are left out.
pub async fn count_open_by_commodity(
    db: &impl ConnectionTrait,
    ids: &[CommodityId],
    today: NaiveDate,
) -> Result<Vec<(CommodityId, Kind, i64)>, DbErr> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let counts: Vec<(Uuid, Kind, i64)> = of(ids, open(today))
        .select_only()
        .column(Column::CommodityId)
        .column(Column::Kind)
        .column_as(Column::Id.count(), "offers")
        .group_by(Column::CommodityId)
        .group_by(Column::Kind)
        .into_tuple()
        .all(db)
        .await?;
    Ok(counts.into_iter().map(|(id, kind, count)| (id.into(), kind, count)).collect())
}

/// When the forward offers of the commodities are harvested, from that day on.
pub async fn harvest_windows(
    db: &impl ConnectionTrait,
    ids: &[CommodityId],
    today: NaiveDate,
) -> Result<Vec<(CommodityId, NaiveDate, NaiveDate)>, DbErr> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let windows: Vec<(Uuid, NaiveDate, NaiveDate)> = of(ids, open(today))
        .filter(Column::HarvestFrom.is_not_null())
        .filter(Column::HarvestUntil.gte(today))
        .select_only()
        .columns([Column::CommodityId, Column::HarvestFrom, Column::HarvestUntil])
        .distinct()
        .limit(MOST_WINDOWS)
        .into_tuple()
        .all(db)
        .await?;
    Ok(windows.into_iter().map(|(id, from, until)| (id.into(), from, until)).collect())
}

/// Forward offers whose harvest falls into these days, the earliest first, and how many there are in all.
pub async fn harvested_between(
    db: &impl ConnectionTrait,
    (from, until): (NaiveDate, NaiveDate),
    limit: u64,
    today: NaiveDate,
) -> Result<(Vec<Offer>, u64), DbErr> {
    let query = open(today)
        .filter(Column::HarvestFrom.is_not_null())
        .filter(Column::HarvestFrom.lte(until))
        .filter(Column::HarvestUntil.gte(from));
    let total = query.clone().count(db).await?;
    let first = query.order_by_asc(Column::HarvestFrom).order_by_asc(Column::Id).limit(limit).all(db).await?;
    Ok((first.into_iter().map(Offer::from).collect(), total))
}

fn of(ids: &[CommodityId], query: Select<Entity>) -> Select<Entity> {
    query.filter(Column::CommodityId.is_in(ids.iter().take(1_000).map(|id| id.0)))
}
