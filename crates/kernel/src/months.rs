//! Months of the year: when a good is harvested.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::{Locale, Problem};

/// A set of months; bit 0 is January. Empty means that nobody said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Months(pub u16);

const ALL: u16 = 0x0FFF;

pub(crate) const ENGLISH: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

impl Months {
    /// From a stored number; bits that are no months are dropped.
    #[must_use]
    pub fn from_bits(bits: i32) -> Self {
        Self(u16::try_from(bits & i32::from(ALL)).unwrap_or_default())
    }

    /// For storing.
    #[must_use]
    pub fn bits(self) -> i32 {
        i32::from(self.0)
    }

    /// # Errors
    /// [`Problem::NotAChoice`] when a number is not 1 to 12.
    pub fn from_numbers(numbers: impl IntoIterator<Item = u32>) -> Result<Self, Problem> {
        numbers.into_iter().try_fold(Self::default(), |set, month| match month {
            1..=12 => Ok(Self(set.0 | 1 << (month - 1))),
            _ => Err(Problem::NotAChoice),
        })
    }

    /// Reads `8 9 10`; commas may stand between. Nothing at all is the empty set.
    ///
    /// # Errors
    /// [`Problem::NotAChoice`].
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let parts = text.split(|c: char| c.is_whitespace() || c == ',' || c == ';').filter(|part| !part.is_empty());
        let numbers: Result<Vec<u32>, _> = parts.map(str::parse).collect();
        Self::from_numbers(numbers.map_err(|_| Problem::NotAChoice)?)
    }

    #[must_use]
    pub fn contains(self, month: u32) -> bool {
        (1..=12).contains(&month) && self.0 & (1 << (month - 1)) != 0
    }

    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 & ALL == 0
    }

    #[must_use]
    pub fn is_all_year(self) -> bool {
        self.0 & ALL == ALL
    }

    /// The months from January on, 1 to 12.
    pub fn iter(self) -> impl Iterator<Item = u32> {
        (1..=12).filter(move |month| self.contains(*month))
    }

    /// Is that day in one of the months? When nobody said, it is not.
    #[must_use]
    pub fn in_season(self, date: NaiveDate) -> bool {
        self.contains(date.month())
    }

    /// `tháng 8–10`, over New Year `tháng 11–1`; `Aug–Oct`. Empty for the empty set.
    #[must_use]
    pub fn ranges(self, locale: Locale) -> String {
        if self.is_empty() {
            return String::new();
        }
        if self.is_all_year() {
            return locale.t("quanh năm", "all year").to_owned();
        }
        let runs: Vec<String> =
            self.iter().filter(|month| !self.contains(before(*month))).map(|start| self.run(locale, start)).collect();
        format!("{}{}", locale.t("tháng ", ""), runs.join(", "))
    }

    fn run(self, locale: Locale, start: u32) -> String {
        let mut end = start;
        while self.contains(end % 12 + 1) {
            end = end % 12 + 1;
        }
        if start == end { name(locale, start) } else { format!("{}–{}", name(locale, start), name(locale, end)) }
    }
}

fn before(month: u32) -> u32 {
    if month == 1 { 12 } else { month - 1 }
}

fn name(locale: Locale, month: u32) -> String {
    match locale {
        Locale::Vi => month.to_string(),
        Locale::En => english(month).to_owned(),
    }
}

/// `Jan` … `Dec`.
pub(crate) fn english(month: u32) -> &'static str {
    let index = usize::try_from(month).ok().and_then(|month| month.checked_sub(1));
    index.and_then(|index| ENGLISH.get(index)).copied().unwrap_or_default()
}

/// `Nov` or `nov`: 11.
pub(crate) fn english_number(name: &str) -> Option<u32> {
    let index = ENGLISH.iter().position(|known| known.eq_ignore_ascii_case(name))?;
    u32::try_from(index + 1).ok()
}
