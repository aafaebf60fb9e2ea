//! `GET /api/v1/offers` and `/api/v1/offers/{id}`.

use axum::{
    Json,
    extract::{Path, RawQuery, State},
    response::{IntoResponse, Response},
};
use catalogue::CategoryTree;
use kernel::{Actor, FieldErrors, Fields, Problem, place};
use offers::{Kind, queries, queries::OpenFilter};

use super::{
    read_id,
    view::{Named, Offer},
};
use crate::{
    AppError,
    api::listing::{self, Listing},
    market::trader,
    session::{User, Viewer},
    state::App,
    web::shelves,
};

/// Open offers, the newest first.
#[utoipa::path(get, path = "/api/v1/offers", tag = "offers", params(
    ("side" = Option<String>, Query, description = "sell or buy", example = "sell"),
    ("category" = Option<String>, Query, description = "Category slugs, groups with what is below them; a comma means or", example = "trai-cay"),
    ("commodity" = Option<String>, Query, description = "A commodity's slug"),
    ("commune" = Option<String>, Query, description = "A commune's slug"),
    ("stall" = Option<String>, Query, description = "A stall's slug"),
    ("product" = Option<String>, Query, description = "A product's slug"),
    ("forward" = Option<bool>, Query, description = "true: only those on a coming harvest"),
    ("page" = Option<u32>, Query, description = "From 1; page × per_page is 1,000 at most"),
    ("per_page" = Option<u32>, Query, description = "24 unless asked, 100 at most"),
), responses((status = 200, body = Listing<Offer>), (status = 422, body = crate::error::ProblemDetails)))]
pub async fn list(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Json<Listing<Offer>>, AppError> {
    let fields = listing::fields(query.as_deref());
    let shelves = shelves(&app).await?;
    let mut errors = FieldErrors::default();
    let page = listing::page(&fields, &mut errors);
    let filter = filter(&app, &fields, &shelves.tree, &mut errors).await?;
    errors.into_result(())?;
    let (db, today) = (app.db.read(), app.ctx(Actor::Anonymous).today());
    let total = queries::count_open(db, &filter, today).await?;
    let found = queries::page_open_at(db, &filter, page.offset().into(), page.per_page.into(), today).await?;
    let named = Named::read(db, &found.iter().collect::<Vec<_>>(), &[], today).await?;
    Ok(Json(Listing {
        items: found.iter().map(|offer| named.offer(offer, &shelves.tree)).collect(),
        total,
        page: page.number,
        per_page: page.per_page,
    }))
}

async fn filter(
    app: &App,
    fields: &Fields,
    tree: &CategoryTree,
    errors: &mut FieldErrors,
) -> Result<OpenFilter, AppError> {
    let db = app.db.read();
    let mut filter = OpenFilter::default();
    let mut check = |name: &str, is_known: bool| {
        if !is_known {
            errors.add(name, Problem::NotAChoice);
        }
    };
    if fields.has("side") {
        filter.kind = Kind::from_code(fields.get("side"));
        check("side", filter.kind.is_some());
    }
    for slug in fields.all("category").flat_map(|all| all.split(',')).filter(|slug| !slug.is_empty()) {
        match tree.by_slug(slug) {
            Some(category) => filter.categories.extend(tree.codes_under(&category.code)),
            None => check("category", false),
        }
    }
    filter.categories.sort();
    filter.categories.dedup();
    if fields.has("commodity") {
        let found = catalogue::queries::commodity_by_slug(db, fields.get("commodity")).await?;
        filter.commodity = found.map(|commodity| commodity.id);
        check("commodity", filter.commodity.is_some());
    }
    if fields.has("commune") {
        filter.commune = place::commune_by_slug(fields.get("commune")).map(|commune| commune.code.to_owned());
        check("commune", filter.commune.is_some());
    }
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
    match fields.get("forward") {
        "" | "0" | "false" => {}
        "1" | "true" | "on" => filter.forward = true,
        _ => check("forward", false),
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
