//! `POST /theo-doi/tim-kiem`: keeps the search of a list of offers. Takes what the lists take: `side` (`sell` or `buy`), `q`, `category`,
//! `commodity` and `commune` (slugs; codes and ids too), `min_price`, `max_price`, and `ve`, the list's address.

use alerts::{FollowKind, SavedSearch};
use axum::extract::State;
use kernel::{CommodityId, Money, place};

use super::follow::{back, begin};
use crate::{
    AppError,
    form::Form,
    render::{Page, after},
    session::User,
    state::App,
    view::Shell,
    web::{commodities, shelves},
};

pub async fn submit(State(app): State<App>, shell: Shell, user: User, form: Form) -> Page {
    let back = back(&shell, &form.fields);
    let search = read(&app, &form).await?;
    match SavedSearch::from_query(&search.to_query()) {
        Some(search) => begin(&app, &shell, &user, FollowKind::Search, &search.to_query(), &back).await,
        None => after(&shell, &back, "tim-kiem-trong"),
    }
}

/// Slugs become codes and ids: they stay when a name changes.
async fn read(app: &App, form: &Form) -> Result<SavedSearch, AppError> {
    let fields = &form.fields;
    let price = |name| Money::parse(fields.get(name)).ok().map(|price| price.0);
    let category = fields.get("category");
    let tree = &shelves(app).await?.tree;
    let category = tree.by_slug(category).or_else(|| tree.by_code(category)).map(|one| one.code.clone());
    let commune = fields.get("commune");
    let commune = place::commune_by_slug(commune).or_else(|| place::commune(commune)).map(|one| one.code.to_owned());
    Ok(SavedSearch {
        side: fields.get("side").to_owned(),
        commodity: commodity(app, fields.get("commodity")).await?,
        category: category.unwrap_or_default(),
        commune: commune.unwrap_or_default(),
        text: fields.get("q").to_owned(),
        min_price: price("min_price"),
        max_price: price("max_price"),
    })
}

async fn commodity(app: &App, named: &str) -> Result<Option<CommodityId>, AppError> {
    if named.is_empty() {
        return Ok(None);
    }
    if let Ok(id) = named.parse() {
        return Ok(Some(id));
    }
    Ok(commodities(app).await?.iter().find(|one| one.slug == named).map(|one| one.id))
}
