//! Money: whole Vietnamese đồng.

mod parse;
pub(crate) mod words;

use serde::{Deserialize, Serialize};

use crate::{Locale, Problem, locale::number};

/// An amount in whole đồng.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(pub i64);

impl Money {
    /// Reads what people type: `45000`, `45.000đ`, `45k`, `25 ngàn`, `1tr2`, `1,2 triệu`. Never negative; the bounds
    /// are the caller's.
    ///
    /// # Errors
    /// [`Problem::AmbiguousMoney`] when it can be meant in two ways, [`Problem::NotMoney`] when it is no amount.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        parse::parse(text).map(Self)
    }

    /// `45.000 ₫` (with a no-break space) or `₫45,000`.
    #[must_use]
    pub fn format(self, locale: Locale) -> String {
        let digits = number(locale, self.0);
        match locale {
            Locale::Vi => format!("{digits}\u{A0}₫"),
            Locale::En => match digits.strip_prefix('-') {
                Some(digits) => format!("-₫{digits}"),
                None => format!("₫{digits}"),
            },
        }
    }

    /// `bốn mươi lăm nghìn đồng` or `forty-five thousand dong`.
    #[must_use]
    pub fn in_words(self, locale: Locale) -> String {
        let amount = self.0.unsigned_abs();
        let sign = if self.0 < 0 { locale.t("âm ", "minus ") } else { "" };
        format!("{sign}{} {}", words::number(locale, amount), locale.t("đồng", "dong"))
    }
}
