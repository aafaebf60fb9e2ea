//! The tables' rows, private to this crate.

pub(crate) mod deal;
pub(crate) mod offer;
pub(crate) mod offer_decision;
pub(crate) mod offer_match;
pub(crate) mod offer_price;
pub(crate) mod offer_trust;
pub(crate) mod price_board;
pub(crate) mod price_board_week;
pub(crate) mod quote;
pub(crate) mod quote_thread;
pub(crate) mod thread_attachment;
pub(crate) mod thread_message;
