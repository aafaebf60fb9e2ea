//! The one mapping from errors to HTTP: problem details (RFC 9457) for the API, a page with the same status for people.

use std::sync::Arc;

use askama::Template;
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use kernel::{FieldErrors, Locale};
use sea_orm::DbErr;
use serde::Serialize;

use crate::{
    problem_text,
    refusal::Refusal,
    session::Viewer,
    state::App,
    view::{Place, Shell, url},
};

/// When to try again what is unavailable for the moment.
pub const RETRY_AFTER_SECONDS: &str = "5";

#[derive(Debug, thiserror::Error)]
pub enum AppError {
    #[error("no such page")]
    NotFound,
    #[error("not logged in")]
    NotLoggedIn,
    #[error("the account belongs to no member business")]
    NotAMember,
    #[error("the second factor is missing")]
    SecondFactorNeeded,
    #[error("may not")]
    Forbidden,
    #[error("a write from another site")]
    CrossSite,
    #[error("the request can't be read")]
    BadRequest,
    /// JSON that is none, or has other fields or types than it should.
    #[error("{0}")]
    BadJson(serde_json::Error),
    #[error("too large")]
    TooLarge,
    #[error("too many requests")]
    TooMany,
    /// A transition that the thing's state does not allow.
    #[error("not possible in this state")]
    WrongState,
    /// What the floor's rules forbid, in a sentence of its own.
    #[error("{0}")]
    Refused(&'static Refusal),
    #[error(transparent)]
    Invalid(#[from] FieldErrors),
    #[error("search is unavailable: {0}")]
    SearchUnavailable(#[from] search_indexer::EngineError),
    #[error("{0}")]
    Internal(String),
}

impl From<DbErr> for AppError {
    fn from(error: DbErr) -> Self {
        Self::Internal(format!("database: {error}"))
    }
}

impl From<accounts::Error> for AppError {
    fn from(error: accounts::Error) -> Self {
        use accounts::Error;
        match error {
            Error::Invalid(errors) => Self::Invalid(errors),
            // A link that is used or too old leads nowhere any more.
            Error::NotFound | Error::Expired => Self::NotFound,
            Error::Forbidden => Self::Forbidden,
            Error::WrongState => Self::WrongState,
            Error::Throttled { .. } => Self::TooMany,
            Error::Db(error) => error.into(),
        }
    }
}

impl From<::alerts::Error> for AppError {
    fn from(error: ::alerts::Error) -> Self {
        use ::alerts::Error;
        match error {
            Error::BadSubject => Self::BadRequest,
            Error::TooMany => Self::WrongState,
            Error::Db(error) => error.into(),
        }
    }
}

impl From<members::Error> for AppError {
    fn from(error: members::Error) -> Self {
        use members::Error;
        match error {
            Error::Fields(errors) => Self::Invalid(errors),
            Error::NotFound | Error::InvitationInvalid => Self::NotFound,
            Error::OwnerOnly => Self::Forbidden,
            Error::WrongState { .. } | Error::AlreadyMember | Error::StallExists | Error::Stale => Self::WrongState,
            Error::Db(error) => error.into(),
        }
    }
}

impl From<catalogue::Error> for AppError {
    fn from(error: catalogue::Error) -> Self {
        use catalogue::Error;
        match error {
            Error::Invalid(errors) => Self::Invalid(errors),
            Error::NotFound => Self::NotFound,
            Error::WrongState { .. } | Error::Stale => Self::WrongState,
            Error::Db(error) => error.into(),
        }
    }
}

impl From<search_indexer::synonym::SynonymError> for AppError {
    fn from(error: search_indexer::synonym::SynonymError) -> Self {
        use search_indexer::synonym::SynonymError;
        match error {
            SynonymError::Invalid(errors) => Self::Invalid(errors),
            SynonymError::NotFound => Self::NotFound,
            SynonymError::Db(error) => error.into(),
        }
    }
}

impl From<askama::Error> for AppError {
    fn from(error: askama::Error) -> Self {
        Self::Internal(format!("template: {error}"))
    }
}

/// Handlers answer `Err(AppError)`; the guard turns it into words, since it knows the page's language and visitor.
impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// Problem details as the API answers them.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ProblemDetails {
    /// `about:blank`: the status says the kind.
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub title: &'static str,
    pub status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What is wrong with each parameter, by its name.
    #[serde(skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub errors: std::collections::BTreeMap<String, String>,
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    shell: Shell,
    status: u16,
    heading: &'static str,
    text: &'static str,
}

impl AppError {
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::NotLoggedIn => StatusCode::UNAUTHORIZED,
            Self::NotAMember | Self::SecondFactorNeeded | Self::Forbidden | Self::CrossSite => StatusCode::FORBIDDEN,
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::BadJson(error) if error.is_data() => StatusCode::UNPROCESSABLE_ENTITY,
            Self::BadJson(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::WrongState => StatusCode::CONFLICT,
            Self::Refused(refusal) => refusal.status,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::SearchUnavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The answer in words. Logs a failure of ours once; tells nothing of it.
    pub fn respond(&self, app: &App, place: &Place, viewer: &Viewer) -> Response {
        if self.status().is_server_error() {
            tracing::error!(error = %self, path = %place.path, "request failed");
        }
        let mut response = if place.is_api { self.as_problem() } else { self.as_page(app, place, viewer) };
        if matches!(self, Self::SearchUnavailable(_) | Self::TooMany) {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER_SECONDS));
        }
        response
    }

    fn as_problem(&self) -> Response {
        let status = self.status();
        let errors = match self {
            Self::Invalid(errors) => {
                errors.0.iter().map(|(name, problem)| (name.clone(), problem_text::say(Locale::En, problem))).collect()
            }
            _ => Default::default(),
        };
        let body = ProblemDetails {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            detail: match self {
                Self::SearchUnavailable(_) => Some("search is unavailable for the moment".to_owned()),
                _ => (!status.is_server_error()).then(|| self.to_string()),
            },
            errors,
        };
        let mut response = (status, Json(body)).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        response
    }

    fn as_page(&self, app: &App, place: &Place, viewer: &Viewer) -> Response {
        if matches!(self, Self::SecondFactorNeeded) {
            return Redirect::to(&url(place.locale, "/tai-khoan/xac-thuc")).into_response();
        }
        let (heading, text) = self.words(place.locale);
        let mut shell = Shell::new(app, place, viewer).private();
        shell.title = heading.to_owned();
        let page = ErrorPage { shell, status: self.status().as_u16(), heading, text };
        match page.render() {
            Ok(html) => (self.status(), axum::response::Html(html)).into_response(),
            Err(error) => {
                tracing::error!(%error, "the error page can't be rendered");
                self.status().into_response()
            }
        }
    }

    fn words(&self, l: Locale) -> (&'static str, &'static str) {
        let pair = |vi: (&'static str, &'static str), en: (&'static str, &'static str)| if l.is_vi() { vi } else { en };
        match self {
            Self::NotFound => pair(
                (
                    "Không tìm thấy trang này",
                    "Trang có thể đã được chuyển đi, hoặc địa chỉ gõ chưa đúng. Bạn có thể tìm sản phẩm ở ô tìm kiếm.",
                ),
                (
                    "This page does not exist",
                    "It may have moved, or the address is mistyped. You can look for products in the search box.",
                ),
            ),
            Self::NotLoggedIn => {
                pair(("Hãy đăng nhập", "Trang này cần đăng nhập."), ("Please log in", "This page needs a login."))
            }
            Self::NotAMember => pair(
                (
                    "Trang dành cho thành viên bán hàng",
                    "Tài khoản của bạn chưa gắn với cơ sở kinh doanh nào. Hãy nộp hồ sơ thành viên ở Kênh bán hàng.",
                ),
                (
                    "For member businesses",
                    "Your account does not belong to a member business yet. You can apply under “Sell here”.",
                ),
            ),
            Self::Forbidden | Self::SecondFactorNeeded => pair(
                ("Bạn không có quyền mở trang này", "Nếu bạn cho rằng đây là nhầm lẫn, hãy liên hệ ban quản trị Sàn."),
                (
                    "You may not open this page",
                    "If you think this is a mistake, please contact the floor's administrators.",
                ),
            ),
            Self::CrossSite => pair(
                ("Yêu cầu bị từ chối", "Biểu mẫu không được gửi từ trang của Sàn. Hãy mở lại trang và gửi lần nữa."),
                ("Request refused", "The form was not sent from this site. Please open the page again and resend it."),
            ),
            Self::BadRequest | Self::BadJson(_) | Self::Invalid(_) => pair(
                ("Yêu cầu không đọc được", "Có thông tin sai dạng trong yêu cầu. Hãy quay lại và thử lại."),
                ("The request can't be read", "Something in it has the wrong form. Please go back and try again."),
            ),
            Self::TooLarge => pair(
                ("Tệp hoặc nội dung quá lớn", "Hãy quay lại và gửi ảnh hoặc tệp nhỏ hơn."),
                ("Too large", "Please go back and send smaller pictures or files."),
            ),
            Self::TooMany => pair(
                ("Quá nhiều yêu cầu", "Hãy chờ một lát rồi thử lại."),
                ("Too many requests", "Please wait a little and try again."),
            ),
            Self::WrongState => pair(
                (
                    "Không thực hiện được",
                    "Trạng thái đã thay đổi, có thể do người khác vừa xử lý. Hãy mở lại trang để xem tình hình mới nhất.",
                ),
                (
                    "Not possible now",
                    "The state has changed, perhaps somebody else has just dealt with it. Please reload to see where it stands.",
                ),
            ),
            Self::Refused(refusal) => refusal.words(l),
            Self::SearchUnavailable(_) => pair(
                ("Tìm kiếm tạm thời gián đoạn", "Bạn vẫn có thể xem theo ngành hàng. Hãy thử lại sau ít phút."),
                ("Search is unavailable", "You can still browse by category. Please try again in a few minutes."),
            ),
            Self::Internal(_) => pair(
                (
                    "Có lỗi ở phía chúng tôi",
                    "Chúng tôi đã ghi nhận. Hãy thử lại sau ít phút; nội dung bạn đã lưu không bị mất.",
                ),
                (
                    "Something went wrong on our side",
                    "It has been recorded. Please try again in a few minutes; nothing you saved is lost.",
                ),
            ),
        }
    }
}
