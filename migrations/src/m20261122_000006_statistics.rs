//! Counters by day, visitors of the day, search terms.

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
CREATE TABLE counter (
    day {date} NOT NULL,
    kind text NOT NULL,
    subject_id {uuid} NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (day, kind, subject_id)
);
CREATE INDEX counter_kind ON counter (kind, day);
CREATE TABLE visitor_salt (
    day {date} NOT NULL PRIMARY KEY,
    salt text NOT NULL
);
CREATE TABLE visitor (
    day {date} NOT NULL,
    hash text NOT NULL,
    last_seen_at {time} NOT NULL,
    visits bigint NOT NULL,
    PRIMARY KEY (day, hash)
);
CREATE TABLE search_term (
    day {date} NOT NULL,
    term text NOT NULL,
    searches bigint NOT NULL,
    hits bigint NOT NULL,
    zero_hits bigint NOT NULL,
    PRIMARY KEY (day, term)
);
";

const DOWN: &str = "
DROP TABLE search_term;
DROP TABLE visitor;
DROP TABLE visitor_salt;
DROP TABLE counter;
";
