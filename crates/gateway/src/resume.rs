//! A session that ended in the middle of a form loses nothing: the login page carries the form along, and after the
//! login the visitor comes back to it, filled in.

use askama::Template;
use axum::{
    extract::{DefaultBodyLimit, FromRequest, Multipart, Request},
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{Html, IntoResponse, Redirect, Response},
};

use crate::{
    AppError, form,
    session::Viewer,
    state::App,
    view::{Place, Shell, url},
};

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
    let before = came_from(request.headers());
    let carried = carry(request).await;
    // With nothing to carry the visitor goes back to the page with the button; the form's own address may know no GET.
    let here = if carried.is_empty() { before.unwrap_or_else(|| url(place.locale, "/")) } else { here };
    let shell = Shell::new(app, place, &Viewer::default());
    match crate::account::login::page(shell, &here, &carried, StatusCode::UNAUTHORIZED) {
        Ok(response) => response,
        Err(error) => error.respond(app, place, &Viewer::default()),
    }
}

/// The texts of a form. Its files can't be carried along: they are chosen again after the login.
async fn carry(mut request: Request) -> String {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let (plain, with_files) =
        (kind.starts_with("application/x-www-form-urlencoded"), kind.starts_with("multipart/form-data"));
    if plain {
        let body = axum::body::to_bytes(request.into_body(), form::MAX_BYTES).await.unwrap_or_default();
        return String::from_utf8(body.to_vec()).unwrap_or_default();
    }
    if !with_files {
        return String::new();
    }
    DefaultBodyLimit::max(form::MAX_UPLOAD_BYTES).apply(&mut request);
    let Ok(mut parts) = Multipart::from_request(request, &()).await else { return String::new() };
    let (mut texts, mut size) = (Vec::new(), 0);
    // What follows a broken part is lost, what came before it is not.
    while let Ok(Some(part)) = parts.next_field().await {
        let Some(name) = part.name().filter(|_| part.file_name().is_none()).map(ToOwned::to_owned) else { continue };
        size += name.len();
        let Some(text) = text_within(part, form::MAX_BYTES.saturating_sub(size)).await else { break };
        size += text.len();
        texts.push((name, text));
    }
    form_urlencoded::Serializer::new(String::new()).extend_pairs(texts).finish()
}

/// The part's text if it is no longer than `limit` bytes; no more of it is ever held.
async fn text_within(mut part: axum::extract::multipart::Field<'_>, limit: usize) -> Option<String> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await.ok()? {
        if bytes.len() + chunk.len() > limit {
            return None;
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).ok()
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

/// The page a form was sent from; the guard has made sure that it is one of ours.
fn came_from(headers: &HeaderMap) -> Option<String> {
    let uri: Uri = headers.get(header::REFERER)?.to_str().ok()?.parse().ok()?;
    let path = uri.path_and_query()?.as_str();
    safe_next(path).map(ToOwned::to_owned)
}

fn path_and_query(place: &Place) -> String {
    let path = url(place.locale, &place.path);
    if place.query.is_empty() { path } else { format!("{path}?{}", place.query) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_addresses_of_ours_are_gone_to() {
        for ours in ["/", "/kenh-ban-hang/ho-so", "/en/tim-kiem?q=cam%20khe&page=2"] {
            assert_eq!(safe_next(ours), Some(ours));
        }
        let long = format!("/{}", "a".repeat(500));
        let foreign = [
            "",
            "kenh-ban-hang",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\\b",
            "/a\r\nb",
            "javascript:1",
            &long,
        ];
        for foreign in foreign {
            assert_eq!(safe_next(foreign), None, "{foreign}");
        }
    }

    #[test]
    fn the_page_before_is_only_a_path() {
        let mut headers = HeaderMap::new();
        assert_eq!(came_from(&headers), None);
        headers.insert(header::REFERER, "https://san.example/kenh-ban-hang/nhan-su?a=1".parse().unwrap());
        assert_eq!(came_from(&headers).as_deref(), Some("/kenh-ban-hang/nhan-su?a=1"));
        headers.insert(header::REFERER, "https://san.example//evil.example/x".parse().unwrap());
        assert_eq!(came_from(&headers), None);
    }
}
