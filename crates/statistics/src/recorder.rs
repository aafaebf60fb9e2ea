//! The recorder: adds up in memory, on the request's way, in well under two microseconds.

use std::{
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
};

use chrono::{DateTime, Utc};
use foldhash::HashSet;
use kernel::{Clock, ctx::local_date};
use uuid::Uuid;

use crate::{
    Event, View, VisitorHash,
    batch::{Batch, TermSums},
    bots,
    cap::Cap,
    event::kind,
    salt::Salts,
    source::Source,
    term,
    view::Shown,
    visitor::{self, Hash, Minute},
};

/// Counts for one process. Cheap to clone; every clone counts into the same sums.
#[derive(Clone)]
pub struct Recorder(Arc<Inner>);

struct Inner {
    clock: Clock,
    /// Off: nothing is counted at all.
    on: bool,
    salts: RwLock<Salts>,
    /// Held for a few additions, or for taking the whole batch away: never across an await.
    sums: Mutex<Sums>,
}

#[derive(Default)]
pub(crate) struct Sums {
    pub batch: Batch,
    pub written: Written,
    cap: Cap,
}

/// The visitors of the newest minute whose row is in the database already: seeing them again in it changes nothing, and
/// most pages are of somebody who was seen a second ago.
#[derive(Default)]
pub(crate) struct Written {
    minute: Minute,
    hashes: HashSet<Hash>,
}

impl Written {
    fn holds(&self, minute: Minute, hash: &Hash) -> bool {
        self.minute == minute && self.hashes.contains(hash)
    }

    /// To be told once they are committed.
    pub(crate) fn add(&mut self, seen: &HashSet<(Minute, Hash)>) {
        let Some(newest) = seen.iter().map(|(minute, _)| *minute).max().filter(|newest| *newest >= self.minute) else {
            return;
        };
        if newest > self.minute {
            (self.minute, self.hashes) = (newest, HashSet::default());
        }
        self.hashes.extend(seen.iter().filter(|(minute, _)| *minute == newest).map(|(_, hash)| *hash));
    }
}

impl Recorder {
    #[must_use]
    pub fn new(clock: Clock) -> Self {
        Self::of(clock, true)
    }

    /// One that counts nothing, for measuring what counting costs.
    #[must_use]
    pub fn off(clock: Clock) -> Self {
        Self::of(clock, false)
    }

    fn of(clock: Clock, on: bool) -> Self {
        Self(Arc::new(Inner { clock, on, salts: RwLock::default(), sums: Mutex::default() }))
    }

    /// The visitor of a request, or `None` where nothing is to be recorded: a known bot, or an address that asks for more
    /// than people do (which is counted as [`kind::CAPPED`]). To be called once for each page.
    #[must_use]
    pub fn visitor(&self, address: IpAddr, user_agent: &str) -> Option<VisitorHash> {
        self.visitor_at(address, user_agent, self.0.clock.now())
    }

    #[must_use]
    pub fn visitor_at(&self, address: IpAddr, user_agent: &str, now: DateTime<Utc>) -> Option<VisitorHash> {
        if !self.0.on || bots::is_bot(user_agent) {
            return None;
        }
        let (minute, day) = (Minute::of(now), local_date(now));
        let salt = self.0.salts.read().unwrap_or_else(PoisonError::into_inner).of(day).copied();
        let hash = salt.map(|salt| visitor::hash(&salt, address, user_agent));
        let mut sums = self.sums();
        if !sums.cap.allows(address, minute, day) {
            sums.batch.count_whole(minute, kind::CAPPED);
            return None;
        }
        let is_written = hash.is_some_and(|hash| sums.written.holds(minute, &hash));
        Some(VisitorHash { minute, hash, is_written })
    }

    /// Counts. Never waits for the database.
    pub fn record(&self, event: Event) {
        self.record_when(event, || self.0.clock.now());
    }

    /// Counts as of `now`; pages count on the day of their visitor's request.
    pub fn record_at(&self, event: Event, now: DateTime<Utc>) {
        self.record_when(event, || now);
    }

    /// Most events are pages, and these don't look at the clock again.
    fn record_when(&self, event: Event, now: impl FnOnce() -> DateTime<Utc>) {
        if !self.0.on {
            return;
        }
        match event {
            Event::Page { visitor, view, source, campaign } => self.page(visitor, view, source, campaign),
            Event::Export { what } => {
                self.sums().batch.count_word(local_date(now()), kind::EXPORT, Uuid::nil(), what.into(), 1);
            }
            Event::LoginSucceeded { account, member } => {
                let kinds = [kind::LOGIN_OK, kind::LOGIN_OK_MEMBER, kind::LOGIN_OK_ACCOUNT];
                self.login(now(), kinds, member.map(|id| id.0), Some(account.0));
            }
            Event::LoginFailed { account, member } => {
                let kinds = [kind::LOGIN_FAILED, kind::LOGIN_FAILED_MEMBER, kind::LOGIN_FAILED_ACCOUNT];
                self.login(now(), kinds, member.map(|id| id.0), account.map(|id| id.0));
            }
            Event::Search { term, hits } => self.search(now(), term, hits),
        }
    }

    fn page(&self, visitor: VisitorHash, view: View, source: Source, campaign: Option<String>) {
        let VisitorHash { minute, hash, is_written } = visitor;
        let (from, stall) = (source.word(), view.stall().map(|stall| stall.0));
        let mut sums = self.sums();
        let batch = &mut sums.batch;
        batch.show(Shown { hour: minute.hour(), view, from });
        if let Some(hash) = hash.filter(|_| !is_written) {
            batch.see(minute, hash);
        }
        match (source, stall) {
            (Source::Search(typed), Some(stall)) => {
                if let Some(term) = term::normalise(&term::cut(typed)) {
                    batch.count_word(minute.day(), kind::STALL_TERM, stall, term.into(), 1);
                }
            }
            (Source::Site(site), stall) => {
                if let Some(stall) = stall {
                    batch.count_word(minute.day(), kind::STALL_SOURCE, stall, site.clone().into(), 1);
                }
                batch.count_word(minute.day(), kind::REFERRER, Uuid::nil(), site.into(), 1);
            }
            _ => {}
        }
        if let Some(campaign) = campaign {
            batch.count_word(minute.day(), kind::CAMPAIGN, Uuid::nil(), campaign.into(), 1);
        }
    }

    fn login(&self, now: DateTime<Utc>, kinds: [&'static str; 3], member: Option<Uuid>, account: Option<Uuid>) {
        let [all, by_member, by_account] = kinds;
        let day = local_date(now);
        let batch = &mut self.sums().batch;
        batch.count_whole(Minute::of(now), all);
        match (member, account) {
            (Some(member), _) => batch.count(day, by_member, member, 1),
            (None, Some(account)) => batch.count(day, by_account, account, 1),
            (None, None) => {}
        }
    }

    fn search(&self, now: DateTime<Utc>, term: String, hits: u64) {
        let day = local_date(now);
        let term = term::cut(term);
        let hits = i64::try_from(hits).unwrap_or(i64::MAX).min(1_000_000_000);
        let batch = &mut self.sums().batch;
        batch.count_whole(Minute::of(now), kind::SEARCH);
        batch.search(day, term, TermSums { searches: 1, hits, zero_hits: i64::from(hits == 0) });
    }

    pub(crate) fn sums(&self) -> MutexGuard<'_, Sums> {
        self.0.sums.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn salts(&self) -> &RwLock<Salts> {
        &self.0.salts
    }
}
