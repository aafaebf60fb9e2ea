//! `PATCH /api/v1/offers/{id}`: an offer that is open is changed; and what threads tell of it.

use axum::extract::{Path, State};
use chrono::NaiveDate;
use kernel::{FieldErrors, Fields, Locale, OfferId, Problem};
use offers::{Change, Revision, Terms, queries};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{
    create::NewStep,
    deeds::own,
    read_id,
    view::{OwnOffer, Units},
};
use crate::{
    AppError,
    api::{
        deed::{Answered, Deed},
        sent::{self, Sent},
    },
    session::User,
    state::App,
    web::shelves,
};

/// A field that was sent, `null` as well; what was not sent stays as it is.
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(from).map(Some)
}

macro_rules! changes {
    ($($(#[doc = $doc:literal])* $name:ident: $kind:ty,)+) => {
        /// What is to change of an open offer; what is left out stays, `null` takes away. Text, certificates and photos only change for
        /// trusted members.
        #[derive(Debug, Deserialize, Serialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        #[schema(example = json!({ "version": 3, "price": 43000, "quantity": 400, "valid_until": "2027-01-15" }))]
        pub struct ChangedOffer {
            /// The offer's `version` that the change was made for: if it is another by now, 409.
            pub version: i64,
            $(
                $(#[doc = $doc])*
                #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
                #[schema(value_type = Option<$kind>)]
                pub $name: Option<Option<$kind>>,
            )+
        }
    };
}

changes! {
    /// The whole, with what is dealt already; more than that.
    quantity: f64,
    /// Whole đồng for one unit; or else `negotiable`.
    price: i64,
    negotiable: bool,
    min_lot: f64,
    /// All of them, by rising quantity.
    steps: Vec<NewStep>,
    delivery: String,
    available_from: String,
    available_until: String,
    valid_until: String,
    forward: bool,
    harvest_from: String,
    harvest_until: String,
    expected_quantity: f64,
    /// More than have quoted.
    max_quotes: i32,
    contact: String,
    place: String,
    delivery_note: String,
    packaging: String,
    quality: String,
    certificates: Vec<String>,
    /// Ids of those that stay, in their new order; `/photos` adds others.
    photos: Vec<String>,
}

/// Changes an open offer, at once. What is offered, its unit and its commune stay.
#[utoipa::path(patch, path = "/api/v1/offers/{id}", tag = "offers", request_body = ChangedOffer,
    params(("id" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header)), responses(
        (status = 200, body = OwnOffer),
        (status = 403, description = "Text, certificates or photos, by a member that is not trusted", body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "Not open, expired, or changed meanwhile", body = crate::error::ProblemDetails),
        (status = 422, description = "Wrong fields, such as a quantity that leaves nothing", body = crate::error::ProblemDetails),
    ))]
pub async fn change(State(app): State<App>, user: User, Path(id): Path<String>, sent: Sent<ChangedOffer>) -> Answered {
    let id: OfferId = read_id(&id)?;
    let shelves = shelves(&app).await?;
    let deed = Deed::begin(&app, &user, &sent).await?;
    let before = queries::offer_for(&deed.txn, &deed.trader, id).await?.ok_or(AppError::NotFound)?;
    let mut errors = FieldErrors::default();
    let fields = overlay(&before.terms, &sent.body);
    let terms = Terms::parse_revision(&before.terms, &fields, true, deed.ctx.today(), &mut errors);
    let photos = sent.body.photos.as_ref().map(|photos| photos.clone().unwrap_or_default());
    if photos.iter().flatten().any(|photo| !before.photos.contains(photo)) {
        errors.add("photos", Problem::NotAChoice);
    }
    errors.into_result(())?;
    let terms = terms.ok_or(AppError::BadRequest)?;
    let revision = Revision { version: sent.body.version, terms: &terms, photos: photos.as_deref() };
    offers::revise(&deed.txn, &deed.ctx, &deed.trader, id, revision).await?;
    let offer = own(&deed, &shelves.tree, id).await?;
    deed.done(&offer).await
}

/// The fields of the form: as the offer has them, and what was sent over these.
fn overlay(terms: &Terms, body: &ChangedOffer) -> Fields {
    let Ok(Value::Object(given)) = serde_json::to_value(body) else { return Fields::default() };
    let known = terms.to_fields(Locale::Vi);
    let stays = |name: &str| !is_given(&given, name) && !matches!(name, "version" | "photos");
    let new = sent::fields(body);
    let new = new.pairs().iter().filter(|(name, _)| !matches!(name.as_str(), "version" | "photos"));
    known.pairs().iter().filter(|(name, _)| stays(name)).chain(new).cloned().collect()
}

/// Whether a field of the form is written anew by what was sent.
fn is_given(given: &Map<String, Value>, name: &str) -> bool {
    let says = |name: &str| given.get(name).is_some_and(|value| !value.is_null() && *value != Value::Bool(false));
    match name {
        "step_from" | "step_price" => given.contains_key("steps"),
        // One ends the other.
        "price" if says("negotiable") => true,
        "negotiable" if says("price") => true,
        name => given.contains_key(name),
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PriceChange {
    /// Whole đồng; `null`: negotiable.
    pub from: Option<i64>,
    pub to: Option<i64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct QuantityChange {
    #[schema(value_type = f64)]
    pub from: Units,
    #[schema(value_type = f64)]
    pub to: Units,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DayChange {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// What the owner changed of an offer while a quote waited for the answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfferChange {
    pub price: Option<PriceChange>,
    pub remaining: Option<QuantityChange>,
    pub valid_until: Option<DayChange>,
    /// Whether something else changed too: read the offer again.
    pub others: bool,
}

impl From<&Change> for OfferChange {
    fn from(change: &Change) -> Self {
        Self {
            price: change
                .price
                .map(|moved| PriceChange { from: moved.from.map(|price| price.0), to: moved.to.map(|price| price.0) }),
            remaining: change.remaining.map(|moved| QuantityChange { from: Units(moved.from), to: Units(moved.to) }),
            valid_until: change.valid_until.map(|moved| DayChange { from: moved.from, to: moved.to }),
            others: change.others,
        }
    }
}
