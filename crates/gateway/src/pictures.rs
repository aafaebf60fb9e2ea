//! `GET /anh/{picture}-{width}.{webp|jpg}`: derived pictures under a content hash, for ever. A stored original is
//! never served: its key can't be spelled in this address.

use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};

use crate::{AppError, state::App};

pub async fn serve(State(app): State<App>, Path(file): Path<String>) -> Result<Response, AppError> {
    let address = media::PictureAddress::parse(&file).ok_or(AppError::NotFound)?;
    let found = app.media.variant(&address).await.map_err(|error| AppError::Internal(error.to_string()))?;
    let bytes = found.ok_or(AppError::NotFound)?;
    Ok((
        [
            (header::CONTENT_TYPE, HeaderValue::from_static(address.content_type())),
            (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
        ],
        bytes,
    )
        .into_response())
}
