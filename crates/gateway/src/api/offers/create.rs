//! `POST /api/v1/offers`.

use axum::extract::State;
use catalogue::CategoryTree;
use kernel::{FieldErrors, Fields, OfferId, place};
use offers::{Kind, Terms};
use sea_orm::{ConnectionTrait, DbErr};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::view::OwnOffer;
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

#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum OfferSide {
    Sell,
    Buy,
}

/// From that quantity on, one unit costs that.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewStep {
    pub from: f64,
    pub price: i64,
}

/// A new offer. To sell it names a `product`; to buy a `commodity`, a `category` or a `title`.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "side": "sell", "submit": true, "product": "cam-khe-may", "quantity": 500, "unit": "kg", "price": 45000, "min_lot": 20,
    "steps": [{ "from": 100, "price": 42000 }], "commune": "phuong-thanh-sen", "delivery": "delivered", "valid_until": "2026-12-31"
}))]
pub struct NewOffer {
    pub side: OfferSide,
    /// Hand it to the officers at once instead of keeping a draft; a trusted member's opens.
    #[serde(default)]
    pub submit: bool,
    /// Slug or id of one's own listed product.
    pub product: Option<String>,
    /// Slug or id.
    pub commodity: Option<String>,
    /// A category's slug.
    pub category: Option<String>,
    /// What is wanted, in the buyer's words.
    pub title: Option<String>,
    /// Above zero, with at most three digits behind the point; whole where the unit can't be parted.
    pub quantity: Option<f64>,
    /// A unit's code, such as `kg`, `ta`, `tan`.
    pub unit: Option<String>,
    /// What one pack holds, where the unit is a pack.
    pub pack_quantity: Option<f64>,
    pub pack_unit: Option<String>,
    /// Whole đồng for one unit; or else `negotiable`.
    pub price: Option<i64>,
    #[serde(default)]
    pub negotiable: bool,
    pub min_lot: Option<f64>,
    /// By rising quantity up to the whole, ten at most, none dearer than a smaller lot; only to sell. What is wrong with them is told as
    /// `step_from` and `step_price`, row by row.
    #[serde(default)]
    pub steps: Vec<NewStep>,
    /// A commune's slug.
    pub commune: Option<String>,
    pub place: Option<String>,
    /// `pickup`, `delivered` or `agreed` (unless said).
    pub delivery: Option<String>,
    pub delivery_note: Option<String>,
    pub packaging: Option<String>,
    pub quality: Option<String>,
    /// Codes of certificates that the goods have, or that are wanted.
    #[serde(default)]
    #[schema(example = json!(["vietgap"]))]
    pub certificates: Vec<String>,
    /// Days as `2026-12-31`.
    pub available_from: Option<String>,
    /// To buy: needed by that day.
    pub available_until: Option<String>,
    pub valid_until: Option<String>,
    /// The goods are still growing: then with harvest and expected quantity.
    #[serde(default)]
    pub forward: bool,
    pub harvest_from: Option<String>,
    pub harvest_until: Option<String>,
    pub expected_quantity: Option<f64>,
    /// Only to buy.
    pub max_quotes: Option<i32>,
    /// When sellers see how to reach the buyer: `never`, `deal` (unless said) or `thread`. Only to buy.
    pub contact: Option<String>,
}

/// Makes an offer, as the member business that the person belongs to or as a private buyer.
#[utoipa::path(post, path = "/api/v1/offers", tag = "offers", request_body = NewOffer,
    params(("Idempotency-Key" = Option<String>, Header, description = "1–200 visible ASCII characters: the same request with the same key acts once")),
    responses(
        (status = 201, body = OwnOffer, headers(("Location" = String, description = "Where the offer is read"))),
        (status = 401, body = crate::error::ProblemDetails),
        (status = 403, description = "Not verified, not an approved seller, or without a same-origin Origin", body = crate::error::ProblemDetails),
        (status = 422, description = "Wrong fields, or the key names another request", body = crate::error::ProblemDetails),
    ))]
pub async fn create(State(app): State<App>, user: User, sent: Sent<NewOffer>) -> Answered {
    let shelves = shelves(&app).await?;
    let deed = Deed::begin(&app, &user, &sent).await?;
    let fields = read(&deed.txn, &sent.body, &shelves.tree).await?;
    let mut errors = FieldErrors::default();
    let terms = Terms::parse(kind(sent.body.side), &fields, deed.ctx.today(), &mut errors);
    errors.into_result(())?;
    let terms = terms.ok_or(AppError::BadRequest)?;
    let id = OfferId(deed.ctx.new_id());
    offers::create(&deed.txn, &deed.ctx, id, &deed.trader, &terms).await?;
    if sent.body.submit {
        offers::submit(&deed.txn, &deed.ctx, &deed.trader, id).await?;
    }
    let offer = super::deeds::own(&deed, &shelves.tree, id).await?;
    deed.created(format!("/api/v1/offers/{id}"), &offer).await
}

fn kind(side: OfferSide) -> Kind {
    match side {
        OfferSide::Sell => Kind::Sell,
        OfferSide::Buy => Kind::Buy,
    }
}

/// The form's fields, where slugs become the ids and codes that the form's choices have.
async fn read(db: &impl ConnectionTrait, body: &NewOffer, tree: &CategoryTree) -> Result<Fields, DbErr> {
    let mut fields = sent::fields(body);
    if let Some(commune) = place::commune_by_slug(fields.get("commune")) {
        fields.set("commune", commune.code);
    }
    if let Some(category) = tree.by_slug(fields.get("category")) {
        let code = category.code.clone();
        fields.set("category", code);
    }
    if fields.has("commodity")
        && let Some(found) = catalogue::queries::commodity_by_slug(db, fields.get("commodity")).await?
    {
        fields.set("commodity", found.id.to_string());
    }
    if fields.has("product")
        && let Some(found) = catalogue::queries::product_by_slug(db, fields.get("product")).await?
    {
        fields.set("product", found.id.to_string());
    }
    Ok(fields)
}
