//! Member businesses, their staff, papers and stalls, and what buyers ask them.

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
CREATE TABLE member (
    id {uuid} NOT NULL PRIMARY KEY,
    state text NOT NULL CHECK (state IN ('draft', 'submitted', 'approved', 'changes_requested', 'rejected', 'suspended', 'closed')),
    kind text NOT NULL CHECK (kind IN ('enterprise', 'cooperative', 'household', 'farm')),
    name text NOT NULL,
    tax_code text NOT NULL,
    legal_representative text NOT NULL,
    commune_code text NOT NULL,
    address text NOT NULL,
    phone text NOT NULL,
    email text NOT NULL DEFAULT '',
    description text NOT NULL DEFAULT '',
    reason text NOT NULL DEFAULT '',
    submitted_at {time},
    decided_at {time},
    approved_at {time},
    identified_at {time},
    identified_how text NOT NULL DEFAULT '',
    version bigint NOT NULL DEFAULT 1,
    created_at {time} NOT NULL,
    updated_at {time} NOT NULL
);
CREATE INDEX member_waiting ON member (submitted_at, id) WHERE state = 'submitted';
CREATE INDEX member_state ON member (state, id);
CREATE UNIQUE INDEX member_tax_code_key ON member (tax_code) WHERE tax_code <> '' AND state IN ('submitted', 'approved', 'suspended');
CREATE TABLE membership (
    account_id {uuid} NOT NULL PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    member_id {uuid} NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    role text NOT NULL CHECK (role IN ('owner', 'staff')),
    created_at {time} NOT NULL
);
CREATE INDEX membership_member ON membership (member_id);
CREATE UNIQUE INDEX membership_one_owner ON membership (member_id) WHERE role = 'owner';
CREATE TABLE invitation (
    id {uuid} NOT NULL PRIMARY KEY,
    member_id {uuid} NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    token_hash text NOT NULL,
    note text NOT NULL DEFAULT '',
    created_by {uuid} NOT NULL,
    created_at {time} NOT NULL,
    expires_at {time} NOT NULL,
    accepted_by {uuid},
    accepted_at {time},
    revoked_at {time}
);
CREATE UNIQUE INDEX invitation_token_key ON invitation (token_hash);
CREATE INDEX invitation_member ON invitation (member_id, created_at);
CREATE TABLE member_document (
    id {uuid} NOT NULL PRIMARY KEY,
    member_id {uuid} NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    kind text NOT NULL,
    file_name text NOT NULL,
    content_type text NOT NULL,
    size bigint NOT NULL,
    blob_key text NOT NULL,
    uploaded_by {uuid} NOT NULL,
    uploaded_at {time} NOT NULL,
    removed_at {time}
);
CREATE INDEX member_document_member ON member_document (member_id, uploaded_at);
CREATE TABLE stall (
    id {uuid} NOT NULL PRIMARY KEY,
    member_id {uuid} NOT NULL REFERENCES member (id),
    state text NOT NULL CHECK (state IN ('draft', 'submitted', 'open', 'changes_requested', 'rejected', 'suspended', 'closed')),
    slug text NOT NULL,
    name text NOT NULL,
    introduction text NOT NULL DEFAULT '',
    commune_code text NOT NULL,
    address text NOT NULL DEFAULT '',
    phone text NOT NULL,
    email text NOT NULL DEFAULT '',
    opening_hours text NOT NULL DEFAULT '',
    holiday_notice text NOT NULL DEFAULT '',
    holiday_until {date},
    logo_picture text REFERENCES picture (id),
    banner_picture text REFERENCES picture (id),
    reason text NOT NULL DEFAULT '',
    submitted_at {time},
    decided_at {time},
    opened_at {time},
    version bigint NOT NULL DEFAULT 1,
    created_at {time} NOT NULL,
    updated_at {time} NOT NULL
);
CREATE UNIQUE INDEX stall_slug_key ON stall (slug);
CREATE UNIQUE INDEX stall_one_per_member ON stall (member_id) WHERE state <> 'closed';
CREATE INDEX stall_waiting ON stall (submitted_at, id) WHERE state = 'submitted';
CREATE INDEX stall_open ON stall (opened_at, id) WHERE state = 'open';
CREATE TABLE inquiry (
    id {uuid} NOT NULL PRIMARY KEY,
    stall_id {uuid} NOT NULL REFERENCES stall (id),
    product_id {uuid},
    product_name text NOT NULL DEFAULT '',
    account_id {uuid},
    name text NOT NULL,
    contact text NOT NULL,
    body text NOT NULL,
    locale text NOT NULL,
    created_at {time} NOT NULL,
    read_at {time},
    answered_at {time}
);
CREATE INDEX inquiry_stall ON inquiry (stall_id, created_at, id);
";

const DOWN: &str = "
DROP TABLE inquiry;
DROP TABLE stall;
DROP TABLE member_document;
DROP TABLE invitation;
DROP TABLE membership;
DROP TABLE member;
";
