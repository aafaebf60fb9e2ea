//! How often the first three hits are what the buyer meant, over the demonstration products.

use std::collections::BTreeMap;

use super::support::*;

#[tokio::test]
async fn the_first_three_hits_are_what_was_meant() {
    let queries = rows("tests/data/search-queries.csv");
    for tested in engines_with(&demonstration()).await {
        let mut kinds: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
        let mut misses = Vec::new();
        for row in &queries {
            let found = names(&tested.engine, &row["query"]).await;
            let top = &found[..found.len().min(3)];
            let expected: Vec<&str> = row["expected"].split(" | ").collect();
            let there = expected.iter().filter(|name| top.iter().any(|found| found == *name)).count();
            let met = if row["mode"] == "all" { there == expected.len().min(3) } else { there > 0 };
            let (good, all) = kinds.entry(&row["kind"]).or_default();
            *all += 1;
            *good += u32::from(met);
            if !met {
                misses.push(format!(
                    "{} {:<12} {:?} → {top:?}, not {}",
                    row["id"], row["kind"], row["query"], row["expected"]
                ));
            }
        }
        println!("{}: in the first three", tested.name);
        for (kind, (good, all)) in &kinds {
            println!("  {kind:<12} {good:>3} of {all:>3}  {:>4.0} %", share(*good, *all));
        }
        println!("{}", misses.join("\n"));
        for (kind, least) in [("unaccented", 97.0), ("misspelt", 80.0)] {
            let (good, all) = kinds[kind];
            assert!(share(good, all) >= least, "{}: {kind} {good} of {all}", tested.name);
        }
    }
}

fn share(good: u32, all: u32) -> f64 {
    100.0 * f64::from(good) / f64::from(all)
}
