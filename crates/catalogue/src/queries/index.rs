//! What the search index is made of. Only listed products are in it; whether their stall is visible the indexer asks `members`.

use std::collections::{BTreeSet, HashMap};

use kernel::{CommodityId, ProductId, StallId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use super::many;
use crate::{
    Commodity, Product,
    entity::{commodity, product, product::Column},
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexSource {
    pub product: Product,
    pub commodity: Option<Commodity>,
}

/// The listed ones of `ids` (at most a thousand) in three queries, by id. An id that is missing in the answer is not listed.
pub async fn documents_for_index(db: &impl ConnectionTrait, ids: &[ProductId]) -> Result<Vec<IndexSource>, DbErr> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let wanted = listed().filter(Column::Id.is_in(ids.iter().take(1_000).map(|id| id.0)));
    let found = many(db, wanted.order_by_asc(Column::Id).all(db).await?).await?;
    let named: Vec<CommodityId> = found.iter().filter_map(|p| p.content.commodity_id).collect();
    let commodities = commodities_by_ids(db, &named).await?;
    Ok(found
        .into_iter()
        .map(|product| {
            let commodity = product.content.commodity_id.and_then(|id| commodities.get(&id).cloned());
            IndexSource { product, commodity }
        })
        .collect())
}

/// Those commodities (at most a thousand different ones), in use or not.
pub async fn commodities_by_ids(
    db: &impl ConnectionTrait,
    ids: &[CommodityId],
) -> Result<HashMap<CommodityId, Commodity>, DbErr> {
    let ids: BTreeSet<Uuid> = ids.iter().map(|id| id.0).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let wanted = commodity::Entity::find().filter(commodity::Column::Id.is_in(ids.into_iter().take(1_000)));
    Ok(wanted.all(db).await?.into_iter().map(|row| (row.id.into(), row.into())).collect())
}

/// The names of those products (at most a thousand, of any state), in Vietnamese and in English.
pub async fn product_names(
    db: &impl ConnectionTrait,
    ids: &[ProductId],
) -> Result<HashMap<ProductId, (String, String)>, DbErr> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found: Vec<(Uuid, String, String)> = product::Entity::find()
        .select_only()
        .columns([Column::Id, Column::Name, Column::NameEn])
        .filter(Column::Id.is_in(ids.iter().take(1_000).map(|id| id.0)))
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().map(|(id, name, name_en)| (id.into(), (name, name_en))).collect())
}

/// All listed products in pages by id: for building the index anew.
pub async fn page_listed_ids(
    db: &impl ConnectionTrait,
    after: Option<ProductId>,
    limit: u64,
) -> Result<Vec<ProductId>, DbErr> {
    ids(db, listed(), after, limit).await
}

/// The listed products of a stall: to be indexed again when the stall changes.
pub async fn ids_of_stall(
    db: &impl ConnectionTrait,
    stall: StallId,
    after: Option<ProductId>,
    limit: u64,
) -> Result<Vec<ProductId>, DbErr> {
    ids(db, listed().filter(Column::StallId.eq(stall.0)), after, limit).await
}

/// The listed products of a commodity.
pub async fn ids_of_commodity(
    db: &impl ConnectionTrait,
    commodity: CommodityId,
    after: Option<ProductId>,
    limit: u64,
) -> Result<Vec<ProductId>, DbErr> {
    ids(db, listed().filter(Column::CommodityId.eq(commodity.0)), after, limit).await
}

/// The listed products of these categories (see `CategoryTree::codes_under`).
pub async fn ids_in_category(
    db: &impl ConnectionTrait,
    codes: &[String],
    after: Option<ProductId>,
    limit: u64,
) -> Result<Vec<ProductId>, DbErr> {
    let within = listed().filter(Column::CategoryCode.is_in(codes.iter().map(String::as_str)));
    ids(db, within, after, limit).await
}

/// The stalls that these products (at most a thousand, of any state) belong to.
pub async fn stalls_of_products(db: &impl ConnectionTrait, ids: &[ProductId]) -> Result<Vec<StallId>, DbErr> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let found: Vec<Uuid> = product::Entity::find()
        .select_only()
        .column(Column::StallId)
        .filter(Column::Id.is_in(ids.iter().take(1_000).map(|id| id.0)))
        .distinct()
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().map(StallId).collect())
}

/// How many products each of these stalls lists; a stall without one is not in it.
pub async fn listed_counts_by_stall(
    db: &impl ConnectionTrait,
    stalls: &[StallId],
) -> Result<HashMap<StallId, i64>, DbErr> {
    if stalls.is_empty() {
        return Ok(HashMap::new());
    }
    let counts: Vec<(Uuid, i64)> = listed()
        .select_only()
        .column(Column::StallId)
        .column_as(Column::Id.count(), "listed")
        .filter(Column::StallId.is_in(stalls.iter().take(1_000).map(|id| id.0)))
        .group_by(Column::StallId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(counts.into_iter().map(|(stall, count)| (stall.into(), count)).collect())
}

/// The commodities among `ids` (at most a thousand) that are in use, by id.
pub async fn active_commodities(db: &impl ConnectionTrait, ids: &[CommodityId]) -> Result<Vec<Commodity>, DbErr> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let wanted = commodities().filter(commodity::Column::Id.is_in(ids.iter().take(1_000).map(|id| id.0)));
    let rows = wanted.order_by_asc(commodity::Column::Id).all(db).await?;
    Ok(rows.into_iter().map(Commodity::from).collect())
}

/// All commodities in use in pages by id.
pub async fn page_commodity_ids(
    db: &impl ConnectionTrait,
    after: Option<CommodityId>,
    limit: u64,
) -> Result<Vec<CommodityId>, DbErr> {
    let mut query = commodities();
    if let Some(after) = after {
        query = query.filter(commodity::Column::Id.gt(after.0));
    }
    let id = commodity::Column::Id;
    let found: Vec<Uuid> = query.select_only().column(id).order_by_asc(id).limit(limit).into_tuple().all(db).await?;
    Ok(found.into_iter().map(CommodityId).collect())
}

/// The commodities in use of these categories, at most a thousand.
pub async fn commodity_ids_in_category(db: &impl ConnectionTrait, codes: &[String]) -> Result<Vec<CommodityId>, DbErr> {
    let within = commodities().filter(commodity::Column::CategoryCode.is_in(codes.iter().map(String::as_str)));
    let found: Vec<Uuid> = within.select_only().column(commodity::Column::Id).limit(1_000).into_tuple().all(db).await?;
    Ok(found.into_iter().map(CommodityId).collect())
}

/// How many commodities are in use.
pub async fn count_commodities(db: &impl ConnectionTrait) -> Result<u64, DbErr> {
    commodities().count(db).await
}

fn commodities() -> Select<commodity::Entity> {
    commodity::Entity::find().filter(commodity::Column::Active.eq(true))
}

fn listed() -> Select<product::Entity> {
    product::Entity::find().filter(super::is_listed())
}

async fn ids(
    db: &impl ConnectionTrait,
    mut query: Select<product::Entity>,
    after: Option<ProductId>,
    limit: u64,
) -> Result<Vec<ProductId>, DbErr> {
    if let Some(after) = after {
        query = query.filter(Column::Id.gt(after.0));
    }
    let found: Vec<Uuid> =
        query.select_only().column(Column::Id).order_by_asc(Column::Id).limit(limit).into_tuple().all(db).await?;
    Ok(found.into_iter().map(ProductId).collect())
}
