//! What officers do with accounts: roles, locks, the first administrator.
//!
//! A moderator may manage buyers, an administrator also officers, nobody themselves; so an administrator always remains.

use chrono::{DateTime, Utc};
use kernel::{AccountId, Ctx, FieldErrors, Locale};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, sea_query::Expr};
use serde_json::json;

use crate::{
    Account, Error, Event, Identifier, Role, check_password, entity::account::Column, register, revoke_all, store,
    token,
};

/// Gives another role. Every session ends, so that the new one begins with what the role asks for.
pub async fn set_role(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    id: AccountId,
    role: Role,
    reason: &str,
) -> Result<Account, Error> {
    let before = store::administered(txn, ctx, id).await?;
    let reason = store::reason(reason)?;
    if before.role == role || before.locked() {
        return Err(Error::WrongState);
    }
    let update = store::update(ctx, id)
        .col_expr(Column::Role, Expr::value(role.code()))
        .filter(Column::Role.eq(before.role.code()));
    store::transition(txn, update).await?;
    revoke_all(txn, id).await?;
    token::forget_all(txn, id).await?;
    let detail = json!({ "before": before.role.code(), "after": role.code() });
    store::audit(txn, ctx, "account.role_changed", id, &reason, detail).await?;
    Event::RoleChanged.append(txn, ctx, id).await?;
    store::require(txn, id).await
}

/// Locks the account: nobody logs in, every session and token ends.
pub async fn lock(txn: &impl ConnectionTrait, ctx: &Ctx, id: AccountId, reason: &str) -> Result<(), Error> {
    store::managed(txn, ctx, id).await?;
    let reason = store::reason(reason)?;
    let update = store::update(ctx, id)
        .col_expr(Column::LockedAt, Expr::value(ctx.now))
        .col_expr(Column::LockedReason, Expr::value(reason.as_str()))
        .filter(Column::LockedAt.is_null());
    store::transition(txn, update).await?;
    revoke_all(txn, id).await?;
    token::forget_all(txn, id).await?;
    store::audit(txn, ctx, "account.locked", id, &reason, json!({})).await?;
    Ok(Event::Locked.append(txn, ctx, id).await?)
}

pub async fn unlock(txn: &impl ConnectionTrait, ctx: &Ctx, id: AccountId, reason: &str) -> Result<(), Error> {
    store::managed(txn, ctx, id).await?;
    let reason = store::reason(reason)?;
    let update = store::update(ctx, id)
        .col_expr(Column::LockedAt, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(Column::LockedReason, Expr::value(""))
        .filter(Column::LockedAt.is_not_null());
    store::transition(txn, update).await?;
    store::audit(txn, ctx, "account.unlocked", id, &reason, json!({})).await?;
    Ok(Event::Unlocked.append(txn, ctx, id).await?)
}

/// Checks what the command line was told, before the password is hashed.
pub fn parse_administrator(identifier: &str, password: &str) -> Result<Identifier, FieldErrors> {
    let identifier = Identifier::parse(identifier).map_err(|problem| FieldErrors::one("identifier", problem))?;
    match check_password(password, std::slice::from_ref(&identifier)) {
        Some(problem) => Err(FieldErrors::one("password", problem)),
        None => Ok(identifier),
    }
}

/// Makes an administrator, verified; the second factor is set up at the first login.
pub async fn create_administrator(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    identifier: Identifier,
    display_name: String,
    password_hash: String,
) -> Result<Account, Error> {
    let role = Role::Administrator;
    let account = register::insert(txn, ctx, identifier, display_name, role, password_hash, Locale::Vi, true).await?;
    store::audit(txn, ctx, "account.administrator_created", account.id, "", json!({})).await?;
    Event::Registered.append(txn, ctx, account.id).await?;
    Ok(account)
}
