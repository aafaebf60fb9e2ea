//! The nouns: an account, its role, and what one logs in with.

use chrono::{DateTime, Utc};
use kernel::{AccountId, Locale, Problem, phone::Phone};

use crate::entity::account;

/// The platform's roles. Owner and staff of a member are the members' business, not the account's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Buyer,
    /// Reviews what waits.
    Moderator,
    /// Reviews, and keeps categories, officers and accounts.
    Administrator,
}

impl Role {
    pub const ALL: [Self; 3] = [Self::Buyer, Self::Moderator, Self::Administrator];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Buyer => "buyer",
            Self::Moderator => "moderator",
            Self::Administrator => "administrator",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// Officers of the floor need a second factor.
    #[must_use]
    pub fn is_officer(self) -> bool {
        self >= Self::Moderator
    }
}

/// A person who can log in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub id: AccountId,
    pub email: Option<String>,
    /// E.164, such as `+84912345678`.
    pub phone: Option<String>,
    pub display_name: String,
    pub role: Role,
    pub locale: Locale,
    pub email_verified_at: Option<DateTime<Utc>>,
    pub phone_verified_at: Option<DateTime<Utc>>,
    pub has_second_factor: bool,
    pub locked_at: Option<DateTime<Utc>>,
    /// Why it is locked; empty when it is not.
    pub locked_reason: String,
    pub created_at: DateTime<Utc>,
}

impl Account {
    #[must_use]
    pub fn verified(&self) -> bool {
        self.email_verified_at.is_some() || self.phone_verified_at.is_some()
    }

    #[must_use]
    pub fn locked(&self) -> bool {
        self.locked_at.is_some()
    }

    /// Waits for an officer who confirms the phone.
    #[must_use]
    pub fn waits_for_phone(&self) -> bool {
        self.phone.is_some() && !self.verified() && !self.locked()
    }

    /// The e-mail address, or else the telephone number.
    #[must_use]
    pub fn contact(&self) -> &str {
        self.email.as_deref().or(self.phone.as_deref()).unwrap_or_default()
    }

    pub(crate) fn identifiers(&self) -> impl Iterator<Item = Identifier> {
        let email = self.email.clone().map(Identifier::Email);
        email.into_iter().chain(self.phone.clone().map(Identifier::Phone))
    }
}

impl From<account::Model> for Account {
    fn from(row: account::Model) -> Self {
        Self {
            id: row.id.into(),
            email: row.email,
            phone: row.phone,
            display_name: row.display_name,
            // The database's CHECK admits no other; were it to, the weakest role is the safe one.
            role: Role::from_code(&row.role).unwrap_or(Role::Buyer),
            locale: Locale::from_code(&row.locale),
            email_verified_at: row.email_verified_at,
            phone_verified_at: row.phone_verified_at,
            has_second_factor: row.totp_confirmed_at.is_some(),
            locked_at: row.locked_at,
            locked_reason: row.locked_reason,
            created_at: row.created_at,
        }
    }
}

/// What one logs in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identifier {
    /// In lower case.
    Email(String),
    /// E.164.
    Phone(String),
}

impl Identifier {
    /// Reads what was typed into the one field for both.
    pub fn parse(input: &str) -> Result<Self, Problem> {
        let input = input.trim();
        if input.is_empty() {
            return Err(Problem::Required);
        }
        if input.contains('@') {
            return parse_email(input).map(Self::Email).ok_or(Problem::NotEmail);
        }
        if input.chars().any(char::is_alphabetic) {
            return Err(Problem::NotEmail);
        }
        Phone::account(input).map(|phone| Self::Phone(phone.as_str().to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Email(text) | Self::Phone(text) => text,
        }
    }
}

/// An e-mail address in lower case: the plain form that mail servers accept everywhere, ASCII only (RFC 5321's lengths, no
/// quoted local part, no literal address).
#[must_use]
pub fn parse_email(input: &str) -> Option<String> {
    let (local, domain) = input.split_once('@')?;
    let local_ok = (1..=64).contains(&local.len())
        && local.split('.').all(|part| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&b))
        });
    let label_ok = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let top = domain.rsplit_once('.')?.1;
    let domain_ok =
        domain.split('.').all(label_ok) && top.len() >= 2 && top.starts_with(|c: char| c.is_ascii_alphabetic());
    (local_ok && domain_ok && input.len() <= 254).then(|| input.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_addresses_are_taken_in_lower_case() {
        for (input, expected) in [
            ("An.Nguyen@Example.COM", "an.nguyen@example.com"),
            ("a+b_c@mail.hatinh.gov.vn", "a+b_c@mail.hatinh.gov.vn"),
        ] {
            assert_eq!(parse_email(input).as_deref(), Some(expected));
        }
    }

    #[test]
    fn what_is_not_an_address_is_refused() {
        let long = format!("{}@example.com", "a".repeat(65));
        for input in [
            "",
            "@",
            "a@",
            "@b.vn",
            "a@b",
            "a@@b.vn",
            "a@b@c.vn",
            "a b@c.vn",
            ".a@b.vn",
            "a.@b.vn",
            "a..b@c.vn",
            "a@-b.vn",
            "a@b-.vn",
            "a@b..vn",
            "a@b.v",
            "a@1.2.3.4",
            "a@[1.2.3.4]",
            "nguyễn@b.vn",
            "a@b.vn\0",
            "a\"b@c.vn",
            &long,
        ] {
            assert_eq!(parse_email(input), None, "{input}");
        }
    }

    #[test]
    fn every_way_of_writing_a_phone_number_is_the_same_identifier() {
        for input in ["0912345678", "0912 345 678", "+84912345678", "84912345678", "+84 (0) 912.345.678"] {
            assert_eq!(Identifier::parse(input), Ok(Identifier::Phone("+84912345678".into())), "{input}");
        }
        assert_eq!(Identifier::parse(" "), Err(Problem::Required));
        assert_eq!(Identifier::parse("abc"), Err(Problem::NotEmail));
        assert_eq!(Identifier::parse("12345"), Err(Problem::NotPhone));
    }
}
