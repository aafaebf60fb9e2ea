//! `/quan-tri/thong-ke` and its CSV: what stood there stands on the report's page now, by month and by day.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use kernel::date;
use statistics::Month;

use super::reports;
use crate::{account::parameter, state::App, view::Shell};

/// The month in which the asked days end, or the running one.
fn month(app: &App, shell: &Shell) -> Month {
    let today = app.ctx(shell.viewer.actor()).today();
    Month::of(date::parse_day(&parameter(shell, "den")).ok().filter(|day| *day <= today).unwrap_or(today))
}

pub async fn show(State(app): State<App>, shell: Shell) -> Response {
    Redirect::to(&shell.url(&format!("{}?ky={}", reports::PATH, month(&app, &shell)))).into_response()
}

pub async fn export(State(app): State<App>, shell: Shell) -> Response {
    Redirect::to(&shell.url(&format!("{}/tai?ky={}&dang=csv", reports::PATH, month(&app, &shell)))).into_response()
}
