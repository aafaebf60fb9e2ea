//! Change an offer that everybody sees already.
//!
//! Numbers, days and choices change at once: there is nothing in them that an officer would have to read. Words, certificates and photos
//! are what officers approve, so only members whom they trust change these; everybody else copies the offer into a new one, which goes
//! through the queue. What is offered, its unit and its place stay for everybody: what was quoted and agreed on rests on them.

use std::collections::BTreeSet;

use kernel::{Ctx, FieldErrors, Fields, Locale, OfferId, Problem, Quantity};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::OnConflict,
};
use serde_json::{Map, Value, json};

use crate::{
    Error, Event, Kind, MAX_PHOTOS, Terms, Trader, Verb,
    change::Change,
    entity::{offer, offer_price},
    journal::{self, Subject},
    message, store,
    trader::{check_buyer, check_seller},
    trust,
};

/// The form's fields that stay while an offer is open.
pub const FIXED: [&str; 8] =
    ["product", "commodity", "category", "title", "unit", "pack_quantity", "pack_unit", "commune"];
/// Those that only trusted members change; photos are another.
pub const WORDS: [&str; 5] = ["place", "delivery_note", "packaging", "quality", "certificates"];

/// What an open offer shall be.
#[derive(Debug, Clone, Copy)]
pub struct Revision<'a> {
    /// The offer's version that the owner looked at.
    pub version: i64,
    pub terms: &'a Terms,
    /// Ids of pictures that are stored already, the cover first; `None`: as they are.
    pub photos: Option<&'a [String]>,
}

/// Changes an offer that is open, or that its owner hid. What remains is the new quantity less what is dealt. The same revision twice
/// changes nothing.
///
/// # Errors
/// [`Error::WrongState`] and [`Error::Expired`]; [`Error::Stale`] when it is not the version any more that the owner looked at;
/// [`Error::NotTrusted`] where officers would have to read what is new; [`Error::Invalid`] for what stays while an offer is open, for a
/// `quantity` that leaves nothing, and for `max_quotes` that have come already.
pub async fn revise(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    owner: &Trader,
    id: OfferId,
    revision: Revision<'_>,
) -> Result<(), Error> {
    let before = store::lock_own(txn, owner, id).await?;
    before.state().take(Verb::Revise)?;
    if before.kind != revision.terms.kind() {
        return Err(Error::NotFound);
    }
    if before.valid_until < ctx.today() {
        return Err(Error::Expired);
    }
    let mut after = before.clone();
    let dealt = before.quantity - before.quantity_remaining;
    after.put_terms(revision.terms);
    after.quantity_remaining = after.quantity - dealt;
    if let Some(photos) = revision.photos {
        after.photos = json!(photos).to_string();
    }
    check_fixed(&before, &after, revision.terms)?;
    if after == before {
        return Ok(());
    }
    if before.version != revision.version {
        return Err(Error::Stale);
    }
    check_numbers(&after, dealt, revision.photos)?;
    if is_reworded(&before, &after) {
        must_be_trusted(txn, owner).await?;
    }
    match before.kind {
        Kind::Sell => check_seller(txn, owner).await.map(|_| ())?,
        Kind::Buy => check_buyer(txn, owner).await?,
    }
    after.version += 1;
    after.updated_at = ctx.now;
    write(txn, ctx, &before, &after).await?;
    tell(txn, ctx, owner, &before, &after).await
}

/// What officers approve may be changed without them.
pub(crate) async fn must_be_trusted(txn: &impl ConnectionTrait, owner: &Trader) -> Result<(), Error> {
    if may_reword(txn, owner).await? { Ok(()) } else { Err(Error::NotTrusted) }
}

/// Whether this owner may change words, certificates and photos of an open offer.
pub async fn may_reword(db: &impl ConnectionTrait, owner: &Trader) -> Result<bool, DbErr> {
    match owner.member {
        Some(member) => trust::is_trusted(db, member).await,
        None => Ok(false),
    }
}

