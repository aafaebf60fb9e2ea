//! Parsing at the edge: what a form sent, and what is wrong with each of its fields, all at once.
//!
//! A [`Problem`] carries no words: the gateway says it in the reader's language beside the field.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::{Money, Quantity, text};

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// Nothing was given.
    Required,
    /// Fewer characters than this.
    TooShort(usize),
    /// More characters than this.
    TooLong(usize),
    /// Below this whole number.
    TooSmall(i64),
    /// Above this whole number.
    TooLarge(i64),
    /// Nothing, or less than nothing.
    NotPositive,
    /// A quantity below the least one; its unit's code, empty where none is known.
    TooLittle {
        least: Quantity,
        unit: String,
    },
    /// A quantity above the most; its unit's code, empty where none is known.
    TooMuch {
        most: Quantity,
        unit: String,
    },
    /// A quantity that must be more than this; its unit's code, empty where none is known.
    NotAbove {
        limit: Quantity,
        unit: String,
    },
    /// More digits behind the point than this.
    TooPrecise(usize),
    /// A count that is no whole number.
    NotInteger,
    /// Not one of the choices.
    NotAChoice,
    NotANumber,
    /// `1.500`: fifteen hundred or one and a half? Ask, never guess.
    AmbiguousNumber {
        typed: String,
        /// With the mark between thousands.
        thousands: Quantity,
        /// With the mark before parts of one.
        parts: Quantity,
    },
    /// A part of what goes only in whole units.
    NotWhole,
    NotMoney,
    /// `1.5`: fifteen hundred or one and a half? Ask, never guess.
    AmbiguousMoney,
    NotADate,
    DateInFuture,
    /// Behind the last day that is possible.
    DateTooLate(NaiveDate),
    /// Behind the last day of the offer that is answered.
    AfterOffer(NaiveDate),
    DateInPast,
    /// The end lies before its beginning.
    DatesReversed,
    /// No factor is defined between this unit and the one that counts here.
    UnitsDiffer,
    NotEmail,
    NotPhone,
    /// Two telephone numbers in one field.
    TwoPhones,
    NotTaxCode,
    /// Ten digits whose check digit is wrong.
    TaxCodeChecksum,
    /// The tax code's form does not fit the kind of business.
    TaxCodeKind,
    /// Letters a–z, digits and single hyphens only.
    NotSlug,
    SlugReserved,
    /// Somebody else has it.
    Taken,
    /// The list has this entry already.
    AlreadyThere,
    /// The same as the other field, which should say something else.
    SameTwice,
    /// Neither a letter nor a digit in it.
    NoWord,
    /// Control characters or text in an old Vietnamese code page.
    BadText,
    /// A password known from leaks or too plain.
    WeakPassword,
    WrongPassword,
    WrongCode,
    /// A paper that the category's rule asks for is missing; its kind.
    PaperMissing(&'static str),
    /// The category may not be sold here.
    Blocked,
    /// The box must be ticked.
    ConsentMissing,
    /// A file of the wrong type, or damaged.
    NotAPicture,
    NotAPaper,
    /// Larger than this many bytes.
    FileTooLarge(u64),
    /// A picture with more pixels than this many megapixels.
    TooManyPixels(u32),
    TooMany(usize),
    /// From this quantity on, one unit costs more than before that.
    StepDearer(Money),
    /// A step that begins where, or before, the one above it does.
    StepNotRising {
        above: usize,
        from: Quantity,
        unit: String,
    },
    /// Of a field that occurs in several rows: which rows are wrong, counted from 1, and why.
    Rows(Vec<(usize, Problem)>),
}

/// Every problem of a form, by field name.
#[derive(Debug, Clone, PartialEq, Eq, Default, thiserror::Error)]
#[error("some fields are not right: {}", .0.keys().cloned().collect::<Vec<_>>().join(", "))]
pub struct FieldErrors(pub BTreeMap<String, Problem>);

impl FieldErrors {
    #[must_use]
    pub fn one(field: &str, problem: Problem) -> Self {
        let mut all = Self::default();
        all.add(field, problem);
        all
    }

    /// The first problem of a field stays.
    pub fn add(&mut self, field: &str, problem: Problem) {
        self.0.entry(field.to_owned()).or_insert(problem);
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    #[must_use]
    pub fn get(&self, field: &str) -> Option<&Problem> {
        self.0.get(field)
    }

    /// `Ok(value)` when nothing is wrong.
    pub fn into_result<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }
}

/// The fields that a form sent, in NFC, trimmed; a name may occur several times. Keeps what was typed for showing the form again.
#[derive(Debug, Clone, Default)]
pub struct Fields(Vec<(String, String)>);

impl FromIterator<(String, String)> for Fields {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name, text::clean(&value))).collect())
    }
}

impl Fields {
    /// The field's text, or the empty string.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v)
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        !self.get(name).is_empty()
    }

    #[must_use]
    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    /// Sets a field, for showing a stored thing in its form.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        let value = value.into();
        self.0.retain(|(n, _)| n != name);
        self.0.push((name.to_owned(), value));
    }

    /// Adds one more value of a repeated field.
    pub fn push(&mut self, name: &str, value: impl Into<String>) {
        self.0.push((name.to_owned(), value.into()));
    }

    /// A text that must be there, `min..=max` characters.
    pub fn text(&self, errors: &mut FieldErrors, name: &str, min: usize, max: usize) -> String {
        let value = self.get(name);
        if value.is_empty() {
            errors.add(name, Problem::Required);
        }
        self.check(errors, name, value, min, max)
    }

    /// A text that may be empty.
    pub fn optional(&self, errors: &mut FieldErrors, name: &str, max: usize) -> String {
        self.check(errors, name, self.get(name), 0, max)
    }

    fn check(&self, errors: &mut FieldErrors, name: &str, value: &str, min: usize, max: usize) -> String {
        let length = value.chars().count();
        if length > max {
            errors.add(name, Problem::TooLong(max));
        } else if length < min {
            errors.add(name, Problem::TooShort(min));
        } else if text::has_control(value) || text::looks_like_old_code_page(value) {
            errors.add(name, Problem::BadText);
        }
        value.to_owned()
    }
}
