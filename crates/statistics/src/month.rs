//! Months as they were closed: immutable, with a checksum; a correction is another version with its reason.

mod close;
mod read;
mod rollup;

use std::fmt::Write;

use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use kernel::Actor;
use sha2::{Digest, Sha256};

use crate::period::Month;

pub use close::{Correction, close_month, correct_month, provide_month};
pub use read::{
    MonthVersion, closed_up_to, late_months, measures_since, newest_versions, of_period, top_of_period,
    totals_of_period, verify_month, versions_of, words_of_period,
};
pub(crate) use rollup::measured;
pub use rollup::{HOUR, first_day, rollup};

/// One figure of a month: of the floor as a whole (no dimension), or of one `word` of a dimension, such as one category.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Figure {
    pub measure: String,
    pub dimension: String,
    pub word: String,
    pub value: i64,
}

impl Figure {
    #[must_use]
    pub fn total(measure: &str, value: i64) -> Self {
        Self::of(measure, "", "", value)
    }

    #[must_use]
    pub fn of(measure: &str, dimension: &str, word: &str, value: i64) -> Self {
        Self { measure: measure.to_owned(), dimension: dimension.to_owned(), word: word.to_owned(), value }
    }
}

/// What a month's figures are sealed with: anybody who has them can compute it again.
fn checksum(month: Month, version: i32, reason: &str, taken_at: DateTime<Utc>, figures: &[Figure]) -> String {
    let mut sorted: Vec<&Figure> = figures.iter().collect();
    sorted.sort();
    let mut sha = Sha256::new();
    let mut line = format!("{month}\t{version}\t{reason}\t{}\n", taken_at.timestamp_micros());
    for figure in sorted {
        sha.update(line.as_bytes());
        line.clear();
        let Figure { measure, dimension, word, value } = figure;
        let _ = writeln!(line, "{measure}\t{dimension}\t{word}\t{value}");
    }
    sha.update(line.as_bytes());
    HEXLOWER.encode(&sha.finalize())
}

fn actor_id(actor: Actor) -> Option<uuid::Uuid> {
    actor.account().map(|id| id.0)
}
