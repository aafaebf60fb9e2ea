//! Rows in and out. Whoever changes a product or its revision locks the product's row first, so that two who act at the same time act
//! one after the other (SQLite has one writer anyhow).

use std::collections::HashMap;

use kernel::{Ctx, MemberId, ProductId, RevisionId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use crate::{
    Category, Commodity, Content, Error, PaperKind, Photo, RevisionState,
    entity::{category, commodity, product, product_document, product_photo, product_revision},
    rows,
};

pub(crate) async fn lock_product(txn: &impl ConnectionTrait, id: ProductId) -> Result<product::Model, Error> {
    product::Entity::find_by_id(id.0).lock_exclusive().one(txn).await?.ok_or(Error::NotFound)
}

/// The product if it is the member's.
pub(crate) async fn lock_own(
    txn: &impl ConnectionTrait,
    member: MemberId,
    id: ProductId,
) -> Result<product::Model, Error> {
    product::Entity::find_by_id(id.0)
        .filter(product::Column::MemberId.eq(member.0))
        .lock_exclusive()
        .one(txn)
        .await?
        .ok_or(Error::NotFound)
}

/// A revision and its product, the product locked.
pub(crate) async fn lock_revision(
    txn: &impl ConnectionTrait,
    id: RevisionId,
) -> Result<(product_revision::Model, product::Model), Error> {
    let seen = product_revision::Entity::find_by_id(id.0).one(txn).await?.ok_or(Error::NotFound)?;
    let product = lock_product(txn, seen.product_id.into()).await?;
    let revision = product_revision::Entity::find_by_id(id.0).one(txn).await?.ok_or(Error::NotFound)?;
    Ok((revision, product))
}

/// A revision and its product if they are the member's.
pub(crate) async fn lock_own_revision(
    txn: &impl ConnectionTrait,
    member: MemberId,
    id: RevisionId,
) -> Result<(product_revision::Model, product::Model), Error> {
    let (revision, product) = lock_revision(txn, id).await?;
    if product.member_id == member.0 { Ok((revision, product)) } else { Err(Error::NotFound) }
}

pub(crate) async fn open_revision(
    db: &impl ConnectionTrait,
    product: Uuid,
) -> Result<Option<product_revision::Model>, DbErr> {
    let open = RevisionState::ALL.into_iter().filter(|state| state.is_open()).map(RevisionState::code);
    product_revision::Entity::find()
        .filter(product_revision::Column::ProductId.eq(product))
        .filter(product_revision::Column::State.is_in(open))
        .one(db)
        .await
}

/// Writes a changed product as its next version.
pub(crate) async fn update_product(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    mut row: product::Model,
) -> Result<product::Model, DbErr> {
    row.version += 1;
    row.updated_at = ctx.now;
    row.into_active_model().reset_all().update(txn).await
}

pub(crate) async fn update_revision(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    mut row: product_revision::Model,
) -> Result<(), DbErr> {
    row.updated_at = ctx.now;
    row.into_active_model().reset_all().update(txn).await.map(|_| ())
}

/// The photos of each product, in order.
pub(crate) async fn photos_of(
    db: &impl ConnectionTrait,
    products: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Photo>>, DbErr> {
    let mut all: HashMap<Uuid, Vec<Photo>> = HashMap::new();
    if products.is_empty() {
        return Ok(all);
    }
    let rows = product_photo::Entity::find()
        .filter(product_photo::Column::ProductId.is_in(products.iter().copied()))
        .order_by_asc(product_photo::Column::ProductId)
        .order_by_asc(product_photo::Column::Position)
        .all(db)
        .await?;
    for row in rows {
        all.entry(row.product_id).or_default().push(row.into());
    }
    Ok(all)
}

pub(crate) async fn photos(db: &impl ConnectionTrait, product: Uuid) -> Result<Vec<Photo>, DbErr> {
    Ok(photos_of(db, &[product]).await?.remove(&product).unwrap_or_default())
}

/// What the product says now.
pub(crate) async fn content(db: &impl ConnectionTrait, row: &product::Model) -> Result<Content, DbErr> {
    Ok(rows::content(row, photos(db, row.id).await?))
}

pub(crate) fn photo_rows(product: Uuid, photos: &[Photo]) -> impl Iterator<Item = product_photo::ActiveModel> {
    photos.iter().zip(0..).map(move |(photo, position)| {
        let row = product_photo::Model {
            product_id: product,
            position,
            picture_id: photo.picture_id.clone(),
            alt: photo.alt.clone(),
        };
        row.into_active_model().reset_all()
    })
}

/// Every photo names a picture that exists.
pub(crate) async fn check_photos(db: &impl ConnectionTrait, photos: &[Photo]) -> Result<(), Error> {
    let ids: Vec<String> = photos.iter().map(|photo| photo.picture_id.clone()).collect();
    let known = media::find_pictures(db, &ids).await?;
    if ids.iter().all(|id| known.contains_key(id)) {
        Ok(())
    } else {
        Err(Error::invalid("photos", kernel::Problem::NotAPicture))
    }
}

/// Replaces the product's photos.
pub(crate) async fn put_photos(txn: &impl ConnectionTrait, product: Uuid, photos: &[Photo]) -> Result<(), DbErr> {
    product_photo::Entity::delete_many().filter(product_photo::Column::ProductId.eq(product)).exec(txn).await?;
    if !photos.is_empty() {
        product_photo::Entity::insert_many(photo_rows(product, photos)).exec_without_returning(txn).await?;
    }
    Ok(())
}

pub(crate) async fn category(db: &impl ConnectionTrait, code: &str) -> Result<Option<Category>, DbErr> {
    Ok(category::Entity::find_by_id(code).one(db).await?.map(Category::from))
}

/// The commodities with a protected name: a few of the few hundred.
pub(crate) async fn protected_commodities(db: &impl ConnectionTrait) -> Result<Vec<Commodity>, DbErr> {
    let rows = commodity::Entity::find()
        .filter(commodity::Column::ProtectedName.ne(""))
        .filter(commodity::Column::Active.eq(true))
        .order_by_asc(commodity::Column::Slug)
        .limit(500)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(Commodity::from).collect())
}

/// The kinds of papers that the product has.
pub(crate) async fn paper_kinds(db: &impl ConnectionTrait, product: Uuid) -> Result<Vec<PaperKind>, DbErr> {
    let kinds: Vec<String> = product_document::Entity::find()
        .select_only()
        .column(product_document::Column::Kind)
        .filter(product_document::Column::ProductId.eq(product))
        .filter(product_document::Column::RemovedAt.is_null())
        .distinct()
        .into_tuple()
        .all(db)
        .await?;
    Ok(kinds.iter().filter_map(|kind| PaperKind::from_code(kind)).collect())
}
