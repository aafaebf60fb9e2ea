//! Begin an offer, and change it before it was ever open.

use chrono::NaiveDate;
use kernel::{CommodityId, Ctx, FieldErrors, OfferId, Problem, ProductId, StallId};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, TryInsertResult, sea_query::OnConflict,
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    Error, Event, Offer, State, Subject, Terms, Trader, Verb,
    entity::offer,
    journal::{self, Subject as Journaled},
    revise, store,
    trader::{check_buyer, check_seller},
};

/// Begins a draft. `id` comes from the form, so that sending the form twice begins one offer: the second time answers with the offer
/// that is there, unchanged.
///
/// # Errors
/// [`Error::NotFound`] when another has that id; [`Error::NotASeller`] or [`Error::NotVerified`]; [`Error::Invalid`] for a product
/// that is not the member's or not listed, and for a commodity or category that can't be chosen.
pub async fn create(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    id: OfferId,
    owner: &Trader,
    terms: &Terms,
) -> Result<OfferId, Error> {
    let target = resolve(txn, ctx.today(), owner, &terms.subject).await?;
    let row = offer::Model::from(&new_offer(ctx, id, owner, terms, target));
    let nothing = OnConflict::new().do_nothing().to_owned();
    let insert = offer::Entity::insert(row.clone().into_active_model().reset_all()).on_conflict(nothing);
    if let TryInsertResult::Inserted(1..) = insert.try_insert().exec_without_returning(txn).await? {
        journal::note(txn, ctx, &Journaled::offer(&row), "offer.created", "", json!({ "title": row.title })).await?;
        return Ok(id);
    }
    store::lock_own(txn, owner, id).await.map(|row| row.id.into())
}

/// Writes what the form says into a draft, or into an offer that an officer asked to change. Selling does not become buying.
pub async fn save_draft(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    owner: &Trader,
    id: OfferId,
    terms: &Terms,
) -> Result<(), Error> {
    let mut row = store::lock_own(txn, owner, id).await?;
    row.state().take(Verb::Save)?;
    if row.kind != terms.kind() {
        return Err(Error::NotFound);
    }
    let target = resolve(txn, ctx.today(), owner, &terms.subject).await?;
    let before = row.clone();
    row.put_terms(terms);
    target.put(&mut row);
    if row == before {
        return Ok(());
    }
    row.version += 1;
    row.updated_at = ctx.now;
    // Nothing was taken of a draft, so what remains is written with the rest.
    let row = row.into_active_model().reset_all().update(txn).await?;
    journal::note(txn, ctx, &Journaled::offer(&row), "offer.saved", "", json!({ "title": row.title })).await?;
    Ok(())
}

/// The most photos of an offer.
pub const MAX_PHOTOS: usize = 6;

/// Sets the photos of what can still be changed: ids of pictures that are stored already, the cover first.
///
/// # Errors
/// [`Error::Invalid`] for the field `photos` when there are more than [`MAX_PHOTOS`]; [`Error::NotTrusted`] once the offer is open.
pub async fn set_photos(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    owner: &Trader,
    id: OfferId,
    photos: &[String],
) -> Result<(), Error> {
    let row = store::lock_own(txn, owner, id).await?;
    put_photos(txn, ctx, row, photos).await
}

/// Adds photos behind those that are there; one that is there stays where it is.
///
/// # Errors
/// As of [`set_photos`].
pub async fn add_photos(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    owner: &Trader,
    id: OfferId,
    photos: &[String],
) -> Result<(), Error> {
    let row = store::lock_own(txn, owner, id).await?;
    let mut all = row.photos();
    for photo in photos {
        if !all.contains(photo) {
            all.push(photo.clone());
        }
    }
    put_photos(txn, ctx, row, &all).await
}

