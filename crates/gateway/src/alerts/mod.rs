//! What somebody follows and is told, and turning off the daily mail.

pub mod button;
pub mod follow;
mod follow_words;
pub mod follows;
pub mod list;
pub mod save_search;
pub mod unsubscribe;
