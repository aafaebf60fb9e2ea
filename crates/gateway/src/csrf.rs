//! Cross-site writes are refused: a write must come from our own pages.
//!
//! The browser says where a request comes from in `Sec-Fetch-Site` and `Origin`. Stricter than the usual middleware in
//! one point: a write that carries neither is refused too, so that the API may rest on the session's cookie.

use axum::{
    extract::Request,
    http::{Method, Uri, header},
};

use crate::{AppError, Settings};

pub fn check(settings: &Settings, request: &Request) -> Result<(), AppError> {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(());
    }
    // A mail program's own button (RFC 8058) comes from nowhere; the token in the address is what it may.
    if is_unsubscribing(request.uri().path()) {
        return Ok(());
    }
    let headers = request.headers();
    if let Some(origin) = headers.get(header::ORIGIN) {
        let origin = origin.to_str().unwrap_or_default();
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let authority = origin.parse::<Uri>().ok().and_then(|uri| uri.authority().map(ToString::to_string));
        let same = authority.is_some_and(|authority| !host.is_empty() && authority == host);
        return if same || origin == settings.base_url { Ok(()) } else { Err(AppError::CrossSite) };
    }
    match headers.get("sec-fetch-site").map(|site| site.as_bytes()) {
        Some(b"same-origin") if !request.uri().path().starts_with("/api/") => Ok(()),
        _ => Err(AppError::CrossSite),
    }
}

fn is_unsubscribing(path: &str) -> bool {
    path.strip_prefix("/en").unwrap_or(path).starts_with("/bo-theo-doi/")
}
