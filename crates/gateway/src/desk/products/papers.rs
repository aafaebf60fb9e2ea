//! The private papers of a product: what the category's rule asks for, and whatever else officers should see.

use axum::{
    extract::{Path, State},
    response::Response,
};
use catalogue::{NewPaper, PaperKind};
use kernel::{DocumentId, FieldErrors, Problem};

use super::{
    load,
    page::{self, Typed},
    path, read_id,
};
use crate::{
    AppError,
    desk::papers::send,
    form::Form,
    render::{Page, after},
    session::Member,
    state::App,
    view::Shell,
};

/// `…/giay-to`: takes a file in. Decoding and storing come before the transaction.
pub async fn add(State(app): State<App>, shell: Shell, member: Member, Path(id): Path<String>, form: Form) -> Page {
    let current = load(&app, &member, &id).await?;
    let product = current.product.id;
    if form.resumed {
        return after(&shell, &path(product), "");
    }
    let errors = match accept(&app, &form).await? {
        Err(errors) => errors,
        Ok(paper) => {
            let txn = app.db.begin().await?;
            match catalogue::add_paper(&txn, &app.ctx(member.actor()), member.id, product, paper).await {
                Ok(_) => {
                    txn.commit().await?;
                    return after(&shell, &format!("{}#papers", path(product)), "");
                }
                Err(catalogue::Error::Invalid(errors)) => errors,
                Err(error) => return Err(error.into()),
            }
        }
    };
    let kind = form.fields.get("kind").to_owned();
    page::edit(&app, shell, &member, current, Typed { errors, paper_kind: kind, ..Typed::default() }).await
}

async fn accept(app: &App, form: &Form) -> Result<Result<NewPaper, FieldErrors>, AppError> {
    let mut errors = FieldErrors::default();
    let kind = PaperKind::from_code(form.fields.get("kind"));
    if kind.is_none() {
        errors.add("kind", if form.fields.has("kind") { Problem::NotAChoice } else { Problem::Required });
    }
    let Some(file) = form.file("file") else {
        errors.add("file", Problem::Required);
        return Ok(Err(errors));
    };
    let stored = match app.media.accept_paper(file.bytes.clone(), &file.file_name).await {
        Ok(stored) => stored,
        Err(error) => {
            let fault = || AppError::Internal(format!("a paper could not be stored: {error}"));
            errors.add("file", error.problem().ok_or_else(fault)?);
            return Ok(Err(errors));
        }
    };
    Ok(kind.ok_or(errors).map(|kind| NewPaper {
        kind,
        file_name: stored.file_name,
        content_type: stored.content_type.to_owned(),
        size: i64::try_from(stored.size).unwrap_or(i64::MAX),
        blob_key: stored.blob_key,
    }))
}

/// `GET …/giay-to/{paper}`: the bytes, for the member's own people.
pub async fn download(
    State(app): State<App>,
    member: Member,
    Path((id, paper)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let found = catalogue::paper_for_member(app.db.read(), member.id, read_id(&paper)?).await?;
    let paper = found.filter(|paper| paper.product_id.to_string() == id).ok_or(AppError::NotFound)?;
    send(&app, &paper.blob_key, &paper.content_type, &paper.file_name).await
}

/// `…/giay-to/{paper}/go`
pub async fn remove(
    State(app): State<App>,
    shell: Shell,
    member: Member,
    Path((id, paper)): Path<(String, String)>,
    form: Form,
) -> Page {
    let (id, paper): (_, DocumentId) = (read_id(&id)?, read_id(&paper)?);
    if form.resumed {
        return after(&shell, &path(id), "");
    }
    let txn = app.db.begin().await?;
    catalogue::remove_paper(&txn, &app.ctx(member.actor()), member.id, id, paper).await?;
    txn.commit().await?;
    after(&shell, &format!("{}?da-go={paper}#papers", path(id)), "")
}

/// `…/giay-to/{paper}/khoi-phuc`: a paper that was removed by mistake.
pub async fn put_back(
    State(app): State<App>,
    shell: Shell,
    member: Member,
    Path((id, paper)): Path<(String, String)>,
    form: Form,
) -> Page {
    let id = read_id(&id)?;
    if form.resumed {
        return after(&shell, &path(id), "");
    }
    let txn = app.db.begin().await?;
    catalogue::put_back_paper(&txn, &app.ctx(member.actor()), member.id, id, read_id(&paper)?).await?;
    txn.commit().await?;
    after(&shell, &path(id), "da-hoan-tac")
}
