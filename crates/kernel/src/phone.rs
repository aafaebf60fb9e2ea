//! Vietnamese telephone numbers, kept as E.164.
//!
//! The rule is loose on purpose: ten digits that begin like a mobile number are one, whatever carrier opened the range,
//! or a new range would turn buyers away. A number in the log shows masked.

use std::fmt;

use crate::{Problem, text::clean};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhoneKind {
    Mobile,
    Landline,
    /// 1800 and 1900 numbers: fine for a shop, never a person's.
    Hotline,
}

/// A number in E.164: `+84912345678`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Phone(String);

impl Phone {
    /// # Errors
    /// [`Problem::NotPhone`], or [`Problem::TwoPhones`] when the field holds more than one.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let text = clean(text);
        if text.is_empty() {
            return Err(Problem::Required);
        }
        let subscriber = subscriber(&text);
        subscriber.map(|number| Self(format!("+84{number}"))).ok_or_else(|| refuse(&text))
    }

    /// A person's number: mobile only.
    ///
    /// # Errors
    /// As [`Self::parse`]; [`Problem::NotPhone`] for landlines and hotlines.
    pub fn account(text: &str) -> Result<Self, Problem> {
        Self::parse(text).and_then(
            |phone| {
                if phone.kind() == PhoneKind::Mobile { Ok(phone) } else { Err(Problem::NotPhone) }
            },
        )
    }

    /// `+84912345678`, for storing and for `tel:` links.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    #[must_use]
    pub fn kind(&self) -> PhoneKind {
        kind(self.subscriber()).unwrap_or(PhoneKind::Hotline)
    }

    /// As it is dialled at home: `0912 345 678`, `0239 3855 123`, `1900 6017`.
    #[must_use]
    pub fn national(&self) -> String {
        let (a, b, c) = self.parts();
        [a.as_str(), b, c].join(" ").trim_end().to_owned()
    }

    /// For public pages and logs: `0912 *** 678`. A hotline is public and stays.
    #[must_use]
    pub fn masked(&self) -> String {
        if self.kind() == PhoneKind::Hotline {
            return self.national();
        }
        let (a, b, c) = self.parts();
        format!("{a} {} {c}", "*".repeat(b.len()))
    }

    fn subscriber(&self) -> &str {
        self.0.strip_prefix("+84").unwrap_or(&self.0)
    }

    /// The three groups of the national form, the first with its leading zero.
    fn parts(&self) -> (String, &str, &str) {
        let number = self.subscriber();
        let (zero, first, second) = match self.kind() {
            PhoneKind::Hotline => ("", 4, number.len() - 4),
            PhoneKind::Mobile => ("0", 3, 3),
            // Hà Nội and Hồ Chí Minh City have short area codes
            PhoneKind::Landline if number.starts_with("24") || number.starts_with("28") => ("0", 2, 4),
            PhoneKind::Landline => ("0", 3, 4),
        };
        let (head, rest) = number.split_at(first);
        let (middle, end) = rest.split_at(second);
        (format!("{zero}{head}"), middle, end)
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Phone({})", self.masked())
    }
}

/// The digits behind +84, when the text is exactly one Vietnamese number.
fn subscriber(text: &str) -> Option<String> {
    let (plus, rest) = match text.strip_prefix('+') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    if rest.chars().any(|c| !(c.is_ascii_digit() || " .-()\t".contains(c))) {
        return None;
    }
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    let abroad = match (plus, digits.len()) {
        (true, _) => Some(digits.strip_prefix("84")?),
        // 84 is also the beginning of subscriber numbers: only the length tells
        (false, 11 | 12) => digits.strip_prefix("84"),
        _ => None,
    };
    if let Some(number) = abroad.or_else(|| digits.strip_prefix("0084")) {
        // `+84 (0) 912 …`: a zero that is not needed
        let number = number.strip_prefix('0').unwrap_or(number);
        return kind(number).map(|_| number.to_owned());
    }
    match digits.strip_prefix('0') {
        Some(number) => kind(number).filter(|kind| *kind != PhoneKind::Hotline).map(|_| number.to_owned()),
        None => kind(&digits).filter(|kind| *kind == PhoneKind::Hotline).map(|_| digits),
    }
}

fn kind(subscriber: &str) -> Option<PhoneKind> {
    match (subscriber.as_bytes().first()?, subscriber.len()) {
        (b'3' | b'5' | b'7' | b'8' | b'9', 9) => Some(PhoneKind::Mobile),
        (b'2', 10) => Some(PhoneKind::Landline),
        (b'1', 8..=10) if subscriber.starts_with("1800") || subscriber.starts_with("1900") => Some(PhoneKind::Hotline),
        _ => None,
    }
}

/// Two numbers stand with `/`, `-`, a comma, a word or only a blank between them.
fn refuse(text: &str) -> Problem {
    const LONGEST_PAIR: usize = 80;
    if text.len() > LONGEST_PAIR {
        return Problem::NotPhone;
    }
    let two = text.char_indices().skip(1).any(|(at, c)| {
        let (head, tail) = text.split_at(at);
        let tail = tail.trim_start_matches(|c: char| !c.is_ascii_digit() && c != '+' && c != '(');
        let slash = c == '/' && tail.starts_with(|c: char| c.is_ascii_digit());
        subscriber(head.trim_end()).is_some() && (slash || subscriber(tail).is_some())
    });
    if two { Problem::TwoPhones } else { Problem::NotPhone }
}
