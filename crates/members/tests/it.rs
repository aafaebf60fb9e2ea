//! Members and stalls against real databases: SQLite, and PostgreSQL where there is one.
#![allow(clippy::unwrap_used)]

mod it {
    mod application;
    mod decisions;
    mod documents;
    mod inquiries;
    mod journal;
    mod lists;
    mod masking;
    mod slugs;
    mod staff;
    mod stalls;
    mod states;
    mod support;
}
