//! Tax codes (mã số thuế). A good check digit does not prove that the code exists or is active.
//!
//! Since 1/7/2025 a household business's tax code is its owner's personal number: personal data. It never shows in full
//! by `Display` or `Debug`; who must have all of it asks for [`TaxCode::as_stored`].

use std::fmt;

use crate::{Problem, data::rows, text::clean};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaxCodeKind {
    /// Ten digits, the last a check digit: companies, cooperatives, older household businesses.
    Organisation,
    /// Ten digits, a hyphen and three more: a dependent unit.
    Branch,
    /// Twelve digits: a person's number, which is a household business's tax code.
    Personal,
}

#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TaxCode {
    digits: String,
}

impl TaxCode {
    /// Blanks and dots are dropped; thirteen digits are a branch with or without the hyphen; full-width digits are refused.
    ///
    /// # Errors
    /// [`Problem::TaxCodeChecksum`] for a wrong check digit, else [`Problem::NotTaxCode`].
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let mut text = clean(text);
        if text.is_empty() {
            return Err(Problem::Required);
        }
        text.retain(|c| c != '.' && !c.is_whitespace());
        let digits = match text.split_once('-') {
            Some((parent, branch)) if parent.len() == 10 && branch.len() == 3 => {
                format!("{parent}{branch}")
            }
            Some(_) => return Err(Problem::NotTaxCode),
            None => text,
        };
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Problem::NotTaxCode);
        }
        match digits.len() {
            10 | 13 => check_organisation(&digits)?,
            12 if is_personal(&digits) => {}
            _ => return Err(Problem::NotTaxCode),
        }
        Ok(Self { digits })
    }

    #[must_use]
    pub fn kind(&self) -> TaxCodeKind {
        match self.digits.len() {
            12 => TaxCodeKind::Personal,
            13 => TaxCodeKind::Branch,
            _ => TaxCodeKind::Organisation,
        }
    }

    #[must_use]
    pub fn is_personal(&self) -> bool {
        self.kind() == TaxCodeKind::Personal
    }

    /// The whole code in its one written form, a branch with its hyphen: for storing, and for those who may see it.
    #[must_use]
    pub fn as_stored(&self) -> String {
        match self.kind() {
            TaxCodeKind::Branch => format!("{}-{}", &self.digits[..10], &self.digits[10..]),
            TaxCodeKind::Organisation | TaxCodeKind::Personal => self.digits.clone(),
        }
    }

    /// As it may be shown: a personal number becomes `042085******`, others stay.
    #[must_use]
    pub fn masked(&self) -> String {
        if self.is_personal() { format!("{}******", &self.digits[..6]) } else { self.as_stored() }
    }
}

impl fmt::Display for TaxCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl fmt::Debug for TaxCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TaxCode({})", self.masked())
    }
}

const WEIGHTS: [u32; 9] = [31, 29, 23, 19, 17, 13, 7, 5, 3];

/// Circular 105/2020/TT-BTC, Annex 1. A remainder of 0 asks for the digit 10: such a code is never issued.
fn check_organisation(digits: &str) -> Result<(), Problem> {
    let (parent, branch) = digits.split_at(10);
    if parent[2..9].bytes().all(|b| b == b'0') || branch == "000" {
        return Err(Problem::NotTaxCode);
    }
    let values: Vec<u32> = parent.chars().filter_map(|c| c.to_digit(10)).collect();
    let sum: u32 = WEIGHTS.iter().zip(&values).map(|(weight, digit)| weight * digit).sum();
    if values.last() == Some(&(10 - sum % 11)) { Ok(()) } else { Err(Problem::TaxCodeChecksum) }
}

/// Province of birth registration, then sex and century (0 to 3 are those born 1900 to 2099), year, six more.
fn is_personal(digits: &str) -> bool {
    let province = digits.strip_prefix('0').map_or("", |rest| &rest[..2]);
    let known = rows(include_str!("../data/provinces-of-birth.csv")).any(|row| row.first() == Some(&province));
    known && matches!(digits.as_bytes()[3], b'0'..=b'3')
}
