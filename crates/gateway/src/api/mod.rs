//! The JSON API and the probes. Errors are problem details (RFC 9457); lists answer `{items, total, page, per_page}`.

pub mod categories;
pub mod health;
mod listing;
pub mod openapi;
pub mod prices;
pub mod products;
pub mod stalls;
pub mod suggest;
