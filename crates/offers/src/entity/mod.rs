//! The tables' rows, private to this crate.

pub(crate) mod deal;
pub(crate) mod offer;
pub(crate) mod offer_decision;
pub(crate) mod offer_trust;
pub(crate) mod quote;
pub(crate) mod quote_thread;
pub(crate) mod thread_attachment;
pub(crate) mod thread_message;
