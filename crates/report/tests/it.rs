//! A month's figures and the report, against real databases.
#![allow(clippy::unwrap_used)]

mod it {
    mod months;
    /// The small floor that the tests of offers stand on.
    #[allow(dead_code)]
    #[path = "../../../offers/tests/it/support.rs"]
    mod support;
}
