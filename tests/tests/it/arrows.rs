//! Which crate may know which: the arrows of ARCHITECTURE.md, read from the manifests.

use std::{collections::BTreeSet, fs, path::Path};

const OURS: [&str; 16] = [
    "kernel",
    "migrations",
    "database",
    "media",
    "accounts",
    "members",
    "catalogue",
    "offers",
    "alerts",
    "statistics",
    "search-indexer",
    "worker",
    "gateway",
    "floor",
    "documents",
    "report",
];

/// `(crate, what it may depend on)`, tests aside.
const ALLOWED: [(&str, &[&str]); 16] = [
    ("kernel", &[]),
    ("documents", &["kernel"]),
    ("migrations", &[]),
    ("database", &["kernel", "migrations"]),
    ("media", &["database", "kernel"]),
    ("worker", &["database", "kernel"]),
    ("accounts", &["database", "kernel"]),
    ("members", &["accounts", "media", "database", "kernel"]),
    ("catalogue", &["members", "media", "database", "kernel"]),
    ("offers", &["accounts", "members", "catalogue", "database", "kernel"]),
    ("statistics", &["database", "kernel"]),
    ("report", &["statistics", "offers", "members", "catalogue", "documents", "database", "kernel"]),
    ("alerts", &["database", "kernel"]),
    ("search-indexer", &["members", "catalogue", "offers", "accounts", "media", "database", "kernel"]),
    (
        "gateway",
        &[
            "accounts",
            "members",
            "catalogue",
            "offers",
            "alerts",
            "statistics",
            "search-indexer",
            "media",
            "documents",
            "report",
            "database",
            "kernel",
        ],
    ),
    ("floor", &OURS),
];

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// Our crates that the manifest names under `[dependencies]`.
fn dependencies(manifest: &str) -> BTreeSet<String> {
    let section = manifest.split("\n[").find(|section| section.trim_start_matches('[').starts_with("dependencies]"));
    let lines = section.unwrap_or_default().lines();
    let names = lines.filter_map(|line| line.split(['.', ' ', '=']).next()).filter(|name| OURS.contains(name));
    names.map(ToOwned::to_owned).collect()
}

#[test]
fn crates_depend_only_along_the_arrows() {
    let mut folders: Vec<_> =
        fs::read_dir(root().join("crates")).unwrap().flatten().map(|entry| entry.path()).collect();
    folders.push(root().join("migrations"));
    let mut seen = 0;
    for folder in folders.iter().filter(|folder| folder.join("Cargo.toml").exists()) {
        let name = folder.file_name().unwrap().to_str().unwrap();
        let allowed = ALLOWED.iter().find(|(known, _)| *known == name).map(|(_, allowed)| *allowed);
        let allowed =
            allowed.unwrap_or_else(|| panic!("crate {name} has no arrows yet: add it here and to ARCHITECTURE.md"));
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        for dependency in dependencies(&manifest) {
            assert!(allowed.contains(&dependency.as_str()), "{name} must not depend on {dependency}");
        }
        seen += 1;
    }
    assert!(seen >= 12, "the crates are not where this test looks: {seen}");
}

#[test]
fn an_arrow_is_read_from_a_manifest() {
    let manifest = "[package]\nname = \"a\"\n\n[dependencies]\nkernel.workspace = true\nmembers = { path = \"x\" }\nserde = \"1\"\n\n[dev-dependencies]\ngateway.workspace = true\n";
    assert_eq!(dependencies(manifest), BTreeSet::from(["kernel".to_owned(), "members".to_owned()]));
}
