//! `/dang-nhap`: logging in, and `/dang-xuat`.

use std::sync::Arc;

use accounts::{Account, LoggedIn, Outcome, login};
use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect},
};
use kernel::{AccountId, Actor, FieldErrors, Problem};
use statistics::Event;

use super::{Client, parameter, second_factor, too_often, with_cookie, with_next};
use crate::{
    form::{Form, FormView, Labels},
    render::{Page, after, page_with},
    resume,
    session::{self, Viewer},
    state::App,
    view::Shell,
};

const LABELS: Labels =
    &[("identifier", "Thư điện tử hoặc số điện thoại", "E-mail or phone number"), ("password", "Mật khẩu", "Password")];

#[derive(Template)]
#[template(path = "account/login.html")]
struct LoginPage {
    shell: Shell,
    form: FormView,
    way: Way,
    /// A session ended while something was being done.
    expired: bool,
    /// Why it did not work; empty at first.
    refusal: String,
}

/// Where to go after the login, and the form of an ended session.
#[derive(Debug, Clone, Default)]
pub struct Way {
    pub next: String,
    pub carried: String,
}

impl Way {
    /// As the hidden fields brought it: only an address of ours is kept.
    #[must_use]
    pub fn read(form: &Form) -> Self {
        let next = resume::safe_next(form.fields.get("tiep")).unwrap_or_default().to_owned();
        Self { next, carried: form.fields.get("_carried").to_owned() }
    }
}

/// The login page for somebody who was asked to log in on the way to `next`.
pub fn page(shell: Shell, next: &str, carried: &str, status: StatusCode) -> Page {
    let way = Way { next: resume::safe_next(next).unwrap_or_default().to_owned(), carried: carried.to_owned() };
    let form = FormView::empty(shell.l, LABELS);
    let expired = status == StatusCode::UNAUTHORIZED;
    page_with(status, &LoginPage { shell: titled(shell), form, way, expired, refusal: String::new() })
}

fn titled(shell: Shell) -> Shell {
    shell.titled("Đăng nhập", "Log in").private()
}

/// The form again, with a sentence on top.
pub(super) fn refuse(shell: Shell, form: Form, way: Way, status: StatusCode, refusal: String) -> Page {
    let form = FormView::new(shell.l, LABELS, form.fields, FieldErrors::default());
    page_with(status, &LoginPage { shell: titled(shell), form, way, expired: false, refusal })
}

pub async fn show(shell: Shell, viewer: Viewer) -> Page {
    let next = parameter(&shell, "tiep");
    match &viewer.0 {
        Some(who) => {
            let next = resume::safe_next(&next).unwrap_or_default();
            let target =
                if next.is_empty() { home(&shell, &who.account, who.membership.is_some()) } else { next.to_owned() };
            Ok(Redirect::to(&target).into_response())
        }
        None => page(shell, &next, "", StatusCode::OK),
    }
}

pub async fn submit(State(app): State<App>, shell: Shell, client: Client, form: Form) -> Page {
    let way = Way::read(&form);
    let mut errors = FieldErrors::default();
    for name in ["identifier", "password"].into_iter().filter(|name| !form.fields.has(name)) {
        errors.add(name, Problem::Required);
    }
    if !errors.is_empty() {
        let form = FormView::new(shell.l, LABELS, form.fields, errors);
        let page = LoginPage { shell: titled(shell), form, way, expired: false, refusal: String::new() };
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let ctx = app.ctx(Actor::Anonymous);
    let attempt = login::prepare(app.db.read(), &ctx, form.fields.get("identifier"), client.address).await?;
    let checked = attempt.check(&app.passwords, form.fields.get("password")).await;
    let ctx = app.ctx(Actor::Anonymous);
    let txn = app.db.begin().await?;
    let outcome = login::login(&txn, &ctx, checked, &client.device).await?;
    txn.commit().await?;
    let (status, refusal) = match outcome {
        Outcome::LoggedIn(one) => return enter(&app, shell, *one, &way).await,
        Outcome::SecondFactorNeeded { token, .. } => return second_factor::ask(shell, token.expose(), &way),
        Outcome::Wrong { account } => {
            failed(&app, account).await?;
            let text = shell.l.t("Tên đăng nhập hoặc mật khẩu không đúng.", "The name or the password is wrong.");
            (StatusCode::UNPROCESSABLE_ENTITY, text.to_owned())
        }
        Outcome::Throttled { until, account } => {
            failed(&app, account).await?;
            (StatusCode::TOO_MANY_REQUESTS, too_often(shell.l, until))
        }
        Outcome::Locked { account } => {
            failed(&app, Some(account)).await?;
            let text = shell.l.t(
                "Tài khoản này đang bị khoá. Hãy liên hệ ban quản trị Sàn.",
                "This account is locked. Please contact the floor's administrators.",
            );
            (StatusCode::FORBIDDEN, text.to_owned())
        }
    };
    refuse(shell, form, way, status, refusal)
}

/// Counts a login that did not work.
pub(super) async fn failed(app: &App, account: Option<AccountId>) -> Result<(), sea_orm::DbErr> {
    let membership = match account {
        Some(account) => members::queries::membership(app.db.read(), account).await?,
        None => None,
    };
    app.statistics.record(Event::LoginFailed { account, member: membership.map(|one| one.member_id) });
    Ok(())
}

/// The login worked: the cookie, and on to where the visitor wanted to go.
pub(super) async fn enter(app: &App, mut shell: Shell, login: LoggedIn, way: &Way) -> Page {
    let account = &login.account;
    let membership = members::queries::membership(app.db.read(), account.id).await?;
    let member = membership.as_ref().map(|one| one.member_id);
    // The floor's own officers are in no figure.
    if !account.role.is_officer() {
        app.statistics.record(Event::LoginSucceeded { account: account.id, member });
    }
    let token = Some(login.session_token.expose());
    let answer = if login.must_enrol {
        Redirect::to(&shell.url(&with_next("/tai-khoan/xac-thuc", &way.next))).into_response()
    } else if !way.carried.is_empty() && !way.next.is_empty() {
        let who = session::LoggedIn {
            account: account.clone(),
            membership,
            second_factor: account.has_second_factor,
            token_hash: String::new(),
            unseen: 0,
        };
        shell.viewer = Viewer(Some(Arc::new(who)));
        resume::give_back(shell.titled("Bạn đã đăng nhập lại", "You are logged in again"), &way.next, &way.carried)?
    } else if way.next.is_empty() {
        Redirect::to(&home(&shell, account, member.is_some())).into_response()
    } else {
        Redirect::to(&way.next).into_response()
    };
    Ok(with_cookie(app, answer, token))
}

/// Where one's work is.
fn home(shell: &Shell, account: &Account, is_member: bool) -> String {
    shell.url(match (account.role.is_officer(), is_member) {
        (true, _) => "/quan-tri",
        (false, true) => "/kenh-ban-hang",
        (false, false) => "/",
    })
}

pub async fn log_out(State(app): State<App>, shell: Shell, headers: HeaderMap) -> Page {
    if let Some(token) = session::token(&headers, &app.settings) {
        let txn = app.db.begin().await?;
        accounts::revoke_token(&txn, &token).await?;
        txn.commit().await?;
    }
    Ok(with_cookie(&app, after(&shell, "/", "da-dang-xuat")?, None))
}
