//! The running server over HTTP and in a real browser.
#![allow(clippy::unwrap_used)]

mod it {
    mod arrows;
    mod browser;
    mod pages;
    mod tidy;
}
