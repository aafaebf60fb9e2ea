//! The rows, as the migrations make them.

pub(crate) mod inquiry;
pub(crate) mod invitation;
pub(crate) mod member;
pub(crate) mod member_document;
pub(crate) mod membership;
pub(crate) mod stall;
