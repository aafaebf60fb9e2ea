//! One-time tokens: mail links, an officer's reset code, the step between password and second factor.

use chrono::TimeDelta;
use kernel::{AccountId, Ctx, Locale};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Select,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use crate::{
    Error, Secret,
    entity::account_token::{ActiveModel, Column, Entity, Model},
    secret, store,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    VerifyEmail,
    ResetPassword,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    VerifyEmail,
    ResetPassword,
    ResetCode,
    SecondFactor,
}

impl Kind {
    const fn code(self) -> &'static str {
        match self {
            Self::VerifyEmail => "verify_email",
            Self::ResetPassword => "reset_password",
            Self::ResetCode => "reset_code",
            Self::SecondFactor => "second_factor",
        }
    }

    /// How long it may be used.
    pub(crate) const fn life(self) -> TimeDelta {
        match self {
            Self::VerifyEmail => TimeDelta::hours(48),
            Self::ResetPassword => TimeDelta::hours(1),
            Self::ResetCode => TimeDelta::minutes(30),
            Self::SecondFactor => TimeDelta::minutes(10),
        }
    }
}

/// How often a code may be tried.
pub(crate) const MAX_ATTEMPTS: i32 = 5;

/// What a mail needs. `token` goes into its link and is nowhere else.
#[derive(Debug, Clone)]
pub struct Letter {
    pub email: String,
    pub display_name: String,
    pub locale: Locale,
    pub token: Secret,
}

/// Makes the token of a mail that is about to be sent; an older one of the same purpose is void. `None` when no mail is
/// needed any more: the address was verified meanwhile, the account has no address, or it is locked.
///
/// The worker calls it in a transaction of its own, commits, then sends. When sending fails, the next try mints anew.
pub async fn mint_token(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    account: AccountId,
    purpose: Purpose,
) -> Result<Option<Letter>, Error> {
    let Some(account) = store::find_account(txn, account).await?.filter(|account| !account.locked()) else {
        return Ok(None);
    };
    let kind = match purpose {
        Purpose::VerifyEmail if account.email_verified_at.is_some() => return Ok(None),
        Purpose::VerifyEmail => Kind::VerifyEmail,
        Purpose::ResetPassword => Kind::ResetPassword,
    };
    let Some(email) = account.email else {
        return Ok(None);
    };
    let token = Secret::random();
    forget(txn, account.id, kind).await?;
    insert(txn, ctx, account.id, kind, secret::hash(token.expose())).await?;
    Ok(Some(Letter { email, display_name: account.display_name, locale: account.locale, token }))
}

pub(crate) async fn insert(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    account: AccountId,
    kind: Kind,
    token_hash: String,
) -> Result<(), DbErr> {
    let row = ActiveModel {
        token_hash: Set(token_hash),
        account_id: Set(account.0),
        purpose: Set(kind.code().to_owned()),
        attempts: Set(0),
        created_by: Set(ctx.actor.account().map(Uuid::from)),
        created_at: Set(ctx.now),
        expires_at: Set(ctx.now + kind.life()),
        used_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(txn).await.map(|_| ())
}

fn live(ctx: &Ctx, kind: Kind) -> Select<Entity> {
    Entity::find()
        .filter(Column::Purpose.eq(kind.code()))
        .filter(Column::UsedAt.is_null())
        .filter(Column::ExpiresAt.gt(ctx.now))
        .filter(Column::Attempts.lt(MAX_ATTEMPTS))
}

/// The usable token of that text, without using it.
pub(crate) async fn find(
    db: &impl ConnectionTrait,
    ctx: &Ctx,
    kind: Kind,
    token: &str,
) -> Result<Option<Model>, DbErr> {
    live(ctx, kind).filter(Column::TokenHash.eq(secret::hash(token))).one(db).await
}

/// The usable token of an account that has one at a time.
pub(crate) async fn find_of(
    db: &impl ConnectionTrait,
    ctx: &Ctx,
    kind: Kind,
    account: AccountId,
) -> Result<Option<Model>, DbErr> {
    live(ctx, kind).filter(Column::AccountId.eq(account.0)).one(db).await
}

/// Marks it as used; `false` when somebody else was faster.
pub(crate) async fn consume(txn: &impl ConnectionTrait, ctx: &Ctx, token: &Model) -> Result<bool, DbErr> {
    let used = Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(ctx.now))
        .filter(Column::TokenHash.eq(&token.token_hash))
        .filter(Column::UsedAt.is_null())
        .exec(txn)
        .await?;
    Ok(used.rows_affected == 1)
}

/// Takes one of its tries, before looking at what was tried; `false` when none is left.
pub(crate) async fn attempt(txn: &impl ConnectionTrait, token: &Model) -> Result<bool, DbErr> {
    let tried = Entity::update_many()
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .filter(Column::TokenHash.eq(&token.token_hash))
        .filter(Column::UsedAt.is_null())
        .filter(Column::Attempts.lt(MAX_ATTEMPTS))
        .exec(txn)
        .await?;
    Ok(tried.rows_affected == 1)
}

pub(crate) async fn forget(txn: &impl ConnectionTrait, account: AccountId, kind: Kind) -> Result<(), DbErr> {
    Entity::delete_many()
        .filter(Column::AccountId.eq(account.0))
        .filter(Column::Purpose.eq(kind.code()))
        .exec(txn)
        .await
        .map(|_| ())
}

/// Voids every token of the account: its password has changed, or it was locked.
pub(crate) async fn forget_all(txn: &impl ConnectionTrait, account: AccountId) -> Result<(), DbErr> {
    Entity::delete_many().filter(Column::AccountId.eq(account.0)).exec(txn).await.map(|_| ())
}

pub(crate) async fn prune(txn: &impl ConnectionTrait, ctx: &Ctx) -> Result<u64, DbErr> {
    Ok(Entity::delete_many().filter(Column::ExpiresAt.lt(ctx.now)).exec(txn).await?.rows_affected)
}
