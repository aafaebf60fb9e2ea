//! Reading the list, and the one place that updates a row.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use super::{
    MOST, SynonymError,
    entity::{Column, Entity, Model},
};
use crate::{Synonym, SynonymKind, Synonyms};

/// A synonym of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptSynonym {
    pub id: Uuid,
    pub synonym: Synonym,
    pub removed: bool,
    pub updated_at: DateTime<Utc>,
}

impl From<Model> for KeptSynonym {
    fn from(row: Model) -> Self {
        // The constraint on the column allows no other kind.
        let kind = SynonymKind::from_code(&row.kind).unwrap_or(SynonymKind::Loose);
        Self {
            id: row.id,
            synonym: Synonym { term: row.term, canonical: row.canonical, kind },
            removed: row.removed_at.is_some(),
            updated_at: row.updated_at,
        }
    }
}

/// The list, by term.
pub async fn kept(db: &impl ConnectionTrait) -> Result<Vec<KeptSynonym>, DbErr> {
    let sorted = live().order_by_asc(Column::TermKey).order_by_asc(Column::CanonicalKey).limit(MOST);
    Ok(sorted.all(db).await?.into_iter().map(KeptSynonym::from).collect())
}

/// One of the list, or one that was removed.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<KeptSynonym>, DbErr> {
    Ok(row(db, id).await?.map(KeptSynonym::from))
}

/// The list, compiled for searching.
pub async fn compiled(db: &impl ConnectionTrait) -> Result<Synonyms, DbErr> {
    Ok(Synonyms::new(kept(db).await?.into_iter().map(|one| one.synonym)))
}

fn live() -> Select<Entity> {
    Entity::find().filter(Column::RemovedAt.is_null())
}

pub(super) async fn count(db: &impl ConnectionTrait) -> Result<u64, DbErr> {
    live().count(db).await
}

/// Whether there ever was one.
pub(super) async fn is_empty(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    Ok(Entity::find().limit(1).one(db).await?.is_none())
}

pub(super) async fn row(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).one(db).await
}

pub(super) async fn update(txn: &impl ConnectionTrait, row: &Model) -> Result<(), SynonymError> {
    let all = row.clone().into_active_model().reset_all();
    all.update(txn).await.map(|_| ()).map_err(SynonymError::of_write)
}
