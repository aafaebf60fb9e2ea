//! Photos of offers, and the files that go with the messages of a thread.

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
        dialect::run(manager, DOWN).await
    }
}

// `photos` are the ids of pictures, as a JSON list, in their order.
const UP: &str = "
ALTER TABLE offer ADD COLUMN photos text NOT NULL DEFAULT '[]';
CREATE TABLE thread_attachment (
    id {uuid} NOT NULL PRIMARY KEY,
    message_id {uuid} NOT NULL REFERENCES thread_message (id),
    thread_id {uuid} NOT NULL REFERENCES quote_thread (id),
    file_name text NOT NULL,
    content_type text NOT NULL,
    size bigint NOT NULL,
    blob_key text NOT NULL
);
CREATE INDEX thread_attachment_message ON thread_attachment (message_id, id);
";

const DOWN: &str = "
DROP TABLE thread_attachment;
ALTER TABLE offer DROP COLUMN photos;
";
