//! `GET /api/v1/products` and `/api/v1/products/{slug}`.

use std::borrow::Cow;

use axum::{
    Json,
    extract::{Path, RawQuery, State},
    response::{IntoResponse, Response},
};
use catalogue::markdown;
use chrono::{DateTime, NaiveDate, Utc};
use kernel::{Actor, Locale, place, unit};
use search_indexer::{FacetValue, Facets, OcopCount, PriceBand, ProductCard};
use serde::Serialize;
use statistics::Event;
use utoipa::ToSchema;

use super::listing::{self, Picture};
use crate::{
    AppError, memo,
    state::App,
    web::{Criteria, product, shelves},
};

/// A product as lists show it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Product<'a> {
    pub id: uuid::Uuid,
    pub slug: &'a str,
    pub name: &'a str,
    pub name_en: &'a str,
    /// Whole đồng; `null` is "contact us".
    pub price: Option<i64>,
    /// What the price is for, such as `kg`.
    pub unit: &'a str,
    pub category: &'a str,
    pub stall: Reference<'a>,
    pub commune: Reference<'a>,
    /// Harvest months, 1–12; empty when unknown.
    pub months: Vec<u32>,
    /// Stars of the programme One Commune One Product that are valid today; 0 for none.
    pub ocop_stars: u8,
    pub ocop_until: Option<NaiveDate>,
    pub listed_at: DateTime<Utc>,
    pub photo: Option<Picture>,
}

/// Another thing, by its address on the site.
#[derive(Debug, Serialize, ToSchema)]
pub struct Reference<'a> {
    pub slug: Cow<'a, str>,
    pub name: Cow<'a, str>,
}

impl<'a> Reference<'a> {
    pub fn new(slug: impl Into<Cow<'a, str>>, name: impl Into<Cow<'a, str>>) -> Self {
        Self { slug: slug.into(), name: name.into() }
    }
}

impl<'a> From<&'a ProductCard> for Product<'a> {
    fn from(card: &'a ProductCard) -> Self {
        Self {
            id: card.id,
            slug: &card.slug,
            name: &card.name,
            name_en: &card.name_en,
            price: card.price,
            unit: unit_name(&card.unit_code),
            category: &card.category,
            stall: Reference::new(&card.stall_slug, &card.stall_name),
            commune: Reference::new(&card.commune_slug, &card.commune_name),
            months: kernel::Months(card.months).iter().collect(),
            ocop_stars: card.ocop_stars,
            ocop_until: card.ocop_until,
            listed_at: card.listed_at,
            photo: card.photo.as_ref().map(Picture::from),
        }
    }
}

fn unit_name(code: &str) -> &str {
    unit::unit(code).map_or(code, |unit| unit.short(Locale::Vi))
}

/// Products with their facets.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProductList<'a> {
    pub items: Vec<Product<'a>>,
    pub total: u64,
    pub page: u32,
    pub per_page: u32,
    pub facets: FacetCounts<'a>,
    /// The text in real words, where it had to be mended to find anything.
    pub did_you_mean: Option<String>,
}

/// How many products each further choice would leave; a group leaves out its own selection.
#[derive(Debug, Serialize, ToSchema)]
pub struct FacetCounts<'a> {
    pub category: Vec<Count<'a>>,
    pub commune: Vec<Count<'a>>,
    /// Former districts.
    pub district: Vec<Count<'a>>,
    pub stall: Vec<Count<'a>>,
    /// By code of the unit of measure.
    pub unit: Vec<Count<'a>>,
    pub ocop: Vec<StarCount>,
    pub price: Vec<BandCount>,
    pub in_season: u64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Count<'a> {
    pub slug: &'a str,
    pub name: &'a str,
    pub count: u64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct StarCount {
    pub min_stars: u8,
    pub count: u64,
}

/// A band of prices in đồng, both ends inclusive.
#[derive(Debug, Serialize, ToSchema)]
pub struct BandCount {
    pub min: i64,
    pub max: Option<i64>,
    pub count: u64,
}

impl<'a> FacetCounts<'a> {
    fn new(facets: &'a Facets, tree: &'a catalogue::CategoryTree) -> Self {
        let count = |value: &'a FacetValue| Count { slug: &value.slug, name: &value.name, count: value.count };
        let named = |value: &'a FacetValue| {
            let name = tree.by_slug(&value.slug).map_or("", |category| &category.name_vi);
            Count { name, ..count(value) }
        };
        let measured = |value: &'a FacetValue| Count { name: unit_name(&value.slug), ..count(value) };
        let stars = |&OcopCount { min_stars, count }: &OcopCount| StarCount { min_stars, count };
        let band = |&PriceBand { min, max, count }: &PriceBand| BandCount { min, max, count };
        Self {
            category: facets.categories.iter().map(named).collect(),
            commune: facets.communes.iter().map(count).collect(),
            district: facets.districts.iter().map(count).collect(),
            stall: facets.stalls.iter().map(count).collect(),
            unit: facets.units.iter().map(measured).collect(),
            ocop: facets.ocop.iter().map(stars).collect(),
            price: facets.prices.iter().map(band).collect(),
            in_season: facets.in_season,
        }
    }
}

