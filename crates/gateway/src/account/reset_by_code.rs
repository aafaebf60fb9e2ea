//! `/dat-lai-bang-ma`: a new password by the code that an officer read out.

use accounts::{
    Identifier, parse_new_password,
    reset::{Redeemed, by_code},
    throttle::Action,
};
use askama::Template;
use axum::{extract::State, http::StatusCode};
use kernel::{Actor, FieldErrors, Fields, Problem};

use super::{Client, too_often};
use crate::{
    form::{Form, FormView, Labels},
    render::{Page, after, page, page_with},
    state::App,
    view::Shell,
};

const LABELS: Labels = &[
    ("identifier", "Số điện thoại hoặc thư điện tử đã đăng ký", "The phone number or e-mail you registered with"),
    ("code", "Mã 8 số do cán bộ của Sàn đọc", "The 8-digit code the officer read out"),
    ("password", "Mật khẩu mới", "New password"),
];

#[derive(Template)]
#[template(path = "account/reset_by_code.html")]
struct CodePage {
    shell: Shell,
    form: FormView,
    refusal: String,
}

impl CodePage {
    fn new(shell: Shell, fields: Fields, errors: FieldErrors, refusal: String) -> Self {
        let form = FormView::new(shell.l, LABELS, fields, errors);
        Self {
            shell: shell.titled("Đặt lại mật khẩu bằng mã", "New password by code").private(), form, refusal
        }
    }
}

pub async fn show(shell: Shell) -> Page {
    page(&CodePage::new(shell, Fields::default(), FieldErrors::default(), String::new()))
}

pub async fn submit(State(app): State<App>, shell: Shell, client: Client, form: Form) -> Page {
    let (status, errors, refusal) = match checked(&form.fields) {
        Err(errors) => (StatusCode::UNPROCESSABLE_ENTITY, errors, String::new()),
        Ok(password) => {
            client.admit(&app, Action::ChangePassword).await?;
            let hash = app.passwords.hash(&password).await;
            let (typed, code) = (form.fields.get("identifier"), form.fields.get("code"));
            let txn = app.db.begin().await?;
            let redeemed = by_code(&txn, &app.ctx(Actor::Anonymous), typed, code, client.address, &hash).await?;
            txn.commit().await?;
            match redeemed {
                Redeemed::Done(_) => {
                    app.wake.notify_one();
                    return after(&shell, "/dang-nhap", "mat-khau-moi");
                }
                Redeemed::Wrong => {
                    let errors = FieldErrors::one("code", Problem::WrongCode);
                    (StatusCode::UNPROCESSABLE_ENTITY, errors, String::new())
                }
                Redeemed::Throttled { until } => {
                    (StatusCode::TOO_MANY_REQUESTS, FieldErrors::default(), too_often(shell.l, until))
                }
            }
        }
    };
    page_with(status, &CodePage::new(shell, form.fields, errors, refusal))
}

/// The new password, when everything is there.
fn checked(fields: &Fields) -> Result<String, FieldErrors> {
    let mut errors = FieldErrors::default();
    let owner = Identifier::parse(fields.get("identifier")).map_err(|problem| errors.add("identifier", problem)).ok();
    if !fields.has("code") {
        errors.add("code", Problem::Required);
    }
    let password = parse_new_password(fields, owner.as_slice()).unwrap_or_else(|wrong| {
        wrong.0.into_iter().for_each(|(name, problem)| errors.add(&name, problem));
        String::new()
    });
    errors.into_result(password)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_missing_is_said_at_once() {
        let errors = checked(&Fields::default()).expect_err("nothing was typed");
        assert_eq!(errors.0.keys().collect::<Vec<_>>(), ["code", "identifier", "password"]);
    }
}
