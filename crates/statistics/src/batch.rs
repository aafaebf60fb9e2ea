//! What was counted since the last flush.

use std::{borrow::Cow, mem};

use chrono::NaiveDate;
use foldhash::{HashMap, HashSet};
use uuid::Uuid;

use crate::{
    event::kind,
    view::{Shown, View},
    visitor::{Hash, Minute},
};

/// Bounds of a batch, which only a flood or a database that is away for long can reach: then known rows go on counting
/// and new ones are dropped.
const MAX_SHOWN: usize = 20_000;
const MAX_COUNTERS: usize = 50_000;
const MAX_VISITORS: usize = 100_000;
const MAX_TERMS: usize = 10_000;
const MAX_WORDS: usize = 10_000;

/// Most are known beforehand.
pub(crate) type Word = Cow<'static, str>;

#[derive(Debug, Default)]
pub(crate) struct Batch {
    /// Pages, before they are taken apart.
    pub shown: HashMap<Shown, i64>,
    pub counters: HashMap<(NaiveDate, &'static str, Uuid), i64>,
    pub visitors: HashSet<(Minute, Hash)>,
    /// Of the floor as a whole, by the hour's number since 1970.
    pub hours: HashMap<(i64, &'static str), i64>,
    /// By day, kind, subject and word.
    pub words: HashMap<(NaiveDate, &'static str, Uuid, Word), i64>,
    /// By what was typed; brought to one form when written.
    pub terms: HashMap<(NaiveDate, String), TermSums>,
    /// How many additions found no room.
    pub dropped: u64,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TermSums {
    pub searches: i64,
    pub hits: i64,
    pub zero_hits: i64,
}

impl TermSums {
    pub(crate) fn add(&mut self, other: Self) {
        self.searches += other.searches;
        self.hits += other.hits;
        self.zero_hits += other.zero_hits;
    }
}

impl Batch {
    pub(crate) fn is_empty(&self) -> bool {
        self.shown.is_empty()
            && self.counters.is_empty()
            && self.visitors.is_empty()
            && self.terms.is_empty()
            && self.words.is_empty()
    }

    pub(crate) fn show(&mut self, shown: Shown) {
        if self.shown.len() >= MAX_SHOWN {
            self.take_apart();
        }
        *self.shown.entry(shown).or_default() += 1;
    }

    /// Turns the pages shown into the counts that they amount to.
    pub(crate) fn take_apart(&mut self) {
        for (shown, by) in mem::take(&mut self.shown) {
            let day = shown.day();
            let (of, subject) = match shown.view {
                View::Page => (None, Uuid::nil()),
                View::Product { id, .. } => (Some(kind::PRODUCT_VIEW), id.0),
                View::Offer { id, .. } => (Some(kind::OFFER_VIEW), id.0),
                View::Stall(id) => (Some(kind::STALL_VIEW), id.0),
            };
            self.count(day, kind::PAGE, Uuid::nil(), by);
            self.count_hour(shown.hour, kind::PAGE, by);
            if let Some(of) = of {
                self.count(day, of, subject, by);
                self.count_hour(shown.hour, of, by);
            }
            if let View::Product { commodity: Some(commodity), .. } = shown.view {
                self.count(day, kind::COMMODITY_VIEW, commodity.0, by);
            }
            if let (Some(stall), Some(word)) = (shown.view.stall(), shown.from) {
                self.count_word(day, kind::STALL_SOURCE, stall.0, word.into(), by);
            }
        }
    }

    pub(crate) fn count(&mut self, day: NaiveDate, kind: &'static str, subject: Uuid, by: i64) {
        let key = (day, kind, subject);
        if let Some(count) = self.counters.get_mut(&key) {
            *count += by;
        } else if self.counters.len() < MAX_COUNTERS {
            self.counters.insert(key, by);
        } else {
            self.dropped += 1;
        }
    }

    pub(crate) fn count_hour(&mut self, hour: i64, kind: &'static str, by: i64) {
        *self.hours.entry((hour, kind)).or_default() += by;
    }

    /// One more of the floor as a whole.
    pub(crate) fn count_whole(&mut self, minute: Minute, kind: &'static str) {
        self.count(minute.day(), kind, Uuid::nil(), 1);
        self.count_hour(minute.hour(), kind, 1);
    }

    pub(crate) fn count_word(&mut self, day: NaiveDate, kind: &'static str, subject: Uuid, word: Word, by: i64) {
        let key = (day, kind, subject, word);
        if let Some(count) = self.words.get_mut(&key) {
            *count += by;
        } else if self.words.len() < MAX_WORDS {
            self.words.insert(key, by);
        } else {
            self.dropped += 1;
        }
    }

    pub(crate) fn see(&mut self, minute: Minute, hash: Hash) {
        if self.visitors.len() < MAX_VISITORS {
            self.visitors.insert((minute, hash));
        } else if !self.visitors.contains(&(minute, hash)) {
            self.dropped += 1;
        }
    }

    pub(crate) fn search(&mut self, day: NaiveDate, term: String, sums: TermSums) {
        let key = (day, term);
        if let Some(known) = self.terms.get_mut(&key) {
            known.add(sums);
        } else if self.terms.len() < MAX_TERMS {
            self.terms.insert(key, sums);
        } else {
            self.dropped += 1;
        }
    }

    /// Adds what another batch holds, after a flush that failed.
    pub(crate) fn merge(&mut self, mut other: Self) {
        other.take_apart();
        for ((day, kind, subject), by) in other.counters {
            self.count(day, kind, subject, by);
        }
        for ((hour, kind), by) in other.hours {
            self.count_hour(hour, kind, by);
        }
        for ((day, kind, subject, word), by) in other.words {
            self.count_word(day, kind, subject, word, by);
        }
        for (minute, hash) in other.visitors {
            self.see(minute, hash);
        }
        for ((day, term), sums) in other.terms {
            self.search(day, term, sums);
        }
        self.dropped += other.dropped;
    }
}

#[cfg(test)]
mod tests {
    use super::{Batch, MAX_COUNTERS};
    use chrono::NaiveDate;
    use uuid::Uuid;

    #[test]
    fn full_batch_goes_on_counting_what_it_knows() {
        let mut batch = Batch::default();
        for subject in 0..MAX_COUNTERS as u128 + 5 {
            batch.count(NaiveDate::default(), "page", Uuid::from_u128(subject), 1);
        }
        batch.count(NaiveDate::default(), "page", Uuid::nil(), 1);
        assert_eq!((batch.counters.len(), batch.dropped), (MAX_COUNTERS, 5));
        assert_eq!(batch.counters[&(NaiveDate::default(), "page", Uuid::nil())], 2);
    }
}
