//! Who visits, without knowing who it is.

use std::net::IpAddr;

use chrono::{DateTime, NaiveDate, Utc};
use kernel::ctx::local_date;
use sha2::{Digest, Sha256};

use crate::{bots::MAX_USER_AGENT, salt::Salt};

/// A visitor's mark of one day and the minute of the request. From address and browser, which are forgotten at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VisitorHash {
    pub(crate) minute: Minute,
    /// `None` before the day's salt is there: then the view counts and the visitor doesn't.
    pub(crate) hash: Option<Hash>,
    /// The database knows already that this visitor was here in this minute.
    pub(crate) is_written: bool,
}

/// Half of a SHA-256: enough to tell a province's visitors of a day apart.
pub(crate) type Hash = [u8; 16];

pub(crate) fn hash(salt: &Salt, address: IpAddr, user_agent: &str) -> Hash {
    let mut sha = Sha256::new();
    sha.update(salt);
    match address.to_canonical() {
        IpAddr::V4(v4) => sha.update(v4.octets()),
        IpAddr::V6(v6) => sha.update(v6.octets()),
    }
    let browser = user_agent.as_bytes();
    sha.update(&browser[..browser.len().min(MAX_USER_AGENT)]);
    let mut half = Hash::default();
    half.copy_from_slice(&sha.finalize()[..16]);
    half
}

impl VisitorHash {
    /// Whether the visitor can be told from others.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.hash.is_some()
    }
}

/// A whole minute. Visits are told apart by minutes, so that two processes agree and less is known of anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub(crate) struct Minute(i64);

impl Minute {
    pub(crate) fn of(at: DateTime<Utc>) -> Self {
        Self(at.timestamp().div_euclid(60))
    }

    pub(crate) fn start(self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.0 * 60, 0).unwrap_or_default()
    }

    /// The hour's number since 1970.
    pub(crate) fn hour(self) -> i64 {
        self.0.div_euclid(60)
    }

    pub(crate) fn day(self) -> NaiveDate {
        local_date(self.start())
    }
}
