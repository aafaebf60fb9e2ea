//! A session that ended in the middle of a form loses nothing: the login page carries the form along, and after the
//! login the visitor comes back to it, filled in.

use askama::Template;
use axum::{
    extract::Request,
    http::{Method, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};

use crate::{AppError, form, session::Viewer, state::App, view::{Place, Shell, url}};

#[derive(Template)]
#[template(path = "account/resume.html")]
struct ResumePage {
    shell: Shell,
    action: String,
    fields: Vec<(String, String)>,
}

/// A page that was asked for: to the login, and back. A form that was sent: the login page with the form inside.
pub async fn ask_to_log_in(app: &App, place: &Place, request: Request) -> Response {
    let here = path_and_query(place);
    if request.method() == Method::GET || request.method() == Method::HEAD {
        let next: String = form_urlencoded::byte_serialize(here.as_bytes()).collect();
        return Redirect::to(&format!("{}?tiep={next}", url(place.locale, "/dang-nhap"))).into_response();
    }
    let is_form = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    let body = if is_form {
        axum::body::to_bytes(request.into_body(), form::MAX_BYTES).await.unwrap_or_default()
    } else {
        // Files can't be carried along; the page they belong to is opened again after the login.
        axum::body::Bytes::new()
    };
    let carried = String::from_utf8(body.to_vec()).unwrap_or_default();
    let shell = Shell::new(app, place, &Viewer::default());
    match crate::account::login::page(shell, &here, &carried, StatusCode::UNAUTHORIZED) {
        Ok(response) => response,
        Err(error) => error.respond(app, place, &Viewer::default()),
    }
}

/// After the login: a page that gives the carried form back to the page it was sent to.
pub fn give_back(shell: Shell, action: &str, carried: &str) -> Result<Response, AppError> {
    let fields = form_urlencoded::parse(carried.as_bytes()).into_owned().collect();
    let page = ResumePage { shell: shell.private(), action: action.to_owned(), fields };
    Ok(Html(page.render()?).into_response())
}

/// Where to go after the login: only an address of ours.
#[must_use]
pub fn safe_next(next: &str) -> Option<&str> {
    let bytes = next.as_bytes();
    let ours = bytes.first() == Some(&b'/') && !matches!(bytes.get(1), Some(b'/' | b'\\')) && next.len() <= 500;
    (ours && !next.chars().any(char::is_control) && !next.contains('\\')).then_some(next)
}

fn path_and_query(place: &Place) -> String {
    let path = url(place.locale, &place.path);
    if place.query.is_empty() { path } else { format!("{path}?{}", place.query) }
}
