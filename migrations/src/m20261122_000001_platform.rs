//! What every domain stands on: the outbox, the audit log and jobs for a serving process.

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
CREATE TABLE outbox (
    id {serial},
    kind text NOT NULL,
    subject_id {uuid} NOT NULL,
    payload text NOT NULL DEFAULT '{}',
    created_at {time} NOT NULL,
    available_at {time} NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    claimed_by text,
    claimed_until {time},
    done_at {time},
    dead_at {time},
    last_error text
);
CREATE INDEX outbox_waiting ON outbox (available_at, id) WHERE done_at IS NULL AND dead_at IS NULL;
CREATE INDEX outbox_dead ON outbox (id) WHERE dead_at IS NOT NULL;
CREATE INDEX outbox_done ON outbox (done_at) WHERE done_at IS NOT NULL;
CREATE TABLE audit (
    id {uuid} NOT NULL PRIMARY KEY,
    at {time} NOT NULL,
    actor_id {uuid},
    actor_kind text NOT NULL CHECK (actor_kind IN ('account', 'anonymous', 'system')),
    action text NOT NULL,
    subject_kind text NOT NULL,
    subject_id {uuid} NOT NULL,
    member_id {uuid},
    reason text NOT NULL DEFAULT '',
    detail text NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_subject ON audit (subject_id, id);
CREATE INDEX audit_member ON audit (member_id, id);
CREATE INDEX audit_actor ON audit (actor_id, id);
CREATE TABLE job (
    id {uuid} NOT NULL PRIMARY KEY,
    kind text NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
    done bigint NOT NULL DEFAULT 0,
    total bigint NOT NULL DEFAULT 0,
    detail text NOT NULL DEFAULT '{}',
    created_at {time} NOT NULL,
    updated_at {time} NOT NULL
);
CREATE INDEX job_waiting ON job (kind, state, created_at);
";

const DOWN: &str = "
DROP TABLE job;
DROP TABLE audit;
DROP TABLE outbox;
";
