//! The tables' rows, private to this crate.

pub(crate) mod alert;
pub(crate) mod digest_mail;
pub(crate) mod digest_setting;
pub(crate) mod follow;
