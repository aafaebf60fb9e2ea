//! What certificates a buyer wants, and which standards a seller states.

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
ALTER TABLE offer ADD COLUMN certificates text NOT NULL DEFAULT '';
";

const DOWN: &str = "
ALTER TABLE offer DROP COLUMN certificates;
";
