//! `/dang-nhap/ma`: the second step of logging in, with a code of the app or a recovery code.

use accounts::second_factor::{Passed, pass};
use askama::Template;
use axum::{extract::State, http::StatusCode};
use kernel::{Actor, FieldErrors, Problem};

use super::{
    Client,
    login::{self, Way},
    too_often, unkept,
};
use crate::{
    form::{Form, FormView, Labels},
    render::{Page, after, page_with},
    state::App,
    view::Shell,
};

const LABELS: Labels = &[("code", "Mã 6 số, hoặc mã dự phòng", "6-digit code, or a recovery code")];

#[derive(Template)]
#[template(path = "account/second_factor.html")]
struct CodePage {
    shell: Shell,
    form: FormView,
    way: Way,
    /// Proves that the password was right.
    step: String,
    refusal: String,
}

/// Asks for the code once the password was right.
pub(super) fn ask(shell: Shell, step: &str, way: &Way) -> Page {
    let form = FormView::empty(shell.l, LABELS);
    again(shell, form, step, way.clone(), StatusCode::OK, String::new())
}

fn again(shell: Shell, form: FormView, step: &str, way: Way, status: StatusCode, refusal: String) -> Page {
    let shell = shell.titled("Mã xác thực", "Second factor").private();
    page_with(status, &CodePage { shell, form, way, step: step.to_owned(), refusal }).map(unkept)
}

/// Opened by itself it has nothing to ask for: the password comes first.
pub async fn show(shell: Shell) -> Page {
    after(&shell, "/dang-nhap", "")
}

pub async fn submit(State(app): State<App>, shell: Shell, client: Client, form: Form) -> Page {
    let (way, step) = (Way::read(&form), form.fields.get("buoc").to_owned());
    let ctx = app.ctx(Actor::Anonymous);
    let txn = app.db.begin().await?;
    let passed = pass(&txn, &ctx, &step, form.fields.get("code"), &client.device).await?;
    txn.commit().await?;
    match passed {
        Passed::LoggedIn(one) => login::enter(&app, shell, *one, &way).await,
        Passed::Wrong { account } => {
            login::failed(&app, Some(account)).await?;
            let view = FormView::new(shell.l, LABELS, form.fields, FieldErrors::one("code", Problem::WrongCode));
            again(shell, view, &step, way, StatusCode::UNPROCESSABLE_ENTITY, String::new())
        }
        Passed::Throttled { until, account } => {
            login::failed(&app, Some(account)).await?;
            let view = FormView::empty(shell.l, LABELS);
            let refusal = too_often(shell.l, until);
            again(shell, view, &step, way, StatusCode::TOO_MANY_REQUESTS, refusal)
        }
        Passed::Expired => {
            let text = shell.l.t(
                "Bước xác thực đã quá 10 phút hoặc đã thử quá nhiều lần. Hãy đăng nhập lại từ đầu.",
                "This step is older than 10 minutes or was tried too often. Please log in again.",
            );
            let refusal = text.to_owned();
            login::refuse(shell, Form::default(), way, StatusCode::UNPROCESSABLE_ENTITY, refusal)
        }
    }
}
