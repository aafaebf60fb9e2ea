//! `GET /api/v1/stalls` and `/api/v1/stalls/{slug}`.

use axum::{
    Json,
    extract::{Path, RawQuery, State},
};
use catalogue::markdown;
use kernel::{FieldErrors, Problem, place};
use search_indexer::{StallCard, StallQuery};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    listing::{self, Listing, Picture},
    products::Reference,
};
use crate::{AppError, state::App};

/// A stall as lists show it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Stall {
    pub id: uuid::Uuid,
    pub slug: String,
    pub name: String,
    pub commune: Reference<'static>,
    /// How many products it lists.
    pub products: u32,
    pub logo: Option<Picture>,
}

impl From<&StallCard> for Stall {
    fn from(card: &StallCard) -> Self {
        Self {
            id: card.id,
            slug: card.slug.clone(),
            name: card.name.clone(),
            commune: Reference::new(card.commune_slug.clone(), card.commune_name.clone()),
            products: card.product_count,
            logo: card.logo.as_ref().map(Picture::from),
        }
    }
}

/// Searches open stalls.
#[utoipa::path(get, path = "/api/v1/stalls", tag = "stalls", params(
    ("q" = Option<String>, Query, description = "What the buyer types, with or without accents"),
    ("commune" = Option<String>, Query, description = "Commune slugs; a comma means or"),
    ("page" = Option<u32>, Query, description = "From 1; page × per_page is 1,000 at most"),
    ("per_page" = Option<u32>, Query, description = "24 unless asked, 100 at most"),
), responses((status = 200, body = Listing<Stall>), (status = 422, body = crate::error::ProblemDetails)))]
pub async fn list(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Json<Listing<Stall>>, AppError> {
    let fields = listing::fields(query.as_deref());
    let mut errors = FieldErrors::default();
    let page = listing::page(&fields, &mut errors);
    let text = fields.optional(&mut errors, "q", 200);
    let communes: Vec<String> = fields
        .all("commune")
        .flat_map(|all| all.split(','))
        .filter(|slug| !slug.is_empty())
        .map(ToOwned::to_owned)
        .collect();
    if communes.iter().any(|slug| place::commune_by_slug(slug).is_none()) {
        errors.add("commune", Problem::NotAChoice);
    }
    errors.into_result(())?;
    let found = app.search.search_stalls(&StallQuery { text, forgiving: true, communes, page }).await?;
    Ok(Json(Listing {
        items: found.hits.iter().map(|hit| Stall::from(&*hit.card)).collect(),
        total: found.total,
        page: page.number,
        per_page: page.per_page,
    }))
}

/// One stall, with what the law wants buyers to know of the seller.
#[derive(Debug, Serialize, ToSchema)]
pub struct StallDetail {
    pub id: uuid::Uuid,
    pub slug: String,
    pub name: String,
    /// Plain text.
    pub introduction: String,
    pub commune: Reference<'static>,
    pub phone: String,
    pub email: String,
    pub opening_hours: String,
    /// The business behind it.
    pub seller: String,
}

/// An open stall.
#[utoipa::path(get, path = "/api/v1/stalls/{slug}", tag = "stalls",
    params(("slug" = String, Path, description = "The stall's address on the site")),
    responses((status = 200, body = StallDetail), (status = 404, body = crate::error::ProblemDetails)))]
pub async fn show(State(app): State<App>, Path(slug): Path<String>) -> Result<Json<StallDetail>, AppError> {
    let shop = members::queries::open_stall_by_slug(app.db.read(), &slug).await?.ok_or(AppError::NotFound)?;
    let seller = shop.seller().name;
    let commune = place::commune(&shop.stall.commune_code);
    Ok(Json(StallDetail {
        id: shop.stall.id.0,
        introduction: markdown::to_text(&shop.stall.introduction),
        commune: Reference::new(
            commune.map_or("", |one| one.slug).to_owned(),
            commune.map(|one| one.full_name.clone()).unwrap_or_default(),
        ),
        slug: shop.stall.slug,
        name: shop.stall.name,
        phone: shop.stall.phone,
        email: shop.stall.email,
        opening_hours: shop.stall.opening_hours,
        seller,
    }))
}
