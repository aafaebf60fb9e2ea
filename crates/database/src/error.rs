//! Which constraint refused a write. Constraints are named in the migrations and mapped to a user's error by name.

use sea_orm::{DbErr, RuntimeErr, SqlErr};

/// Whether `error` is the violation of the unique index `index`, whose columns are `table.column, …` on SQLite, which
/// names columns instead of the index.
#[must_use]
pub fn violated_unique(error: &DbErr, index: &str, sqlite_columns: &str) -> bool {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(message)) => {
            message.contains(&format!("\"{index}\""))
                || message.contains(&format!("index '{index}'"))
                || message.ends_with(&format!(": {sqlite_columns}"))
        }
        _ => false,
    }
}

/// Whether a foreign key refused the write. SQLite's `ON DELETE RESTRICT` (code 1811) is not in `sql_err()`.
#[must_use]
pub fn violated(error: &DbErr) -> bool {
    match error.sql_err() {
        Some(SqlErr::ForeignKeyConstraintViolation(_)) => true,
        Some(_) => false,
        None => matches!(
            error,
            DbErr::Exec(RuntimeErr::SqlxError(inner)) | DbErr::Query(RuntimeErr::SqlxError(inner))
                if inner.to_string().contains("(code: 1811)")
        ),
    }
}