fn check_fixed(before: &offer::Model, after: &offer::Model, terms: &Terms) -> Result<(), FieldErrors> {
    let mut errors = FieldErrors::default();
    let subject = if before.kind == Kind::Sell { "product" } else { "title" };
    let pack = |row: &offer::Model| (row.pack_quantity, row.pack_unit.clone());
    for (field, is_same) in [
        (subject, before.terms().subject == terms.subject),
        ("unit", before.unit_code == after.unit_code),
        ("pack_quantity", pack(before) == pack(after)),
        ("commune", before.commune_code == after.commune_code),
    ] {
        if !is_same {
            errors.add(field, Problem::NotAChoice);
        }
    }
    errors.into_result(())
}

fn check_numbers(after: &offer::Model, dealt: i64, photos: Option<&[String]>) -> Result<(), FieldErrors> {
    let mut errors = FieldErrors::default();
    // Where nothing is to be left, the offer is closed instead.
    if after.quantity_remaining < 1 {
        errors.add("quantity", Problem::NotAbove { limit: Quantity(dealt), unit: after.unit_code.clone() });
    }
    if after.max_quotes.is_some_and(|most| most <= after.quotes) {
        errors.add("max_quotes", Problem::TooSmall(i64::from(after.quotes) + 1));
    }
    if photos.is_some_and(|photos| photos.len() > MAX_PHOTOS) {
        errors.add("photos", Problem::TooMany(MAX_PHOTOS));
    }
    errors.into_result(())
}

fn is_reworded(before: &offer::Model, after: &offer::Model) -> bool {
    let words = |row: &offer::Model| {
        let words = [&row.place, &row.delivery_note, &row.packaging, &row.quality, &row.certificates, &row.photos];
        words.map(String::clone)
    };
    words(before) != words(after)
}

async fn write(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    before: &offer::Model,
    after: &offer::Model,
) -> Result<(), Error> {
    if before.price != after.price {
        let past = offer_price::Model { offer_id: before.id, until: ctx.now, price: before.price };
        offer_price::Entity::insert(past.into_active_model().reset_all())
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .try_insert()
            .exec_without_returning(txn)
            .await?;
    }
    // The row is locked, so nobody took anything meanwhile; should that ever fail, what remains must still not be written over.
    let written = offer::Entity::update_many()
        .set(after.clone().into_active_model().reset_all())
        .filter(offer::Column::Id.eq(before.id))
        .filter(offer::Column::Version.eq(before.version))
        .filter(offer::Column::QuantityRemaining.eq(before.quantity_remaining))
        .exec(txn)
        .await?;
    if written.rows_affected == 1 { Ok(()) } else { Err(Error::Stale) }
}

async fn tell(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    owner: &Trader,
    before: &offer::Model,
    after: &offer::Model,
) -> Result<(), Error> {
    let subject = Subject::offer(after);
    journal::note(txn, ctx, &subject, "offer.revised", "", json!({ "changed": changed(before, after) })).await?;
    journal::announce(txn, ctx, Event::OfferChanged, &subject).await?;
    if let Some(change) = Change::between(before, after) {
        message::tell_change(txn, ctx, after, owner, &change).await?;
    }
    Ok(())
}

/// Every field that is another now, as the form writes it: what it was, what it is.
fn changed(before: &offer::Model, after: &offer::Model) -> Map<String, Value> {
    let fields = |row: &offer::Model| row.terms().to_fields(Locale::En);
    let (old, new) = (fields(before), fields(after));
    let names: BTreeSet<&str> = old.pairs().iter().chain(new.pairs()).map(|(name, _)| name.as_str()).collect();
    let all = |fields: &Fields, name: &str| fields.all(name).collect::<Vec<_>>().join(" ");
    let pair = |name: &str| (all(&old, name), all(&new, name));
    let mut changed: Map<String, Value> = names
        .into_iter()
        .map(|name| (name.to_owned(), pair(name)))
        .filter(|(_, (old, new))| old != new)
        .map(|(name, (old, new))| (name, json!([old, new])))
        .collect();
    if before.photos != after.photos {
        changed.insert("photos".to_owned(), json!([before.photos(), after.photos()]));
    }
    changed
}
