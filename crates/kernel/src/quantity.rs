//! Quantities: thousandths of a unit, so that half a kilogram is exact.

use serde::{Deserialize, Serialize};

use crate::{Locale, Problem, locale::number, money::words, text::clean};

/// How many of a unit, in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Quantity(pub i64);

impl Quantity {
    /// So many whole units; `None` when they do not fit.
    #[must_use]
    pub fn whole(units: i64) -> Option<Self> {
        units.checked_mul(1_000).map(Self)
    }

    #[must_use]
    pub fn is_whole(self) -> bool {
        self.0 % 1_000 == 0
    }

    /// The most that fits, in whole units.
    pub const MAX_WHOLE: i64 = i64::MAX / 1_000;

    /// Reads `10`, `1,5` and `1.5`, and what the floor itself prints where it is clear: `1.234.567`, `1.500,5`, `1,500.5`. `1.500` alone
    /// is refused: fifteen hundred or one and a half? Never negative.
    ///
    /// # Errors
    /// [`Problem::NotANumber`], [`Problem::AmbiguousNumber`], [`Problem::NotPositive`], [`Problem::TooPrecise`], [`Problem::TooLarge`].
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let text = clean(text);
        if text.is_empty() {
            return Err(Problem::Required);
        }
        if let Some(amount) = text.strip_prefix(['-', '−']) {
            return Err(if is_number(amount) { Problem::NotPositive } else { Problem::NotANumber });
        }
        let marks: Vec<char> = text.chars().filter(|c| !c.is_ascii_digit()).collect();
        match marks[..] {
            _ if !is_number(&text) => Err(Problem::NotANumber),
            [] => Self::read(&text, ""),
            [mark] => {
                let (whole, fraction) = text.split_once(mark).unwrap_or((&text, ""));
                let parts = Self::read(whole, fraction)?;
                if fraction.len() == 3 && !whole.trim_start_matches('0').is_empty() {
                    let thousands = Self::read(&format!("{whole}{fraction}"), "")?;
                    return Err(Problem::AmbiguousNumber { typed: text, thousands, parts });
                }
                Ok(parts)
            }
            [thousands, .., last] => {
                let (whole, fraction) =
                    if last == thousands { (text.as_str(), "") } else { text.rsplit_once(last).unwrap_or((&text, "")) };
                if !has_groups(whole, thousands) {
                    return Err(Problem::NotANumber);
                }
                Self::read(&whole.replace(thousands, ""), fraction)
            }
        }
    }

    fn read(whole: &str, fraction: &str) -> Result<Self, Problem> {
        let fraction = fraction.trim_end_matches('0');
        if fraction.len() > 3 {
            return Err(Problem::TooPrecise(3));
        }
        // Digits only, so it can but be too large.
        format!("{whole}{fraction:0<3}").parse().map(Self).map_err(|_| Problem::TooLarge(Self::MAX_WHOLE))
    }

    /// `một nghìn năm trăm`, `một phẩy năm` or `one point five`: digits behind the point one by one.
    #[must_use]
    pub fn in_words(self, locale: Locale) -> String {
        let whole = words::number(locale, (self.0 / 1_000).unsigned_abs());
        let digits = self.fraction();
        if digits.is_empty() {
            return whole;
        }
        let digits = digits.bytes().map(|digit| words::number(locale, u64::from(digit - b'0')));
        format!("{whole} {} {}", locale.t("phẩy", "point"), digits.collect::<Vec<_>>().join(" "))
    }

    /// For reading: `1,5` or `1.5`, thousands apart.
    #[must_use]
    pub fn format(self, locale: Locale) -> String {
        let whole = number(locale, self.0 / 1_000);
        let sign = if self.0 < 0 && self.0 > -1_000 { "-" } else { "" };
        match self.fraction() {
            fraction if fraction.is_empty() => whole,
            fraction => format!("{sign}{whole}{}{fraction}", locale.t(",", ".")),
        }
    }

    /// For a form's field: what [`Self::parse`] reads back as the same quantity.
    #[must_use]
    pub fn input(self, locale: Locale) -> String {
        let whole = self.0 / 1_000;
        match self.fraction() {
            fraction if fraction.is_empty() => whole.to_string(),
            // three digits behind the point would look like a thousand
            fraction if fraction.len() == 3 && whole != 0 => {
                format!("{whole}{}{fraction}0", locale.t(",", "."))
            }
            fraction => format!("{whole}{}{fraction}", locale.t(",", ".")),
        }
    }

    fn fraction(self) -> String {
        format!("{:03}", (self.0 % 1_000).unsigned_abs()).trim_end_matches('0').to_owned()
    }
}

/// Digits, with points and commas between them.
fn is_number(text: &str) -> bool {
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    text.split(['.', ',']).all(is_digits)
}

/// `1.234.567`: groups of exactly three after a first of one to three that is not zero.
fn has_groups(whole: &str, mark: char) -> bool {
    let mut groups = whole.split(mark);
    let first = groups.next().unwrap_or_default();
    (1..=3).contains(&first.len())
        && !first.starts_with('0')
        && groups.all(|group| group.len() == 3 && group.bytes().all(|b| b.is_ascii_digit()))
}
