//! `GET /anh/{picture}-{width}.{webp|jpg}`: derived pictures under a content hash, for ever. A stored original is
//! never served: its key can't be spelled in this address.

use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use media::{BlobError, PictureAddress};

use crate::{AppError, state::App};

pub async fn serve(State(app): State<App>, Path(file): Path<String>) -> Result<Response, AppError> {
    let address = PictureAddress::parse(&file).ok_or(AppError::NotFound)?;
    let (bytes, kind) = app.media.blobs().get_public(&address).await.map_err(|error| match error {
        BlobError::NotFound(_) => AppError::NotFound,
        other => AppError::Internal(other.to_string()),
    })?;
    let forever = HeaderValue::from_static("public, max-age=31536000, immutable");
    let kind = HeaderValue::from_static(kind);
    Ok(([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, forever)], bytes).into_response())
}
