//! People who log in: accounts, sessions, consents, one-time tokens, recovery codes, throttling.

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
CREATE TABLE account (
    id {uuid} NOT NULL PRIMARY KEY,
    email text,
    phone text,
    password_hash text NOT NULL,
    display_name text NOT NULL,
    role text NOT NULL CHECK (role IN ('buyer', 'moderator', 'administrator')),
    locale text NOT NULL DEFAULT 'vi',
    email_verified_at {time},
    phone_verified_at {time},
    totp_secret text,
    totp_confirmed_at {time},
    totp_last_step bigint NOT NULL DEFAULT 0,
    locked_at {time},
    locked_reason text NOT NULL DEFAULT '',
    created_at {time} NOT NULL,
    updated_at {time} NOT NULL,
    CONSTRAINT account_contact CHECK (email IS NOT NULL OR phone IS NOT NULL)
);
CREATE UNIQUE INDEX account_email_key ON account (email);
CREATE UNIQUE INDEX account_phone_key ON account (phone);
CREATE INDEX account_phone_waiting ON account (created_at, id) WHERE phone IS NOT NULL AND phone_verified_at IS NULL AND email_verified_at IS NULL;
CREATE INDEX account_role ON account (role, id);
CREATE TABLE session (
    token_hash text NOT NULL PRIMARY KEY,
    account_id {uuid} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    second_factor {bool} NOT NULL,
    user_agent text NOT NULL DEFAULT '',
    created_at {time} NOT NULL,
    last_seen_at {time} NOT NULL,
    expires_at {time} NOT NULL
);
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_expires ON session (expires_at);
CREATE TABLE consent (
    id {uuid} NOT NULL PRIMARY KEY,
    account_id {uuid} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    document text NOT NULL CHECK (document IN ('terms', 'privacy')),
    version text NOT NULL,
    locale text NOT NULL,
    given_at {time} NOT NULL,
    withdrawn_at {time}
);
CREATE INDEX consent_account ON consent (account_id, given_at);
CREATE TABLE account_token (
    token_hash text NOT NULL PRIMARY KEY,
    account_id {uuid} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    purpose text NOT NULL CHECK (purpose IN ('verify_email', 'reset_password', 'reset_code', 'second_factor')),
    attempts integer NOT NULL DEFAULT 0,
    created_by {uuid},
    created_at {time} NOT NULL,
    expires_at {time} NOT NULL,
    used_at {time}
);
CREATE INDEX account_token_account ON account_token (account_id, purpose);
CREATE TABLE recovery_code (
    account_id {uuid} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    code_hash text NOT NULL,
    used_at {time},
    PRIMARY KEY (account_id, code_hash)
);
CREATE TABLE login_throttle (
    key text NOT NULL PRIMARY KEY,
    failures integer NOT NULL,
    window_started_at {time} NOT NULL,
    blocked_until {time}
);
";

const DOWN: &str = "
DROP TABLE login_throttle;
DROP TABLE recovery_code;
DROP TABLE account_token;
DROP TABLE consent;
DROP TABLE session;
DROP TABLE account;
";
