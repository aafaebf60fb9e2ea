//! `/bo-theo-doi/{token}`: turns off the daily mail, without a login: the token in the mail says whose. Opening the page changes nothing,
//! since mail programs open links too; its button, and the mail program's own (RFC 8058), do.

use alerts::digest;
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use kernel::Actor;

use crate::{
    render::{Page, page, page_with},
    state::App,
    view::Shell,
};

#[derive(Template)]
#[template(path = "alerts/unsubscribe.html")]
struct UnsubscribePage {
    shell: Shell,
    token: String,
    stage: Stage,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Asks,
    Done,
    /// The link leads nowhere any more.
    Gone,
}

impl UnsubscribePage {
    fn new(shell: Shell, token: String, stage: Stage) -> Self {
        Self { shell: shell.titled("Tắt thư tổng hợp", "Turn off the daily mail").private(), token, stage }
    }
}

pub async fn show(State(app): State<App>, shell: Shell, Path(token): Path<String>) -> Page {
    match digest::is_known(app.db.read(), &token).await? {
        true => page(&UnsubscribePage::new(shell, token, Stage::Asks)),
        false => page_with(StatusCode::GONE, &UnsubscribePage::new(shell, token, Stage::Gone)),
    }
}

pub async fn submit(State(app): State<App>, shell: Shell, Path(token): Path<String>) -> Page {
    let txn = app.db.begin().await?;
    let is_done = digest::unsubscribe(&txn, &app.ctx(Actor::Anonymous), &token).await?;
    txn.commit().await?;
    match is_done {
        true => page(&UnsubscribePage::new(shell, token, Stage::Done)),
        false => page_with(StatusCode::GONE, &UnsubscribePage::new(shell, token, Stage::Gone)),
    }
}
