//! The way to the database: connecting, writing transactions, the outbox, the audit log.
//!
//! Invariants: a writing transaction begins with [`Db::begin`] (on SQLite it takes the write lock at once, so it never
//! fails half-way with "database is locked"); a domain write, its audit row and its event share one transaction.
//! Tables owned: `outbox`, `audit`, `job`, `idempotency`, `export`.

pub mod audit;
mod connect;
mod error;
pub mod export;
mod follow;
pub mod idempotency;
pub mod job;
pub mod outbox;
pub mod testing;

pub use connect::{Db, Options};
pub use error::{violated, violated_unique};
pub use follow::Follower;
