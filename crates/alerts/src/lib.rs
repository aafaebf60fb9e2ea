//! What people follow and are told: on the floor at once, and by one mail a day.
//!
//! Invariants:
//! - An alert stands once per account, kind, subject and counterpart (constraint): telling again tells nothing, so whoever tells may
//!   be run twice.
//! - Everything is read and changed from its account on: nobody sees what another follows or is told.
//! - What happened is looked up by its anchors ([`follow::anchor_of_commodity`] …): one index finds the followers of all kinds, page by page,
//!   and saved searches are then read and compared one by one.
//! - An alert goes into one digest at most. Digests are claimed in a transaction that writes their event; a claimed one is sent or,
//!   where its mail can't go out, taken up again.
//! - What can't wait for the morning has a mail of its own, which is claimed like a digest and never stands in one.
//! - Lists are bounded: [`MAX_FOLLOWS`] per account, alerts for [`KEPT_DAYS`] days.
//!
//! Following and reading are no deeds that anybody else acts on or has to answer for: they write neither audit lines nor events.
//!
//! Tables owned: `follow`, `alert`, `digest_setting`, `digest_mail`.

pub mod digest;
mod entity;
mod error;
mod fan_out;
pub mod follow;
mod kind;
mod prune;
mod queries;
mod search;
mod seen;
mod tell;

pub use error::Error;
pub use fan_out::{News, Position, fan_out};
pub use follow::{Follow, FollowKind, MAX_FOLLOWS};
pub use kind::Kind;
pub use prune::{KEPT_DAYS, prune};
pub use queries::{Line, MOST_COUNTED, count_unseen, count_unseen_of_talks, find, page};
pub use search::{Facts, SavedSearch};
pub use seen::{mark_all_seen, mark_seen};
pub use tell::{Alert, claim_mail, give_mail_back, tell, tell_all};
