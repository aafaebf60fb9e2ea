//! Requests that act once however often they are sent: the client names each with a key, and the answer is kept by it.
//!
//! The key is claimed in the transaction of the deed, so it is taken exactly when the deed is done. Of two that come at one moment the
//! second waits until the first has committed (PostgreSQL: for the row; SQLite: for the write lock) and finds its answer. A deed that was
//! refused leaves nothing, so its key may be used again.

use chrono::{DateTime, Utc};
use kernel::{AccountId, Ctx};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, TryInsertResult,
    sea_query::{Expr, OnConflict},
};

mod entity {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "idempotency")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub request_key: String,
        pub fingerprint: String,
        /// 0 until the deed is done: nobody but its own transaction sees that.
        pub status: i32,
        pub location: String,
        pub body: String,
        pub created_at: ChronoDateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
use entity::{Column, Entity};

/// How long answers are kept.
pub const KEEP_DAYS: i64 = 7;

/// Which request it is, and whose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub account: AccountId,
    /// What the client calls it.
    pub key: String,
    /// The same exactly when address and body are.
    pub fingerprint: String,
}

/// What was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// Empty for none.
    pub location: String,
    pub body: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// It is new: do the deed, then [`keep`] the answer in the same transaction.
    New,
    /// It was done before, and this was the answer.
    Done(Answer),
    /// The key names another request.
    Other,
}

/// Claims the key for this request. The first thing in the transaction of the deed.
pub async fn claim(txn: &impl ConnectionTrait, ctx: &Ctx, request: &Request) -> Result<Claim, DbErr> {
    let row = entity::ActiveModel {
        account_id: Set(request.account.0),
        request_key: Set(request.key.clone()),
        fingerprint: Set(request.fingerprint.clone()),
        status: Set(0),
        location: Set(String::new()),
        body: Set(String::new()),
        created_at: Set(ctx.now),
    };
    let insert = Entity::insert(row).on_conflict(OnConflict::new().do_nothing().to_owned()).try_insert();
    if let TryInsertResult::Inserted(1..) = insert.exec_without_returning(txn).await? {
        return Ok(Claim::New);
    }
    let found = Entity::find_by_id((request.account.0, request.key.clone())).one(txn).await?;
    let found = found.ok_or_else(|| DbErr::RecordNotFound("the answer has just been forgotten".to_owned()))?;
    if found.fingerprint != request.fingerprint {
        return Ok(Claim::Other);
    }
    let status = u16::try_from(found.status).unwrap_or_default();
    Ok(Claim::Done(Answer { status, location: found.location, body: found.body }))
}

/// Keeps the answer to a request that was claimed as new.
pub async fn keep(txn: &impl ConnectionTrait, request: &Request, answer: &Answer) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::Status, Expr::value(i32::from(answer.status)))
        .col_expr(Column::Location, Expr::value(answer.location.as_str()))
        .col_expr(Column::Body, Expr::value(answer.body.as_str()))
        .filter(Column::AccountId.eq(request.account.0))
        .filter(Column::RequestKey.eq(request.key.as_str()))
        .exec(txn)
        .await
        .map(|_| ())
}

/// Forgets the answers of before `before`.
pub async fn prune(txn: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<u64, DbErr> {
    Ok(Entity::delete_many().filter(Column::CreatedAt.lt(before)).exec(txn).await?.rows_affected)
}
