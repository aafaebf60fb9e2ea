//! A new password, by somebody who is logged in.

use kernel::{AccountId, Ctx, FieldErrors, Problem};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, sea_query::Expr};
use serde_json::json;

use crate::{
    Account, Error, Event, Session,
    entity::account::Column,
    password_hash, revoke_all, revoke_all_but, store,
    throttle::{self, Key},
    token,
};

/// Replaces `old_hash`, with which the present password was verified, by `new_hash`. Every other session ends.
/// [`Problem::WrongPassword`] on `old_password` when the password was changed meanwhile.
pub async fn change_password(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    session: &Session,
    old_hash: &str,
    new_hash: &str,
) -> Result<(), Error> {
    let id = session.account.id;
    if password_hash(txn, id).await?.as_deref() != Some(old_hash) {
        return Err(FieldErrors::one("old_password", Problem::WrongPassword).into());
    }
    write(txn, ctx, id, new_hash).await?;
    revoke_all_but(txn, id, &session.token_hash).await?;
    store::audit(txn, ctx, "account.password_changed", id, "", json!({})).await?;
    Ok(())
}

/// Sets the password and ends every session.
pub(crate) async fn set(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    id: AccountId,
    new_hash: &str,
) -> Result<Account, Error> {
    write(txn, ctx, id, new_hash).await?;
    revoke_all(txn, id).await?;
    let account = store::require(txn, id).await?;
    for identifier in account.identifiers() {
        throttle::clear(txn, &Key::login(identifier.as_str())).await?;
    }
    Ok(account)
}

async fn write(txn: &impl ConnectionTrait, ctx: &Ctx, id: AccountId, new_hash: &str) -> Result<(), Error> {
    let update =
        store::update(ctx, id).col_expr(Column::PasswordHash, Expr::value(new_hash)).filter(Column::LockedAt.is_null());
    store::transition(txn, update).await?;
    token::forget_all(txn, id).await?;
    Ok(Event::PasswordChanged.append(txn, ctx, id).await?)
}
