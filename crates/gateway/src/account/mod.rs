//! Registering, logging in, one's own account.

pub mod login;
