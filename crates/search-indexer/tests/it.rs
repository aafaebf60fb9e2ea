//! The contract of the engines: every test runs on each of them.
#![allow(clippy::unwrap_used)]

mod it {
    mod commodities;
    mod correcting;
    mod drift;
    mod facets;
    mod faults;
    mod finding;
    mod follow;
    mod hostile;
    mod offers;
    mod order;
    mod quality;
    mod ranking;
    mod rebuild;
    mod replay;
    mod server;
    mod support;
    mod synonyms;
    mod world;
    mod writing;
}
