//! Answers kept by the key that a client gave its request.

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
        dialect::run(manager, "DROP TABLE idempotency;\n").await
    }
}

const UP: &str = "
CREATE TABLE idempotency (
    account_id {uuid} NOT NULL,
    request_key text NOT NULL,
    fingerprint text NOT NULL,
    status integer NOT NULL DEFAULT 0,
    location text NOT NULL DEFAULT '',
    body text NOT NULL DEFAULT '',
    created_at {time} NOT NULL,
    CONSTRAINT idempotency_pkey PRIMARY KEY (account_id, request_key)
);
CREATE INDEX idempotency_created_at_idx ON idempotency (created_at);
";
