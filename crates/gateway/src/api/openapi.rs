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
        description = "The JSON API of the e-commerce trading floor of Hà Tĩnh province. Errors are problem details (RFC 9457). Writes use the session's cookie, carry a same-origin Origin, and act once where they carry an Idempotency-Key.",
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
        super::offers::list::list,
        super::offers::list::show,
        super::offers::create::create,
        super::offers::revise::change,
        super::offers::photos::add,
        super::offers::deeds::submit,
        super::offers::deeds::hide,
        super::offers::deeds::show,
        super::offers::deeds::close,
        super::offers::deeds::withdraw,
        super::offers::quotes::send,
        super::offers::quotes::counter,
        super::offers::quotes::accept,
        super::offers::quotes::decline,
        super::offers::quotes::withdraw,
        super::offers::threads::show,
        super::offers::threads::say,
        super::offers::attachments::add,
        super::offers::attachments::download,
        super::offers::deals::complete,
        super::offers::deals::cancel,
        super::offers::mine::offers,
        super::offers::mine::threads,
        super::offers::mine::deals,
        super::prices::list,
    )
)]
struct Document;

static JSON: LazyLock<String> = LazyLock::new(|| Document::openapi().to_json().unwrap_or_default());

pub async fn openapi() -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], JSON.as_str()).into_response()
}
