//! Offers, quotes and deals against real databases: SQLite, and PostgreSQL where there is one.
#![allow(clippy::unwrap_used)]

mod it {
    #[macro_use]
    mod support;

    mod board;
    mod board_weeks;
    mod bulk;
    mod decisions;
    mod expiry;
    mod following;
    mod forms;
    mod lists;
    mod matching;
    mod negotiating;
    mod offering;
    mod quoting;
    mod racing;
    mod revising;
    mod states;
    mod stories;
    mod threads;
}
