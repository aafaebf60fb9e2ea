//! Connecting, migrating, and beginning transactions.

use std::{path::Path, sync::Arc, time::Duration};

use migrations::Migrator;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseBackend, DatabaseConnection, DatabaseTransaction, DbErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;

/// Where the database is and how much of it to use.
#[derive(Debug, Clone)]
pub struct Options {
    /// `sqlite:///path/file.sqlite` or `postgres://…`.
    pub url: String,
    /// Connections for reading (SQLite) or for all (PostgreSQL).
    pub connections: u32,
    /// A PostgreSQL schema other than `public`.
    pub schema: Option<String>,
}

impl Options {
    #[must_use]
    pub fn sqlite(file: &Path) -> Self {
        Self { url: format!("sqlite://{}?mode=rwc", file.display()), connections: 4, schema: None }
    }

    fn is_sqlite(&self) -> bool {
        self.url.starts_with("sqlite:")
    }
}

/// The database. Cheap to clone.
///
/// On SQLite one connection writes and several read, since it allows one writer at a time; on PostgreSQL both are the
/// same pool.
#[derive(Clone)]
pub struct Db {
    read: DatabaseConnection,
    write: DatabaseConnection,
}

impl Db {
    /// Connects without migrating.
    pub async fn connect(options: &Options) -> Result<Self, DbErr> {
        if options.is_sqlite() {
            let write = Database::connect(sqlite(options, 1)).await?;
            let read = Database::connect(sqlite(options, options.connections.max(1))).await?;
            Ok(Self { read, write })
        } else {
            let all = Database::connect(postgres(options)).await?;
            Ok(Self { read: all.clone(), write: all })
        }
    }

    /// Brings the schema up to date. Runs on a pool of one connection of its own and closes it: on a larger SQLite
    /// pool a migration was seen to leave foreign keys off on one connection.
    pub async fn migrate(options: &Options) -> Result<(), DbErr> {
        let mut one = if options.is_sqlite() { sqlite(options, 1) } else { postgres(options) };
        one.max_connections(1).min_connections(1);
        let connection = Database::connect(one).await?;
        let result = Migrator::up(&connection, None).await;
        connection.close().await?;
        result
    }

    /// For reading.
    #[must_use]
    pub fn read(&self) -> &DatabaseConnection {
        &self.read
    }

    /// Begins a writing transaction. Only handlers, job runners and the command line begin and commit.
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        self.write
            .begin_with_options(TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                ..TransactionOptions::default()
            })
            .await
    }

    #[must_use]
    pub fn is_sqlite(&self) -> bool {
        self.read.get_database_backend() == DatabaseBackend::Sqlite
    }

    /// Tells the planner how the tables are filled; for after bulk filling.
    pub async fn analyse(&self) -> Result<(), DbErr> {
        // Unlimited, SQLite would also keep samples of the indexes (sqlite_stat4), and with samples it prepares a
        // statement anew whenever a bound value could change its plan: at nearly every call.
        let sql = if self.is_sqlite() { "PRAGMA analysis_limit = 2000; ANALYZE" } else { "ANALYZE" };
        self.execute_plain(sql).await
    }

    /// Runs a statement outside a transaction on the writing side (a pragma, a schema of a test's own).
    pub async fn execute_plain(&self, sql: &str) -> Result<(), DbErr> {
        self.write.execute_unprepared(sql).await.map(|_| ())
    }

    /// Calls back for every statement, so that a test can count the queries of a page.
    pub fn observe(&mut self, callback: impl Fn(&str) + Send + Sync + 'static) {
        let callback = Arc::new(callback);
        let other = callback.clone();
        self.read.set_metric_callback(move |info| callback(&info.statement.sql));
        self.write.set_metric_callback(move |info| other(&info.statement.sql));
    }

    pub async fn close(self) -> Result<(), DbErr> {
        self.read.close_by_ref().await?;
        self.write.close_by_ref().await
    }
}

fn sqlite(options: &Options, connections: u32) -> ConnectOptions {
    let mut connect = ConnectOptions::new(&options.url);
    connect
        .max_connections(connections)
        .min_connections(1)
        .sqlx_logging(false)
        .test_before_acquire(false)
        .acquire_timeout(Duration::from_secs(30))
        .map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(10))
                .pragma("journal_mode", "WAL")
                // With WAL this loses nothing when the process is killed, and at a power cut at most the last commits.
                .pragma("synchronous", "NORMAL")
                .pragma("cache_size", "-2000")
                .pragma("temp_store", "MEMORY")
        });
    connect
}

fn postgres(options: &Options) -> ConnectOptions {
    let mut connect = ConnectOptions::new(&options.url);
    connect
        .max_connections(options.connections.max(2))
        .min_connections(1)
        .sqlx_logging(false)
        .acquire_timeout(Duration::from_secs(10))
        .set_application_name("floor");
    if let Some(schema) = &options.schema {
        connect.set_schema_search_path(schema.clone());
    }
    connect
}
