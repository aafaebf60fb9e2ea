//! Against real databases: SQLite, and PostgreSQL where `FLOOR_TEST_POSTGRES_URL` names a server.
#![allow(clippy::unwrap_used)]

mod it {
    mod idempotency;
}
