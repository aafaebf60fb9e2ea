//! `/tai-khoan/mat-khau`: another password, by somebody who is logged in.

use accounts::{check_password, throttle::Action};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
};
use kernel::{FieldErrors, Problem};

use super::{Client, identifiers, own_session, profile};
use crate::{
    form::Form,
    render::{Page, after},
    session::User,
    state::App,
    view::Shell,
};

pub async fn submit(
    State(app): State<App>,
    shell: Shell,
    user: User,
    client: Client,
    headers: HeaderMap,
    form: Form,
) -> Page {
    if form.resumed {
        return profile::show(State(app), shell, user).await;
    }
    client.admit(&app, Action::ChangePassword).await?;
    let session = own_session(&app, &headers).await?;
    let old_hash = accounts::password_hash(app.db.read(), user.id()).await?.unwrap_or_default();
    let mut errors = FieldErrors::default();
    if let Some(problem) = check_password(form.fields.get("password"), &identifiers(&session.account)) {
        errors.add("password", problem);
    }
    if !form.fields.has("old_password") {
        errors.add("old_password", Problem::Required);
    } else if !app.passwords.verify(form.fields.get("old_password"), &old_hash).await {
        errors.add("old_password", Problem::WrongPassword);
    }
    if errors.is_empty() {
        let new_hash = app.passwords.hash(form.fields.get("password")).await;
        let ctx = app.ctx(user.actor());
        let txn = app.db.begin().await?;
        match accounts::change_password(&txn, &ctx, &session, &old_hash, &new_hash).await {
            Ok(()) => {
                txn.commit().await?;
                app.wake.notify_one();
                return after(&shell, "/tai-khoan", "da-doi-mat-khau");
            }
            Err(accounts::Error::Invalid(wrong)) => errors = wrong,
            Err(error) => return Err(error.into()),
        }
    }
    profile::with(&app, shell, &user.0, None, errors, StatusCode::UNPROCESSABLE_ENTITY).await
}
