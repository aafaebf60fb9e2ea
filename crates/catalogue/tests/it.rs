//! The catalogue against real databases.
#![allow(clippy::unwrap_used)]

mod it {
    #[macro_use]
    mod support;

    mod bulk;
    mod desks;
    mod filled;
    mod keeping;
    mod lists;
    mod owner;
    mod papers;
    mod photos;
    mod revisions;
    mod rules;
    mod saving;
    mod states;
}
