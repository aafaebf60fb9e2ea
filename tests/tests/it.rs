//! The running server over HTTP and in a real browser.
#![allow(clippy::unwrap_used)]

mod it {
    mod access;
    mod api;
    mod arrows;
    mod bad_input;
    mod board;
    mod browser;
    mod faults;
    mod index_faults;
    mod journey;
    mod meilisearch;
    mod pages;
    mod queries;
    mod steps;
    mod synonyms;
    mod tidy;
}
