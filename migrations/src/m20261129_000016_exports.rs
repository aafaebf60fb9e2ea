//! Long lists on their way into a file.

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
        dialect::run(manager, "DROP TABLE export;\n").await
    }
}

// The file itself is a private blob named by the id. `total` is nought where nobody counted.
const UP: &str = "
CREATE TABLE export (
    id {uuid} NOT NULL PRIMARY KEY,
    account_id {uuid} NOT NULL,
    kind text NOT NULL,
    query text NOT NULL,
    locale text NOT NULL,
    state text NOT NULL,
    done bigint NOT NULL DEFAULT 0,
    total bigint NOT NULL DEFAULT 0,
    bytes bigint NOT NULL DEFAULT 0,
    created_at {time} NOT NULL,
    updated_at {time} NOT NULL,
    expires_at {time} NOT NULL
);
CREATE INDEX export_account ON export (account_id, state);
CREATE INDEX export_state ON export (state, created_at);
CREATE INDEX export_expires ON export (expires_at);
";
