//! `/tai-khoan`: one's own account. The forms on it have their handlers here, in [`super::password`] and
//! [`super::sessions`].

use accounts::{Account, Consent, SessionLine};
use askama::Template;
use axum::{extract::State, http::StatusCode};
use kernel::{FieldErrors, Fields, Locale, date};

use crate::{
    form::{Form, FormView, Labels},
    render::{Page, after, page_with},
    session::{LoggedIn, User},
    state::App,
    view::Shell,
};

const LABELS: Labels = &[
    ("display_name", "Tên của bạn", "Your name"),
    ("locale", "Ngôn ngữ của thư gửi cho bạn", "Language of mails to you"),
    ("old_password", "Mật khẩu hiện nay", "Present password"),
    ("password", "Mật khẩu mới", "New password"),
];
const MANY: u64 = 100;

#[derive(Template)]
#[template(path = "account/profile.html")]
struct ProfilePage {
    shell: Shell,
    account: Account,
    form: FormView,
    consents: Vec<ConsentLine>,
    sessions: Vec<Device>,
}

struct ConsentLine {
    name: &'static str,
    path: &'static str,
    version: String,
    given: String,
}

/// A device that is logged in.
struct Device {
    token_hash: String,
    name: String,
    seen: String,
    this: bool,
}

pub async fn show(State(app): State<App>, shell: Shell, user: User) -> Page {
    with(&app, shell, &user.0, None, FieldErrors::default(), StatusCode::OK).await
}

/// Name and language.
pub async fn submit(State(app): State<App>, shell: Shell, user: User, form: Form) -> Page {
    if form.resumed {
        return with(&app, shell, &user.0, Some(form.fields), FieldErrors::default(), StatusCode::OK).await;
    }
    let ctx = app.ctx(user.actor());
    let txn = app.db.begin().await?;
    match accounts::update_profile(&txn, &ctx, user.id(), &form.fields).await {
        Ok(_) => {
            txn.commit().await?;
            after(&shell, "/tai-khoan", "da-luu")
        }
        Err(accounts::Error::Invalid(errors)) => {
            drop(txn);
            with(&app, shell, &user.0, Some(form.fields), errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The page, with what was typed into one of its forms.
pub(super) async fn with(
    app: &App,
    shell: Shell,
    who: &LoggedIn,
    typed: Option<Fields>,
    errors: FieldErrors,
    status: StatusCode,
) -> Page {
    let l = shell.l;
    let account = who.account.clone();
    let mut fields = typed.unwrap_or_default();
    if !fields.pairs().iter().any(|(name, _)| name == "display_name") {
        fields.set("display_name", &account.display_name);
        fields.set("locale", account.locale.code());
    }
    let ctx = app.ctx(kernel::Actor::Account(account.id));
    let consents = accounts::consents(app.db.read(), account.id).await?;
    let sessions = accounts::page_sessions(app.db.read(), &ctx, &account, MANY).await?;
    let page = ProfilePage {
        shell: shell.titled("Tài khoản của tôi", "My account").private(),
        form: FormView::new(l, LABELS, fields, errors),
        consents: consents.into_iter().map(|consent| consent_line(l, consent)).collect(),
        sessions: sessions.into_iter().map(|session| device(l, &ctx, session, &who.token_hash)).collect(),
        account,
    };
    page_with(status, &page)
}

fn consent_line(l: Locale, consent: Consent) -> ConsentLine {
    let (name, path) = match consent.document.as_str() {
        "terms" => (l.t("Điều khoản sử dụng", "Terms of use"), "/trang/dieu-khoan"),
        _ => (l.t("Quyền riêng tư", "Privacy"), "/trang/quyen-rieng-tu"),
    };
    ConsentLine { name, path, version: consent.version, given: date::moment(l, consent.given_at) }
}

fn device(l: Locale, ctx: &kernel::Ctx, session: SessionLine, own: &str) -> Device {
    Device {
        name: browser(l, &session.user_agent),
        seen: date::ago(l, ctx.now, session.last_seen_at),
        this: session.token_hash == own,
        token_hash: session.token_hash,
    }
}

/// A browser by the name people know.
fn browser(l: Locale, agent: &str) -> String {
    let first =
        |known: &[(&str, &'static str)]| known.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    // The order matters: most of them also claim to be the ones further down.
    let browsers = [
        ("Zalo", "Zalo"),
        ("coc_coc", "Cốc Cốc"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ];
    let systems = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ];
    match (first(&browsers), first(&systems)) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => l.t("Thiết bị không rõ", "Unknown device").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_called_by_their_own_names() {
        let edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0";
        assert_eq!(browser(Locale::Vi, edge), "Edge, Windows");
        let phone = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36";
        assert_eq!(browser(Locale::Vi, phone), "Chrome, Android");
        assert_eq!(browser(Locale::En, "curl/8"), "Unknown device");
    }
}
