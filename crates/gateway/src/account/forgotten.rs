//! `/quen-mat-khau`: the same answer for everybody, whether or not there is such an account.

use accounts::{Identifier, reset};
use askama::Template;
use axum::{extract::State, http::StatusCode};
use kernel::{Actor, FieldErrors};

use super::{Client, too_often};
use crate::{
    form::{Form, FormView, Labels},
    render::{Page, after, page, page_with},
    state::App,
    view::Shell,
};

const LABELS: Labels = &[("identifier", "Thư điện tử hoặc số điện thoại", "E-mail or phone number")];

#[derive(Template)]
#[template(path = "account/forgotten.html")]
struct ForgottenPage {
    shell: Shell,
    form: FormView,
    refusal: String,
}

#[derive(Template)]
#[template(path = "account/forgotten_sent.html")]
struct SentPage {
    shell: Shell,
}

fn titled(shell: Shell) -> Shell {
    shell.titled("Quên mật khẩu", "Forgotten password").private()
}

pub async fn show(shell: Shell) -> Page {
    let form = FormView::empty(shell.l, LABELS);
    page(&ForgottenPage { shell: titled(shell), form, refusal: String::new() })
}

pub async fn submit(State(app): State<App>, shell: Shell, client: Client, form: Form) -> Page {
    let again = |shell: Shell, status, errors, refusal| {
        let form = FormView::new(shell.l, LABELS, form.fields.clone(), errors);
        page_with(status, &ForgottenPage { shell: titled(shell), form, refusal })
    };
    let typed = form.fields.get("identifier");
    if let Err(problem) = Identifier::parse(typed) {
        let errors = FieldErrors::one("identifier", problem);
        return again(shell, StatusCode::UNPROCESSABLE_ENTITY, errors, String::new());
    }
    let ctx = app.ctx(Actor::Anonymous);
    let txn = app.db.begin().await?;
    match reset::request(&txn, &ctx, typed, client.address).await {
        Ok(()) => {
            txn.commit().await?;
            app.wake.notify_one();
            after(&shell, "/quen-mat-khau/da-gui", "")
        }
        Err(accounts::Error::Throttled { until }) => {
            let refusal = too_often(shell.l, until);
            again(shell, StatusCode::TOO_MANY_REQUESTS, FieldErrors::default(), refusal)
        }
        Err(error) => Err(error.into()),
    }
}

pub async fn sent(shell: Shell) -> Page {
    page(&SentPage { shell: titled(shell) })
}
