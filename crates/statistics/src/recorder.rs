//! The recorder: adds up in memory, on the request's way, in well under two microseconds.

use std::{
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
};

use chrono::{DateTime, NaiveDate, Utc};
use foldhash::HashSet;
use kernel::{Clock, ctx::local_date};
use uuid::Uuid;

use crate::{
    Event, VisitorHash,
    batch::{Batch, TermSums},
    bots,
    cap::Cap,
    event::kind,
    salt::Salts,
    source::Source,
    term,
    visitor::{self, Hash, Minute},
};

/// Counts for one process. Cheap to clone; every clone counts into the same sums.
#[derive(Clone)]
pub struct Recorder(Arc<Inner>);

struct Inner {
    clock: Clock,
    /// Off: nothing is counted at all.
    on: bool,
    /// Held for one or two additions, or for taking the whole batch away: never across an await.
    batch: Mutex<Batch>,
    salts: RwLock<Salts>,
    cap: Mutex<Cap>,
    written: Mutex<Written>,
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
        let (batch, salts) = (Mutex::default(), RwLock::default());
        Self(Arc::new(Inner { clock, on, batch, salts, cap: Mutex::default(), written: Mutex::default() }))
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
        if !self.0.cap.lock().unwrap_or_else(PoisonError::into_inner).allows(address, minute, day) {
            self.count(minute, kind::CAPPED);
            return None;
        }
        let salt = self.0.salts.read().unwrap_or_else(PoisonError::into_inner).of(day).copied();
        let hash = salt.map(|salt| visitor::hash(&salt, address, user_agent));
        let is_written = hash.is_some_and(|hash| self.written().holds(minute, &hash));
        Some(VisitorHash { minute, day, hash, is_written })
    }

    /// Counts. Never waits for the database.
    pub fn record(&self, event: Event) {
        self.record_when(event, || self.0.clock.now());
    }

    /// Counts as of `now`; views count on the day of their visitor's request.
    pub fn record_at(&self, event: Event, now: DateTime<Utc>) {
        self.record_when(event, || now);
    }

    /// Most events are views, and these don't look at the clock again.
    fn record_when(&self, event: Event, now: impl FnOnce() -> DateTime<Utc>) {
        if !self.0.on {
            return;
        }
        match event {
            Event::Page { visitor } => self.view(visitor, kind::PAGE, Uuid::nil(), None),
            Event::ProductView { product, commodity, visitor } => {
                self.view(visitor, kind::PRODUCT_VIEW, product.0, commodity.map(|id| id.0));
            }
            Event::StallView { stall, visitor } => self.view(visitor, kind::STALL_VIEW, stall.0, None),
            Event::OfferView { offer, visitor } => self.view(visitor, kind::OFFER_VIEW, offer.0, None),
            Event::Arrival { site, campaign } => self.arrival(local_date(now()), site, campaign),
            Event::StallSource { stall, source } => self.stall_source(local_date(now()), stall.0, source),
            Event::Export { what } => {
                self.batch().count_word(local_date(now()), kind::EXPORT, Uuid::nil(), what.into(), 1);
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

    fn view(&self, visitor: VisitorHash, kind: &'static str, subject: Uuid, commodity: Option<Uuid>) {
        let VisitorHash { minute, day, hash, is_written } = visitor;
        let mut batch = self.batch();
        batch.count(day, kind, subject, 1);
        batch.count_hour(minute.hour(), kind, 1);
        if let Some(commodity) = commodity {
            batch.count(day, kind::COMMODITY_VIEW, commodity, 1);
        }
        if let Some(hash) = hash.filter(|_| !is_written) {
            batch.see(minute, hash);
        }
    }

    /// One more of the floor as a whole.
    fn count(&self, minute: Minute, kind: &'static str) {
        let mut batch = self.batch();
        batch.count(minute.day(), kind, Uuid::nil(), 1);
        batch.count_hour(minute.hour(), kind, 1);
    }

    fn arrival(&self, day: NaiveDate, site: Option<String>, campaign: Option<String>) {
        let mut batch = self.batch();
        for (kind, word) in [(kind::REFERRER, site), (kind::CAMPAIGN, campaign)] {
            if let Some(word) = word {
                batch.count_word(day, kind, Uuid::nil(), word.into(), 1);
            }
        }
    }

    fn stall_source(&self, day: NaiveDate, stall: Uuid, source: Source) {
        let term = match &source {
            Source::Search(typed) => term::normalise(&term::cut(typed.clone())),
            _ => None,
        };
        let mut batch = self.batch();
        batch.count_word(day, kind::STALL_SOURCE, stall, source.into_word(), 1);
        if let Some(term) = term {
            batch.count_word(day, kind::STALL_TERM, stall, term.into(), 1);
        }
    }

    fn login(&self, now: DateTime<Utc>, kinds: [&'static str; 3], member: Option<Uuid>, account: Option<Uuid>) {
        let [all, by_member, by_account] = kinds;
        let day = local_date(now);
        self.count(Minute::of(now), all);
        let mut batch = self.batch();
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
        self.count(Minute::of(now), kind::SEARCH);
        let mut batch = self.batch();
        batch.search(day, term, TermSums { searches: 1, hits, zero_hits: i64::from(hits == 0) });
    }

    pub(crate) fn batch(&self) -> MutexGuard<'_, Batch> {
        self.0.batch.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn written(&self) -> MutexGuard<'_, Written> {
        self.0.written.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn salts(&self) -> &RwLock<Salts> {
        &self.0.salts
    }
}
