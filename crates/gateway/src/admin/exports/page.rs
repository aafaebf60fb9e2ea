//! `/quan-tri/xuat/{id}`: how far a long export is, its end, its file.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use database::{
    audit,
    export::{self, Export, State as Standing},
};
use kernel::{Locale, date, locale::number};
use serde_json::json;
use uuid::Uuid;

use super::{Kind, PATH, find, line, send};
use crate::{
    AppError,
    admin::{audit_words::action_words, frame::Frame, read_id},
    render::{Page, after, page},
    session::{Officer, Viewer},
    state::App,
    view::Shell,
};

#[derive(Template)]
#[template(path = "admin/export.html")]
struct ExportPage {
    shell: Shell,
    frame: Frame,
    id: Uuid,
    /// The deed, as the audit log names it.
    what: String,
    /// Where the list stands, with its filter.
    list: String,
    state: Standing,
    /// In words: rows written, of how many.
    written: String,
    done: i64,
    total: i64,
    size: String,
    expires: String,
}

impl ExportPage {
    fn is_under_way(&self) -> bool {
        self.state.is_under_way()
    }
}

/// What only administrators may take stays theirs, also when they are that no more.
async fn own(app: &App, viewer: &Viewer, officer: &Officer, id: &str) -> Result<(Export, Kind), AppError> {
    let one = find(app, read_id(id)?, officer.0).await?;
    let kind = Kind::from_code(&one.kind).ok_or(AppError::NotFound)?;
    let administrator = viewer.account().is_some_and(|one| one.role == ::accounts::Role::Administrator);
    let allowed = kind != Kind::Accounts || administrator;
    if allowed { Ok((one, kind)) } else { Err(AppError::NotFound) }
}

pub async fn show(State(app): State<App>, shell: Shell, officer: Officer, Path(id): Path<String>) -> Page {
    let l = shell.l;
    let (one, kind) = own(&app, &shell.viewer, &officer, &id).await?;
    let total = if one.total > 0 { format!(" {} {}", l.t("trên", "of"), number(l, one.total)) } else { String::new() };
    let mark = if one.query.is_empty() { "" } else { "?" };
    page(&ExportPage {
        frame: Frame::new(&app, &shell).await?,
        id: one.id,
        what: super::super::reports::capital(action_words(l, kind.action())),
        list: shell.url(&format!("{}{mark}{}", kind.path(), one.query)),
        state: one.state,
        written: format!("{}{total} {}", number(l, one.done), l.t("dòng", "rows")),
        done: one.done,
        // More rows may have come since they were counted.
        total: if one.total > 0 { one.total.max(one.done) } else { 0 },
        size: size(l, one.bytes),
        expires: date::moment(l, one.expires_at),
        shell: shell.titled("Xuất danh sách", "Export").private(),
    })
}

fn size(l: Locale, bytes: i64) -> String {
    let tenths = (bytes + 50_000) / 100_000;
    format!("{}{}{} MB", number(l, tenths / 10), l.t(",", "."), tenths % 10)
}

pub async fn cancel(State(app): State<App>, shell: Shell, officer: Officer, Path(id): Path<String>) -> Page {
    let (one, kind) = own(&app, &shell.viewer, &officer, &id).await?;
    let ctx = app.ctx(officer.actor());
    let txn = app.db.begin().await?;
    if !export::cancel(&txn, ctx.now, one.id).await? {
        // It had ended before; its page says how.
        return after(&shell, &format!("{PATH}/{}", one.id), "");
    }
    let detail = json!({ "list": kind.code(), "rows": one.done });
    audit::record(&txn, &ctx, line("export.cancelled", one.id, detail)).await?;
    txn.commit().await?;
    after(&shell, &format!("{PATH}/{}", one.id), "")
}

/// Every time it is taken stands in the audit log, before a byte is sent.
pub async fn file(
    State(app): State<App>,
    shell: Shell,
    officer: Officer,
    Path(id): Path<String>,
) -> Result<Response, AppError> {
    let (one, kind) = own(&app, &shell.viewer, &officer, &id).await?;
    let ctx = app.ctx(officer.actor());
    if one.state != Standing::Done || one.expires_at <= ctx.now {
        return Err(AppError::NotFound);
    }
    let answer = send(&app, &one, kind).await?;
    let txn = app.db.begin().await?;
    audit::record(&txn, &ctx, line("export.taken", one.id, json!({ "list": kind.code(), "rows": one.done }))).await?;
    txn.commit().await?;
    Ok(answer)
}
