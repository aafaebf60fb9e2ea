//! Open offers that their owners change: the prices that they had before, and what threads say of it.

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

// An offer cost `price` (null: negotiable) until the moment of its row; what it costs now stands in the offer. `changes` is what the
// owner changed, as JSON; a release that does not know it shows a message of his without words.
const UP: &str = "
CREATE TABLE offer_price (
    offer_id {uuid} NOT NULL REFERENCES offer (id) ON DELETE CASCADE,
    until {time} NOT NULL,
    price bigint CONSTRAINT offer_price_past_check CHECK (price IS NULL OR price > 0),
    CONSTRAINT offer_price_key PRIMARY KEY (offer_id, until)
);
ALTER TABLE thread_message ADD COLUMN changes text NOT NULL DEFAULT '';
";

const DOWN: &str = "
ALTER TABLE thread_message DROP COLUMN changes;
DROP TABLE offer_price;
";
