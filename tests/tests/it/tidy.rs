//! What a reader of the source can rely on, and that the schema goes up and down.

use std::{
    fs,
    path::{Path, PathBuf},
};

use database::testing;
use migrations::Migrator;
use sea_orm::{ConnectionTrait, DatabaseBackend, Statement};
use sea_orm_migration::MigratorTrait;

/// The source files of the crates, without their tests.
fn sources() -> Vec<PathBuf> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let mut all = Vec::new();
    for entry in fs::read_dir(root.join("crates")).unwrap().flatten() {
        collect(&entry.path().join("src"), &mut all);
    }
    collect(&root.join("migrations/src"), &mut all);
    assert!(all.len() > 100, "the sources are not where this test looks");
    all
}

fn collect(folder: &Path, all: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, all);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            all.push(path);
        }
    }
}

#[test]
fn files_stay_short_enough_to_be_read() {
    let long: Vec<String> = sources()
        .iter()
        .map(|file| (file, fs::read_to_string(file).unwrap().lines().count()))
        .filter(|(_, lines)| *lines > 400)
        .map(|(file, lines)| format!("{} has {lines} lines", file.display()))
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn nothing_is_left_undone_or_unwrapped() {
    let mut found = Vec::new();
    for file in sources() {
        let text = fs::read_to_string(&file).unwrap();
        let program = text.split("#[cfg(test)]").next().unwrap();
        for (number, line) in program.lines().enumerate() {
            let code = line.split("//").next().unwrap();
            if ["todo!(", "unimplemented!(", "dbg!(", ".unwrap()", "FIXME"].iter().any(|word| code.contains(word)) {
                found.push(format!("{}:{}: {}", file.display(), number + 1, line.trim()));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[tokio::test]
async fn the_schema_goes_down_and_up_again() {
    for db in testing::databases().await {
        let before = tables(db.read()).await;
        assert!(before.contains(&"product".to_owned()), "{}: {before:?}", db.name);
        Migrator::down(db.read(), None).await.unwrap();
        assert_eq!(tables(db.read()).await, ["seaql_migrations"], "{}", db.name);
        Migrator::up(db.read(), None).await.unwrap();
        assert_eq!(tables(db.read()).await, before, "{}", db.name);
    }
}

async fn tables(db: &impl ConnectionTrait) -> Vec<String> {
    let backend = db.get_database_backend();
    let sql = match backend {
        DatabaseBackend::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
        }
        _ => {
            "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() ORDER BY table_name"
        }
    };
    let rows = db.query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}
