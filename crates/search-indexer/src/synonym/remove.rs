//! Taking a synonym off the list. The row stays, so that it can be put back.

use chrono::{DateTime, Utc};
use kernel::Ctx;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{SynonymError, journal, read};

/// Takes it off the list.
///
/// # Errors
/// [`SynonymError::NotFound`] when it is not on it.
pub async fn remove(txn: &impl ConnectionTrait, ctx: &Ctx, id: Uuid) -> Result<(), SynonymError> {
    set(txn, ctx, id, Some(ctx.now), "synonym.removed").await
}

/// Puts a removed one back.
///
/// # Errors
/// [`SynonymError::NotFound`] when it was not removed, [`SynonymError::Invalid`] when the list has got it again since.
pub async fn put_back(txn: &impl ConnectionTrait, ctx: &Ctx, id: Uuid) -> Result<(), SynonymError> {
    set(txn, ctx, id, None, "synonym.put_back").await
}

async fn set(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    id: Uuid,
    removed_at: Option<DateTime<Utc>>,
    action: &str,
) -> Result<(), SynonymError> {
    let found = read::row(txn, id).await?;
    let mut row = found.filter(|row| row.removed_at.is_some() != removed_at.is_some()).ok_or(SynonymError::NotFound)?;
    row.removed_at = removed_at;
    row.updated_at = ctx.now;
    read::update(txn, &row).await?;
    journal::tell(txn, ctx, action, &row, None).await?;
    Ok(())
}
