//! What a request counts as. Handlers name it; it is recorded off the hot path, from a kept page as from a fresh one.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use kernel::{CommodityId, ProductId, StallId};
use statistics::Event;

use crate::{origin, session::Viewer, state::App};

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

/// Counts a page that is rendered afresh for everybody.
pub async fn counted(State(app): State<App>, request: Request, next: Next) -> Response {
    let (headers, address, viewer) = asker(&app, &request);
    let response = next.run(request).await;
    if response.status() == StatusCode::OK {
        let view = response.extensions().get::<View>().copied().unwrap_or_default();
        record(&app, view, &headers, address, &viewer);
    }
    response
}

/// Counts a page and keeps it rendered for visitors without a session.
pub async fn kept(State(app): State<App>, request: Request, next: Next) -> Response {
    let viewer = request.extensions().get::<Viewer>().cloned().unwrap_or_default();
    let cacheable = !viewer.is_logged_in() && request.uri().query().is_none_or(|query| query.len() <= 200);
    if !cacheable {
        return counted(State(app), request, next).await;
    }
    let key = request.uri().to_string();
    if let Some(page) = app.pages.get(&key) {
        let address = origin::of(&app.settings, &request);
        record(&app, page.view, request.headers(), address, &viewer);
        return if takes_gzip(request.headers()) {
            (html_headers(Some("gzip")), page.gzip.clone()).into_response()
        } else {
            (html_headers(None), page.body.clone()).into_response()
        };
    }
    let (headers, address, viewer) = asker(&app, &request);
    let generation = app.pages.generation();
    let response = next.run(request).await;
    if response.status() != StatusCode::OK {
        return response;
    }
    let view = response.extensions().get::<View>().copied().unwrap_or_default();
    record(&app, view, &headers, address, &viewer);
    let (parts, body) = response.into_parts();
    match axum::body::to_bytes(body, 4 * 1024 * 1024).await {
        Ok(bytes) => {
            app.pages.keep(key, generation, bytes.clone(), view);
            Response::from_parts(parts, bytes.into())
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn asker(app: &App, request: &Request) -> (HeaderMap, std::net::IpAddr, Viewer) {
    let mut headers = HeaderMap::new();
    if let Some(agent) = request.headers().get(header::USER_AGENT) {
        headers.insert(header::USER_AGENT, agent.clone());
    }
    let viewer = request.extensions().get::<Viewer>().cloned().unwrap_or_default();
    (headers, origin::of(&app.settings, request), viewer)
}

fn takes_gzip(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.split(',').any(|one| one.trim().split(';').next() == Some("gzip")))
}

fn html_headers(encoding: Option<&'static str>) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(4);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding, cookie"));
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    headers
}
