//! Lists as CSV: UTF-8 with a byte order mark, so that spreadsheets show Vietnamese, and no cell a spreadsheet would compute.

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use database::audit::{self, Entry};
use futures::{Stream, StreamExt, stream};
use serde_json::json;
use statistics::Event;
use uuid::Uuid;

use crate::{AppError, session::Officer, state::App};

/// So many rows are read at a time.
pub const CHUNK: u64 = 500;

/// One line, with its end.
#[must_use]
pub fn line<T: AsRef<str>>(cells: &[T]) -> String {
    let mut line = cells.iter().map(|text| cell(text.as_ref())).collect::<Vec<_>>().join(",");
    line.push_str("\r\n");
    line
}

/// Quoted; what a spreadsheet would take for a formula is led by an apostrophe.
fn cell(text: &str) -> String {
    let formula = text.trim_start().starts_with(['=', '+', '-', '@']) || text.starts_with(['\t', '\r']);
    format!("\"{}{}\"", if formula { "'" } else { "" }, text.replace('"', "\"\""))
}

/// Notes who took which list. To be called before the first row is sent.
pub async fn note(app: &App, officer: &Officer, action: &'static str, filter: &str) -> Result<(), AppError> {
    let entry = Entry {
        action,
        subject_kind: "export",
        subject_id: Uuid::nil(),
        member_id: None,
        reason: "",
        detail: json!({ "filter": kernel::text::truncate(filter, 300) }),
    };
    let txn = app.db.begin().await?;
    audit::record(&txn, &app.ctx(officer.actor()), entry).await?;
    txn.commit().await?;
    app.statistics.record(Event::Export { what: action });
    Ok(())
}

/// The file, sent as its rows are read, so that a list of any length takes little memory.
pub fn download(
    name: &str,
    head: &[&str],
    rows: impl Stream<Item = Result<String, AppError>> + Send + 'static,
) -> Response {
    let head = self::head(head);
    let body = Body::from_stream(stream::once(async move { Ok::<_, AppError>(head) }).chain(rows));
    (headers(name), body).into_response()
}

/// What the file begins with.
#[must_use]
pub fn head(names: &[&str]) -> String {
    format!("\u{feff}{}", line(names))
}

/// That it is a file of that name (without its ending), and nobody else's to keep.
#[must_use]
pub fn headers(name: &str) -> [(HeaderName, HeaderValue); 3] {
    let file = HeaderValue::from_str(&format!("attachment; filename=\"{name}.csv\""))
        .unwrap_or_else(|_| HeaderValue::from_static("attachment"));
    [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (header::CONTENT_DISPOSITION, file),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ]
}

/// Rows that are already there.
pub fn ready(rows: Vec<String>) -> impl Stream<Item = Result<String, AppError>> + Send + 'static {
    stream::iter(rows.into_iter().map(Ok))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_quoted_and_never_a_formula() {
        assert_eq!(line(&["Cam \"Khe Mây\"", "a,b"]), "\"Cam \"\"Khe Mây\"\"\",\"a,b\"\r\n");
        for evil in ["=1+1", "+84", "-2", "@SUM(A1)", "  =1", "\t=1"] {
            assert!(line(&[evil]).starts_with("\"'"), "{evil}");
        }
    }
}
