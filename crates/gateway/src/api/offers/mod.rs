//! Offers, quotes, threads and deals. What is another's does not exist; every write may carry an `Idempotency-Key`.

pub mod attachments;
pub mod create;
pub mod deals;
pub mod deeds;
pub mod list;
pub mod mine;
pub mod photos;
pub mod quotes;
pub mod revise;
pub mod threads;
mod view;

use std::str::FromStr;

use crate::AppError;

/// What is no id names nothing.
fn read_id<T: FromStr>(text: &str) -> Result<T, AppError> {
    text.parse().map_err(|_| AppError::NotFound)
}
