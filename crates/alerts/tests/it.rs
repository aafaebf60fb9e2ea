//! Following and being told against real databases: SQLite, and PostgreSQL where there is one.
#![allow(clippy::unwrap_used)]

mod it {
    #[macro_use]
    mod support;

    mod digests;
    mod following;
    mod telling;
}
