//! Months, quarters, half-years and years, as people name them.

use std::fmt;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, TimeDelta, Utc};
use kernel::{Locale, ctx::UTC_OFFSET_HOURS};

/// A month of the calendar in Hà Tĩnh.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(NaiveDate);

impl Month {
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        Self(day.with_day(1).unwrap_or(day))
    }

    #[must_use]
    pub fn first(self) -> NaiveDate {
        self.0
    }

    #[must_use]
    pub fn last(self) -> NaiveDate {
        self.next().0 - Days::new(1)
    }

    #[must_use]
    pub fn next(self) -> Self {
        self.plus(1)
    }

    #[must_use]
    pub fn before(self) -> Self {
        self.plus(-1)
    }

    /// So many months later, or earlier.
    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        let by = Months::new(months.unsigned_abs());
        let moved = if months < 0 { self.0.checked_sub_months(by) } else { self.0.checked_add_months(by) };
        Self(moved.unwrap_or(self.0))
    }

    /// The instant at which the month is over.
    #[must_use]
    pub fn end(self) -> DateTime<Utc> {
        midnight(self.next().0)
    }

    #[must_use]
    pub fn start(self) -> DateTime<Utc> {
        midnight(self.0)
    }

    /// `tháng 6 năm 2026` or `June 2026`.
    #[must_use]
    pub fn name(self, l: Locale) -> String {
        match l {
            Locale::Vi => format!("tháng {} năm {}", self.0.month(), self.0.year()),
            Locale::En => self.0.format("%B %Y").to_string(),
        }
    }

    /// `6/2026` or `6/2026`: for tables and axes.
    #[must_use]
    pub fn short(self) -> String {
        format!("{}/{}", self.0.month(), self.0.year())
    }
}

/// When a day begins in Hà Tĩnh.
fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc() - TimeDelta::hours(UTC_OFFSET_HOURS)
}

/// `2026-06`.
impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m"))
    }
}

/// What a report is about. Written `2026-06`, `2026-Q2`, `2026-H1` or `2026`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Period {
    Month(Month),
    /// A year and its quarter, 1 to 4.
    Quarter(i32, u32),
    /// A year and its half, 1 or 2.
    Half(i32, u32),
    Year(i32),
}

/// Why a period can't be reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    #[error("no period: write a month as 2026-06, a quarter as 2026-Q2, a half-year as 2026-H1, a year as 2026")]
    Nonsense,
    #[error("the period has not begun yet")]
    Future,
}

/// The first year that can be meant: before it there was no floor.
const FIRST_YEAR: i32 = 2010;

impl Period {
    /// Reads a period that has begun by `today`.
    ///
    /// # Errors
    /// [`PeriodError`].
    pub fn parse(text: &str, today: NaiveDate) -> Result<Self, PeriodError> {
        let period = Self::read(text.trim()).ok_or(PeriodError::Nonsense)?;
        if period.first().first() > today { Err(PeriodError::Future) } else { Ok(period) }
    }

    fn read(text: &str) -> Option<Self> {
        let (year, rest) = text.split_once('-').map_or((text, None), |(year, rest)| (year, Some(rest)));
        let digits = |text: &str, many: usize| {
            (text.len() == many && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse::<u32>().ok()).flatten()
        };
        let year = i32::try_from(digits(year, 4)?).ok().filter(|year| (FIRST_YEAR..=2199).contains(year))?;
        let Some(rest) = rest else { return Some(Self::Year(year)) };
        let part = |letter: [char; 2], most: u32| {
            digits(rest.strip_prefix(letter)?, 1).filter(|number| (1..=most).contains(number))
        };
        if let Some(quarter) = part(['Q', 'q'], 4) {
            return Some(Self::Quarter(year, quarter));
        }
        if let Some(half) = part(['H', 'h'], 2) {
            return Some(Self::Half(year, half));
        }
        NaiveDate::from_ymd_opt(year, digits(rest, 2)?, 1).map(|day| Self::Month(Month(day)))
    }

    /// Its months, in order.
    #[must_use]
    pub fn months(self) -> Vec<Month> {
        let from = |year: i32, month: u32, many: i32| {
            let first = Month(NaiveDate::from_ymd_opt(year, month, 1).unwrap_or_default());
            (0..many).map(|by| first.plus(by)).collect()
        };
        match self {
            Self::Month(month) => vec![month],
            Self::Quarter(year, number) => from(year, number * 3 - 2, 3),
            Self::Half(year, number) => from(year, number * 6 - 5, 6),
            Self::Year(year) => from(year, 1, 12),
        }
    }

    #[must_use]
    pub fn first(self) -> Month {
        self.months()[0]
    }

    #[must_use]
    pub fn last(self) -> Month {
        let months = self.months();
        months[months.len() - 1]
    }

