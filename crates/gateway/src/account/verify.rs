//! Showing that the account is real: the mailed link, and the page that says where that stands.

use accounts::{Account, verify};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use kernel::Actor;

use super::parameter;
use crate::{
    render::{Page, after, page, page_with},
    resume,
    session::{User, Viewer},
    state::App,
    view::Shell,
};

#[derive(Template)]
#[template(path = "account/verification.html")]
struct VerificationPage {
    shell: Shell,
    account: Account,
    next: String,
}

#[derive(Template)]
#[template(path = "account/verify.html")]
struct VerifyPage {
    shell: Shell,
    token: String,
    /// The link leads nowhere any more.
    gone: bool,
}

/// `/tai-khoan/xac-minh`: is the account verified, and if not, what happens next.
pub async fn state(shell: Shell, User(who): User) -> Page {
    let next = parameter(&shell, "tiep");
    let next = resume::safe_next(&next).map_or_else(|| shell.url("/kenh-ban-hang"), ToOwned::to_owned);
    let shell = shell.titled("Xác minh tài khoản", "Verifying your account").private();
    page(&VerificationPage { shell, account: who.account.clone(), next })
}

/// `/xac-minh/{token}`: opening the link changes nothing, since mail programs open links too; the button does.
pub async fn show(shell: Shell, Path(token): Path<String>) -> Page {
    page(&VerifyPage { shell: titled(shell), token, gone: false })
}

pub async fn submit(State(app): State<App>, shell: Shell, viewer: Viewer, Path(token): Path<String>) -> Page {
    let ctx = app.ctx(Actor::Anonymous);
    let txn = app.db.begin().await?;
    match verify::confirm_email(&txn, &ctx, &token).await {
        Ok(_) => {
            txn.commit().await?;
            app.wake.notify_one();
            let on = if viewer.is_logged_in() { "/tai-khoan/xac-minh" } else { "/dang-nhap" };
            after(&shell, on, "da-xac-minh")
        }
        Err(accounts::Error::Expired) => {
            page_with(StatusCode::GONE, &VerifyPage { shell: titled(shell), token: String::new(), gone: true })
        }
        Err(error) => Err(error.into()),
    }
}

/// `/tai-khoan/gui-lai-xac-minh`: the mail once more.
pub async fn resend(State(app): State<App>, shell: Shell, user: User) -> Page {
    let ctx = app.ctx(user.actor());
    let txn = app.db.begin().await?;
    match verify::resend(&txn, &ctx, user.id()).await {
        Ok(()) => {
            txn.commit().await?;
            app.wake.notify_one();
            after(&shell, "/tai-khoan/xac-minh", "da-gui-lai")
        }
        Err(accounts::Error::Throttled { .. }) => after(&shell, "/tai-khoan/xac-minh", "gui-lai-nhieu"),
        // Verified in the meantime: the page says so.
        Err(accounts::Error::WrongState) => after(&shell, "/tai-khoan/xac-minh", ""),
        Err(error) => Err(error.into()),
    }
}

fn titled(shell: Shell) -> Shell {
    shell.titled("Xác minh địa chỉ thư", "Verify your e-mail address").private()
}
