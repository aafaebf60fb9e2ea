//! What matches which offer, what people follow, and what they are told.

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

// A match stands once in the list of each side that ranks it among its best. The `anchor` of a follow is what an event is looked up by:
// one index finds all followers of whatever happened. `mailed_on` is the day of the digest or mail that took the alert.
const UP: &str = "
CREATE TABLE offer_match (
    offer_id {uuid} NOT NULL REFERENCES offer (id) ON DELETE CASCADE,
    counterpart_id {uuid} NOT NULL REFERENCES offer (id) ON DELETE CASCADE,
    score integer NOT NULL CONSTRAINT offer_match_score_check CHECK (score BETWEEN 0 AND 100),
    reasons text NOT NULL,
    found_at {time} NOT NULL,
    PRIMARY KEY (offer_id, counterpart_id),
    CONSTRAINT offer_match_other_check CHECK (offer_id <> counterpart_id)
);
CREATE INDEX offer_match_counterpart ON offer_match (counterpart_id);
CREATE TABLE follow (
    id {uuid} NOT NULL PRIMARY KEY,
    account_id {uuid} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    kind text NOT NULL CONSTRAINT follow_kind_check CHECK (kind IN ('commodity', 'category', 'stall', 'search')),
    subject text NOT NULL,
    anchor text NOT NULL,
    created_at {time} NOT NULL
);
CREATE UNIQUE INDEX follow_once ON follow (account_id, kind, subject);
CREATE INDEX follow_anchor ON follow (anchor, id);
CREATE TABLE alert (
    id {uuid} NOT NULL PRIMARY KEY,
    account_id {uuid} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    kind text NOT NULL,
    subject_id {uuid} NOT NULL,
    other_id {uuid} NOT NULL,
    title text NOT NULL,
    path text NOT NULL,
    created_at {time} NOT NULL,
    seen_at {time},
    mailed_on {date}
);
CREATE UNIQUE INDEX alert_once ON alert (account_id, kind, subject_id, other_id);
CREATE INDEX alert_account ON alert (account_id, created_at, id);
CREATE INDEX alert_unseen ON alert (account_id, created_at, id) WHERE seen_at IS NULL;
CREATE INDEX alert_unmailed ON alert (created_at, account_id) WHERE seen_at IS NULL AND mailed_on IS NULL;
CREATE INDEX alert_age ON alert (created_at, id);
CREATE TABLE digest_setting (
    account_id {uuid} NOT NULL PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    wanted {bool} NOT NULL,
    updated_at {time} NOT NULL
);
CREATE TABLE digest_mail (
    account_id {uuid} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    day {date} NOT NULL,
    token_hash text,
    sent_at {time},
    PRIMARY KEY (account_id, day)
);
CREATE UNIQUE INDEX digest_mail_token ON digest_mail (token_hash) WHERE token_hash IS NOT NULL;
CREATE INDEX digest_mail_day ON digest_mail (day);
";

const DOWN: &str = "
DROP TABLE digest_mail;
DROP TABLE digest_setting;
DROP TABLE alert;
DROP TABLE follow;
DROP TABLE offer_match;
";