async fn put_photos(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    mut row: offer::Model,
    photos: &[String],
) -> Result<(), Error> {
    if photos.len() > MAX_PHOTOS {
        return Err(Error::invalid("photos", Problem::TooMany(MAX_PHOTOS)));
    }
    let is_open = row.state().after(Verb::Save).is_none();
    if is_open {
        row.state().take(Verb::Revise)?;
    }
    let written = json!(photos).to_string();
    if row.photos == written {
        return Ok(());
    }
    if is_open {
        revise::must_be_trusted(txn, &row.owner()).await?;
    }
    row.photos = written;
    row.version += 1;
    row.updated_at = ctx.now;
    let row = row.into_active_model().reset_all().update(txn).await?;
    let detail = json!({ "photos": photos.len() });
    journal::note(txn, ctx, &Journaled::offer(&row), "offer.photos_saved", "", detail).await?;
    if is_open {
        journal::announce(txn, ctx, Event::OfferChanged, &Journaled::offer(&row)).await?;
    }
    Ok(())
}

/// What the subject names, as it is now.
#[derive(Debug, Clone, Default)]
pub(crate) struct Target {
    product_id: Option<ProductId>,
    stall_id: Option<StallId>,
    commodity_id: Option<CommodityId>,
    category_code: Option<String>,
    title: String,
}

impl Target {
    pub(crate) fn put(self, row: &mut offer::Model) {
        row.product_id = self.product_id.map(Uuid::from);
        row.stall_id = self.stall_id.map(Uuid::from);
        row.commodity_id = self.commodity_id.map(Uuid::from);
        row.category_code = self.category_code;
        row.title = self.title;
    }
}

/// Whether the owner may offer that today: asked at every save, when it is sent, and whenever it is to be seen.
pub(crate) async fn resolve(
    txn: &impl ConnectionTrait,
    today: NaiveDate,
    owner: &Trader,
    subject: &Subject,
) -> Result<Target, Error> {
    match subject {
        Subject::Product(id) => {
            check_seller(txn, owner).await?;
            let member = owner.member.ok_or(Error::NotASeller)?;
            let product = catalogue::queries::product_for_member(txn, member, *id).await?;
            let listed = product.filter(|product| product.state == catalogue::State::Listed);
            let product = listed.ok_or_else(|| Error::invalid("product", Problem::NotAChoice))?;
            Ok(Target {
                product_id: Some(product.id),
                stall_id: Some(product.stall_id),
                commodity_id: product.content.commodity_id,
                category_code: Some(product.content.category_code),
                title: product.content.name,
            })
        }
        Subject::Wanted { commodity, category, title } => {
            check_buyer(txn, owner).await?;
            wanted(txn, today, *commodity, category.clone(), title.clone()).await
        }
    }
}

/// A commodity brings its category with it.
async fn wanted(
    txn: &impl ConnectionTrait,
    today: NaiveDate,
    commodity_id: Option<CommodityId>,
    mut category_code: Option<String>,
    title: String,
) -> Result<Target, Error> {
    let mut errors = FieldErrors::default();
    if let Some(id) = commodity_id {
        match catalogue::queries::find_commodity(txn, id).await?.filter(|commodity| commodity.active) {
            Some(commodity) => category_code = Some(commodity.category_code),
            None => errors.add("commodity", Problem::NotAChoice),
        }
    }
    if let Some(code) = &category_code {
        let tree = catalogue::queries::category_tree(txn).await?;
        match tree.by_code(code) {
            Some(category) if category.rule.blocked(today) => errors.add("category", Problem::Blocked),
            Some(category) if category.active => {}
            _ => errors.add("category", Problem::NotAChoice),
        }
    }
    Ok(errors.into_result(Target { commodity_id, category_code, title, ..Target::default() })?)
}

/// A draft of which nothing was taken.
fn new_offer(ctx: &Ctx, id: OfferId, owner: &Trader, terms: &Terms, target: Target) -> Offer {
    Offer {
        id,
        kind: terms.kind(),
        state: State::Draft,
        owner: *owner,
        product_id: target.product_id,
        stall_id: target.stall_id,
        commodity_id: target.commodity_id,
        category_code: target.category_code,
        title: target.title,
        remaining: terms.quantity,
        terms: terms.clone(),
        photos: Vec::new(),
        quotes: 0,
        reason: String::new(),
        submitted_at: None,
        decided_at: None,
        opened_at: None,
        ended_at: None,
        version: 1,
        created_at: ctx.now,
        updated_at: ctx.now,
    }
}
