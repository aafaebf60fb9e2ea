//! `GET /api/v1/categories`.

use axum::{Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;

use super::listing::Listing;
use crate::{AppError, state::App, web::shelves};

#[derive(Debug, Serialize, ToSchema)]
pub struct Category {
    pub slug: String,
    pub name: String,
    pub name_en: String,
    /// The group it belongs to; `null` for a group.
    pub parent: Option<String>,
}

/// Every category, groups before what they hold.
#[utoipa::path(get, path = "/api/v1/categories", tag = "categories", responses((status = 200, body = Listing<Category>)))]
pub async fn list(State(app): State<App>) -> Result<Json<Listing<Category>>, AppError> {
    let shelves = shelves(&app).await?;
    let tree = &shelves.tree;
    let items: Vec<Category> = tree
        .all()
        .iter()
        .filter(|category| category.active)
        .map(|category| Category {
            slug: category.slug.clone(),
            name: category.name_vi.clone(),
            name_en: category.name_en.clone(),
            parent: category.parent_code.as_deref().and_then(|code| tree.by_code(code)).map(|one| one.slug.clone()),
        })
        .collect();
    let count = u32::try_from(items.len()).unwrap_or(u32::MAX);
    Ok(Json(Listing { items, total: u64::from(count), page: 1, per_page: count }))
}
