//! `/loi-moi/{secret}`: somebody who was invited joins a business.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use kernel::Actor;
use members::staff;

use crate::{
    account::with_next,
    render::{Page, after, page_with},
    session::{User, Viewer},
    state::App,
    view::Shell,
};

#[derive(Template)]
#[template(path = "desk/invitation.html")]
struct InvitationPage {
    shell: Shell,
    /// Of the business; empty when the link is no longer good.
    business: String,
    log_in: String,
    register: String,
    action: String,
    /// The visitor belongs to a business already.
    taken: bool,
}

pub async fn show(State(app): State<App>, shell: Shell, viewer: Viewer, Path(secret): Path<String>) -> Page {
    let now = app.ctx(Actor::Anonymous).now;
    let business = staff::find_invitation(app.db.read(), now, &secret).await?.map(|(_, name)| name);
    let status = if business.is_some() { StatusCode::OK } else { StatusCode::GONE };
    let name =
        business.map(|name| if name.is_empty() { shell.l.t("một cơ sở", "a business").to_owned() } else { name });
    answer(shell, viewer.is_member(), name.unwrap_or_default(), status)
}

pub async fn accept(State(app): State<App>, shell: Shell, user: User, Path(secret): Path<String>) -> Page {
    let ctx = app.ctx(user.actor());
    let txn = app.db.begin().await?;
    match staff::accept(&txn, &ctx, user.id(), &secret).await {
        Ok(_) => {
            txn.commit().await?;
            app.wake.notify_one();
            after(&shell, "/kenh-ban-hang", "da-tham-gia")
        }
        Err(members::Error::AlreadyMember) => {
            let name = shell.l.t("cơ sở này", "this business").to_owned();
            answer(shell, true, name, StatusCode::CONFLICT)
        }
        Err(members::Error::InvitationInvalid | members::Error::WrongState { .. }) => {
            answer(shell, false, String::new(), StatusCode::GONE)
        }
        Err(error) => Err(error.into()),
    }
}

fn answer(shell: Shell, taken: bool, business: String, status: StatusCode) -> Page {
    let here = shell.url(&shell.path);
    let page = InvitationPage {
        log_in: shell.url(&with_next("/dang-nhap", &here)),
        register: shell.url(&with_next("/dang-ky", &here)),
        action: here,
        business,
        taken,
        shell: shell.titled("Lời mời", "Invitation").private(),
    };
    page_with(status, &page)
}
