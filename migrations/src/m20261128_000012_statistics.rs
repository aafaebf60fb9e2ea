//! Counts by hour and by word, since when each measure is counted, and months as they were closed.

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

// A month is named by its first day. Version 0 is the running month's provisional figures, written anew now and then;
// from version 1 on nothing is ever changed. What was counted before this migration is known by its days.
const UP: &str = "
CREATE TABLE counter_hour (
    hour {time} NOT NULL,
    kind text NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (hour, kind)
);
CREATE TABLE counter_text (
    day {date} NOT NULL,
    kind text NOT NULL,
    subject_id {uuid} NOT NULL,
    word text NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (day, kind, subject_id, word)
);
CREATE INDEX counter_text_subject ON counter_text (subject_id, kind, day);
CREATE INDEX counter_subject ON counter (subject_id, kind, day);
CREATE TABLE measure (
    code text NOT NULL PRIMARY KEY,
    since {date} NOT NULL
);
INSERT INTO measure (code, since) SELECT kind, MIN(day) FROM counter GROUP BY kind;
CREATE TABLE month_version (
    month {date} NOT NULL,
    version integer NOT NULL CONSTRAINT month_version_check CHECK (version >= 0),
    checksum text NOT NULL,
    reason text NOT NULL DEFAULT '',
    actor_id {uuid},
    taken_at {time} NOT NULL,
    PRIMARY KEY (month, version)
);
CREATE TABLE month_figure (
    month {date} NOT NULL,
    version integer NOT NULL,
    measure text NOT NULL,
    dimension text NOT NULL,
    word text NOT NULL,
    value bigint NOT NULL,
    PRIMARY KEY (month, version, measure, dimension, word)
);
";

const DOWN: &str = "
DROP TABLE month_figure;
DROP TABLE month_version;
DROP TABLE measure;
DROP INDEX counter_subject;
DROP TABLE counter_text;
DROP TABLE counter_hour;
";
