//! Pictures, by content: the address of a picture is the hash of what was uploaded.

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

const UP: &str = "
CREATE TABLE picture (
    id text NOT NULL PRIMARY KEY,
    width integer NOT NULL,
    height integer NOT NULL,
    widths text NOT NULL,
    colour text NOT NULL,
    bytes bigint NOT NULL,
    created_at {time} NOT NULL
);
";

const DOWN: &str = "
DROP TABLE picture;
";
