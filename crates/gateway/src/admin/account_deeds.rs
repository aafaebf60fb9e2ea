//! What officers do with an account: confirm its phone, give out a code, lock and unlock, change its role, take a lost
//! second factor away. The domain refuses what an officer may not do, and everything to oneself.

use ::accounts::{Error, Role, admin as command, reset, second_factor, verify};
use axum::extract::{Path, State};
use kernel::{AccountId, Ctx, FieldErrors, Problem};
use sea_orm::ConnectionTrait;

use super::{
    account::{Shown, with},
    decision::{Verb, onwards},
    queue::Kind,
    read_id,
};
use crate::{
    AppError,
    form::Form,
    render::{Page, after},
    session::Officer,
    state::App,
    view::Shell,
};

/// The officer rang the number up.
pub async fn confirm_phone(
    State(app): State<App>,
    shell: Shell,
    officer: Officer,
    Path(id): Path<String>,
    form: Form,
) -> Page {
    let id: AccountId = read_id(&id)?;
    if form.resumed {
        return with(&app, shell, id, Shown::default()).await;
    }
    let txn = app.db.begin().await?;
    match verify::confirm_phone(&txn, &app.ctx(officer.actor()), id).await {
        Ok(account) => {
            txn.commit().await?;
            onwards(&app, &shell, (Kind::Phone, id.0), Some(account.created_at), Verb::Approve, &form).await
        }
        Err(error) => {
            drop(txn);
            again(&app, shell, id, error.into(), form, "phone").await
        }
    }
}

/// A code of eight digits, shown in the answer and nowhere else.
pub async fn issue_code(
    State(app): State<App>,
    shell: Shell,
    officer: Officer,
    Path(id): Path<String>,
    form: Form,
) -> Page {
    let id: AccountId = read_id(&id)?;
    if form.resumed {
        return with(&app, shell, id, Shown::default()).await;
    }
    let txn = app.db.begin().await?;
    match reset::issue_code(&txn, &app.ctx(officer.actor()), id).await {
        Ok(code) => {
            txn.commit().await?;
            with(&app, shell, id, Shown { code: code.into_string(), ..Shown::default() }).await
        }
        Err(error) => {
            drop(txn);
            again(&app, shell, id, error.into(), form, "code").await
        }
    }
}

pub async fn lock(state: State<App>, shell: Shell, officer: Officer, path: Path<String>, form: Form) -> Page {
    deed(state, shell, officer, path, form, "khoa").await
}

pub async fn unlock(state: State<App>, shell: Shell, officer: Officer, path: Path<String>, form: Form) -> Page {
    deed(state, shell, officer, path, form, "mo-khoa").await
}

pub async fn change_role(state: State<App>, shell: Shell, officer: Officer, path: Path<String>, form: Form) -> Page {
    deed(state, shell, officer, path, form, "vai-tro").await
}

pub async fn remove_factor(state: State<App>, shell: Shell, officer: Officer, path: Path<String>, form: Form) -> Page {
    deed(state, shell, officer, path, form, "bo-xac-thuc").await
}

/// A deed that wants a reason.
async fn deed(
    State(app): State<App>,
    shell: Shell,
    officer: Officer,
    Path(id): Path<String>,
    form: Form,
    what: &'static str,
) -> Page {
    let id: AccountId = read_id(&id)?;
    if form.resumed {
        return with(&app, shell, id, Shown { fields: form.fields, wrong: what, ..Shown::default() }).await;
    }
    let txn = app.db.begin().await?;
    match carry_out(&txn, &app.ctx(officer.actor()), id, &form, what).await {
        Ok(()) => {
            txn.commit().await?;
            app.wake.notify_one();
            after(&shell, &Kind::Phone.path(id), "da-luu")
        }
        Err(error) => {
            drop(txn);
            again(&app, shell, id, error.into(), form, what).await
        }
    }
}

async fn carry_out(txn: &impl ConnectionTrait, ctx: &Ctx, id: AccountId, form: &Form, what: &str) -> Result<(), Error> {
    let reason = form.fields.get("reason");
    match what {
        "khoa" => command::lock(txn, ctx, id, reason).await,
        "mo-khoa" => command::unlock(txn, ctx, id, reason).await,
        "bo-xac-thuc" => second_factor::remove(txn, ctx, id, reason).await,
        _ => {
            let role = Role::from_code(form.fields.get("role"))
                .ok_or_else(|| FieldErrors::one("role", Problem::NotAChoice))?;
            command::set_role(txn, ctx, id, role, reason).await.map(|_| ())
        }
    }
}

async fn again(app: &App, shell: Shell, id: AccountId, error: AppError, form: Form, wrong: &'static str) -> Page {
    let shown = Shown { fields: form.fields, wrong, ..Shown::default() };
    match error {
        AppError::Invalid(errors) => with(app, shell, id, Shown { errors, ..shown }).await,
        AppError::WrongState => with(app, shell, id, Shown { stale: true, ..shown }).await,
        other => Err(other),
    }
}
