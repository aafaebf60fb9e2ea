//! Categories and commodities.

use std::collections::HashMap;

use kernel::CommodityId;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{
    Category, CategoryTree, Commodity,
    entity::{category, commodity, product},
};

/// More than the tree will ever have.
const MAX_CATEGORIES: u64 = 1_000;

/// All categories by position, closed ones too.
pub async fn all_categories(db: &impl ConnectionTrait) -> Result<Vec<Category>, DbErr> {
    let rows = category::Entity::find()
        .order_by_asc(category::Column::Position)
        .order_by_asc(category::Column::Code)
        .limit(MAX_CATEGORIES)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(Category::from).collect())
}

pub async fn category_tree(db: &impl ConnectionTrait) -> Result<CategoryTree, DbErr> {
    Ok(CategoryTree::new(all_categories(db).await?))
}

/// Commodities by slug, closed ones too.
pub async fn all_commodities(db: &impl ConnectionTrait, limit: u64) -> Result<Vec<Commodity>, DbErr> {
    let rows = commodity::Entity::find().order_by_asc(commodity::Column::Slug).limit(limit).all(db).await?;
    Ok(rows.into_iter().map(Commodity::from).collect())
}

/// The commodity in use at that address.
pub async fn commodity_by_slug(db: &impl ConnectionTrait, slug: &str) -> Result<Option<Commodity>, DbErr> {
    let query = commodity::Entity::find().filter(commodity::Column::Slug.eq(slug));
    Ok(query.one(db).await?.map(Commodity::from).filter(|commodity| commodity.active))
}

pub async fn find_commodity(db: &impl ConnectionTrait, id: CommodityId) -> Result<Option<Commodity>, DbErr> {
    Ok(commodity::Entity::find_by_id(id.0).one(db).await?.map(Commodity::from))
}

/// How many products are listed in each category; those without one are not in it.
pub async fn listed_counts_by_category(db: &impl ConnectionTrait) -> Result<HashMap<String, i64>, DbErr> {
    let counts: Vec<(String, i64)> = product::Entity::find()
        .select_only()
        .column(product::Column::CategoryCode)
        .column_as(product::Column::Id.count(), "listed")
        .filter(super::is_listed())
        .group_by(product::Column::CategoryCode)
        .into_tuple()
        .all(db)
        .await?;
    Ok(counts.into_iter().collect())
}

/// How many products are listed of each of these commodities (at most a thousand); those without one are not in it.
pub async fn listed_counts_by_commodity(
    db: &impl ConnectionTrait,
    ids: &[CommodityId],
) -> Result<HashMap<CommodityId, i64>, DbErr> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let counts: Vec<(Uuid, i64)> = product::Entity::find()
        .select_only()
        .column(product::Column::CommodityId)
        .column_as(product::Column::CommodityId.count(), "listed")
        .filter(super::is_listed())
        .filter(product::Column::CommodityId.is_in(ids.iter().take(1_000).map(|id| id.0)))
        .group_by(product::Column::CommodityId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(counts.into_iter().map(|(id, count)| (id.into(), count)).collect())
}
