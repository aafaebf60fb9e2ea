//! The list that a new floor begins with.

use std::collections::BTreeSet;

use kernel::Ctx;
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel};

use super::{SynonymDraft, SynonymError, add::new_row, entity::Entity, journal, read};
use crate::query::synonyms::built_in;

/// Fills the list of a floor that never had one with the built-in synonyms; answers how many. A list that
/// administrators emptied stays empty.
pub async fn seed(txn: &impl ConnectionTrait, ctx: &Ctx) -> Result<usize, SynonymError> {
    if !read::is_empty(txn).await? {
        return Ok(0);
    }
    let mut seen = BTreeSet::new();
    let drafts = built_in().map(|one| SynonymDraft { term: one.term, canonical: one.canonical, kind: one.kind });
    let mut rows: Vec<_> = drafts.map(|draft| new_row(ctx, &draft)).collect();
    rows.retain(|row| seen.insert((row.term_key.clone(), row.canonical_key.clone())));
    let count = rows.len();
    Entity::insert_many(rows.into_iter().map(IntoActiveModel::into_active_model))
        .exec_without_returning(txn)
        .await
        .map_err(SynonymError::of_write)?;
    journal::tell_seeded(txn, ctx, count).await?;
    Ok(count)
}
