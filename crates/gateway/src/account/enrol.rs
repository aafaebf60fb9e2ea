//! `/tai-khoan/xac-thuc`: setting up the second factor, and new recovery codes.

use accounts::second_factor::{self, Check, Enrolment};
use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
};
use data_encoding::BASE64;
use kernel::{FieldErrors, Problem};
use qrcode::{QrCode, render::svg};

use super::{Client, own_session, parameter, too_often, unkept, with_cookie};
use crate::{
    AppError,
    form::{Form, FormView, Labels},
    render::{Page, page, page_with},
    resume,
    session::User,
    state::App,
    view::Shell,
};

const LABELS: Labels = &[("code", "Mã 6 số đang hiện trong ứng dụng", "The 6-digit code the app shows")];
/// Named in the authenticator app.
const ISSUER: &str = "Sàn Hà Tĩnh";

#[derive(Template)]
#[template(path = "account/enrol.html")]
struct EnrolPage {
    shell: Shell,
    form: FormView,
    /// The QR code as a picture of this page's own.
    picture: String,
    /// The same as text, in groups of four.
    secret: String,
    /// An officer can do nothing without it.
    required: bool,
    next: String,
}

#[derive(Template)]
#[template(path = "account/enrolled.html")]
struct EnrolledPage {
    shell: Shell,
    form: FormView,
    left: u64,
    refusal: String,
}

#[derive(Template)]
#[template(path = "account/recovery_codes.html")]
struct CodesPage {
    shell: Shell,
    codes: Vec<String>,
    next: String,
}

pub async fn show(State(app): State<App>, shell: Shell, user: User) -> Page {
    if user.0.account.has_second_factor {
        let form = FormView::empty(shell.l, LABELS);
        return enrolled(&app, shell, &user, form, StatusCode::OK, String::new()).await;
    }
    let next = parameter(&shell, "tiep");
    enrolling(&app, shell, &user, Form::default(), FieldErrors::default(), &next).await
}

/// The app's code arrives: from now on the account needs it.
pub async fn submit(
    State(app): State<App>,
    shell: Shell,
    user: User,
    client: Client,
    headers: HeaderMap,
    form: Form,
) -> Page {
    let next = form.fields.get("tiep").to_owned();
    if form.resumed {
        return enrolling(&app, shell, &user, form, FieldErrors::default(), &next).await;
    }
    let session = own_session(&app, &headers).await?;
    let ctx = app.ctx(user.actor());
    let txn = app.db.begin().await?;
    match second_factor::confirm_enrolment(&txn, &ctx, &session, form.fields.get("code"), &client.device).await {
        Ok(done) => {
            txn.commit().await?;
            let answer = codes(shell, done.recovery_codes, &next)?;
            Ok(with_cookie(&app, answer, Some(done.login.session_token.expose())))
        }
        Err(accounts::Error::Invalid(errors)) => {
            drop(txn);
            enrolling(&app, shell, &user, form, errors, &next).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `/tai-khoan/ma-du-phong`: ten new recovery codes, against a code of the app.
pub async fn renew(State(app): State<App>, shell: Shell, user: User, form: Form) -> Page {
    if form.resumed {
        return show(State(app), shell, user).await;
    }
    let ctx = app.ctx(user.actor());
    let txn = app.db.begin().await?;
    let checked = second_factor::check(&txn, &ctx, user.id(), form.fields.get("code")).await?;
    let fresh = match checked {
        Check::Right => second_factor::renew_recovery_codes(&txn, &ctx, user.id()).await?,
        Check::Wrong | Check::Throttled { .. } => Vec::new(),
    };
    txn.commit().await?;
    match checked {
        Check::Right => codes(shell, fresh, ""),
        Check::Wrong => {
            let view = FormView::new(shell.l, LABELS, form.fields, FieldErrors::one("code", Problem::WrongCode));
            enrolled(&app, shell, &user, view, StatusCode::UNPROCESSABLE_ENTITY, String::new()).await
        }
        Check::Throttled { until } => {
            let (view, refusal) = (FormView::empty(shell.l, LABELS), too_often(shell.l, until));
            enrolled(&app, shell, &user, view, StatusCode::TOO_MANY_REQUESTS, refusal).await
        }
    }
}

async fn enrolling(app: &App, shell: Shell, user: &User, form: Form, errors: FieldErrors, next: &str) -> Page {
    let ctx = app.ctx(user.actor());
    let txn = app.db.begin().await?;
    let Enrolment { secret, url } = second_factor::begin_enrolment(&txn, &ctx, user.id(), ISSUER).await?;
    txn.commit().await?;
    let groups: Vec<String> =
        secret.as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).into_owned()).collect();
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = EnrolPage {
        form: FormView::new(shell.l, LABELS, form.fields, errors),
        shell: shell.titled("Xác thực hai bước", "Two-step login").private(),
        picture: picture(&url)?,
        secret: groups.join(" "),
        required: user.0.account.role.is_officer(),
        next: resume::safe_next(next).unwrap_or_default().to_owned(),
    };
    page_with(status, &page).map(unkept)
}

async fn enrolled(app: &App, shell: Shell, user: &User, form: FormView, status: StatusCode, refusal: String) -> Page {
    let left = second_factor::recovery_codes_left(app.db.read(), user.id()).await?;
    let shell = shell.titled("Xác thực hai bước", "Two-step login").private();
    page_with(status, &EnrolledPage { shell, form, left, refusal })
}

fn codes(shell: Shell, codes: Vec<String>, next: &str) -> Page {
    let next = resume::safe_next(next).map_or_else(|| shell.url("/tai-khoan"), ToOwned::to_owned);
    let shell = shell.titled("Mã dự phòng", "Recovery codes").private();
    page(&CodesPage { shell, codes, next }).map(unkept)
}

/// The QR code as an SVG inside a `data:` address.
fn picture(url: &str) -> Result<String, AppError> {
    let code = QrCode::new(url).map_err(|error| AppError::Internal(format!("QR code: {error}")))?;
    let drawn = code.render::<svg::Color>().min_dimensions(240, 240).build();
    Ok(format!("data:image/svg+xml;base64,{}", BASE64.encode(drawn.as_bytes())))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_picture_is_an_svg_inside_its_address() {
        let address = picture("otpauth://totp/S%C3%A0n:a@b.vn?secret=JBSWY3DPEHPK3PXP").unwrap();
        let data = address.strip_prefix("data:image/svg+xml;base64,").unwrap();
        let drawn = String::from_utf8(BASE64.decode(data.as_bytes()).unwrap()).unwrap();
        assert!(drawn.contains("<svg") && drawn.ends_with("</svg>"));
    }
}
