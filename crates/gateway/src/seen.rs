//! What a request counts as. Handlers name it; it is recorded off the hot path, from a kept page as from a fresh one.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use kernel::{CommodityId, ProductId, StallId};
use statistics::Event;

use crate::{cache::Kept, origin, session::Viewer, state::App};

/// What a visit of a page counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum View {
    #[default]
    Nothing,
    Page,
    Product {
        id: ProductId,
        commodity: Option<CommodityId>,
    },
    Stall(StallId),
}

/// Records `view`, unless an officer or a known bot is looking.
fn record(app: &App, view: View, headers: &HeaderMap, address: std::net::IpAddr, viewer: &Viewer) {
    if view == View::Nothing || viewer.is_officer() {
        return;
    }
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let Some(visitor) = app.statistics.visitor(address, agent) else { return };
    match view {
        View::Product { id: product, commodity } => {
            app.statistics.record(Event::ProductView { product, commodity, visitor });
        }
        View::Stall(stall) => app.statistics.record(Event::StallView { stall, visitor }),
        View::Page | View::Nothing => {}
    }
    app.statistics.record(Event::Page { visitor });
}

/// Whether a route's answers are counted, and kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counting {
    Nothing,
    /// A page that is rendered afresh for everybody.
    Page,
    /// A page that is rendered once for all visitors without a session.
    Kept,
}

/// Answers from the kept page or by the handler, and counts the visit.
pub async fn seen(app: &App, counting: Counting, viewer: &Viewer, mut request: Request, next: Next) -> Response {
    let keeps = counting == Counting::Kept
        && !viewer.is_logged_in()
        && request.uri().query().is_none_or(|query| query.len() <= 200);
    let key = if keeps { request.uri().to_string() } else { String::new() };
    if keeps && let Some(page) = app.pages.get(&key) {
        record(app, page.view, request.headers(), origin::of(&app.settings, &request), viewer);
        return page.answer(request.headers());
    }
    request.extensions_mut().insert(viewer.clone());
    if counting == Counting::Nothing {
        return next.run(request).await;
    }
    let address = origin::of(&app.settings, &request);
    let mut headers = HeaderMap::new();
    for name in [header::USER_AGENT, header::ACCEPT_ENCODING] {
        if let Some(value) = request.headers().get(&name) {
            headers.insert(name, value.clone());
        }
    }
    if keeps {
        // What is kept is kept as it was rendered; it is compressed once, for whoever takes it so.
        request.headers_mut().remove(header::ACCEPT_ENCODING);
    }
    let generation = app.pages.generation();
    let response = next.run(request).await;
    if response.status() != StatusCode::OK {
        return response;
    }
    let view = response.extensions().get::<View>().copied().unwrap_or_default();
    record(app, view, &headers, address, viewer);
    let is_page =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if !keeps || !is_page {
        return response;
    }
    match axum::body::to_bytes(response.into_body(), 4 * 1024 * 1024).await {
        Ok(body) => app.pages.keep(key, generation, body, view).answer(&headers),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

impl Kept {
    fn answer(&self, asked: &HeaderMap) -> Response {
        let mut headers = HeaderMap::with_capacity(16);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding, cookie"));
        let body = if takes_gzip(asked) {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            self.gzip()
        } else {
            self.body.clone()
        };
        (headers, body).into_response()
    }
}

fn takes_gzip(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.split(',').any(|one| one.trim().split(';').next() == Some("gzip")))
}
