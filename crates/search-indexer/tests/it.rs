//! The contract of the engines: every test runs on each of them.
#![allow(clippy::unwrap_used)]

mod it {
    mod facets;
    mod finding;
    mod hostile;
    mod order;
    mod quality;
    mod rebuild;
    mod support;
    mod writing;
}
