use kernel::Ctx;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{SynonymDraft, SynonymError, journal, read};

/// Changes a synonym of the list. Nothing happens when nothing is changed.
///
/// # Errors
/// [`SynonymError::NotFound`] for one that was removed, [`SynonymError::Invalid`] when the list has it already.
pub async fn change(txn: &impl ConnectionTrait, ctx: &Ctx, id: Uuid, draft: &SynonymDraft) -> Result<(), SynonymError> {
    let before = read::row(txn, id).await?.filter(|row| row.removed_at.is_none()).ok_or(SynonymError::NotFound)?;
    let mut row = before.clone();
    draft.write(&mut row);
    if row == before {
        return Ok(());
    }
    row.updated_at = ctx.now;
    read::update(txn, &row).await?;
    journal::tell(txn, ctx, "synonym.changed", &row, Some(&before)).await?;
    Ok(())
}
