//! `/tai-khoan/phien`: logging out another device, or all others.

use axum::extract::State;

use crate::{
    AppError,
    form::Form,
    render::{Page, after},
    session::User,
    state::App,
    view::Shell,
};

pub async fn submit(State(app): State<App>, shell: Shell, user: User, form: Form) -> Page {
    if form.resumed {
        return after(&shell, "/tai-khoan", "");
    }
    let txn = app.db.begin().await?;
    match form.fields.get("phien") {
        "" => return Err(AppError::BadRequest),
        "khac" => {
            accounts::revoke_all_but(&txn, user.id(), &user.0.token_hash).await?;
        }
        // One that has ended by itself is gone as well.
        one => {
            accounts::revoke(&txn, user.id(), one).await?;
        }
    }
    txn.commit().await?;
    after(&shell, "/tai-khoan", "da-dang-xuat-may-khac")
}
