//! `GET /api/v1/suggest`: what stands below the search box while typing.

use axum::{
    Json,
    extract::{RawQuery, State},
};
use kernel::{FieldErrors, Locale};
use serde::Serialize;
use utoipa::ToSchema;

use super::{listing, products::Reference};
use crate::{AppError, state::App, web::shelves};

const LIMIT: usize = 6;

const TERMS: usize = 3;

#[derive(Debug, Default, Serialize, ToSchema)]
pub struct Suggestions {
    pub products: Vec<Reference<'static>>,
    pub categories: Vec<Reference<'static>>,
    pub stalls: Vec<Reference<'static>>,
    pub commodities: Vec<Reference<'static>>,
    /// What others searched for lately, and found.
    pub terms: Vec<String>,
}

/// Products, categories, stalls, commodities and popular terms that begin like what was typed.
#[utoipa::path(get, path = "/api/v1/suggest", tag = "search", params(
    ("q" = String, Query, description = "What was typed so far"),
    ("lang" = Option<String>, Query, description = "vi (default) or en: the language of the names"),
), responses((status = 200, body = Suggestions), (status = 422, body = crate::error::ProblemDetails)))]
pub async fn suggest(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Json<Suggestions>, AppError> {
    let fields = listing::fields(query.as_deref());
    let mut errors = FieldErrors::default();
    let text = fields.optional(&mut errors, "q", 200);
    errors.into_result(())?;
    let l = Locale::from_code(fields.get("lang"));
    if text.is_empty() {
        return Ok(Json(Suggestions::default()));
    }
    let found = app.search.suggest(&text, l, LIMIT).await?;
    let shelves = shelves(&app).await?;
    let tree = &shelves.tree;
    let named = |slug: String| {
        let name = tree.by_slug(&slug)?.name(l).to_owned();
        Some(Reference::new(slug, name))
    };
    Ok(Json(Suggestions {
        products: found.products.into_iter().map(|one| Reference::new(one.slug, one.name)).collect(),
        categories: found.categories.into_iter().filter_map(named).collect(),
        stalls: found.stalls.into_iter().map(|one| Reference::new(one.slug, one.name)).collect(),
        commodities: found.commodities.into_iter().map(|one| Reference::new(one.slug, one.name)).collect(),
        terms: app.popular.beginning_with(&app, &text, TERMS),
    }))
}
