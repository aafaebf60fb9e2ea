//! A look into the database of a running floor, for what no page shows.

use database::{Db, Options};
use sea_orm::{ConnectionTrait, Statement, TryGetable};
use uuid::Uuid;

use crate::program::Server;

/// Runs on a runtime of its own: the tests themselves are blocking.
pub fn with<T>(server: &Server, act: impl AsyncFnOnce(&Db) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let db = Db::connect(&server.database()).await.expect("the server's database");
        let result = act(&db).await;
        db.close().await.expect("closed");
        result
    })
}

fn first_column<T: TryGetable>(server: &Server, sql: &str) -> Vec<T> {
    with(server, async |db| {
        let statement = Statement::from_string(db.read().get_database_backend(), sql);
        let rows = db.read().query_all_raw(statement).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
        rows.iter().map(|row| row.try_get_by_index(0).unwrap_or_else(|error| panic!("{sql}: {error:?}"))).collect()
    })
}

#[must_use]
pub fn ids(server: &Server, sql: &str) -> Vec<Uuid> {
    first_column(server, sql)
}

/// The one id that is asked for.
#[must_use]
pub fn id(server: &Server, sql: &str) -> Uuid {
    ids(server, sql).first().copied().unwrap_or_else(|| panic!("nothing: {sql}"))
}

#[must_use]
pub fn texts(server: &Server, sql: &str) -> Vec<String> {
    first_column(server, sql)
}

#[must_use]
pub fn text(server: &Server, sql: &str) -> String {
    texts(server, sql).into_iter().next().unwrap_or_else(|| panic!("nothing: {sql}"))
}

/// A count.
#[must_use]
pub fn number(server: &Server, sql: &str) -> i64 {
    first_column(server, sql).first().copied().unwrap_or_else(|| panic!("nothing: {sql}"))
}

pub fn execute(server: &Server, sql: &str) {
    with(server, async |db| db.execute_plain(sql).await).unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// A fresh database on the PostgreSQL server of the tests; `None` (and said so) where there is none.
#[must_use]
pub fn fresh_postgres(name: &str) -> Option<String> {
    let Some(url) = std::env::var("FLOOR_TEST_POSTGRES_URL").ok().filter(|url| !url.is_empty()) else {
        eprintln!("SKIPPED on PostgreSQL: FLOOR_TEST_POSTGRES_URL is not set");
        return None;
    };
    let name = format!("{name}_{}", kernel::Ctx::system(kernel::Clock::System.now()).new_id().simple());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let options = Options { url: url.clone(), connections: 2, schema: None };
        let db = Db::connect(&options).await.expect("the PostgreSQL server of the tests");
        db.execute_plain(&format!("CREATE DATABASE {name}")).await.expect("a new database");
        db.close().await.expect("closed");
    });
    let (server, _) = url.rsplit_once('/').expect("a database's name in the URL");
    Some(format!("{server}/{name}"))
}
