use kernel::{Ctx, FieldErrors, Problem};
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::{
    MOST, SynonymDraft, SynonymError,
    entity::{Entity, Model},
    journal, read,
};

/// Adds a synonym; answers its id.
///
/// # Errors
/// [`SynonymError::Invalid`] when the list has it already, or is full.
pub async fn add(txn: &impl ConnectionTrait, ctx: &Ctx, draft: &SynonymDraft) -> Result<Uuid, SynonymError> {
    if read::count(txn).await? >= MOST {
        return Err(FieldErrors::one("term", Problem::TooMany(MOST as usize)).into());
    }
    let row = new_row(ctx, draft);
    Entity::insert(row.clone().into_active_model())
        .exec_without_returning(txn)
        .await
        .map_err(SynonymError::of_write)?;
    journal::tell(txn, ctx, "synonym.added", &row, None).await?;
    Ok(row.id)
}

pub(super) fn new_row(ctx: &Ctx, draft: &SynonymDraft) -> Model {
    let mut row = Model {
        id: ctx.new_id(),
        term: String::new(),
        canonical: String::new(),
        kind: String::new(),
        term_key: String::new(),
        canonical_key: String::new(),
        removed_at: None,
        created_at: ctx.now,
        updated_at: ctx.now,
    };
    draft.write(&mut row);
    row
}
