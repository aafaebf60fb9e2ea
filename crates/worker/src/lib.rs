//! Carrying on what happened: the worker claims events of the outbox and hands them to handlers; mail goes out here.
//!
//! Invariants:
//! - A [`Handlers`] registry says who wants which events; the composition root fills it, this crate knows no domain.
//! - An event is settled when **all** of its handlers have succeeded. When one fails, the event backs off and later
//!   **all** of them run again, and after a crash too: handlers reload the subject by id and are idempotent. A mail may
//!   go out twice, never not at all.
//! - Several workers, in one process or in many, share the outbox: an event is claimed by one at a time, for
//!   [`LEASE`]. A worker begins nothing that could outlast its lease.
//! - Events that keep failing become dead letters (see `database::outbox`); a handler whose means are away for now answers
//!   [`Postponed`], and the event waits for as long as that takes.
//!
//! Tables owned: none.

mod handlers;
pub mod mail;
mod run;
mod step;

pub use handlers::{BoxError, Handlers, Postponed};
pub use mail::{Mail, MailError, Mailer};
pub use run::Worker;
pub use step::{BATCH, HANDLER_TIMEOUT, LEASE};
