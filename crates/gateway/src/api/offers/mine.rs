//! `GET /api/v1/my/…`: one's own offers, threads and deals, in pages by key.

use axum::{
    Json,
    extract::{RawQuery, State},
};
use kernel::{FieldErrors, Fields, Problem};
use offers::{Cursor, Kind, Side, State as OfferState, queries};

use super::{
    deals::Deal,
    threads::Thread,
    view::{Named, OwnOffer},
};
use crate::{
    AppError,
    api::listing::{self, Keyed},
    market::trader,
    session::User,
    state::App,
    web::shelves,
};

/// One's own offers in any state, the last changed first.
#[utoipa::path(get, path = "/api/v1/my/offers", tag = "offers", params(
    ("side" = Option<String>, Query, description = "sell or buy"),
    ("state" = Option<String>, Query, description = "Such as open, draft or closed"),
    ("after" = Option<String>, Query, description = "next of the page before"),
    ("per_page" = Option<u32>, Query, description = "24 unless asked, 100 at most"),
), responses((status = 200, body = Keyed<OwnOffer>), (status = 401, body = crate::error::ProblemDetails)))]
pub async fn offers(
    State(app): State<App>,
    user: User,
    RawQuery(query): RawQuery,
) -> Result<Json<Keyed<OwnOffer>>, AppError> {
    let fields = listing::fields(query.as_deref());
    let mut errors = FieldErrors::default();
    let (after, per_page) = listing::keyed(&fields, &mut errors);
    let kind = choice(&fields, "side", &mut errors, Kind::from_code);
    let known = |code: &str| OfferState::ALL.into_iter().map(OfferState::code).find(|known| *known == code);
    let state = choice(&fields, "state", &mut errors, known);
    errors.into_result(())?;
    let (db, trader, shelves) = (app.db.read(), trader(&app, &user).await?, shelves(&app).await?);
    let found = queries::page_for(db, &trader, kind, state, after, per_page + 1).await?;
    let page = Keyed::cut(found, per_page, |offer| Cursor { at: offer.updated_at, id: offer.id.0 });
    let today = app.ctx(user.actor()).today();
    let named = Named::read(db, &page.items.iter().collect::<Vec<_>>(), &[], today).await?;
    Ok(Json(page.map(|offer| named.own(&offer, &shelves.tree))))
}

/// The threads on one's own offers and on others', the last touched first.
#[utoipa::path(get, path = "/api/v1/my/threads", tag = "threads", params(
    ("role" = Option<String>, Query, description = "owner: on one's own offers; other: on others'"),
    ("after" = Option<String>, Query, description = "next of the page before"),
    ("per_page" = Option<u32>, Query, description = "24 unless asked, 100 at most"),
), responses((status = 200, body = Keyed<Thread>), (status = 401, body = crate::error::ProblemDetails)))]
pub async fn threads(
    State(app): State<App>,
    user: User,
    RawQuery(query): RawQuery,
) -> Result<Json<Keyed<Thread>>, AppError> {
    let fields = listing::fields(query.as_deref());
    let mut errors = FieldErrors::default();
    let (after, per_page) = listing::keyed(&fields, &mut errors);
    let role = choice(&fields, "role", &mut errors, |code| match code {
        "owner" => Some(Side::Owner),
        "other" => Some(Side::Other),
        _ => None,
    });
    errors.into_result(())?;
    let (db, trader, shelves) = (app.db.read(), trader(&app, &user).await?, shelves(&app).await?);
    let mut found = Vec::new();
    for side in [Side::Owner, Side::Other].into_iter().filter(|side| role.is_none_or(|role| role == *side)) {
        let lines = queries::page_threads(db, &trader, side, after, per_page + 1).await?;
        found.extend(lines.into_iter().map(|line| (side, line)));
    }
    let key = |line: &queries::ThreadLine| Cursor { at: line.thread.updated_at, id: line.thread.id.0 };
    let page = Keyed::cut_sorted(found, per_page, |(_, line)| key(line));
    let offers: Vec<_> = page.items.iter().map(|(_, line)| &line.offer).collect();
    let others: Vec<_> = page.items.iter().map(|(_, line)| line.thread.other).collect();
    let named = Named::read(db, &offers, &others, app.ctx(user.actor()).today()).await?;
    Ok(Json(page.map(|(side, line)| Thread::new(&line, side, &named, &shelves.tree))))
}

/// What one sold and bought, the newest first.
#[utoipa::path(get, path = "/api/v1/my/deals", tag = "deals", params(
    ("side" = Option<String>, Query, description = "sell or buy: what one does oneself"),
    ("after" = Option<String>, Query, description = "next of the page before"),
    ("per_page" = Option<u32>, Query, description = "24 unless asked, 100 at most"),
), responses((status = 200, body = Keyed<Deal>), (status = 401, body = crate::error::ProblemDetails)))]
pub async fn deals(
    State(app): State<App>,
    user: User,
    RawQuery(query): RawQuery,
) -> Result<Json<Keyed<Deal>>, AppError> {
    let fields = listing::fields(query.as_deref());
    let mut errors = FieldErrors::default();
    let (after, per_page) = listing::keyed(&fields, &mut errors);
    let side = choice(&fields, "side", &mut errors, Kind::from_code);
    errors.into_result(())?;
    let (db, trader) = (app.db.read(), trader(&app, &user).await?);
    let mut found = Vec::new();
    for kind in Kind::ALL.iter().filter(|kind| side.is_none_or(|side| side == **kind)) {
        found.extend(queries::page_deals(db, &trader, *kind, after, per_page + 1).await?);
    }
    let page = Keyed::cut_sorted(found, per_page, |deal| Cursor { at: deal.agreed_at, id: deal.id.0 });
    Ok(Json(page.map(|deal| Deal::new(&deal, &trader))))
}

fn choice<T>(fields: &Fields, name: &str, errors: &mut FieldErrors, read: impl Fn(&str) -> Option<T>) -> Option<T> {
    let code = fields.get(name);
    let found = read(code);
    if found.is_none() && !code.is_empty() {
        errors.add(name, Problem::NotAChoice);
    }
    found
}
