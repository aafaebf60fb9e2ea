//! Databases for tests: a fresh SQLite file and, where `FLOOR_TEST_POSTGRES_URL` names a server, a fresh PostgreSQL
//! schema. Every domain test runs on both.

use sea_orm::{ConnectionTrait, Database, DbErr};
use tempfile::TempDir;

use crate::{Db, Options};

/// A migrated, empty database that goes away with the value.
pub struct TestDb {
    pub db: Db,
    pub options: Options,
    /// `sqlite` or `postgresql`, for messages of failed tests.
    pub name: &'static str,
    _folder: Option<TempDir>,
}

impl std::ops::Deref for TestDb {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}

/// Every database that is there to test on. Without `FLOOR_TEST_POSTGRES_URL` only SQLite, said on standard error.
pub async fn databases() -> Vec<TestDb> {
    let mut all = vec![sqlite().await.expect("a fresh SQLite database")];
    match std::env::var("FLOOR_TEST_POSTGRES_URL") {
        Ok(url) if !url.is_empty() => all.push(postgres(&url).await.expect("a fresh PostgreSQL schema")),
        _ => eprintln!("SKIPPED on PostgreSQL: FLOOR_TEST_POSTGRES_URL is not set"),
    }
    all
}

pub async fn sqlite() -> Result<TestDb, DbErr> {
    let folder = TempDir::new().map_err(|error| DbErr::Custom(error.to_string()))?;
    let options = Options::sqlite(&folder.path().join("test.sqlite"));
    Db::migrate(&options).await?;
    Ok(TestDb { db: Db::connect(&options).await?, options, name: "sqlite", _folder: Some(folder) })
}

async fn postgres(url: &str) -> Result<TestDb, DbErr> {
    let schema = format!("t{}", kernel::Ctx::system(kernel::Clock::System.now()).new_id().simple());
    let admin = Database::connect(url).await?;
    admin.execute_unprepared(&format!("CREATE SCHEMA {schema}")).await?;
    admin.close().await?;
    let options = Options { url: url.to_owned(), connections: 4, schema: Some(schema) };
    Db::migrate(&options).await?;
    Ok(TestDb { db: Db::connect(&options).await?, options, name: "postgresql", _folder: None })
}

/// Runs the body once per database: `on_every_database!(|db| { … })`. `db` is a [`TestDb`].
#[macro_export]
macro_rules! on_every_database {
    (|$db:ident| $body:block) => {
        for $db in $crate::testing::databases().await {
            eprintln!("on {}", $db.name);
            $body
        }
    };
}
