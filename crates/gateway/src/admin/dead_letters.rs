//! `/quan-tri/su-co`: background work that kept failing, and whether the search index is whole.

use askama::Template;
use axum::extract::{Path, State};
use database::{
    audit::{self, Entry},
    outbox::{self, Message},
};
use kernel::{Ctx, Locale, date};
use sea_orm::{ConnectionTrait, DbErr};
use search_indexer::check::expected;
use serde_json::json;

use super::{
    audit_words::action_words,
    frame::Frame,
    read_id,
    subjects::{self, Named},
};
use crate::{
    AppError,
    form::Form,
    render::{Page, after, page},
    session::Officer,
    state::App,
    view::Shell,
};

const MANY: u64 = 200;

#[derive(Template)]
#[template(path = "admin/dead_letters.html")]
struct DeadPage {
    shell: Shell,
    frame: Frame,
    letters: Vec<Letter>,
    dead: u64,
    waiting: u64,
    index: Index,
}

struct Letter {
    id: i64,
    /// In words, where the event has the name of a deed.
    what: &'static str,
    kind: String,
    subject: Named,
    since: String,
    ago: String,
    error: String,
}

/// What the index holds and what it should.
struct Index {
    held: String,
    wanted: String,
    needs_rebuild: bool,
    answers: bool,
    differs: bool,
}

pub async fn show(State(app): State<App>, shell: Shell) -> Page {
    let (l, db) = (shell.l, app.db.read());
    let ctx = app.ctx(shell.viewer.actor());
    let mut letters = Vec::new();
    for one in outbox::dead(db, MANY).await? {
        letters.push(letter(&app, l, &ctx, one).await?);
    }
    page(&DeadPage {
        frame: Frame::new(&app, &shell).await?,
        letters,
        dead: outbox::count_dead(db).await?,
        waiting: outbox::waiting(db).await?,
        index: index(&app, l).await?,
        shell: shell.titled("Sự cố", "Troubles").private(),
    })
}

async fn letter(app: &App, l: Locale, ctx: &Ctx, one: Message) -> Result<Letter, DbErr> {
    let kind = one.kind.split('.').next().unwrap_or_default();
    // An edit's events are about its product.
    let kind = if kind == "revision" { "product" } else { kind };
    let mut named = subjects::named(app.db.read(), l, vec![(kind.to_owned(), one.subject)]).await?;
    Ok(Letter {
        id: one.id,
        what: action_words(l, &one.kind),
        subject: named.remove(&one.subject).unwrap_or_default(),
        since: date::moment(l, one.created_at),
        ago: date::ago(l, ctx.now, one.dead_at.unwrap_or(one.created_at)),
        error: one.last_error.unwrap_or_default(),
        kind: one.kind,
    })
}

async fn index(app: &App, l: Locale) -> Result<Index, AppError> {
    let held = app.search.count().await.ok();
    let wanted = expected(app.db.read()).await?;
    let number = |n: u64| kernel::locale::number(l, n.try_into().unwrap_or(i64::MAX));
    Ok(Index {
        held: held.map_or_else(|| "–".to_owned(), number),
        wanted: number(wanted),
        needs_rebuild: app.search.needs_rebuild(),
        answers: held.is_some(),
        differs: held != Some(wanted),
    })
}

/// One dead letter again.
pub async fn retry(State(app): State<App>, shell: Shell, officer: Officer, Path(id): Path<String>, form: Form) -> Page {
    let id: i64 = read_id(&id)?;
    if form.resumed {
        return after(&shell, "/quan-tri/su-co", "");
    }
    let dead = outbox::dead(app.db.read(), MANY).await?;
    let letter = dead.into_iter().find(|one| one.id == id).ok_or(AppError::WrongState)?;
    let txn = app.db.begin().await?;
    revive(&txn, &app.ctx(officer.actor()), &letter).await?;
    txn.commit().await?;
    app.wake.notify_one();
    after(&shell, "/quan-tri/su-co", "da-chay-lai")
}

/// All of them again.
pub async fn retry_all(State(app): State<App>, shell: Shell, officer: Officer, form: Form) -> Page {
    if form.resumed {
        return after(&shell, "/quan-tri/su-co", "");
    }
    let dead = outbox::dead(app.db.read(), MANY).await?;
    let txn = app.db.begin().await?;
    for letter in &dead {
        revive(&txn, &app.ctx(officer.actor()), letter).await?;
    }
    txn.commit().await?;
    app.wake.notify_one();
    after(&shell, "/quan-tri/su-co", "da-chay-lai")
}

/// A letter that somebody else has just sent again is left alone.
async fn revive(txn: &impl ConnectionTrait, ctx: &Ctx, letter: &Message) -> Result<(), DbErr> {
    if !outbox::revive(txn, ctx.now, letter.id).await? {
        return Ok(());
    }
    let entry = Entry {
        action: "outbox.revived",
        subject_kind: "outbox",
        subject_id: letter.subject,
        member_id: None,
        reason: "",
        detail: json!({ "id": letter.id, "kind": letter.kind }),
    };
    audit::record(txn, ctx, entry).await
}
