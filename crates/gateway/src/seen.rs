//! What a request counts as. Handlers name it; it is recorded off the hot path, from a kept page as from a fresh one.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
/// What a page counts as.
pub use statistics::View;
use statistics::{Event, Source, campaign};

use crate::{cache::Kept, origin, session::Viewer, state::App};

/// What is looked at of a request to be counted.
struct Asked<'a> {
    headers: &'a HeaderMap,
    query: &'a str,
    address: std::net::IpAddr,
}

/// Records the view of a page, unless an officer or a known bot is looking.
fn record(app: &App, view: Option<View>, asked: &Asked<'_>, viewer: &Viewer) {
    let Some(view) = view.filter(|_| !viewer.is_officer()) else { return };
    let header =
        |name: header::HeaderName| asked.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let Some(visitor) = app.statistics.visitor(asked.address, header(header::USER_AGENT)) else { return };
    let own = app.settings.base_url.split_once("://").map_or("", |(_, host)| host);
    let source = Source::read(header(header::REFERER), own);
    app.statistics.record(Event::Page { visitor, view, source, campaign: campaign(asked.query) });
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
        let address = origin::of(&app.settings, &request);
        let query = request.uri().query().unwrap_or_default();
        record(app, page.view, &Asked { headers: request.headers(), query, address }, viewer);
        return page.answer(request.headers());
    }
    request.extensions_mut().insert(viewer.clone());
    if counting == Counting::Nothing {
        return next.run(request).await;
    }
    let address = origin::of(&app.settings, &request);
    let mut headers = HeaderMap::new();
    let query = request.uri().query().unwrap_or_default().to_owned();
    for name in [header::USER_AGENT, header::ACCEPT_ENCODING, header::REFERER] {
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
    let view = response.extensions().get::<View>().copied();
    record(app, view, &Asked { headers: &headers, query: &query, address }, viewer);
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
