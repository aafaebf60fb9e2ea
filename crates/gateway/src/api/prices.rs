//! `GET /api/v1/prices`: the price board.

use axum::{
    Json,
    extract::{RawQuery, State},
};
use chrono::NaiveDate;
use kernel::{Actor, FieldErrors, Fields, Money, Problem, place};
use offers::board::{self, Filter, Good, Line, Week};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    listing::{self, Listing},
    products::Reference,
};
use crate::{AppError, state::App, web::board::Names};

/// What one side asks or bids, in đồng for one unit.
#[derive(Debug, Serialize, ToSchema)]
pub struct Prices {
    /// All open offers of the week, negotiable ones and outliers too.
    pub offers: i32,
    /// Whose prices make the figures: each party counts once.
    pub parties: i32,
    /// Offers whose price is under a quarter or over four times the province's median; left out from five parties on.
    pub outliers: i32,
    pub low: Option<i64>,
    pub median: Option<i64>,
    pub high: Option<i64>,
}

impl From<board::Prices> for Prices {
    fn from(prices: board::Prices) -> Self {
        let dong = |price: Option<Money>| price.map(|price| price.0);
        let (low, median, high) = (dong(prices.low), dong(prices.median), dong(prices.high));
        Self { offers: prices.offers, parties: prices.parties, outliers: prices.outliers, low, median, high }
    }
}

/// What was agreed on in the week.
#[derive(Debug, Serialize, ToSchema)]
pub struct Deals {
    pub count: i32,
    /// In the unit.
    pub quantity: f64,
    pub median: Option<i64>,
}

/// One commodity, or what a category holds without one, in one unit in one week.
#[derive(Debug, Serialize, ToSchema)]
pub struct Price {
    /// ISO 8601, such as `2026-W48`: Monday to Sunday in Hà Tĩnh.
    pub week: String,
    pub commodity: Option<Reference<'static>>,
    pub category: Option<Reference<'static>>,
    /// `null`: the whole province.
    pub commune: Option<Reference<'static>>,
    /// What prices are for, as a code of the floor's units.
    pub unit: String,
    pub asked: Prices,
    pub bid: Prices,
    pub deals: Deals,
}

/// The price board, the newest week first. Without `from` and `until`: the newest week.
#[utoipa::path(get, path = "/api/v1/prices", tag = "prices", params(
    ("commodity" = Option<String>, Query, description = "A commodity's slug"),
    ("category" = Option<String>, Query, description = "A category's slug: all commodities in it, and what names none"),
    ("commune" = Option<String>, Query, description = "A commune's slug; without it, the whole province"),
    ("from" = Option<String>, Query, description = "First week, as `2026-W40` or a day of it"),
    ("until" = Option<String>, Query, description = "Last week, as `2026-W48` or a day of it"),
    ("page" = Option<u32>, Query, description = "From 1; page × per_page is 1,000 at most"),
    ("per_page" = Option<u32>, Query, description = "24 unless asked, 100 at most"),
), responses((status = 200, body = Listing<Price>), (status = 422, body = crate::error::ProblemDetails)))]
pub async fn list(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Json<Listing<Price>>, AppError> {
    let fields = listing::fields(query.as_deref());
    let mut errors = FieldErrors::default();
    let page = listing::page(&fields, &mut errors);
    let names = Names::read(&app).await?;
    let goods = goods(&fields, &names, &mut errors);
    let commune = match (fields.get("commune"), place::commune_by_slug(fields.get("commune"))) {
        (_, Some(commune)) => commune.code,
        ("", None) => "",
        _ => {
            errors.add("commune", Problem::NotAChoice);
            ""
        }
    };
    let newest = board::weeks(app.db.read(), 1).await?.first().map(|one| one.week);
    let newest = newest.unwrap_or_else(|| Week::of(app.ctx(Actor::Anonymous).today()));
    let until = week(&fields, "until", &mut errors).unwrap_or(newest);
    let from = week(&fields, "from", &mut errors).unwrap_or(until);
    if from > until {
        errors.add("from", Problem::DatesReversed);
    }
    errors.into_result(())?;
    let filter = Filter { goods, commune: commune.to_owned(), from, until };
    let (lines, total) = board::page(app.db.read(), &filter, page).await?;
    let items = lines.into_iter().map(|line| price(line, &names)).collect();
    Ok(Json(Listing { items, total, page: page.number, per_page: page.per_page }))
}

/// `None`: all.
fn goods(fields: &Fields, names: &Names, errors: &mut FieldErrors) -> Option<Vec<Good>> {
    let (commodity, category) = (fields.get("commodity"), fields.get("category"));
    let mut goods = None;
    if !category.is_empty() {
        match names.shelves.tree.by_slug(category) {
            Some(category) => goods = Some(names.goods_under(category)),
            None => errors.add("category", Problem::NotAChoice),
        }
    }
    if !commodity.is_empty() {
        match names.commodities.iter().find(|one| one.slug == commodity) {
            Some(one) => {
                let one = Good::Commodity(one.id);
                let within = goods.as_ref().is_none_or(|within| within.contains(&one));
                goods = Some(if within { vec![one] } else { Vec::new() });
            }
            None => errors.add("commodity", Problem::NotAChoice),
        }
    }
    goods
}

fn week(fields: &Fields, name: &str, errors: &mut FieldErrors) -> Option<Week> {
    let text = fields.get(name);
    let week = Week::parse(text).or_else(|| text.parse::<NaiveDate>().ok().map(Week::of));
    if week.is_none() && !text.is_empty() {
        errors.add(name, Problem::NotADate);
    }
    week
}

#[expect(clippy::cast_precision_loss, reason = "the interface speaks of kilograms, not of accounts")]
fn price(line: Line, names: &Names) -> Price {
    let commodity = match &line.good {
        Good::Commodity(id) => names.commodity(*id),
        Good::Category(_) => None,
    };
    let category = names.category(&line.good);
    let commune = place::commune(&line.commune_code);
    Price {
        week: line.week.code(),
        commodity: commodity.map(|one| Reference::new(one.slug.clone(), one.name_vi.clone())),
        category: category.map(|one| Reference::new(one.slug.clone(), one.name_vi.clone())),
        commune: commune.map(|one| Reference::new(one.slug.to_owned(), one.full_name.clone())),
        unit: line.unit_name,
        asked: line.asked.into(),
        bid: line.bid.into(),
        deals: Deals {
            count: line.deals.count,
            quantity: line.deals.quantity.0 as f64 / 1_000.0,
            median: line.deals.median.map(|price| price.0),
        },
    }
}
