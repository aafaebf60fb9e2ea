//! The worker and its mail, against real databases and files.
#![allow(clippy::unwrap_used)]

mod it {
    mod failures;
    mod mail;
    mod support;
    mod work;
}
