//! A member's tax code as it is stored: a draft keeps what was typed, even if it is no tax code at all.

use std::fmt;

use kernel::tax_code::{TaxCode, TaxCodeKind};
use sea_orm::DeriveValueType;

/// The stored text of a tax code. `Debug` and `Display` mask whatever is not surely an organisation's code.
#[derive(Clone, PartialEq, Eq, Default, DeriveValueType)]
pub struct TaxCodeText(String);

impl TaxCodeText {
    /// In its one written form when it is a tax code, else as typed.
    #[must_use]
    pub fn typed(text: &str) -> Self {
        Self(TaxCode::parse(text).map_or_else(|_| text.to_owned(), |code| code.as_stored()))
    }

    /// All of it: for the member itself and for officers.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The code if buyers may see it: an organisation's, never a person's.
    #[must_use]
    pub fn public(&self) -> Option<&str> {
        let code = TaxCode::parse(&self.0).ok()?;
        (code.kind() != TaxCodeKind::Personal).then_some(self.0.as_str())
    }

    /// `042085******`; what is no tax code is masked from its first character.
    #[must_use]
    pub fn masked(&self) -> String {
        match TaxCode::parse(&self.0) {
            Ok(code) => code.masked(),
            Err(_) => "*".repeat(self.0.chars().count()),
        }
    }
}

impl fmt::Display for TaxCodeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl fmt::Debug for TaxCodeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TaxCodeText({})", self.masked())
    }
}
