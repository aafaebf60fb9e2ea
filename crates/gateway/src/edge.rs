//! What happens to every request, in one layer: a request id, safe headers, figures, one line in the log.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Instant,
};

use axum::{
    extract::{MatchedPath, Request},
    http::{HeaderName, HeaderValue, Method, header},
    middleware::Next,
    response::Response,
};

static REQUESTS: AtomicU64 = AtomicU64::new(1);

/// No script and no style but our own files; nothing may frame us; forms go only to us.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; \
    connect-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

static SAFE_HEADERS: [(HeaderName, HeaderValue); 6] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY)),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), microphone=(), geolocation=(), payment=()"),
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];

pub async fn edge(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = REQUESTS.fetch_add(1, Ordering::Relaxed);
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let mut response = next.run(request).await;

    let headers = response.headers_mut();
    for (name, value) in &SAFE_HEADERS {
        if !headers.contains_key(name) {
            headers.insert(name.clone(), value.clone());
        }
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache, private"));
    }
    headers.insert(HeaderName::from_static("x-request-id"), HeaderValue::from(id));

    let status = response.status();
    let route = route.as_ref().map_or("(none)", MatchedPath::as_str);
    let seconds = started.elapsed().as_secs_f64();
    metrics::counter!("floor_http_requests_total", "status" => class(status.as_u16())).increment(1);
    metrics::histogram!("floor_http_request_seconds").record(seconds);
    // The route's pattern, never the address itself: it may hold what somebody searched for, or a secret link.
    if method == Method::GET && !status.is_client_error() && !status.is_server_error() {
        tracing::debug!(request = id, %method, route, status = status.as_u16(), seconds, "request");
    } else {
        tracing::info!(request = id, %method, route, status = status.as_u16(), seconds, "request");
    }
    response
}

fn class(status: u16) -> &'static str {
    match status {
        200..300 => "2xx",
        300..400 => "3xx",
        400..500 => "4xx",
        _ => "5xx",
    }
}
