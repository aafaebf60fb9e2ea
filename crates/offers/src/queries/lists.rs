//! What everybody sees: open offers that have not expired.

use catalogue::newest_first;
use chrono::NaiveDate;
use kernel::{CommodityId, OfferId, ProductId, StallId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, Select,
    sea_query::{Expr, ExprTrait},
};

use crate::{
    Cursor, Kind, Offer, State,
    entity::offer::{Column, Entity},
};

/// Which open offers to read; nothing set: all.
#[derive(Debug, Clone, Default)]
pub struct OpenFilter {
    pub kind: Option<Kind>,
    pub commodity: Option<CommodityId>,
    /// A category, or a group with what is below it; empty: any.
    pub categories: Vec<String>,
    pub commune: Option<String>,
    pub product: Option<ProductId>,
    pub stall: Option<StallId>,
    /// Only those on a coming harvest.
    pub forward: bool,
}

/// The newest opened first; the next page begins behind the last one's [`Offer::cursor`].
pub async fn page_open(
    db: &impl ConnectionTrait,
    filter: &OpenFilter,
    after: Option<Cursor>,
    limit: u64,
    today: NaiveDate,
) -> Result<Vec<Offer>, DbErr> {
    let query = newest_first(narrowed(filter, today), Column::OpenedAt, Column::Id, after, limit);
    Ok(query.all(db).await?.into_iter().map(Offer::from).collect())
}

/// The same by number instead of by key: for pages that lie in a bounded depth.
pub async fn page_open_at(
    db: &impl ConnectionTrait,
    filter: &OpenFilter,
    offset: u64,
    limit: u64,
    today: NaiveDate,
) -> Result<Vec<Offer>, DbErr> {
    let query = newest_first(narrowed(filter, today), Column::OpenedAt, Column::Id, None, limit).offset(offset);
    Ok(query.all(db).await?.into_iter().map(Offer::from).collect())
}

pub async fn count_open(db: &impl ConnectionTrait, filter: &OpenFilter, today: NaiveDate) -> Result<u64, DbErr> {
    narrowed(filter, today).count(db).await
}

/// One offer as everybody sees it.
pub async fn open_offer(db: &impl ConnectionTrait, id: OfferId, today: NaiveDate) -> Result<Option<Offer>, DbErr> {
    Ok(open(today).filter(Column::Id.eq(id.0)).one(db).await?.map(Offer::from))
}

/// Those of them that are open, in no order. At most a page's worth of ids.
pub async fn offers_by_ids(db: &impl ConnectionTrait, ids: &[OfferId], today: NaiveDate) -> Result<Vec<Offer>, DbErr> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let query = open(today).filter(Column::Id.is_in(ids.iter().map(|id| id.0)));
    Ok(query.all(db).await?.into_iter().map(Offer::from).collect())
}

/// The newest open offers of whatever is narrowed further.
pub(crate) fn newest_open(today: NaiveDate, limit: u64) -> Select<Entity> {
    newest_first(open(today), Column::OpenedAt, Column::Id, None, limit)
}

/// Also where the floor has not yet marked what expired at midnight.
pub(super) fn open(today: NaiveDate) -> Select<Entity> {
    Entity::find().filter(is_open()).filter(Column::ValidUntil.gte(today))
}

/// The state stands in the statement itself: SQLite prepares a statement anew at every call where a bound value decides whether a
/// partial index may be used.
pub(super) fn is_open() -> Expr {
    Expr::col((Entity, Column::State)).eq(Expr::Constant(State::Open.code().into()))
}

fn narrowed(filter: &OpenFilter, today: NaiveDate) -> Select<Entity> {
    let mut query = open(today);
    if let Some(kind) = filter.kind {
        query = query.filter(Column::Kind.eq(kind));
    }
    if let Some(commodity) = filter.commodity {
        query = query.filter(Column::CommodityId.eq(commodity.0));
    }
    match &filter.categories[..] {
        [] => {}
        [one] => query = query.filter(Column::CategoryCode.eq(one.as_str())),
        several => query = query.filter(Column::CategoryCode.is_in(several.iter().map(String::as_str))),
    }
    if let Some(commune) = &filter.commune {
        query = query.filter(Column::CommuneCode.eq(commune.as_str()));
    }
    if let Some(product) = filter.product {
        query = query.filter(Column::ProductId.eq(product.0));
    }
    if let Some(stall) = filter.stall {
        query = query.filter(Column::StallId.eq(stall.0));
    }
    if filter.forward {
        query = query.filter(Column::HarvestFrom.is_not_null());
    }
    query
}
