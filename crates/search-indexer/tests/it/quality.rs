//! How often the first three hits are what the buyer meant, over the demonstration products.

use std::{
    collections::BTreeMap,
    fmt::{self, Display},
};

use search_indexer::Engine;

use super::support::*;

/// The queries that the floor was specified with.
#[tokio::test]
async fn the_first_three_hits_are_what_was_meant() {
    for tested in engines_with(&demonstration()).await {
        let report = Report::of(&tested.engine, "tests/data/search-queries.csv").await;
        println!("{}: {report}", tested.name);
        report.holds(97.0, &[("misspelt", 93.0), ("synonym", 90.0), ("place", 90.0)], 95.0);
    }
}

/// Queries of the same kinds that nothing was tuned with.
#[tokio::test]
async fn so_they_are_for_queries_that_nobody_has_seen() {
    for tested in engines_with(&demonstration()).await {
        let report = Report::of(&tested.engine, "tests/data/unseen-queries.csv").await;
        println!("{}: {report}", tested.name);
        report.holds(95.0, &[], 85.0);
    }
}

/// Per kind of query: how many were answered, of how many.
struct Report {
    kinds: BTreeMap<String, (u32, u32)>,
    misses: Vec<String>,
}

impl Report {
    async fn of(engine: &Engine, file: &str) -> Self {
        let mut report = Self { kinds: BTreeMap::new(), misses: Vec::new() };
        for row in rows(file) {
            let found = names(engine, &row["query"]).await;
            let top = &found[..found.len().min(3)];
            let expected: Vec<&str> = row["expected"].split(" | ").collect();
            let there = expected.iter().filter(|name| top.iter().any(|found| found == *name)).count();
            // All of them, or any where more than three are named or one will do.
            let met = if row["mode"] == "all" && expected.len() <= 3 { there == expected.len() } else { there > 0 };
            let (good, all) = report.kinds.entry(row["kind"].clone()).or_default();
            *all += 1;
            *good += u32::from(met);
            if !met {
                report.misses.push(format!(
                    "{} {} {:?} → {top:?}, not {}",
                    row["id"], row["kind"], row["query"], row["expected"]
                ));
            }
        }
        report
    }

    fn total(&self) -> (u32, u32) {
        self.kinds.values().fold((0, 0), |(good, all), kind| (good + kind.0, all + kind.1))
    }

    /// At least `least` percent of all, at least `each` of every kind but the exceptions, which have their own floor.
    fn holds(&self, least: f64, exceptions: &[(&str, f64)], each: f64) {
        for (kind, counts) in &self.kinds {
            let floor = exceptions.iter().find(|(name, _)| name == kind).map_or(each, |(_, floor)| *floor);
            assert!(share(*counts) >= floor, "{kind}: less than {floor} %\n{self}");
        }
        assert!(share(self.total()) >= least, "less than {least} %\n{self}");
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = |kind: &str, counts: (u32, u32)| {
            writeln!(f, "  {kind:<12} {:>3} of {:>3}  {:>6.1} %", counts.0, counts.1, share(counts))
        };
        line("in the first three", self.total())?;
        self.kinds.iter().try_for_each(|(kind, counts)| line(kind, *counts))?;
        self.misses.iter().try_for_each(|miss| writeln!(f, "  {miss}"))
    }
}

fn share((good, all): (u32, u32)) -> f64 {
    100.0 * f64::from(good) / f64::from(all)
}
