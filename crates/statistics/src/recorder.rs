//! The recorder: adds up in memory, on the request's way, in well under two microseconds.

use std::{
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
};

use chrono::{DateTime, NaiveDate, Utc};
use kernel::{Clock, ctx::local_date};
use uuid::Uuid;

use crate::{
    Event, VisitorHash,
    batch::{Batch, TermSums},
    bots,
    event::kind,
    salt::Salts,
    term,
};

/// Counts for one process. Cheap to clone; every clone counts into the same sums.
#[derive(Clone)]
pub struct Recorder(Arc<Inner>);

struct Inner {
    clock: Clock,
    /// Held for one or two additions, or for taking the whole batch away: never across an await.
    batch: Mutex<Batch>,
    salts: RwLock<Salts>,
}

impl Recorder {
    #[must_use]
    pub fn new(clock: Clock) -> Self {
        Self(Arc::new(Inner { clock, batch: Mutex::default(), salts: RwLock::default() }))
    }

    /// The visitor of a request, or `None` where it is a known bot, for which nothing is to be recorded.
    #[must_use]
    pub fn visitor(&self, address: IpAddr, user_agent: &str) -> Option<VisitorHash> {
        self.visitor_at(address, user_agent, self.0.clock.now())
    }

    #[must_use]
    pub fn visitor_at(&self, address: IpAddr, user_agent: &str, now: DateTime<Utc>) -> Option<VisitorHash> {
        if bots::is_bot(user_agent) {
            return None;
        }
        let salts = self.0.salts.read().unwrap_or_else(PoisonError::into_inner);
        Some(VisitorHash::new(salts.of(local_date(now)), address, user_agent, now))
    }

    /// Counts. Never waits for the database.
    pub fn record(&self, event: Event) {
        self.record_at(event, self.0.clock.now());
    }

    /// Counts as of `now`; views count on the day of their visitor's request.
    pub fn record_at(&self, event: Event, now: DateTime<Utc>) {
        match event {
            Event::Page { visitor } => self.view(visitor, kind::PAGE, Uuid::nil(), None),
            Event::ProductView { product, commodity, visitor } => {
                self.view(visitor, kind::PRODUCT_VIEW, product.0, commodity.map(|id| id.0));
            }
            Event::StallView { stall, visitor } => self.view(visitor, kind::STALL_VIEW, stall.0, None),
            Event::LoginSucceeded { account, member } => {
                let kinds = [kind::LOGIN_OK, kind::LOGIN_OK_MEMBER, kind::LOGIN_OK_ACCOUNT];
                self.login(local_date(now), kinds, member.map(|id| id.0), Some(account.0));
            }
            Event::LoginFailed { account, member } => {
                let kinds = [kind::LOGIN_FAILED, kind::LOGIN_FAILED_MEMBER, kind::LOGIN_FAILED_ACCOUNT];
                self.login(local_date(now), kinds, member.map(|id| id.0), account.map(|id| id.0));
            }
            Event::Search { term, hits } => self.search(local_date(now), term, hits),
        }
    }

    fn view(&self, visitor: VisitorHash, kind: &'static str, subject: Uuid, commodity: Option<Uuid>) {
        let day = visitor.minute.day();
        let mut batch = self.batch();
        batch.count(day, kind, subject, 1);
        if let Some(commodity) = commodity {
            batch.count(day, kind::COMMODITY_VIEW, commodity, 1);
        }
        if let Some(hash) = visitor.hash {
            batch.see(visitor.minute, hash);
        }
    }

    fn login(&self, day: NaiveDate, kinds: [&'static str; 3], member: Option<Uuid>, account: Option<Uuid>) {
        let [all, by_member, by_account] = kinds;
        let mut batch = self.batch();
        batch.count(day, all, Uuid::nil(), 1);
        match (member, account) {
            (Some(member), _) => batch.count(day, by_member, member, 1),
            (None, Some(account)) => batch.count(day, by_account, account, 1),
            (None, None) => {}
        }
    }

    fn search(&self, day: NaiveDate, term: String, hits: u64) {
        let term = term::cut(term);
        let hits = i64::try_from(hits).unwrap_or(i64::MAX).min(1_000_000_000);
        let mut batch = self.batch();
        batch.count(day, kind::SEARCH, Uuid::nil(), 1);
        batch.search(day, term, TermSums { searches: 1, hits, zero_hits: i64::from(hits == 0) });
    }

    pub(crate) fn batch(&self) -> MutexGuard<'_, Batch> {
        self.0.batch.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn salts(&self) -> &RwLock<Salts> {
        &self.0.salts
    }
}
