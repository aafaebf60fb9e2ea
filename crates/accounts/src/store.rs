//! Reading and changing single accounts, and who may change whose.

use kernel::{AccountId, Actor, Ctx, FieldErrors, Problem, text};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, UpdateMany, sea_query::Expr,
};

use crate::{
    Account, Error, Identifier,
    entity::account::{Column, Entity, Model},
};

pub async fn find_account(db: &impl ConnectionTrait, id: AccountId) -> Result<Option<Account>, DbErr> {
    Ok(find_row(db, id).await?.map(Account::from))
}

/// The stored hash, for [`crate::Passwords::verify`] before [`crate::change_password`].
pub async fn password_hash(db: &impl ConnectionTrait, id: AccountId) -> Result<Option<String>, DbErr> {
    Entity::find_by_id(id.0).select_only().column(Column::PasswordHash).into_tuple().one(db).await
}

pub(crate) async fn find_row(db: &impl ConnectionTrait, id: AccountId) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id.0).one(db).await
}

pub(crate) async fn find_row_by(db: &impl ConnectionTrait, identifier: &Identifier) -> Result<Option<Model>, DbErr> {
    let filter = match identifier {
        Identifier::Email(email) => Column::Email.eq(email),
        Identifier::Phone(phone) => Column::Phone.eq(phone),
    };
    Entity::find().filter(filter).one(db).await
}

pub(crate) async fn require(db: &impl ConnectionTrait, id: AccountId) -> Result<Account, Error> {
    find_account(db, id).await?.ok_or(Error::NotFound)
}

/// An update of the account's row that also notes when.
pub(crate) fn update(ctx: &Ctx, id: AccountId) -> UpdateMany<Entity> {
    Entity::update_many().col_expr(Column::UpdatedAt, Expr::value(ctx.now)).filter(Column::Id.eq(id.0))
}

/// Runs an update whose filter names the state that is expected; another state is an error, never a silent no-op.
pub(crate) async fn transition(txn: &impl ConnectionTrait, update: UpdateMany<Entity>) -> Result<(), Error> {
    match update.exec(txn).await?.rows_affected {
        0 => Err(Error::WrongState),
        _ => Ok(()),
    }
}

/// The account to be managed, if the actor may: the floor itself everybody; a moderator buyers; an administrator
/// everybody else. Nobody manages their own account.
pub(crate) async fn managed(txn: &impl ConnectionTrait, ctx: &Ctx, target: AccountId) -> Result<Account, Error> {
    let actor = match ctx.actor {
        Actor::System => return require(txn, target).await,
        Actor::Anonymous => return Err(Error::Forbidden),
        Actor::Account(id) => find_account(txn, id).await?.filter(|a| !a.locked()).ok_or(Error::Forbidden)?,
    };
    if !actor.role.is_officer() || actor.id == target {
        return Err(Error::Forbidden);
    }
    let target = require(txn, target).await?;
    if target.role.is_officer() && actor.role != crate::Role::Administrator {
        return Err(Error::Forbidden);
    }
    Ok(target)
}

/// Like [`managed`], for administrators only.
pub(crate) async fn administered(txn: &impl ConnectionTrait, ctx: &Ctx, target: AccountId) -> Result<Account, Error> {
    if let Actor::Account(id) = ctx.actor {
        let actor = find_account(txn, id).await?.ok_or(Error::Forbidden)?;
        if actor.role != crate::Role::Administrator {
            return Err(Error::Forbidden);
        }
    }
    managed(txn, ctx, target).await
}

/// An officer's reason, which the audit log keeps.
pub(crate) fn reason(input: &str) -> Result<String, FieldErrors> {
    const MAX: usize = 1_000;
    let reason = text::clean(input);
    let problem = if reason.is_empty() {
        Problem::Required
    } else if reason.chars().count() > MAX {
        Problem::TooLong(MAX)
    } else if text::has_control(&reason) {
        Problem::BadText
    } else {
        return Ok(reason);
    };
    Err(FieldErrors::one("reason", problem))
}

/// One audit row about an account.
pub(crate) async fn audit(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    action: &str,
    account: AccountId,
    reason: &str,
    detail: serde_json::Value,
) -> Result<(), DbErr> {
    let entry = database::audit::Entry {
        action,
        subject_kind: "account",
        subject_id: account.0,
        member_id: None,
        reason,
        detail,
    };
    database::audit::record(txn, ctx, entry).await
}
