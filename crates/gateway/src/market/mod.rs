//! Offers, quotes and deals, as their two sides use them.

mod trader;

pub use trader::trader;
