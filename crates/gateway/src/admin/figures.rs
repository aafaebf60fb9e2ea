//! A period of days that an address asks for, and tables of counts: a page and its CSV show the same.

use chrono::{Days, NaiveDate};
use kernel::{Locale, date, locale::number};

use crate::{account::parameter, view::Shell};

const DEFAULT_DAYS: u64 = 30;
/// A longer period is cut.
const MAX_DAYS: u64 = 366;

/// From the first to the last day, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

impl Period {
    /// What the address asks for, or the last 30 days.
    #[must_use]
    pub fn read(shell: &Shell, today: NaiveDate) -> Self {
        Self::of(&parameter(shell, "tu"), &parameter(shell, "den"), today)
    }

    fn of(from: &str, to: &str, today: NaiveDate) -> Self {
        let to = date::parse_day(to).ok().filter(|day| *day <= today).unwrap_or(today);
        let back = |days: u64| to.checked_sub_days(Days::new(days - 1)).unwrap_or(to);
        let from = date::parse_day(from).ok().filter(|day| *day <= to).unwrap_or_else(|| back(DEFAULT_DAYS));
        Self { from: from.max(back(MAX_DAYS)), to }
    }
}

/// One table.
pub struct Table {
    pub code: &'static str,
    pub title: &'static str,
    pub definition: &'static str,
    pub columns: Vec<&'static str>,
    pub rows: Vec<Row>,
    /// The sums of the whole period, under the rows; empty where a sum says nothing.
    pub total: Vec<String>,
}

pub struct Row {
    /// Leads to the thing; empty where there is none.
    pub path: String,
    pub name: String,
    pub counts: Vec<i64>,
}

impl Row {
    /// With the thousands apart.
    #[must_use]
    pub fn texts(&self, l: &Locale) -> Vec<String> {
        self.counts.iter().map(|count| number(*l, *count)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn the_period_is_the_last_thirty_days_unless_another_is_asked_for() {
        let today = day("2026-11-22");
        assert_eq!(Period::of("", "", today), Period { from: day("2026-10-24"), to: today });
        assert_eq!(
            Period::of("1/11/2026", "2026-11-05", today),
            Period { from: day("2026-11-01"), to: day("2026-11-05") }
        );
        // Nonsense, the future and the wrong way round.
        assert_eq!(Period::of("x", "1/1/2030", today), Period { from: day("2026-10-24"), to: today });
        assert_eq!(Period::of("2026-11-20", "2026-11-10", today).from, day("2026-10-12"));
        assert_eq!(Period::of("1/1/2000", "", today).from, day("2025-11-22"));
    }
}
