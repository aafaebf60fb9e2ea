//! Quantities: thousandths of a unit, so that half a kilogram is exact.

use serde::{Deserialize, Serialize};

use crate::{Locale, Problem, locale::number, text::clean};

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

    /// Reads `10`, `1,5` and `1.5`. `1.500` is refused: fifteen hundred or one and a half? Never negative.
    ///
    /// # Errors
    /// [`Problem::NotANumber`], [`Problem::AmbiguousNumber`].
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let text = clean(text);
        if text.is_empty() {
            return Err(Problem::Required);
        }
        let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((&text, "0"));
        let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let two_meanings = fraction.len() == 3 && !whole.trim_start_matches('0').is_empty();
        if !is_digits(whole) || !is_digits(fraction) {
            return Err(Problem::NotANumber);
        }
        if two_meanings {
            return Err(Problem::AmbiguousNumber);
        }
        let fraction = fraction.trim_end_matches('0');
        if fraction.len() > 3 {
            return Err(Problem::NotANumber);
        }
        let thousandths = format!("{whole}{fraction:0<3}");
        thousandths.parse().map(Self).map_err(|_| Problem::NotANumber)
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