/// Searches listed products.
#[utoipa::path(get, path = "/api/v1/products", tag = "products", params(
    ("q" = Option<String>, Query, description = "What the buyer types, with or without accents"),
    ("category" = Option<String>, Query, description = "Category slugs; a comma means or"),
    ("commune" = Option<String>, Query, description = "Commune slugs; a comma means or"),
    ("district" = Option<String>, Query, description = "Slugs of the districts of before July 2025; a comma means or"),
    ("stall" = Option<String>, Query, description = "Stall slugs; a comma means or"),
    ("unit" = Option<String>, Query, description = "Codes of units of measure, as in the facet; a comma means or"),
    ("ocop" = Option<u8>, Query, description = "At least so many stars, valid today"),
    ("min_price" = Option<i64>, Query, description = "Đồng, inclusive"),
    ("max_price" = Option<i64>, Query, description = "Đồng, inclusive"),
    ("in_season" = Option<bool>, Query, description = "Only what is harvested this month"),
    ("sort" = Option<String>, Query, description = "relevance | price | -price | newest"),
    ("page" = Option<u32>, Query, description = "From 1; page × per_page is 1,000 at most"),
    ("per_page" = Option<u32>, Query, description = "24 unless asked, 100 at most"),
), responses(
    (status = 200, body = ProductList),
    (status = 422, body = crate::error::ProblemDetails, description = "A parameter is not right"),
    (status = 503, body = crate::error::ProblemDetails, description = "Search is unavailable"),
))]
pub async fn list(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Response, AppError> {
    let query = query.unwrap_or_default();
    let shelves = shelves(&app).await?;
    let tree = &shelves.tree;
    let mut criteria = Criteria::read_api(&query, tree);
    let page = listing::page(&criteria.typed.clone(), &mut criteria.errors);
    if !criteria.errors.is_empty() {
        return Err(criteria.errors.into());
    }
    let mut search = criteria.query(app.ctx(Actor::Anonymous).today());
    search.page = page;
    search.highlights = false;
    let found = app.search.search_products(&search).await?;
    if page.number == 1 && !search.text.is_empty() {
        app.statistics.record(Event::Search { term: search.text, hits: found.total });
    }
    Ok(Json(&ProductList {
        items: found.hits.iter().map(|hit| Product::from(&*hit.card)).collect(),
        total: found.total,
        page: page.number,
        per_page: page.per_page,
        facets: FacetCounts::new(&found.facets, tree),
        did_you_mean: found.did_you_mean,
    })
    .into_response())
}

/// One product, whole.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProductDetail {
    pub id: uuid::Uuid,
    pub slug: String,
    pub name: String,
    pub name_en: String,
    pub price: Option<i64>,
    pub unit: String,
    pub net_content: String,
    pub category: String,
    pub stall: Reference<'static>,
    pub commune: Reference<'static>,
    pub months: Vec<u32>,
    pub ocop_stars: u8,
    pub ocop_certificate: Option<String>,
    pub ocop_until: Option<NaiveDate>,
    pub indication: String,
    pub declaration_number: String,
    /// Buyers must be at least this old.
    pub minimum_age: Option<u8>,
    /// Plain text.
    pub description: String,
    pub listed_at: Option<DateTime<Utc>>,
    pub photos: Vec<Photo>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Photo {
    pub url: String,
    pub webp: String,
    pub width: u32,
    pub height: u32,
    pub alt: String,
}

/// A listed product of an open stall.
#[utoipa::path(get, path = "/api/v1/products/{slug}", tag = "products",
    params(("slug" = String, Path, description = "The product's address on the site")),
    responses((status = 200, body = ProductDetail), (status = 404, body = crate::error::ProblemDetails)))]
pub async fn show(State(app): State<App>, Path(slug): Path<String>) -> Result<Json<ProductDetail>, AppError> {
    let product::Listing { product, shop } = product::find(&app, &slug).await?;
    let shelves = shelves(&app).await?;
    let tree = &shelves.tree;
    let ids: Vec<String> = product.content.photos.iter().map(|photo| photo.picture_id.clone()).collect();
    let pictures = memo::pictures(&app, &ids).await?;
    let today = app.ctx(Actor::Anonymous).today();
    let content = &product.content;
    let category = tree.by_code(&content.category_code);
    let commune = place::commune(&content.commune_code);
    let ocop = content.ocop_on(today);
    Ok(Json(ProductDetail {
        id: product.id.0,
        slug: product.slug.clone(),
        unit: unit_name(&content.unit_code).to_owned(),
        category: category.map(|one| one.slug.clone()).unwrap_or_default(),
        minimum_age: category.and_then(|one| one.rule.age_notice(today)),
        stall: Reference::new(shop.stall.slug.clone(), shop.stall.name.clone()),
        commune: Reference::new(
            commune.map_or("", |one| one.slug),
            commune.map(|one| one.full_name.clone()).unwrap_or_default(),
        ),
        months: content.months.iter().collect(),
        ocop_stars: ocop.map_or(0, |one| one.stars),
        ocop_certificate: ocop.map(|one| one.certificate.clone()),
        ocop_until: ocop.and_then(|one| one.expires_on),
        description: markdown::to_text(&content.description),
        listed_at: product.listed_at,
        photos: content
            .photos
            .iter()
            .filter_map(|photo| Some((photo, pictures.get(&photo.picture_id)?)))
            .map(|(photo, picture)| Photo {
                url: picture.fallback(),
                webp: picture.srcset_webp(),
                width: picture.width,
                height: picture.height,
                alt: photo.alt.clone(),
            })
            .collect(),
        price: content.price.map(|price| price.0),
        name: content.name.clone(),
        name_en: content.name_en.clone(),
        net_content: content.net_content.clone(),
        indication: content.indication.clone(),
        declaration_number: content.declaration_number.clone(),
    }))
}