    /// The period of the same length just before.
    #[must_use]
    pub fn before(self) -> Self {
        match self {
            Self::Month(month) => Self::Month(month.before()),
            Self::Quarter(year, 1) => Self::Quarter(year - 1, 4),
            Self::Quarter(year, number) => Self::Quarter(year, number - 1),
            Self::Half(year, 1) => Self::Half(year - 1, 2),
            Self::Half(year, _) => Self::Half(year, 1),
            Self::Year(year) => Self::Year(year - 1),
        }
    }

    /// The same part of another year.
    #[must_use]
    pub fn in_year(self, year: i32) -> Self {
        match self {
            Self::Month(month) => Self::Month(Month(month.0.with_year(year).unwrap_or(month.0))),
            Self::Quarter(_, number) => Self::Quarter(year, number),
            Self::Half(_, number) => Self::Half(year, number),
            Self::Year(_) => Self::Year(year),
        }
    }

    #[must_use]
    pub fn year(self) -> i32 {
        self.first().first().year()
    }

    /// `6 tháng đầu năm 2026` or `the first half of 2026`.
    #[must_use]
    pub fn name(self, l: Locale) -> String {
        match (self, l) {
            (Self::Month(month), _) => month.name(l),
            (Self::Quarter(year, number), Locale::Vi) => {
                format!("quý {} năm {year}", ["I", "II", "III", "IV"][number as usize - 1])
            }
            (Self::Quarter(year, number), Locale::En) => format!("quarter {number} of {year}"),
            (Self::Half(year, 1), Locale::Vi) => format!("6 tháng đầu năm {year}"),
            (Self::Half(year, _), Locale::Vi) => format!("6 tháng cuối năm {year}"),
            (Self::Half(year, 1), Locale::En) => format!("the first half of {year}"),
            (Self::Half(year, _), Locale::En) => format!("the second half of {year}"),
            (Self::Year(year), Locale::Vi) => format!("năm {year}"),
            (Self::Year(year), Locale::En) => year.to_string(),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Month(month) => month.fmt(f),
            Self::Quarter(year, number) => write!(f, "{year}-Q{number}"),
            Self::Half(year, number) => write!(f, "{year}-H{number}"),
            Self::Year(year) => write!(f, "{year}"),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn read(text: &str) -> Result<Period, PeriodError> {
        Period::parse(text, NaiveDate::from_ymd_opt(2026, 11, 29).unwrap())
    }

    #[test]
    fn periods_are_read_and_written_alike() {
        for (text, name, months) in [
            ("2026-06", "tháng 6 năm 2026", ("2026-06", "2026-06")),
            ("2026-Q2", "quý II năm 2026", ("2026-04", "2026-06")),
            ("2026-H1", "6 tháng đầu năm 2026", ("2026-01", "2026-06")),
            ("2025-H2", "6 tháng cuối năm 2025", ("2025-07", "2025-12")),
            ("2019", "năm 2019", ("2019-01", "2019-12")),
        ] {
            let period = read(text).unwrap();
            assert_eq!((period.to_string(), period.name(Locale::Vi)), (text.to_owned(), name.to_owned()));
            assert_eq!(
                (period.first().to_string(), period.last().to_string()),
                (months.0.to_owned(), months.1.to_owned())
            );
        }
        assert_eq!(read("2026-h1"), Ok(Period::Half(2026, 1)));
        assert_eq!(read("2026-Q1").unwrap().before().to_string(), "2025-Q4");
        assert_eq!(read("2026-H1").unwrap().before().to_string(), "2025-H2");
        assert_eq!(read("2026-01").unwrap().before().to_string(), "2025-12");
        assert_eq!(read("2026-H1").unwrap().in_year(2014).to_string(), "2014-H1");
    }

    #[test]
    fn nonsense_and_the_future_are_told_apart() {
        for nonsense in [
            "",
            "x",
            "2026-",
            "2026-13",
            "2026-00",
            "2026-6",
            "2026-Q5",
            "2026-Q0",
            "2026-H3",
            "2026-H",
            "26-H1",
            "2026-01-01",
            "2026-Q1 2",
            "-2026",
            "9999",
            "1999",
            "２０２６",
            "2026-H１",
            "'; DROP TABLE counter",
            "<b>2026</b>",
        ] {
            assert_eq!(read(nonsense), Err(PeriodError::Nonsense), "{nonsense}");
        }
        for future in ["2026-12", "2027", "2027-H1", "2199-Q4"] {
            assert_eq!(read(future), Err(PeriodError::Future), "{future}");
        }
        for begun in ["2026-11", "2026-Q4", "2026-H2", "2026"] {
            assert!(read(begun).is_ok(), "{begun}");
        }
    }

    #[test]
    fn a_month_ends_at_midnight_in_ha_tinh() {
        let month = read("2026-06").unwrap().first();
        assert_eq!(month.start().to_rfc3339(), "2026-05-31T17:00:00+00:00");
        assert_eq!(month.end().to_rfc3339(), "2026-06-30T17:00:00+00:00");
        assert_eq!(month.last().to_string(), "2026-06-30");
    }
}
