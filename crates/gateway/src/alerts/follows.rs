//! `/theo-doi`: what I follow, my saved searches, and the daily mail.

use alerts::{FollowKind, digest, follow};
use askama::Template;
use axum::extract::State;

use super::follow_words::{FollowLine, lines};
use crate::{
    account::parameter,
    form::Form,
    render::{Page, after, page},
    session::User,
    state::App,
    view::Shell,
};

#[derive(Template)]
#[template(path = "alerts/follows.html")]
struct FollowsPage {
    shell: Shell,
    lines: Vec<FollowLine>,
    /// What has just been given up and can be taken back: kind and subject.
    stopped: Option<(&'static str, String)>,
    wants_digest: bool,
    /// Where the mail goes; `None`: the account has no verified address.
    email: Option<String>,
}

pub async fn show(State(app): State<App>, shell: Shell, user: User) -> Page {
    let db = app.db.read();
    let follows = follow::all(db, user.id()).await?;
    let stopped = FollowKind::from_code(&parameter(&shell, "bo")).map(|kind| (kind.code(), parameter(&shell, "muc")));
    let account = &user.0.account;
    page(&FollowsPage {
        lines: lines(&app, shell.l, &follows).await?,
        stopped,
        wants_digest: digest::is_wanted(db, user.id()).await?,
        email: account.email.clone().filter(|_| account.email_verified_at.is_some()),
        shell: shell.titled("Đang theo dõi", "What you follow").private(),
    })
}

/// `/theo-doi/thu`: the daily mail on or off.
pub async fn set_digest(State(app): State<App>, shell: Shell, user: User, form: Form) -> Page {
    let wanted = form.fields.get("thu") == "co";
    let txn = app.db.begin().await?;
    digest::set_wanted(&txn, &app.ctx(user.actor()), user.id(), wanted).await?;
    txn.commit().await?;
    after(&shell, "/theo-doi", if wanted { "da-bat-thu" } else { "da-tat-thu" })
}
