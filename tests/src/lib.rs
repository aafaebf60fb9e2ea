//! The running server, from outside: what the tests in `tests/it` share.
//!
//! [`program`] starts the real `floor` program on a copy of a demonstration floor that is filled once per build;
//! [`client`] speaks HTTP with it as a browser without JavaScript does, filling in the forms ([`form`]) that [`html`]
//! reads out of its pages; [`people`] logs the demonstration's people in; [`browser`] drives a real Chromium; [`db`] looks behind;
//! [`offers`] trades; [`walk`] fills the addresses of the route table.

pub mod browser;
pub mod client;
pub mod db;
pub mod form;
pub mod html;
pub mod letters;
pub mod meilisearch;
pub mod offers;
pub mod people;
pub mod pictures;
pub mod program;
pub mod url;
pub mod walk;

use std::time::{Duration, Instant};

/// Asks again and again, as long as `seconds`, until there is an answer; panics with `what` when there is none.
pub fn until<T>(what: &str, seconds: u64, mut ask: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + Duration::from_secs(seconds);
    loop {
        if let Some(found) = ask() {
            return found;
        }
        assert!(Instant::now() < end, "{what}: not within {seconds} s");
        std::thread::sleep(Duration::from_millis(50));
    }
}
