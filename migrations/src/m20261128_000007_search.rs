//! What administrators keep for search: synonyms.

use sea_orm_migration::prelude::*;

use crate::dialect;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, "DROP TABLE search_synonym;\n").await
    }
}

const UP: &str = "
CREATE TABLE search_synonym (
    id {uuid} NOT NULL PRIMARY KEY,
    term text NOT NULL,
    canonical text NOT NULL,
    kind text NOT NULL CONSTRAINT search_synonym_kind_check CHECK (kind IN ('same', 'one_way', 'loose')),
    term_key text NOT NULL,
    canonical_key text NOT NULL,
    removed_at {time},
    created_at {time} NOT NULL,
    updated_at {time} NOT NULL,
    CONSTRAINT search_synonym_words_check CHECK (term_key <> '' AND canonical_key <> '' AND term_key <> canonical_key)
);
CREATE UNIQUE INDEX search_synonym_pair_key ON search_synonym (term_key, canonical_key) WHERE removed_at IS NULL;
";
