//! From a template to an answer.

use askama::Template;
use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};

use crate::{AppError, seen::View, view::Shell};

/// What page handlers answer.
pub type Page = Result<Response, AppError>;

/// A page with status 200.
pub fn page(template: &impl Template) -> Page {
    page_with(StatusCode::OK, template)
}

/// A page with another status, such as 422 for a form shown again because something in it is wrong.
pub fn page_with(status: StatusCode, template: &impl Template) -> Page {
    Ok((status, Html(template.render()?)).into_response())
}

/// A page whose visits are counted.
pub fn counted(template: &impl Template, view: View) -> Page {
    let mut response = page(template)?;
    response.extensions_mut().insert(view);
    Ok(response)
}

/// After a deed: to `path` in the page's language, saying the notice of `code` ("" says nothing).
pub fn after(shell: &Shell, path: &str, code: &str) -> Page {
    let address = match (code, path.contains('?')) {
        ("", _) => shell.url(path),
        (code, true) => format!("{}&tb={code}", shell.url(path)),
        (code, false) => format!("{}?tb={code}", shell.url(path)),
    };
    Ok(Redirect::to(&address).into_response())
}
