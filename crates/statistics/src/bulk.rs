//! Filling many counts at once. Only for demonstration data and for figures brought from elsewhere.

use chrono::{NaiveDate, NaiveTime};
use kernel::ctx::UTC_OFFSET_HOURS;
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use crate::{batch::Batch, batch::TermSums, flush};

/// Counts that happened.
#[derive(Default)]
pub struct Counts(Batch);

impl Counts {
    /// `kind` is one of [`crate::kind`]; the nil subject is the floor as a whole.
    pub fn add(&mut self, day: NaiveDate, kind: &'static str, subject: Uuid, by: i64) {
        self.0.count(day, kind, subject, by);
    }

    /// Of the floor as a whole; the day has its own sum. `hour` is the hour of the day in Hà Tĩnh.
    pub fn add_hour(&mut self, day: NaiveDate, hour: i64, kind: &'static str, by: i64) {
        let midnight = day.and_time(NaiveTime::MIN).and_utc().timestamp().div_euclid(3_600) - UTC_OFFSET_HOURS;
        self.0.count_hour(midnight + hour, kind, by);
    }

    pub fn add_word(&mut self, day: NaiveDate, kind: &'static str, subject: Uuid, word: &str, by: i64) {
        self.0.count_word(day, kind, subject, word.to_owned().into(), by);
    }

    pub fn add_searches(&mut self, day: NaiveDate, term: &str, searches: i64, hits: i64) {
        let zero_hits = if hits == 0 { searches } else { 0 };
        self.0.search(day, term.to_owned(), TermSums { searches, hits, zero_hits });
    }

    /// Writes them; to be called again and again with a part each, since a part is bounded.
    pub async fn write(self, txn: &impl ConnectionTrait) -> Result<(), DbErr> {
        flush::write(txn, &self.0).await
    }
}
