//! Counting, against real databases.
#![allow(clippy::unwrap_used)]

mod it {
    mod corrections;
    mod counting;
    mod days;
    mod interleaving;
    mod months;
    mod support;
    mod visits;
}
