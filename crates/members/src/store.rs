//! Rows in and out.

use database::violated_unique;
use kernel::{Ctx, FieldErrors, MemberId, Problem, StallId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};

use crate::{
    Error, StallState,
    entity::{member, stall},
};

/// The member's row, locked until the transaction ends (SQLite has one writer anyhow).
pub(crate) async fn lock_member(txn: &impl ConnectionTrait, id: MemberId) -> Result<member::Model, Error> {
    member::Entity::find_by_id(id.0).lock_exclusive().one(txn).await?.ok_or(Error::NotFound)
}

/// The member's stall that is not closed, locked. Lock the member first: everybody locks in this order.
pub(crate) async fn lock_live_stall(
    txn: &impl ConnectionTrait,
    member: MemberId,
) -> Result<Option<stall::Model>, DbErr> {
    stall::Entity::find()
        .filter(stall::Column::MemberId.eq(member.0))
        .filter(stall::Column::State.ne(StallState::Closed))
        .lock_exclusive()
        .one(txn)
        .await
}

/// A stall and its member, locked, for an officer's decision.
pub(crate) async fn lock_shop(txn: &impl ConnectionTrait, id: StallId) -> Result<(stall::Model, member::Model), Error> {
    let seen = stall::Entity::find_by_id(id.0).one(txn).await?.ok_or(Error::NotFound)?;
    let member = lock_member(txn, MemberId(seen.member_id)).await?;
    let stall = stall::Entity::find_by_id(id.0).lock_exclusive().one(txn).await?.ok_or(Error::NotFound)?;
    Ok((stall, member))
}

/// Writes a changed member as its next version.
pub(crate) async fn update_member(txn: &impl ConnectionTrait, ctx: &Ctx, mut row: member::Model) -> Result<(), Error> {
    row.version += 1;
    row.updated_at = ctx.now;
    row.into_active_model().reset_all().update(txn).await.map(|_| ()).map_err(member_taken)
}

/// Writes a changed stall as its next version.
pub(crate) async fn update_stall(txn: &impl ConnectionTrait, ctx: &Ctx, mut row: stall::Model) -> Result<(), Error> {
    row.version += 1;
    row.updated_at = ctx.now;
    row.into_active_model().reset_all().update(txn).await.map(|_| ()).map_err(stall_taken)
}

/// Inserts unless a row with this id is there; whether it inserted.
pub(crate) async fn insert_new<E, A>(txn: &impl ConnectionTrait, row: A) -> Result<bool, DbErr>
where
    E: EntityTrait,
    A: ActiveModelTrait<Entity = E>,
{
    use sea_orm::TryInsertResult::{Conflicted, Empty, Inserted};
    match E::insert(row).on_conflict_do_nothing().exec_without_returning(txn).await? {
        Inserted(rows) => Ok(rows > 0),
        Conflicted | Empty => Ok(false),
    }
}

/// The tax code is checked by its index, so that two submissions at one moment can't both pass.
fn member_taken(error: DbErr) -> Error {
    if violated_unique(&error, "member_tax_code_key", "member.tax_code") {
        return FieldErrors::one("tax_code", Problem::Taken).into();
    }
    error.into()
}

pub(crate) fn stall_taken(error: DbErr) -> Error {
    if violated_unique(&error, "stall_slug_key", "stall.slug") {
        return FieldErrors::one("slug", Problem::Taken).into();
    }
    if violated_unique(&error, "stall_one_per_member", "stall.member_id") {
        return Error::StallExists;
    }
    if database::violated(&error) {
        return FieldErrors::one("picture", Problem::NotAPicture).into();
    }
    error.into()
}
