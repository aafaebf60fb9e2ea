//! The two languages of the floor. Vietnamese is first; the English site is the same tree under `/en`.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    #[default]
    Vi,
    En,
}

impl Locale {
    pub const ALL: [Self; 2] = [Self::Vi, Self::En];

    /// Picks this locale's text of a pair. Both stand together where they are used, so neither can be forgotten.
    #[must_use]
    pub fn t<'a>(self, vi: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Vi => vi,
            Self::En => en,
        }
    }

    /// The value of the `lang` attribute: `vi` or `en`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }

    /// What a page's address begins with: nothing in Vietnamese, `/en` in English.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Vi => "",
            Self::En => "/en",
        }
    }

    #[must_use]
    pub fn is_vi(self) -> bool {
        self == Self::Vi
    }

    /// `en` is English, all else Vietnamese.
    #[must_use]
    pub fn from_code(code: &str) -> Self {
        if code == "en" { Self::En } else { Self::Vi }
    }
}

/// So many of something: `3 sản phẩm`, `1 product`, `3 products`.
#[must_use]
pub fn counted(locale: Locale, n: i64, vi: &str, one: &str, many: &str) -> String {
    let word = locale.t(vi, if n == 1 { one } else { many });
    format!("{} {word}", number(locale, n))
}

/// A whole number with its thousands apart: `1.234.567` in Vietnamese, `1,234,567` in English.
#[must_use]
pub fn number(locale: Locale, n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if n < 0 {
        out.push('-');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push_str(locale.t(".", ","));
        }
        out.push(digit);
    }
    out
}
