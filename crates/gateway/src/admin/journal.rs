//! `/quan-tri/nhat-ky`: the audit log.

use std::collections::{BTreeMap, HashMap};

use askama::Template;
use axum::{extract::State, response::Response};
use database::audit::{self, Filter, Line as Entry};
use futures::{StreamExt, stream};
use kernel::{AccountId, Locale, date};
use sea_orm::DbErr;
use uuid::Uuid;

use super::{
    audit_words::{AREAS, action_words, subject_words},
    csv,
    exports::{self, List, Part},
    frame::Frame,
    history::detail,
    list::{Choice, Further, ROWS, with},
    subjects::{self, Named},
};
use crate::{
    AppError,
    account::parameter,
    render::{Page, page},
    session::Officer,
    state::App,
    view::Shell,
};

const PATH: &str = "/quan-tri/nhat-ky";

#[derive(Template)]
#[template(path = "admin/journal.html")]
struct JournalPage {
    shell: Shell,
    frame: Frame,
    area: Choice,
    /// What the actor's field holds.
    actor: String,
    actor_unknown: bool,
    /// Filters that came by a link: name, value, how they read.
    kept: Vec<(&'static str, String, String)>,
    lines: Vec<Line>,
    further: Further,
    csv: String,
}

struct Line {
    when: String,
    actor: String,
    actor_path: String,
    what: &'static str,
    subject_kind: &'static str,
    subject: Named,
    detail: String,
    reason: String,
}

/// The actor is an id (from a link), a whole e-mail address or a telephone number.
async fn filter(app: &App, shell: &Shell) -> Result<(Filter, bool), DbErr> {
    let actor = parameter(shell, "ai");
    let account = match (actor.parse::<Uuid>(), accounts::Identifier::parse(&actor)) {
        (Ok(id), _) => Some(id),
        (_, Ok(identifier)) => accounts::find_by_identifier(app.db.read(), &identifier).await?.map(|one| one.id.0),
        _ => None,
    };
    let unknown = !actor.is_empty() && account.is_none();
    let area = parameter(shell, "viec");
    let filter = Filter {
        subject: parameter(shell, "muc").parse().ok(),
        member: parameter(shell, "thanh-vien").parse().ok(),
        // Nobody has this id: an unknown actor did nothing.
        actor: if unknown { Some(Uuid::nil()) } else { account },
        action: AREAS.iter().find(|(code, ..)| *code == area).map(|(code, ..)| (*code).to_owned()),
        before: parameter(shell, "sau").parse().ok(),
    };
    Ok((filter, unknown))
}

pub async fn show(State(app): State<App>, shell: Shell) -> Page {
    let (l, db) = (shell.l, app.db.read());
    let (filter, actor_unknown) = filter(&app, &shell).await?;
    let mut found = audit::page(db, &filter, ROWS + 1).await?;
    let further = Further::cut(&shell, PATH, &mut found, |one| one.id.to_string());
    let (actors, named) = names(&app, l, &found).await?;
    page(&JournalPage {
        frame: Frame::new(&app, &shell).await?,
        area: Choice::new(
            &shell,
            "viec",
            l.t("Loại việc", "Kind of deed"),
            AREAS.iter().map(|(code, vi, en)| (*code, l.t(vi, en))),
        ),
        actor: parameter(&shell, "ai"),
        actor_unknown,
        kept: kept(&app, l, &filter).await?,
        lines: found.into_iter().map(|one| line(l, one, &actors, &named)).collect(),
        further,
        csv: shell.url(&with(&shell, "/quan-tri/nhat-ky.csv", &[])),
        shell: shell.titled("Nhật ký", "Audit log").private(),
    })
}

type Names = (BTreeMap<AccountId, String>, HashMap<Uuid, Named>);

async fn names(app: &App, l: Locale, found: &[Entry]) -> Result<Names, DbErr> {
    let db = app.db.read();
    let mut actors: Vec<AccountId> = found.iter().filter_map(|one| one.actor).map(AccountId).collect();
    actors.sort_unstable();
    actors.dedup();
    let subjects = found.iter().map(|one| (one.subject_kind.clone(), one.subject_id)).collect();
    Ok((accounts::names(db, &actors).await?, subjects::named(db, l, subjects).await?))
}

fn line(l: Locale, one: Entry, actors: &BTreeMap<AccountId, String>, named: &HashMap<Uuid, Named>) -> Line {
    Line {
        when: date::moment(l, one.at),
        actor: subjects::actor(l, &one, actors),
        actor_path: one.actor.map(|id| format!("/quan-tri/tai-khoan/{id}")).unwrap_or_default(),
        what: action_words(l, &one.action),
        subject_kind: subject_words(l, &one.subject_kind),
        subject: named.get(&one.subject_id).cloned().unwrap_or_default(),
        detail: detail(l, &one.detail),
        reason: one.reason,
    }
}

async fn kept(app: &App, l: Locale, filter: &Filter) -> Result<Vec<(&'static str, String, String)>, DbErr> {
    let mut kept = Vec::new();
    if let Some(id) = filter.member {
        let name = members::queries::member(app.db.read(), id).await?.map(|one| one.name).unwrap_or_default();
        kept.push(("thanh-vien", id.to_string(), format!("{}: {name}", l.t("Của thành viên", "Of the member"))));
    }
    if let Some(id) = filter.subject {
        kept.push(("muc", id.to_string(), l.t("Chỉ về một mục", "About one thing only").to_owned()));
    }
    Ok(kept)
}

pub async fn export(State(app): State<App>, shell: Shell, officer: Officer) -> Result<Response, AppError> {
    exports::answer(&app, &shell, &officer, exports::Kind::Audit).await
}

/// The list as it is taken away.
pub async fn list(app: &App, shell: &Shell) -> Result<List, AppError> {
    let l = shell.l;
    let (filter, _) = filter(app, shell).await?;
    let head = vec![
        l.t("Lúc", "When"),
        l.t("Ai", "Who"),
        l.t("Việc", "What"),
        l.t("Mục", "Subject"),
        l.t("Mã mục", "Subject's id"),
        l.t("Chi tiết", "Detail"),
        l.t("Lý do", "Reason"),
        l.t("Mã việc", "Action"),
    ];
    let app = app.clone();
    let parts = stream::try_unfold(Some(None), move |before: Option<Option<Uuid>>| {
        let app = app.clone();
        let mut filter = filter.clone();
        async move {
            let Some(before) = before else { return Ok::<_, AppError>(None) };
            filter.before = before;
            let found = audit::page(app.db.read(), &filter, csv::CHUNK).await?;
            let next = found.last().filter(|_| found.len() as u64 == csv::CHUNK).map(|last| Some(last.id));
            let text = cells(&app, l, &found).await?;
            Ok(Some((Part { text, rows: found.len() as u64 }, next)))
        }
    });
    Ok(List { head, parts: parts.boxed() })
}

pub async fn count(app: &App, shell: &Shell) -> Result<u64, AppError> {
    Ok(audit::count(app.db.read(), &filter(app, shell).await?.0).await?)
}

async fn cells(app: &App, l: Locale, found: &[Entry]) -> Result<String, DbErr> {
    let mut actors: Vec<AccountId> = found.iter().filter_map(|one| one.actor).map(AccountId).collect();
    actors.sort_unstable();
    actors.dedup();
    let mut names = BTreeMap::new();
    for some in actors.chunks(200) {
        names.extend(accounts::names(app.db.read(), some).await?);
    }
    let row = |one: &Entry| {
        csv::line(&[
            date::moment(l, one.at),
            subjects::actor(l, one, &names),
            action_words(l, &one.action).to_owned(),
            subject_words(l, &one.subject_kind).to_owned(),
            one.subject_id.to_string(),
            detail(l, &one.detail),
            one.reason.clone(),
            one.action.clone(),
        ])
    };
    Ok(found.iter().map(row).collect())
}
