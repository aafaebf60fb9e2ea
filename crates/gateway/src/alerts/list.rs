//! `/thong-bao`: what I am told, newest first.

use std::collections::HashMap;

use alerts::{Kind, Line, mark_all_seen, mark_seen};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect},
};
use catalogue::Cursor;
use kernel::{Locale, QuoteId, date};
use uuid::Uuid;

use crate::{
    AppError,
    account::parameter,
    form::Form,
    market::{told, trader::trader},
    render::{Page, after, page},
    session::User,
    state::App,
    view::Shell,
};

const PER_PAGE: usize = 30;

#[derive(Template)]
#[template(path = "alerts/list.html")]
struct ListPage {
    shell: Shell,
    lines: Vec<AlertLine>,
    has_unseen: bool,
    is_first: bool,
    further: Option<String>,
}

struct AlertLine {
    id: Uuid,
    sentence: String,
    /// Of a quote: who, how much, at what price.
    detail: String,
    ago: String,
    when: String,
    is_seen: bool,
}

impl AlertLine {
    fn new(l: Locale, now: chrono::DateTime<chrono::Utc>, line: &Line, details: &HashMap<QuoteId, String>) -> Self {
        Self {
            id: line.id,
            detail: details.get(&QuoteId(line.subject)).cloned().unwrap_or_default(),
            sentence: line.kind.sentence(l, &line.title),
            ago: date::ago(l, now, line.created_at),
            when: date::moment(l, line.created_at),
            is_seen: line.is_seen,
        }
    }
}

pub async fn show(State(app): State<App>, shell: Shell, user: User) -> Page {
    let from: Option<Cursor> = parameter(&shell, "sau").parse().ok();
    let behind = from.map(|cursor| (cursor.at, cursor.id));
    let mut found = alerts::page(app.db.read(), user.id(), behind, PER_PAGE as u64 + 1).await?;
    let more = found.len() > PER_PAGE;
    found.truncate(PER_PAGE);
    let last = found.last().filter(|_| more).map(|line| Cursor { at: line.created_at, id: line.id });
    let (l, now) = (shell.l, app.ctx(user.actor()).now);
    let quotes = found.iter().filter(|line| matches!(line.kind, Kind::QuoteReceived | Kind::QuoteCountered));
    let quotes: Vec<QuoteId> = quotes.map(|line| QuoteId(line.subject)).collect();
    let details = told::quotes(&app, l, &trader(&app, &user).await?, &quotes).await?;
    page(&ListPage {
        lines: found.iter().map(|line| AlertLine::new(l, now, line, &details)).collect(),
        has_unseen: user.0.unseen > 0,
        is_first: from.is_none(),
        further: last.map(|cursor| shell.further("/thong-bao", cursor)),
        shell: shell.titled("Thông báo", "Alerts").private(),
    })
}

/// `/thong-bao/{id}`: opening one is having seen it; then to where it leads.
pub async fn open(State(app): State<App>, shell: Shell, user: User, Path(id): Path<String>) -> Page {
    let id = Uuid::parse_str(&id).map_err(|_| AppError::NotFound)?;
    let line = alerts::find(app.db.read(), user.id(), id).await?.ok_or(AppError::NotFound)?;
    if !line.is_seen {
        let txn = app.db.begin().await?;
        mark_seen(&txn, &app.ctx(user.actor()), user.id(), &[id]).await?;
        txn.commit().await?;
    }
    Ok(Redirect::to(&shell.url(&line.path)).into_response())
}

/// `/thong-bao/da-doc`
pub async fn all_seen(State(app): State<App>, shell: Shell, user: User, _: Form) -> Page {
    let txn = app.db.begin().await?;
    mark_all_seen(&txn, &app.ctx(user.actor()), user.id()).await?;
    txn.commit().await?;
    after(&shell, "/thong-bao", "da-doc-het")
}
