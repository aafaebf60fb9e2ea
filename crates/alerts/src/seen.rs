//! Mark what was seen.

use kernel::{AccountId, Ctx};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, UpdateMany, sea_query::Expr};
use uuid::Uuid;

use crate::entity::alert::{Column, Entity};

/// All that was told until now.
pub async fn mark_all_seen(txn: &impl ConnectionTrait, ctx: &Ctx, account: AccountId) -> Result<(), DbErr> {
    unseen(ctx, account).exec(txn).await.map(|_| ())
}

/// Those of them that are the account's own.
pub async fn mark_seen(txn: &impl ConnectionTrait, ctx: &Ctx, account: AccountId, ids: &[Uuid]) -> Result<(), DbErr> {
    unseen(ctx, account).filter(Column::Id.is_in(ids.iter().copied())).exec(txn).await.map(|_| ())
}

fn unseen(ctx: &Ctx, account: AccountId) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::SeenAt, Expr::value(ctx.now))
        .filter(Column::AccountId.eq(account.0))
        .filter(Column::SeenAt.is_null())
        .filter(Column::CreatedAt.lte(ctx.now))
}
