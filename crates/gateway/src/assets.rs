//! Our own small style sheet, scripts and drawings, compiled in and served under the hash of their content.

use std::{collections::HashMap, sync::LazyLock};

use axum::{
    extract::Path,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::AppError;

struct Asset {
    bytes: &'static [u8],
    kind: &'static str,
    /// `/tinh/<hash>/<file>`
    address: String,
}

macro_rules! assets {
    ($($file:literal: $kind:literal),+ $(,)?) => {
        &[$(($file, $kind, include_bytes!(concat!("../static/", $file)) as &[u8])),+]
    };
}

const FILES: &[(&str, &str, &[u8])] = assets! {
    "app.css": "text/css; charset=utf-8",
    "app.js": "text/javascript; charset=utf-8",
    "logo.svg": "image/svg+xml",
    "favicon.svg": "image/svg+xml",
    "hero.svg": "image/svg+xml",
    "icons.svg": "image/svg+xml",
};

static ASSETS: LazyLock<HashMap<&'static str, Asset>> = LazyLock::new(|| {
    FILES
        .iter()
        .map(|&(file, kind, bytes)| {
            let hash = HEXLOWER.encode(&Sha256::digest(bytes)[..6]);
            (file, Asset { bytes, kind, address: format!("/tinh/{hash}/{file}") })
        })
        .collect()
});

/// The address of a static file; the empty string for an unknown one.
#[must_use]
pub fn address(file: &str) -> &'static str {
    ASSETS.get(file).map_or("", |asset| &asset.address)
}

/// `GET /tinh/{hash}/{file}`: for ever, since another content has another address. Under a hash of another version, such
/// as a page asks for that was opened before an update, the file is served but not kept.
pub async fn serve(Path((hash, file)): Path<(String, String)>) -> Result<Response, AppError> {
    let asset = ASSETS.get(file.as_str()).ok_or(AppError::NotFound)?;
    let current = asset.address == format!("/tinh/{hash}/{file}");
    let kept = if current { "public, max-age=31536000, immutable" } else { "no-cache" };
    Ok((
        [
            (header::CONTENT_TYPE, HeaderValue::from_static(asset.kind)),
            (header::CACHE_CONTROL, HeaderValue::from_static(kept)),
        ],
        asset.bytes,
    )
        .into_response())
}
