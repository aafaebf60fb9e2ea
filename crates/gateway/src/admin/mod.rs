//! The officers' console: what waits, the decisions, the lists, what is kept, what happened.

pub mod account;
pub mod account_deeds;
pub mod accounts;
mod audit_words;
pub mod categories;
pub mod category;
pub mod commodities;
pub mod commodity;
pub mod components;
mod content_words;
pub(crate) mod csv;
pub mod dead_letters;
mod decision;
mod drawn;
pub mod exports;
mod figures;
mod frame;
mod history;
pub mod journal;
mod list;
pub mod member;
pub mod members;
pub mod offer;
pub mod offer_desk;
pub mod offer_thread;
mod offer_words;
pub mod offers;
pub mod papers;
pub mod product;
pub mod products;
mod queue;
mod reasons;
pub mod reports;
pub mod revision;
pub mod stall;
pub mod stalls;
pub mod statistics;
mod subjects;
pub mod synonym;
pub mod synonyms;
pub mod trust;
pub mod waiting;

use ::accounts::Role;
use kernel::{Locale, phone::Phone, place};

use crate::AppError;

/// What is no id leads nowhere, like an id that nobody has.
fn read_id<T: std::str::FromStr>(id: &str) -> Result<T, AppError> {
    id.parse().map_err(|_| AppError::NotFound)
}

/// A telephone number as people write it.
fn phone_text(stored: &str) -> String {
    Phone::parse(stored).map_or_else(|_| stored.to_owned(), |phone| phone.national())
}

/// A commune with the district by which people know it.
fn place_text(l: Locale, code: &str) -> String {
    place::commune(code).map_or_else(
        || code.to_owned(),
        |commune| match l {
            Locale::Vi => format!("{} ({} cũ)", commune.full_name, commune.former_district),
            Locale::En => format!("{} (former {})", commune.name_en(), kernel::text::unmark(commune.former_district)),
        },
    )
}

fn role_name(l: Locale, role: Role) -> &'static str {
    match role {
        Role::Buyer => l.t("Người dùng", "User"),
        Role::Moderator => l.t("Cán bộ duyệt", "Moderator"),
        Role::Administrator => l.t("Quản trị viên", "Administrator"),
    }
}
