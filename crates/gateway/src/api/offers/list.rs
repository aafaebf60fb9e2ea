//! `GET /api/v1/offers` and `/api/v1/offers/{id}`.

use axum::{
    Json,
    extract::{Path, RawQuery, State},
    response::{IntoResponse, Response},
};
use catalogue::{CategoryTree, Commodity};
use kernel::{Actor, FieldErrors, Fields, Locale, Problem, unit};
use offers::{Kind, queries, queries::OpenFilter};
use search_indexer::{FacetValue, OfferFacets, OfferQuery};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    read_id,
    view::{Named, Offer},
};
use crate::{
    AppError,
    api::listing,
    market::{
        asked::{Asked, IN_API, check_with_product},
        list::read_hits,
        trader,
    },
    session::{User, Viewer},
    state::App,
    web::{commodities, shelves},
};

/// Offers with their facets.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfferList {
    pub items: Vec<Offer>,
    pub total: u64,
    pub page: u32,
    pub per_page: u32,
    /// `null` where nothing was counted: for one product's offers, and while search is unavailable.
    pub facets: Option<OfferCounts>,
}

/// How many offers each further choice would leave; a group leaves out its own selection.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfferCounts {
    pub side: SideCounts,
    pub category: Vec<Counted>,
    pub commodity: Vec<Counted>,
    pub commune: Vec<Counted>,
    /// Former districts.
    pub district: Vec<Counted>,
    /// By code of the unit of measure.
    pub unit: Vec<Counted>,
    /// On a coming harvest.
    pub forward: u64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SideCounts {
    pub sell: u64,
    pub buy: u64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Counted {
    pub slug: String,
    pub name: String,
    pub count: u64,
}

impl OfferCounts {
    fn new(facets: OfferFacets, tree: &CategoryTree, commodities: &[Commodity]) -> Self {
        let named = |values: Vec<FacetValue>, name: &dyn Fn(&FacetValue) -> String| {
            let counted = |one: FacetValue| Counted { name: name(&one), slug: one.slug, count: one.count };
            values.into_iter().map(counted).collect()
        };
        let own = |one: &FacetValue| one.name.clone();
        Self {
            side: SideCounts { sell: facets.sell, buy: facets.buy },
            category: named(facets.categories, &|one| {
                tree.by_slug(&one.slug).map(|category| category.name_vi.clone()).unwrap_or_default()
            }),
            commodity: named(facets.commodities, &|one| {
                let known = commodities.iter().find(|commodity| commodity.slug == one.slug);
                known.map(|commodity| commodity.name_vi.clone()).unwrap_or_default()
            }),
            commune: named(facets.communes, &own),
            district: named(facets.districts, &own),
            unit: named(facets.units, &|one| {
                unit::unit(&one.slug).map_or("", |unit| unit.short(Locale::Vi)).to_owned()
            }),
            forward: facets.forward,
        }
    }
}

/// Open offers; without words the newest first.
#[utoipa::path(get, path = "/api/v1/offers", tag = "offers", params(
    ("q" = Option<String>, Query, description = "What is sold or wanted, with or without accents; place names and stalls too", example = "cam khe may"),
    ("side" = Option<String>, Query, description = "sell or buy", example = "sell"),
    ("category" = Option<String>, Query, description = "Category slugs, groups with what is below them; a comma means or", example = "trai-cay"),
    ("commodity" = Option<String>, Query, description = "Slugs of commodities; a comma means or"),
    ("commune" = Option<String>, Query, description = "Commune slugs; a comma means or"),
    ("district" = Option<String>, Query, description = "Slugs of the districts of before July 2025; a comma means or"),
    ("stall" = Option<String>, Query, description = "A stall's slug"),
    ("product" = Option<String>, Query, description = "A product's slug; only together with side, category, one commodity, one commune, stall and forward"),
    ("unit" = Option<String>, Query, description = "Codes of units of measure, as in the facet; a comma means or"),
    ("certificate" = Option<String>, Query, description = "What a seller states or a buyer asks for: vietgap, globalgap, organic; of buyers also ocop_3, ocop_4, ocop_5, indication. A comma means or"),
    ("forward" = Option<bool>, Query, description = "true: only those on a coming harvest"),
    ("min_price" = Option<i64>, Query, description = "Đồng for one kilogram, litre, piece …, inclusive"),
    ("max_price" = Option<i64>, Query, description = "Đồng for one kilogram, litre, piece …, inclusive"),
    ("sort" = Option<String>, Query, description = "relevance | newest | price | -price | ending"),
    ("page" = Option<u32>, Query, description = "From 1; page × per_page is 1,000 at most"),
    ("per_page" = Option<u32>, Query, description = "24 unless asked, 100 at most"),
), responses(
    (status = 200, body = OfferList),
    (status = 422, body = crate::error::ProblemDetails, description = "A parameter is not right"),
    (status = 503, body = crate::error::ProblemDetails, description = "Search is unavailable; lists of what stands in one category, commodity, commune or stall go on"),
))]
pub async fn list(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Json<OfferList>, AppError> {
    let fields = listing::fields(query.as_deref());
    let (shelves, commodities) = (shelves(&app).await?, commodities(&app).await?);
    let (asked, _, mut errors) = Asked::read(&fields, &IN_API, &shelves.tree, &commodities);
    errors.0.remove(IN_API.page);
    let page = listing::page(&fields, &mut errors);
    let side = fields.has("side").then(|| Kind::from_code(fields.get("side")));
    if side == Some(None) {
        errors.add("side", Problem::NotAChoice);
    }
    let side = side.flatten();
    let (filter, is_all) = asked.filter(side, &shelves.tree, &commodities);
    let filter = with_ids(&app, &fields, filter, &mut errors).await?;
    if filter.product.is_some() {
        check_with_product(&asked, is_all, &mut errors);
    }
    errors.into_result(())?;
    let ctx = app.ctx(Actor::Anonymous);
    let (db, today) = (app.db.read(), ctx.today());
    let from_index = if filter.product.is_none() {
        let mut search = OfferQuery { highlights: false, ..asked.query(side, page, today) };
        search.stalls.extend(filter.stall.map(|_| fields.get("stall").to_owned()));
        match app.search.search_offers(&search).await {
            Ok(results) => Some(results),
            Err(error) if is_all => {
                tracing::warn!(%error, "search is unavailable");
                None
            }
            Err(error) => return Err(error.into()),
        }
    } else {
        None
    };
    let (found, total, facets) = match from_index {
        Some(results) => (read_hits(&app, &ctx, &results.hits).await?, results.total, Some(results.facets)),
        None => {
            let total = queries::count_open(db, &filter, today).await?;
            let (offset, limit) = (page.offset().into(), page.per_page.into());
            (queries::page_open_at(db, &filter, offset, limit, today).await?, total, None)
        }
    };
    let named = Named::read(db, &found.iter().collect::<Vec<_>>(), &[], today).await?;
    Ok(Json(OfferList {
        items: found.iter().map(|offer| named.offer(offer, &shelves.tree)).collect(),
        total,
        page: page.number,
        per_page: page.per_page,
        facets: facets.map(|facets| OfferCounts::new(facets, &shelves.tree, &commodities)),
    }))
}

/// Narrowed to one stall's or one product's offers.
async fn with_ids(
    app: &App,
    fields: &Fields,
    mut filter: OpenFilter,
    errors: &mut FieldErrors,
) -> Result<OpenFilter, AppError> {
    let db = app.db.read();
    let mut check = |name: &str, is_known: bool| {
        if !is_known {
            errors.add(name, Problem::NotAChoice);
        }
    };
    if fields.has("stall") {
        let found = members::queries::open_stall_by_slug(db, fields.get("stall")).await?;
        filter.stall = found.map(|shop| shop.stall.id);
        check("stall", filter.stall.is_some());
    }
    if fields.has("product") {
        let found = catalogue::queries::product_by_slug(db, fields.get("product")).await?;
        filter.product = found.map(|product| product.id);
        check("product", filter.product.is_some());
    }
    Ok(filter)
}

/// An open offer; to its owner, whoever is logged in as such, in any state and with what only owners see.
#[utoipa::path(get, path = "/api/v1/offers/{id}", tag = "offers", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Offer), (status = 404, body = crate::error::ProblemDetails)))]
pub async fn show(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Result<Response, AppError> {
    let id = read_id(&id)?;
    let shelves = shelves(&app).await?;
    let (db, today) = (app.db.read(), app.ctx(viewer.actor()).today());
    if let Some(who) = viewer.0 {
        let trader = trader(&app, &User(who)).await?;
        if let Some(own) = queries::offer_for(db, &trader, id).await? {
            let named = Named::read(db, &[&own], &[], today).await?;
            return Ok(Json(named.own(&own, &shelves.tree)).into_response());
        }
    }
    let offer = queries::open_offer(db, id, today).await?.ok_or(AppError::NotFound)?;
    let named = Named::read(db, &[&offer], &[], today).await?;
    Ok(Json(named.offer(&offer, &shelves.tree)).into_response())
}
