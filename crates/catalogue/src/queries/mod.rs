//! Read models. Lists are bounded, paged by key, and cost the same few queries at any length.
//!
//! What buyers see also depends on the stall: `members` knows which stalls are visible, so whoever shows a list asks it about the
//! `stall_id`s of the answer.

mod cards;
mod categories;
mod census;
mod console;
mod desk;
mod honours;
mod index;

use kernel::ProductId;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait},
};

pub use cards::{
    Card, cards, count_listed, in_season_now, listed_in_categories, listed_of_stall, newest_listed, similar,
};
pub use categories::{
    all_categories, all_commodities, category_tree, commodity_by_slug, find_commodity, listed_counts_by_category,
    listed_counts_by_commodity,
};
pub use census::{Traits, count_suspended, each_listed_at, traits_of};
pub use console::{
    ConsoleFilter, ProductLine, WaitingProduct, WaitingRevision, count_products, count_waiting, page_products,
    revision_by_id, revisions_of, waiting_products, waiting_revisions,
};
pub use desk::{
    ForEdit, count_by_state, export_for_member, for_edit, open_revisions, page_for_member, product_for_member,
    revision_for_member,
};
pub use honours::{Honour, honours};
pub use index::{
    IndexSource, active_commodities, commodities_by_ids, commodity_ids_in_category, count_commodities,
    documents_for_index, ids_in_category, ids_of_commodity, ids_of_stall, listed_counts_by_stall, page_commodity_ids,
    page_listed_ids, product_names, stalls_of_products,
};

use crate::{
    Photo, Product, State,
    entity::{product, product_photo},
    rows, store,
};

/// The products that buyers see under these addresses, in one statement: this is the page that is asked for most.
pub async fn listings_by_slugs(db: &impl ConnectionTrait, slugs: &[String]) -> Result<Vec<Product>, DbErr> {
    let Some(last) = slugs.last() else { return Ok(Vec::new()) };
    // Filled up with the last one, so that few different statements have to be prepared.
    let filled = slugs.iter().chain(std::iter::repeat(last)).take(slugs.len().next_power_of_two());
    let found = product::Entity::find()
        .filter(product::Column::Slug.is_in(filled))
        .filter(is_listed())
        .find_with_related(product_photo::Entity)
        .order_by_asc(product_photo::Column::Position)
        .all(db)
        .await?;
    let photos = |photos: Vec<product_photo::Model>| photos.into_iter().map(Photo::from).collect();
    Ok(found.into_iter().map(|(row, of_it)| rows::product(row, photos(of_it))).collect())
}

/// The state stands in the statement itself: SQLite prepares a statement anew at every call where a bound value decides
/// whether a partial index may be used.
pub(crate) fn is_listed() -> Expr {
    let state = Expr::col((product::Entity, product::Column::State));
    state.eq(Expr::Constant(State::Listed.code().into()))
}

/// In any state: for officers, and to tell a product that is gone from one that never was.
pub async fn product_by_slug(db: &impl ConnectionTrait, slug: &str) -> Result<Option<Product>, DbErr> {
    let row = product::Entity::find().filter(product::Column::Slug.eq(slug)).one(db).await?;
    one(db, row).await
}

/// In any state: for officers and the worker.
pub async fn product_by_id(db: &impl ConnectionTrait, id: ProductId) -> Result<Option<Product>, DbErr> {
    let row = product::Entity::find_by_id(id.0).one(db).await?;
    one(db, row).await
}

async fn one(db: &impl ConnectionTrait, row: Option<product::Model>) -> Result<Option<Product>, DbErr> {
    let Some(row) = row else { return Ok(None) };
    let photos = store::photos(db, row.id).await?;
    Ok(Some(rows::product(row, photos)))
}

async fn many(db: &impl ConnectionTrait, found: Vec<product::Model>) -> Result<Vec<Product>, DbErr> {
    let ids: Vec<_> = found.iter().map(|row| row.id).collect();
    let mut photos = store::photos_of(db, &ids).await?;
    Ok(found
        .into_iter()
        .map(|row| {
            let photos = photos.remove(&row.id).unwrap_or_default();
            rows::product(row, photos)
        })
        .collect())
}
