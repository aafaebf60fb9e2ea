//! Forget what is old.

use chrono::TimeDelta;
use kernel::Ctx;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::entity::{alert, digest_mail};

/// How long an alert, and the link that turns off the digest, is kept.
pub const KEPT_DAYS: i64 = 90;

/// Removes a part of what is older; answers how many alerts. Call it until it answers none.
pub async fn prune(txn: &impl ConnectionTrait, ctx: &Ctx, limit: u64) -> Result<u64, DbErr> {
    let before = ctx.now - TimeDelta::days(KEPT_DAYS);
    let old: Vec<Uuid> = alert::Entity::find()
        .select_only()
        .column(alert::Column::Id)
        .filter(alert::Column::CreatedAt.lt(before))
        .order_by_asc(alert::Column::CreatedAt)
        .limit(limit)
        .into_tuple()
        .all(txn)
        .await?;
    digest_mail::Entity::delete_many()
        .filter(digest_mail::Column::Day.lt(kernel::ctx::local_date(before)))
        .exec(txn)
        .await?;
    if old.is_empty() {
        return Ok(0);
    }
    let removed = alert::Entity::delete_many().filter(alert::Column::Id.is_in(old)).exec(txn).await?;
    Ok(removed.rows_affected)
}
