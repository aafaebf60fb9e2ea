//! Begin a product, and change it before it was ever approved.

use kernel::{Ctx, FieldErrors, MemberId, Problem, ProductId, StallId};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, TryInsertResult, sea_query::OnConflict,
};
use serde_json::json;

use crate::{
    Category, Content, Error, Event, Photo, State, Verb,
    check::check_category,
    diff,
    entity::{commodity, product},
    journal, rows, slug, store,
};

/// Begins a draft. `id` comes from the form, so that sending the form twice begins one product: the second time answers with the
/// product that is there, unchanged. `content` keeps its photos.
///
/// # Errors
/// [`Error::NotFound`] when another member has that id; [`Error::Invalid`] for a category or commodity that can't be chosen.
pub async fn create(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    id: ProductId,
    member: MemberId,
    stall: StallId,
    content: &Content,
) -> Result<ProductId, Error> {
    check_choices(txn, ctx, content).await?;
    store::check_photos(txn, &content.photos).await?;
    let mut row = new_row(ctx, id, member, stall);
    rows::put_content(&mut row, content);
    // Whoever takes the same address at the same moment makes us take the next one: nothing here fails a transaction.
    for address in slug::candidates(&content.name, id) {
        row.slug = address;
        let nothing = OnConflict::new().do_nothing().to_owned();
        let insert = product::Entity::insert(row.clone().into_active_model().reset_all()).on_conflict(nothing);
        if let TryInsertResult::Inserted(1..) = insert.try_insert().exec_without_returning(txn).await? {
            store::put_photos(txn, id.0, &content.photos).await?;
            journal::note(txn, ctx, "product.created", &row, "", json!({ "name": row.name })).await?;
            return Ok(id);
        }
        if product::Entity::find_by_id(id.0).one(txn).await?.is_some() {
            return store::lock_own(txn, member, id).await.map(|row| row.id.into());
        }
    }
    Err(Error::invalid("name", Problem::Taken))
}

/// Writes what the form says into a draft, or into a product that an officer asked to change. Photos are added, moved and removed by
/// their own commands: of `content.photos` only the alternative texts are taken.
pub async fn save_draft(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    member: MemberId,
    id: ProductId,
    content: &Content,
) -> Result<(), Error> {
    let mut row = store::lock_own(txn, member, id).await?;
    row.state().take(Verb::Save)?;
    check_choices(txn, ctx, content).await?;
    let old = store::content(txn, &row).await?;
    let new = Content { photos: with_alts(&old.photos, &content.photos), ..content.clone() };
    let changed = diff(&old, &new);
    if changed.is_empty() {
        return Ok(());
    }
    if old.name != new.name && row.listed_at.is_none() {
        row.slug = slug::available(txn, &new.name, id).await?;
    }
    rows::put_content(&mut row, &new);
    if old.photos != new.photos {
        store::put_photos(txn, row.id, &new.photos).await?;
    }
    let row = store::update_product(txn, ctx, row).await?;
    journal::note(txn, ctx, "product.saved", &row, "", journal::changes(&changed)).await?;
    Ok(())
}

/// The stored photos with the alternative texts of the form.
pub(crate) fn with_alts(stored: &[Photo], form: &[Photo]) -> Vec<Photo> {
    let alt_of = |photo: &Photo| form.iter().find(|other| other.picture_id == photo.picture_id).map(|p| p.alt.clone());
    stored
        .iter()
        .map(|photo| Photo {
            picture_id: photo.picture_id.clone(),
            alt: alt_of(photo).unwrap_or_else(|| photo.alt.clone()),
        })
        .collect()
}

/// The category takes products, and the commodity exists; both are asked at every save, so that nobody fills in a form for goods that
/// may not be sold.
pub(crate) async fn check_choices(txn: &impl ConnectionTrait, ctx: &Ctx, content: &Content) -> Result<Category, Error> {
    let mut errors = FieldErrors::default();
    let category = store::category(txn, &content.category_code).await?;
    match &category {
        Some(category) => check_category(category, ctx.today(), &mut errors),
        None => errors.add("category", Problem::NotAChoice),
    }
    if let Some(id) = content.commodity_id
        && commodity::Entity::find_by_id(id.0).one(txn).await?.is_none()
    {
        errors.add("commodity", Problem::NotAChoice);
    }
    match category {
        Some(category) if errors.is_empty() => Ok(category),
        _ => Err(errors.into()),
    }
}

pub(crate) fn new_row(ctx: &Ctx, id: ProductId, member: MemberId, stall: StallId) -> product::Model {
    product::Model {
        id: id.0,
        member_id: member.0,
        stall_id: stall.0,
        state: State::Draft.code().to_owned(),
        slug: String::new(),
        category_code: String::new(),
        commodity_id: None,
        name: String::new(),
        name_en: String::new(),
        description: String::new(),
        unit_code: String::new(),
        net_content: String::new(),
        price: None,
        min_order: None,
        commune_code: String::new(),
        months: 0,
        ocop_stars: None,
        ocop_certificate: String::new(),
        ocop_expires_on: None,
        indication: String::new(),
        declaration_number: String::new(),
        flags: String::new(),
        reason: String::new(),
        submitted_at: None,
        decided_at: None,
        listed_at: None,
        version: 1,
        created_at: ctx.now,
        updated_at: ctx.now,
    }
}

/// Moves a product to the state that `verb` leads to and tells it.
pub(crate) async fn move_on(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    mut row: product::Model,
    verb: Verb,
    event: Event,
) -> Result<product::Model, Error> {
    let from = row.state();
    row.state = from.take(verb)?.code().to_owned();
    let row = store::update_product(txn, ctx, row).await?;
    journal::tell(txn, ctx, event, &row, &row.reason, json!({ "from": from.code() })).await?;
    Ok(row)
}
