//! Offers, quotes and deals, as their two sides use them.

pub mod trader;

pub use trader::trader;
