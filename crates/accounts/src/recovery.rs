//! Recovery codes: ten, each good for one login without the authenticator.

use data_encoding::BASE32_NOPAD;
use kernel::{AccountId, Ctx};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr,
};

use crate::{
    entity::recovery_code::{ActiveModel, Column, Entity},
    secret,
};

pub(crate) const CODES: usize = 10;

/// Sixteen letters and digits (80 random bits) in groups of four: `k7dq-x2ma-…`.
fn new_code() -> String {
    let letters = BASE32_NOPAD.encode(&secret::random::<10>()).to_ascii_lowercase();
    let groups: Vec<&str> = (0..4).map(|i| &letters[i * 4..i * 4 + 4]).collect();
    groups.join("-")
}

/// The hash belongs to the account, so that equal codes of two accounts do not show.
fn hash(account: AccountId, code: &str) -> String {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    secret::hash(&format!("recovery:{account}:{}", plain.to_ascii_lowercase()))
}

/// Replaces all codes of the account. They are shown once and are nowhere else.
pub(crate) async fn renew(txn: &impl ConnectionTrait, account: AccountId) -> Result<Vec<String>, DbErr> {
    forget(txn, account).await?;
    let codes: Vec<String> = (0..CODES).map(|_| new_code()).collect();
    insert(txn, account, &codes).await?;
    Ok(codes)
}

pub(crate) async fn insert(txn: &impl ConnectionTrait, account: AccountId, codes: &[String]) -> Result<(), DbErr> {
    let rows = codes.iter().map(|code| ActiveModel {
        account_id: Set(account.0),
        code_hash: Set(hash(account, code)),
        used_at: Set(None),
    });
    Entity::insert_many(rows).exec_without_returning(txn).await.map(|_| ())
}

/// Uses the code up; `false` when it is none or was used.
pub(crate) async fn consume(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    account: AccountId,
    code: &str,
) -> Result<bool, DbErr> {
    let used = Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(ctx.now))
        .filter(Column::AccountId.eq(account.0))
        .filter(Column::CodeHash.eq(hash(account, code)))
        .filter(Column::UsedAt.is_null())
        .exec(txn)
        .await?;
    Ok(used.rows_affected == 1)
}

pub(crate) async fn left(db: &impl ConnectionTrait, account: AccountId) -> Result<u64, DbErr> {
    Entity::find().filter(Column::AccountId.eq(account.0)).filter(Column::UsedAt.is_null()).count(db).await
}

pub(crate) async fn forget(txn: &impl ConnectionTrait, account: AccountId) -> Result<(), DbErr> {
    Entity::delete_many().filter(Column::AccountId.eq(account.0)).exec(txn).await.map(|_| ())
}
