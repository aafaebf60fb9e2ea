//! `GET /api/openapi.json`, generated from the handlers' own types.

use std::sync::LazyLock;

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Sàn giao dịch thương mại điện tử Hà Tĩnh",
        description = "The public JSON API of the e-commerce trading floor of Hà Tĩnh province. Errors are problem details (RFC 9457).",
        contact(name = "Sàn giao dịch thương mại điện tử tỉnh Hà Tĩnh"),
        license(name = "EUPL-1.2", identifier = "EUPL-1.2"),
    ),
    paths(
        super::products::list,
        super::products::show,
        super::stalls::list,
        super::stalls::show,
        super::categories::list,
        super::suggest::suggest,
        super::prices::list,
    )
)]
struct Document;

static JSON: LazyLock<String> = LazyLock::new(|| Document::openapi().to_json().unwrap_or_default());

pub async fn openapi() -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], JSON.as_str()).into_response()
}
