//! What the search index is made of: open offers whatever their last day, which it compares with the day of the search.

use kernel::{CommodityId, OfferId, ProductId, StallId};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::lists::is_open;
use crate::{
    Offer,
    entity::offer::{Column, Entity},
};

/// Open offers that stand on one thing: to be indexed again when it changes.
#[derive(Debug, Clone, Copy)]
pub enum IndexGroup<'a> {
    All,
    /// At most a thousand.
    Products(&'a [ProductId]),
    Stall(StallId),
    Commodity(CommodityId),
    /// See `CategoryTree::codes_under`.
    Categories(&'a [String]),
}

/// The open ones of `ids` (at most a thousand), by id.
pub async fn documents_for_index(db: &impl ConnectionTrait, ids: &[OfferId]) -> Result<Vec<Offer>, DbErr> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let wanted = ids.iter().take(1_000).map(|id| id.0);
    let rows =
        Entity::find().filter(is_open()).filter(Column::Id.is_in(wanted)).order_by_asc(Column::Id).all(db).await?;
    Ok(rows.into_iter().map(Offer::from).collect())
}

/// The ids of a group in their order; the next page begins behind the last one.
pub async fn page_open_ids(
    db: &impl ConnectionTrait,
    group: IndexGroup<'_>,
    after: Option<OfferId>,
    limit: u64,
) -> Result<Vec<OfferId>, DbErr> {
    let all = Entity::find().filter(is_open());
    let mut query = match group {
        IndexGroup::All => all,
        IndexGroup::Products([]) | IndexGroup::Categories([]) => return Ok(Vec::new()),
        IndexGroup::Products(ids) => all.filter(Column::ProductId.is_in(ids.iter().take(1_000).map(|id| id.0))),
        IndexGroup::Stall(id) => all.filter(Column::StallId.eq(id.0)),
        IndexGroup::Commodity(id) => all.filter(Column::CommodityId.eq(id.0)),
        IndexGroup::Categories(codes) => all.filter(Column::CategoryCode.is_in(codes.iter().map(String::as_str))),
    };
    if let Some(after) = after {
        query = query.filter(Column::Id.gt(after.0));
    }
    let ids: Vec<Uuid> =
        query.select_only().column(Column::Id).order_by_asc(Column::Id).limit(limit).into_tuple().all(db).await?;
    Ok(ids.into_iter().map(OfferId).collect())
}

pub async fn count_for_index(db: &impl ConnectionTrait) -> Result<u64, DbErr> {
    Entity::find().filter(is_open()).count(db).await
}
