//! Registering, logging in, one's own account.

mod client;
pub mod enrol;
pub mod forgotten;
pub mod login;
pub mod password;
pub mod profile;
pub mod register;
pub mod reset;
pub mod reset_by_code;
pub mod second_factor;
pub mod sessions;
pub mod verify;

use accounts::{Account, Identifier, Session};
use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use chrono::{DateTime, Utc};
use kernel::{Actor, Locale, date};

pub use client::Client;

use crate::{AppError, session, state::App, view::Shell};

/// A parameter of the page's address.
#[must_use]
pub fn parameter(shell: &Shell, name: &str) -> String {
    let pairs = form_urlencoded::parse(shell.query.as_bytes());
    pairs.into_iter().find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
}

/// `path` with the address to go to afterwards.
#[must_use]
pub fn with_next(path: &str, next: &str) -> String {
    if next.is_empty() {
        return path.to_owned();
    }
    let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
    format!("{path}?tiep={next}")
}

/// Sets (or with `None` removes) the session's cookie on an answer.
#[must_use]
pub fn with_cookie(app: &App, mut response: Response, token: Option<&str>) -> Response {
    response.headers_mut().append(header::SET_COOKIE, session::cookie(&app.settings, token));
    response
}

/// An answer that shows a secret: nobody keeps it.
#[must_use]
pub fn unkept(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The visitor's own living session.
async fn own_session(app: &App, headers: &HeaderMap) -> Result<Session, AppError> {
    let token = session::token(headers, &app.settings).ok_or(AppError::NotLoggedIn)?;
    let ctx = app.ctx(Actor::Anonymous);
    accounts::find_session(app.db.read(), &ctx, &token).await?.ok_or(AppError::NotLoggedIn)
}

/// What an account logs in with: a password must be none of it.
fn identifiers(account: &Account) -> Vec<Identifier> {
    let email = account.email.clone().map(Identifier::Email);
    email.into_iter().chain(account.phone.clone().map(Identifier::Phone)).collect()
}

/// What to say to somebody who tried too often.
fn too_often(l: Locale, until: DateTime<Utc>) -> String {
    let until = date::moment(l, until);
    if l.is_vi() {
        format!("Bạn đã thử quá nhiều lần. Hãy thử lại sau {until}.")
    } else {
        format!("Too many tries. Please try again after {until}.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_to_go_to_is_carried_as_one_parameter() {
        assert_eq!(with_next("/dang-ky", ""), "/dang-ky");
        assert_eq!(with_next("/dang-ky", "/a?b=1&c=2"), "/dang-ky?tiep=%2Fa%3Fb%3D1%26c%3D2");
    }
}
