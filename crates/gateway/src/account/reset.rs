//! `/dat-lai-mat-khau/{token}`: a new password by the mailed link.

use accounts::{parse_new_password, reset};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use kernel::{Actor, FieldErrors};

use super::{identifiers, unkept};
use crate::{
    form::{Form, FormView, Labels},
    render::{Page, after, page_with},
    state::App,
    view::Shell,
};

const LABELS: Labels = &[("password", "Mật khẩu mới", "New password")];

#[derive(Template)]
#[template(path = "account/reset.html")]
struct ResetPage {
    shell: Shell,
    form: FormView,
    token: String,
    /// For the browser's password manager.
    contact: String,
    gone: bool,
}

impl ResetPage {
    fn new(shell: Shell, token: String, contact: String, errors: FieldErrors) -> Self {
        let form = FormView::new(shell.l, LABELS, kernel::Fields::default(), errors);
        Self {
            shell: shell.titled("Đặt lại mật khẩu", "Set a new password").private(),
            form,
            token,
            contact,
            gone: false,
        }
    }
}

fn gone(shell: Shell) -> Page {
    let page = ResetPage::new(shell, String::new(), String::new(), FieldErrors::default());
    page_with(StatusCode::GONE, &ResetPage { gone: true, ..page })
}

pub async fn show(State(app): State<App>, shell: Shell, Path(token): Path<String>) -> Page {
    match reset::find_link(app.db.read(), &app.ctx(Actor::Anonymous), &token).await? {
        None => gone(shell),
        Some(account) => {
            let page = ResetPage::new(shell, token, account.contact().to_owned(), FieldErrors::default());
            page_with(StatusCode::OK, &page).map(unkept)
        }
    }
}

pub async fn submit(State(app): State<App>, shell: Shell, Path(token): Path<String>, form: Form) -> Page {
    let Some(account) = reset::find_link(app.db.read(), &app.ctx(Actor::Anonymous), &token).await? else {
        return gone(shell);
    };
    let password = match parse_new_password(&form.fields, &identifiers(&account)) {
        Ok(password) => password,
        Err(errors) => {
            let page = ResetPage::new(shell, token, account.contact().to_owned(), errors);
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let hash = app.passwords.hash(&password).await;
    let txn = app.db.begin().await?;
    match reset::by_link(&txn, &app.ctx(Actor::Anonymous), &token, &hash).await {
        Ok(_) => {
            txn.commit().await?;
            app.wake.notify_one();
            after(&shell, "/dang-nhap", "mat-khau-moi")
        }
        Err(accounts::Error::Expired) => gone(shell),
        Err(error) => Err(error.into()),
    }
}
