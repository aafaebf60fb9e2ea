//! `/dang-ky`: an account with e-mail or telephone number, and consent to terms and privacy.

use accounts::{Registration, Versions, register, throttle::Action};
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect},
};
use kernel::{Actor, FieldErrors};

use super::{Client, parameter, too_often, with_cookie, with_next};
use crate::{
    form::{Form, FormView, Labels},
    render::{Page, page_with},
    resume,
    session::Viewer,
    state::App,
    tries,
    view::Shell,
    web::documents,
};

const LABELS: Labels = &[
    ("identifier", "Thư điện tử hoặc số điện thoại di động", "E-mail or mobile phone number"),
    ("display_name", "Tên của bạn", "Your name"),
    ("password", "Mật khẩu", "Password"),
    ("terms", "Điều khoản sử dụng", "Terms of use"),
    ("privacy", "Quyền riêng tư", "Privacy"),
];

#[derive(Template)]
#[template(path = "account/register.html")]
struct RegisterPage {
    shell: Shell,
    form: FormView,
    next: String,
    refusal: String,
}

impl RegisterPage {
    fn new(shell: Shell, form: Form, errors: FieldErrors) -> Self {
        let next = resume::safe_next(form.fields.get("tiep")).unwrap_or_default().to_owned();
        let form = FormView::new(shell.l, LABELS, form.fields, errors);
        Self { shell: shell.titled("Đăng ký", "Register").private(), form, next, refusal: String::new() }
    }
}

pub async fn show(shell: Shell, viewer: Viewer) -> Page {
    let mut form = Form::default();
    form.fields.set("tiep", parameter(&shell, "tiep"));
    let page = RegisterPage::new(shell, form, FieldErrors::default());
    if viewer.is_logged_in() {
        let target = if page.next.is_empty() { page.shell.url("/tai-khoan") } else { page.next };
        return Ok(Redirect::to(&target).into_response());
    }
    page_with(StatusCode::OK, &page)
}

pub async fn submit(State(app): State<App>, shell: Shell, client: Client, form: Form) -> Page {
    let registration = match Registration::parse(&form.fields) {
        Ok(registration) => registration,
        Err(errors) => return again(RegisterPage::new(shell, form, errors)),
    };
    if let Some(until) = tries::refused_until(&app, Action::Register, client.address).await? {
        let refusal = too_often(shell.l, until);
        let page = RegisterPage { refusal, ..RegisterPage::new(shell, form, FieldErrors::default()) };
        return page_with(StatusCode::TOO_MANY_REQUESTS, &page);
    }
    let hash = app.passwords.hash(&registration.password).await;
    let ctx = app.ctx(Actor::Anonymous);
    let version = |slug| documents::version_on(slug, ctx.today());
    let versions = Versions { terms: version("dieu-khoan"), privacy: version("quyen-rieng-tu") };
    let txn = app.db.begin().await?;
    let account = match register(&txn, &ctx, registration, hash, versions, shell.l).await {
        Ok(account) => account,
        Err(accounts::Error::Invalid(errors)) => return again(RegisterPage::new(shell, form, errors)),
        Err(error) => return Err(error.into()),
    };
    let token = accounts::create_session(&txn, &ctx, &account, false, &client.device).await?;
    txn.commit().await?;
    app.wake.notify_one();
    let next = resume::safe_next(form.fields.get("tiep")).unwrap_or_default();
    let answer = Redirect::to(&shell.url(&with_next("/tai-khoan/xac-minh", next))).into_response();
    Ok(with_cookie(&app, answer, Some(token.expose())))
}

fn again(page: RegisterPage) -> Page {
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}
