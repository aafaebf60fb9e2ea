//! What a member sees of its own products. Every query begins at the member.

use std::collections::HashMap;

use kernel::{MemberId, ProductId, RevisionId};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{many, one};
use crate::{
    Content, Cursor, Product, Revision, RevisionState, State,
    entity::{product, product::Column, product_revision},
    merge_approved, newest_first, store,
};

pub async fn product_for_member(
    db: &impl ConnectionTrait,
    member: MemberId,
    id: ProductId,
) -> Result<Option<Product>, DbErr> {
    let row = product::Entity::find_by_id(id.0).filter(Column::MemberId.eq(member.0)).one(db).await?;
    one(db, row).await
}

/// A product with the edit that waits, and what its form shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForEdit {
    pub product: Product,
    /// The open revision.
    pub revision: Option<Revision>,
    /// The open revision's content with today's price, or the product's own.
    pub content: Content,
}

pub async fn for_edit(db: &impl ConnectionTrait, member: MemberId, id: ProductId) -> Result<Option<ForEdit>, DbErr> {
    let Some(product) = product_for_member(db, member, id).await? else {
        return Ok(None);
    };
    let revision = store::open_revision(db, id.0).await?.map(Revision::from);
    let content = match &revision {
        Some(revision) => merge_approved(&product.content, &revision.content),
        None => product.content.clone(),
    };
    Ok(Some(ForEdit { product, revision, content }))
}

pub async fn revision_for_member(
    db: &impl ConnectionTrait,
    member: MemberId,
    id: RevisionId,
) -> Result<Option<Revision>, DbErr> {
    let row = product_revision::Entity::find_by_id(id.0)
        .filter(product_revision::Column::MemberId.eq(member.0))
        .one(db)
        .await?;
    Ok(row.map(Revision::from))
}

/// The member's products, last changed first; the next page's cursor is the last one's `updated_at` and id.
pub async fn page_for_member(
    db: &impl ConnectionTrait,
    member: MemberId,
    state: Option<State>,
    after: Option<Cursor>,
    limit: u64,
) -> Result<Vec<Product>, DbErr> {
    let mut query = product::Entity::find().filter(Column::MemberId.eq(member.0));
    query = match state {
        Some(state) => query.filter(Column::State.eq(state.code())),
        None => query.filter(Column::State.ne(State::Archived.code())),
    };
    let query = newest_first(query, Column::UpdatedAt, Column::Id, after, limit);
    many(db, query.all(db).await?).await
}

/// Where the open revisions of these products of the member stand; products without one are left out.
pub async fn open_revisions(
    db: &impl ConnectionTrait,
    member: MemberId,
    products: &[ProductId],
) -> Result<HashMap<ProductId, RevisionState>, DbErr> {
    if products.is_empty() {
        return Ok(HashMap::new());
    }
    let open = RevisionState::ALL.into_iter().filter(|state| state.is_open()).map(RevisionState::code);
    let rows: Vec<(uuid::Uuid, String)> = product_revision::Entity::find()
        .select_only()
        .column(product_revision::Column::ProductId)
        .column(product_revision::Column::State)
        .filter(product_revision::Column::MemberId.eq(member.0))
        .filter(product_revision::Column::ProductId.is_in(products.iter().map(|id| id.0)))
        .filter(product_revision::Column::State.is_in(open))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().filter_map(|(id, state)| Some((id.into(), RevisionState::from_code(&state)?))).collect())
}

/// All of the member's products in whatever state, as they were begun: for taking one's data along. The next page begins after the
/// last one's id, so that an edit meanwhile makes none be missed.
pub async fn export_for_member(
    db: &impl ConnectionTrait,
    member: MemberId,
    after: Option<ProductId>,
    limit: u64,
) -> Result<Vec<Product>, DbErr> {
    let mut query = product::Entity::find().filter(Column::MemberId.eq(member.0)).order_by_asc(Column::Id).limit(limit);
    if let Some(after) = after {
        query = query.filter(Column::Id.gt(after.0));
    }
    many(db, query.all(db).await?).await
}

/// How many products the member has in each state; states without one are left out.
pub async fn count_by_state(db: &impl ConnectionTrait, member: MemberId) -> Result<Vec<(State, i64)>, DbErr> {
    let counts: Vec<(String, i64)> = product::Entity::find()
        .select_only()
        .column(Column::State)
        .column_as(Column::Id.count(), "products")
        .filter(Column::MemberId.eq(member.0))
        .group_by(Column::State)
        .into_tuple()
        .all(db)
        .await?;
    Ok(counts.into_iter().filter_map(|(state, count)| Some((State::from_code(&state)?, count))).collect())
}
