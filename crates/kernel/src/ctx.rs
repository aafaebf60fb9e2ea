//! Who acts, and when: the parameters that make a command repeatable in a test.

use std::sync::atomic::{AtomicU16, Ordering};

use chrono::{DateTime, DurationRound, NaiveDate, TimeDelta, Utc};
use uuid::Uuid;

use crate::AccountId;

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// A person who is logged in.
    Account(AccountId),
    /// Somebody without an account (a buyer who asks a seller).
    Anonymous,
    /// The floor itself: the worker, the command line.
    System,
}

impl Actor {
    #[must_use]
    pub fn account(self) -> Option<AccountId> {
        match self {
            Self::Account(id) => Some(id),
            Self::Anonymous | Self::System => None,
        }
    }
}

/// The parameters of every command: who acts and the time of acting (UTC, whole microseconds as PostgreSQL keeps them).
#[derive(Debug, Clone, Copy)]
pub struct Ctx {
    pub actor: Actor,
    pub now: DateTime<Utc>,
}

impl Ctx {
    #[must_use]
    pub fn new(actor: Actor, now: DateTime<Utc>) -> Self {
        Self { actor, now: micros(now) }
    }

    #[must_use]
    pub fn system(now: DateTime<Utc>) -> Self {
        Self::new(Actor::System, now)
    }

    /// A new UUIDv7: sorts by `now` and, within one millisecond, in the order of asking; unguessable in its last 62 bits.
    #[must_use]
    pub fn new_id(&self) -> Uuid {
        static ASKED: AtomicU16 = AtomicU16::new(0);
        let millis = u64::try_from(self.now.timestamp_millis()).unwrap_or_default();
        let mut bytes = [0u8; 10];
        getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
        bytes[..2].copy_from_slice(&(ASKED.fetch_add(1, Ordering::Relaxed) % 4096).to_be_bytes());
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }

    /// Today's date in Hà Tĩnh.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        local_date(self.now)
    }
}

/// Asia/Ho_Chi_Minh is seven hours ahead of UTC all year.
pub const UTC_OFFSET_HOURS: i64 = 7;

/// The date in Hà Tĩnh at that instant.
#[must_use]
pub fn local_date(at: DateTime<Utc>) -> NaiveDate {
    (at + TimeDelta::hours(UTC_OFFSET_HOURS)).date_naive()
}

/// Whole microseconds: PostgreSQL drops the rest, so we never carry it.
#[must_use]
pub fn micros(at: DateTime<Utc>) -> DateTime<Utc> {
    at.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(at)
}

/// Where `now` comes from. The composition root picks one; a fixed clock serves tests and `--as-of`.
#[derive(Debug, Clone, Copy, Default)]
pub enum Clock {
    #[default]
    System,
    Fixed(DateTime<Utc>),
    /// The system's clock moved by that much.
    Shifted(TimeDelta),
}

impl Clock {
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the system's clock")]
    pub fn now(self) -> DateTime<Utc> {
        micros(match self {
            Self::System => Utc::now(),
            Self::Fixed(at) => at,
            Self::Shifted(by) => Utc::now() + by,
        })
    }
}
