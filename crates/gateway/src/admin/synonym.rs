//! `/quan-tri/tu-dong-nghia/{id}`: one synonym's form, `/moi` for another one, taking one away and putting it back.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use kernel::{FieldErrors, Fields};
use search_indexer::{
    SynonymKind,
    synonym::{self, KeptSynonym, SynonymDraft, SynonymError},
};
use uuid::Uuid;

use super::{
    frame::Frame,
    read_id,
    synonyms::{PATH, kind_name},
};
use crate::{
    AppError,
    form::{Form, FormView, Labels},
    render::{Page, after, page_with},
    session::Officer,
    state::App,
    view::Shell,
};

const LABELS: Labels = &[
    ("term", "Từ người mua gõ", "What buyers type"),
    ("canonical", "Cũng tìm từ này", "Also looks for"),
    ("kind", "Loại", "Kind"),
];

#[derive(Template)]
#[template(path = "admin/synonym.html")]
struct SynonymPage {
    shell: Shell,
    frame: Frame,
    form: FormView,
    /// Empty for a new one.
    id: String,
    kinds: Vec<(&'static str, &'static str)>,
}

pub async fn begin(State(app): State<App>, shell: Shell) -> Page {
    with(&app, shell, None, Fields::default(), FieldErrors::default()).await
}

pub async fn show(State(app): State<App>, shell: Shell, Path(id): Path<String>) -> Page {
    let known = find(&app, &id).await?;
    let mut fields = Fields::default();
    fields.set("term", &known.synonym.term);
    fields.set("canonical", &known.synonym.canonical);
    fields.set("kind", known.synonym.kind.code());
    with(&app, shell, Some(known.id), fields, FieldErrors::default()).await
}

pub async fn create(State(app): State<App>, shell: Shell, officer: Officer, form: Form) -> Page {
    save(&app, shell, &officer, None, form).await
}

pub async fn change(
    State(app): State<App>,
    shell: Shell,
    officer: Officer,
    Path(id): Path<String>,
    form: Form,
) -> Page {
    let known = find(&app, &id).await?;
    save(&app, shell, &officer, Some(known.id), form).await
}

async fn save(app: &App, shell: Shell, officer: &Officer, known: Option<Uuid>, form: Form) -> Page {
    if form.resumed {
        return with(app, shell, known, form.fields, FieldErrors::default()).await;
    }
    let mut errors = FieldErrors::default();
    let draft = SynonymDraft::parse(&form.fields, &mut errors);
    if errors.is_empty() {
        let ctx = app.ctx(officer.actor());
        let txn = app.db.begin().await?;
        let saved = match known {
            Some(id) => synonym::change(&txn, &ctx, id, &draft).await,
            None => synonym::add(&txn, &ctx, &draft).await.map(|_| ()),
        };
        match saved {
            Ok(()) => {
                txn.commit().await?;
                return after(&shell, PATH, "da-luu");
            }
            Err(SynonymError::Invalid(found)) => errors = found,
            Err(error) => return Err(error.into()),
        }
    }
    with(app, shell, known, form.fields, errors).await
}

pub async fn remove(
    State(app): State<App>,
    shell: Shell,
    officer: Officer,
    Path(id): Path<String>,
    form: Form,
) -> Page {
    let id: Uuid = read_id(&id)?;
    if form.resumed {
        return after(&shell, PATH, "");
    }
    let txn = app.db.begin().await?;
    synonym::remove(&txn, &app.ctx(officer.actor()), id).await?;
    txn.commit().await?;
    after(&shell, &format!("{PATH}?da-go={id}"), "")
}

pub async fn put_back(
    State(app): State<App>,
    shell: Shell,
    officer: Officer,
    Path(id): Path<String>,
    form: Form,
) -> Page {
    let id: Uuid = read_id(&id)?;
    if form.resumed {
        return after(&shell, PATH, "");
    }
    let txn = app.db.begin().await?;
    match synonym::put_back(&txn, &app.ctx(officer.actor()), id).await {
        Ok(()) => txn.commit().await?,
        // It was added again meanwhile: what the undo wanted is there.
        Err(SynonymError::Invalid(_)) => txn.rollback().await?,
        Err(error) => return Err(error.into()),
    }
    after(&shell, PATH, "da-hoan-tac")
}

async fn find(app: &App, id: &str) -> Result<KeptSynonym, AppError> {
    let found = synonym::find(app.db.read(), read_id(id)?).await?;
    found.filter(|one| !one.removed).ok_or(AppError::NotFound)
}

async fn with(app: &App, shell: Shell, known: Option<Uuid>, fields: Fields, errors: FieldErrors) -> Page {
    let l = shell.l;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = SynonymPage {
        frame: Frame::new(app, &shell).await?,
        form: FormView::new(l, LABELS, fields, errors),
        id: known.map(|id| id.to_string()).unwrap_or_default(),
        kinds: SynonymKind::ALL.iter().map(|kind| (kind.code(), kind_name(l, *kind))).collect(),
        shell: shell.titled("Từ đồng nghĩa", "Synonym").private(),
    };
    page_with(status, &page)
}
