//! What happens to every request, in one layer: a request id, safe headers, figures, one line in the log. A panic
//! becomes a plain 500.

use std::{
    panic::AssertUnwindSafe,
    sync::{
        LazyLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use axum::{
    extract::{MatchedPath, Request},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures::FutureExt;
use metrics::{Counter, Histogram};

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

static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Of the four classes of answers, by their first digit. Looked up once: a look-up by name costs every request.
static ANSWERS: LazyLock<[Counter; 4]> = LazyLock::new(|| {
    ["2xx", "3xx", "4xx", "5xx"].map(|class| metrics::counter!("floor_http_requests_total", "status" => class))
});
static SECONDS: LazyLock<Histogram> = LazyLock::new(|| metrics::histogram!("floor_http_request_seconds"));

pub async fn edge(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = REQUESTS.fetch_add(1, Ordering::Relaxed);
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let answered = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    let mut response = answered.unwrap_or_else(|_| {
        tracing::error!(request = id, "a handler panicked");
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    });

    let headers = response.headers_mut();
    for (name, value) in &SAFE_HEADERS {
        headers.entry(name).or_insert_with(|| value.clone());
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache, private"));
    headers.insert(&REQUEST_ID, HeaderValue::from(id));

    let status = response.status();
    let seconds = started.elapsed().as_secs_f64();
    ANSWERS[usize::from(status.as_u16() / 100).clamp(2, 5) - 2].increment(1);
    SECONDS.record(seconds);
    let route = route.as_ref().map_or("(none)", MatchedPath::as_str);
    // The route's pattern, never the address itself: it may hold what somebody searched for, or a secret link.
    if method == Method::GET && !status.is_client_error() && !status.is_server_error() {
        tracing::debug!(request = id, %method, route, status = status.as_u16(), seconds, "request");
    } else {
        tracing::info!(request = id, %method, route, status = status.as_u16(), seconds, "request");
    }
    response
}
