//! `POST /san-pham/{slug}/hoi` and `POST /gian-hang/{slug}/hoi`: a buyer asks the seller, with or without an account.

use accounts::throttle::Action;
use axum::{
    extract::{Path, State},
    http::{StatusCode, request::Parts},
};
use kernel::{Actor, FieldErrors, Fields};
use members::{Shop, inquiries::About};

use super::{product, stall};
use crate::{
    AppError,
    form::{Form, FormView, Labels},
    origin,
    render::{Page, after},
    state::App,
    tries,
    view::Shell,
};

const LABELS: Labels = &[
    ("name", "Tên của bạn", "Your name"),
    ("contact", "Điện thoại hoặc thư điện tử", "Phone or e-mail"),
    ("body", "Câu hỏi", "Your question"),
];
const SENT: &str = "da-gui-cau-hoi";

/// The form under a product or stall.
pub struct AskForm {
    pub form: FormView,
    /// Without the language.
    pub action: String,
    /// Minted when the form is shown: the same question sent twice is one.
    pub id: String,
    /// Too many questions came from this address.
    pub wait: bool,
}

impl AskForm {
    /// An empty form, with what is known of a visitor who is logged in.
    #[must_use]
    pub fn empty(app: &App, shell: &Shell, path: &str) -> Self {
        let mut fields = Fields::default();
        if let Some(account) = shell.viewer.account() {
            fields.set("name", account.display_name.clone());
            let phone = account.phone.as_deref().and_then(|phone| kernel::phone::Phone::parse(phone).ok());
            let contact = phone.map(|phone| phone.national()).or_else(|| account.email.clone());
            fields.set("contact", contact.unwrap_or_default());
        }
        let id = app.ctx(Actor::Anonymous).new_id().to_string();
        let form = FormView::new(shell.l, LABELS, fields, FieldErrors::default());
        Self { form, action: format!("{path}/hoi"), id, wait: false }
    }

    fn again(shell: &Shell, path: &str, fields: &Fields, errors: FieldErrors, wait: bool) -> Self {
        let id = fields.get("id").to_owned();
        let form = FormView::new(shell.l, LABELS, fields.clone(), errors);
        Self { form, action: format!("{path}/hoi"), id, wait }
    }
}

/// What became of a question.
enum Sent {
    Yes,
    Wrong(FieldErrors),
    TooMany,
}

pub async fn about_product(
    State(app): State<App>,
    shell: Shell,
    Path(slug): Path<String>,
    parts: Parts,
    form: Form,
) -> Page {
    let listing = product::find(&app, &slug).await?;
    let about = About { product: listing.product.id, name: listing.product.content.name.clone() };
    let path = format!("/san-pham/{slug}");
    match send(&app, &shell, &parts, &listing.shop, Some(about), &form).await? {
        Sent::Yes => after(&shell, &path, SENT),
        Sent::Wrong(errors) => {
            let ask = AskForm::again(&shell, &path, &form.fields, errors, false);
            product::show_again(&app, at(shell, path), &listing, ask, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Sent::TooMany => {
            let ask = AskForm::again(&shell, &path, &form.fields, FieldErrors::default(), true);
            product::show_again(&app, at(shell, path), &listing, ask, StatusCode::TOO_MANY_REQUESTS).await
        }
    }
}

pub async fn about_stall(
    State(app): State<App>,
    shell: Shell,
    Path(slug): Path<String>,
    parts: Parts,
    form: Form,
) -> Page {
    let shop = stall::find(&app, &slug).await?;
    let path = format!("/gian-hang/{slug}");
    match send(&app, &shell, &parts, &shop, None, &form).await? {
        Sent::Yes => after(&shell, &path, SENT),
        Sent::Wrong(errors) => {
            let ask = AskForm::again(&shell, &path, &form.fields, errors, false);
            stall::show_again(&app, at(shell, path), &shop, ask, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Sent::TooMany => {
            let ask = AskForm::again(&shell, &path, &form.fields, FieldErrors::default(), true);
            stall::show_again(&app, at(shell, path), &shop, ask, StatusCode::TOO_MANY_REQUESTS).await
        }
    }
}

/// The answer shows the page of `path`: its links (the other language) lead there and not to the form's address.
fn at(mut shell: Shell, path: String) -> Shell {
    shell.path = path;
    shell
}

async fn send(
    app: &App,
    shell: &Shell,
    parts: &Parts,
    shop: &Shop,
    about: Option<About>,
    form: &Form,
) -> Result<Sent, AppError> {
    let ctx = app.ctx(shell.viewer.actor());
    let address = origin::address(&app.settings, &parts.headers, &parts.extensions);
    if tries::refused_until(app, Action::AskSeller, address).await?.is_some() {
        return Ok(Sent::TooMany);
    }
    let txn = app.db.begin().await?;
    match members::inquiries::ask(&txn, &ctx, shop.stall.id, about, &form.fields, shell.l).await {
        Ok(_) => {
            txn.commit().await?;
            app.wake.notify_one();
            Ok(Sent::Yes)
        }
        Err(members::Error::Fields(errors)) => Ok(Sent::Wrong(errors)),
        Err(error) => Err(error.into()),
    }
}
