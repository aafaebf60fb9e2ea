//! The search index as the command line and the serving process keep it.
//!
//! Beside a serving floor the command line asks it through a job row and waits, since the embedded index belongs to the
//! process that serves; where none runs it takes the index's lock.

mod command;
mod keep;

use anyhow::Context;
use sea_orm::ConnectionTrait;
use search_indexer::Engine;

pub use command::{reindex, verify};
pub use keep::{keep, wait_for_first};

/// The kinds of jobs that the command line asks for.
const REBUILD: &str = "search.rebuild";
const VERIFY: &str = "search.verify";
const REPAIR: &str = "search.repair";

/// Rebuilds the index, telling on standard error how far it is.
pub async fn fill(db: &impl ConnectionTrait, engine: &Engine) -> anyhow::Result<u64> {
    let mut progress = Progress::default();
    let count = search_indexer::rebuild(db, engine, |done, total| {
        if let Some(line) = progress.line(done, total) {
            eprintln!("  {line}");
        }
    });
    count.await.context("the search index can't be rebuilt")
}

/// Lines about how far a rebuild is: one every five hundredths at most.
#[derive(Default)]
struct Progress {
    told: u64,
}

impl Progress {
    fn line(&mut self, done: u64, total: u64) -> Option<String> {
        let due = done > self.told && (done >= total || (done - self.told) * 20 >= total);
        due.then(|| {
            self.told = done;
            let share = (done * 100).checked_div(total).unwrap_or(100).min(100);
            format!("search index: {done} of {total} products and offers ({share} %)")
        })
    }
}
