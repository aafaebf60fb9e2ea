//! The JSON API and the probes. Errors are problem details (RFC 9457); lists answer `{items, total, page, per_page}`, one's own
//! `{items, next}`.

pub mod categories;
mod deed;
pub mod health;
mod listing;
pub mod offers;
pub mod openapi;
mod parts;
pub mod prices;
pub mod products;
mod sent;
pub mod stalls;
pub mod suggest;
