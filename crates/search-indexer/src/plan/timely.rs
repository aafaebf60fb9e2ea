//! What is harvested now and what was listed lately stands before its equals.

use chrono::NaiveDate;

use crate::{query::ProductQuery, ranking::Ranking};

/// From so many days on a listing is no longer new.
const NEW_FOR: f32 = 183.0;
const MICROSECONDS_A_DAY: f32 = 86_400e6;

/// What a query's day makes of a hit's score.
pub(crate) struct Timely {
    month: u16,
    in_season: f32,
    fresh: f32,
    /// Microseconds.
    today: i64,
}

impl Timely {
    pub fn new(query: &ProductQuery, ranking: &Ranking) -> Self {
        Self { month: query.month_bit(), ..Self::on(query.today, ranking) }
    }

    /// For what has no season.
    pub fn on(today: NaiveDate, ranking: &Ranking) -> Self {
        let today = today.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_micros();
        Self { month: 0, in_season: ranking.in_season, fresh: ranking.fresh, today }
    }

    /// `months` as bits from January on, `listed` in microseconds.
    pub fn score(&self, months: u16, listed: i64, score: f32) -> f32 {
        let season = if months & self.month == 0 { 0.0 } else { self.in_season };
        let days = (self.today - listed) as f32 / MICROSECONDS_A_DAY;
        score * (1.0 + season + self.fresh * (1.0 - days / NEW_FOR).clamp(0.0, 1.0))
    }
}
