//! Offers, quotes and deals, as their two sides use them.

pub mod asked;
pub mod deals;
pub mod deeds;
pub mod feed;
pub mod form;
mod gone;
pub mod home;
pub(crate) mod intake;
mod lines;
pub mod list;
pub mod mine;
mod narrow;
pub mod offer;
pub mod quote;
pub mod reader;
mod saved;
pub mod standing;
pub mod thread;
pub(crate) mod told;
pub mod trader;
pub mod words;

pub(crate) use lines::{Line, lines};
pub use trader::trader;
