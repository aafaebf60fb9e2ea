//! The running server over HTTP and in a real browser.
#![allow(clippy::unwrap_used)]

mod it {
    mod access;
    mod alerts;
    mod api;
    mod arrows;
    mod bad_input;
    mod board;
    mod browser;
    mod exports;
    mod faults;
    mod index_faults;
    mod journey;
    mod meilisearch;
    mod offer_desk;
    mod offer_search;
    mod offers_api;
    mod offers_api_files;
    mod offers_api_refused;
    mod pages;
    mod queries;
    #[allow(dead_code, reason = "the documents' own tests use all of it")]
    #[path = "../../../crates/documents/tests/it/readers.rs"]
    mod readers;
    mod reports;
    mod steps;
    mod synonyms;
    mod tidy;
    mod trading_answers;
    mod trading_browser;
    mod trading_ends;
    mod trading_follows;
    mod trading_lists;
    mod trading_private;
    mod trading_queries;
    mod trading_refused;
    mod trading_revise;
    mod trading_steps;
    mod trading_words;
}
