//! The rows.

pub mod account;
pub mod account_token;
pub mod consent;
pub mod login_throttle;
pub mod recovery_code;
pub mod session;
