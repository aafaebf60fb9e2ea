//! Weeks from Monday to Sunday in Hà Tĩnh's time, numbered as ISO 8601 does.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use kernel::{Locale, ctx::UTC_OFFSET_HOURS};

/// A week closes so many days after its last day: late news of it (a deal called off, a hidden offer) still count until then.
const OPEN_DAYS: i64 = 3;

/// A week, by its Monday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Week(NaiveDate);

impl Week {
    /// The week that the day belongs to.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        Self(day - TimeDelta::days(i64::from(day.weekday().num_days_from_monday())))
    }

    /// Reads `2026-W48`; `None` for what is no week of that year. Years 2000 to 2199.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (year, week) = text.split_once("-W")?;
        let digits = |part: &str, length| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(year, 4) || !digits(week, 2) {
            return None;
        }
        let year = year.parse().ok().filter(|year| (2_000..2_200).contains(year))?;
        NaiveDate::from_isoywd_opt(year, week.parse().ok()?, Weekday::Mon).map(Self)
    }

    /// `2026-W48`.
    #[must_use]
    pub fn code(self) -> String {
        self.0.format("%G-W%V").to_string()
    }

    #[must_use]
    pub fn monday(self) -> NaiveDate {
        self.0
    }

    #[must_use]
    pub fn sunday(self) -> NaiveDate {
        self.0 + TimeDelta::days(6)
    }

    /// So many weeks later, or earlier.
    #[must_use]
    pub fn plus(self, weeks: i64) -> Self {
        Self(self.0 + TimeDelta::weeks(weeks))
    }

    /// How many weeks lie between the two; negative when `earlier` is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).num_weeks()
    }

    /// Midnight in Hà Tĩnh, with which it begins.
    #[must_use]
    pub fn begins_at(self) -> DateTime<Utc> {
        self.0.and_time(NaiveTime::MIN).and_utc() - TimeDelta::hours(UTC_OFFSET_HOURS)
    }

    /// Midnight in Hà Tĩnh, when it is over.
    #[must_use]
    pub fn ends_at(self) -> DateTime<Utc> {
        self.plus(1).begins_at()
    }

    /// The day from which on its figures stay as they are: the Thursday after it.
    #[must_use]
    pub fn closes_on(self) -> NaiveDate {
        self.plus(1).0 + TimeDelta::days(OPEN_DAYS)
    }

    /// `tuần 48 năm 2026`, `week 48 of 2026`.
    #[must_use]
    pub fn name(self, l: Locale) -> String {
        let iso = self.0.iso_week();
        match l {
            Locale::Vi => format!("tuần {} năm {}", iso.week(), iso.year()),
            Locale::En => format!("week {} of {}", iso.week(), iso.year()),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn week(code: &str) -> Week {
        Week::parse(code).unwrap()
    }

    #[test]
    fn a_week_begins_at_midnight_in_ha_tinh() {
        let week = week("2026-W48");
        assert_eq!(week.monday().to_string(), "2026-11-23");
        assert_eq!(week.sunday().to_string(), "2026-11-29");
        assert_eq!(week.begins_at().to_rfc3339(), "2026-11-22T17:00:00+00:00");
        assert_eq!(week.ends_at().to_rfc3339(), "2026-11-29T17:00:00+00:00");
        assert_eq!(week.closes_on().to_string(), "2026-12-03");
    }

    #[test]
    fn a_week_belongs_to_the_year_of_its_thursday() {
        for (day, code) in [
            ("2027-01-03", "2026-W53"),
            ("2027-01-04", "2027-W01"),
            ("2024-12-30", "2025-W01"),
            ("2026-11-29", "2026-W48"),
        ] {
            assert_eq!(Week::of(day.parse().unwrap()).code(), code, "{day}");
        }
    }

    #[test]
    fn only_weeks_that_exist_are_read() {
        assert_eq!(week("2026-W53").plus(1), week("2027-W01"));
        assert_eq!(week("2027-W01").since(week("2026-W48")), 6);
        for wrong in
            ["2026-W99", "2025-W53", "2026-W00", "2026-W5", "26-W05", "2026-48", "", "9999-W01", "2026-W+1", "2026-W٤٨"]
        {
            assert_eq!(Week::parse(wrong), None, "{wrong}");
        }
    }
}
