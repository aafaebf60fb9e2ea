//! `/quan-tri/ban-sua/{id}`: an edit of a listed product, before and after.

use askama::Template;
use axum::extract::{Path, State};
use catalogue::{self as command, Error, Revision, RevisionState, merge_approved, queries};
use kernel::{Ctx, RevisionId};
use sea_orm::ConnectionTrait;

use super::{
    content_words::{Change, Words},
    decision::{Again, Decision, Typed, Verb, onwards},
    frame::Frame,
    history::{self, Line},
    product::{Alarms, SellerLine, images, paper_line},
    queue::{Kind, Wait},
    read_id,
};
use crate::{
    AppError,
    desk::{
        papers::PaperLine,
        states::{self, Standing},
    },
    form::Form,
    render::{Page, page_with},
    session::Officer,
    state::App,
    view::Shell,
    web::Image,
};

#[derive(Template)]
#[template(path = "admin/revision.html")]
struct RevisionPage {
    shell: Shell,
    frame: Frame,
    name: String,
    product_path: String,
    standing: Standing,
    /// Of the product that buyers see meanwhile.
    live: Standing,
    wait: Option<Wait>,
    reason: String,
    changes: Vec<Change>,
    /// Photos before and after, where they differ.
    photos: Option<(Vec<Image>, Vec<Image>)>,
    seller: SellerLine,
    alarms: Alarms,
    papers: Vec<PaperLine>,
    history: Vec<Line>,
    decision: Decision,
}

pub async fn show(State(app): State<App>, shell: Shell, Path(id): Path<String>) -> Page {
    with(&app, shell, read_id(&id)?, Again::default()).await
}

pub async fn decide(
    State(app): State<App>,
    shell: Shell,
    officer: Officer,
    Path(id): Path<String>,
    form: Form,
) -> Page {
    let id: RevisionId = read_id(&id)?;
    if form.resumed {
        return with(&app, shell, id, Again::resumed(form)).await;
    }
    let typed = Typed::read(shell.l, Kind::Revision, &form)?;
    let before = queries::revision_by_id(app.db.read(), id).await?.ok_or(AppError::NotFound)?;
    officer.judges(&app, before.member_id).await?;
    let txn = app.db.begin().await?;
    match carry_out(&txn, &app.ctx(officer.actor()), id, &typed).await {
        Ok(()) => {
            txn.commit().await?;
            onwards(&app, &shell, (Kind::Revision, id.0), before.submitted_at, typed.verb, &form).await
        }
        Err(error) => {
            drop(txn);
            with(&app, shell, id, Again::after(error, form)?).await
        }
    }
}

/// What was submitted never changes, so no version is compared: an edit that was taken back is in another state.
async fn carry_out(txn: &impl ConnectionTrait, ctx: &Ctx, id: RevisionId, typed: &Typed) -> Result<(), AppError> {
    match typed.verb {
        Verb::Approve => command::approve_revision(txn, ctx, id).await,
        Verb::RequestChanges => command::request_revision_changes(txn, ctx, id, &typed.reason).await,
        Verb::Reject => command::reject_revision(txn, ctx, id, &typed.reason).await,
        Verb::Suspend | Verb::Restore => return Err(AppError::BadRequest),
    }
    .map_err(|error: Error| error.into())
}

async fn with(app: &App, shell: Shell, id: RevisionId, again: Again) -> Page {
    let (l, db) = (shell.l, app.db.read());
    let revision = queries::revision_by_id(db, id).await?.ok_or(AppError::NotFound)?;
    let product = queries::product_by_id(db, revision.product_id).await?.ok_or(AppError::NotFound)?;
    let shop = ::members::queries::shop(db, product.stall_id).await?.ok_or(AppError::NotFound)?;
    let papers = command::papers_of(db, product.id).await?;
    let old = &product.content;
    let new = merge_approved(old, &revision.content);
    let words = Words::read(app, l, &[old, &new]).await?;
    let now = app.ctx(shell.viewer.actor()).now;
    let status = again.status();
    let page = RevisionPage {
        frame: Frame::new(app, &shell).await?,
        product_path: Kind::Product.path(product.id),
        standing: states::revision(l, revision.state),
        live: states::product(l, product.state),
        wait: waits(&revision).map(|at| Wait::new(l, now, at)),
        changes: words.changes(old, &new),
        photos: if old.photos == new.photos { None } else { Some((images(app, old).await?, images(app, &new).await?)) },
        seller: SellerLine::new(l, &shop),
        alarms: Alarms::read(app, l, &words, &new, &revision.flags, &papers).await?,
        papers: papers.into_iter().map(|paper| paper_line(l, paper)).collect(),
        history: history::of(app, l, product.id.0).await?,
        decision: Decision::new(&shell, Kind::Revision, id.0, product.version, verbs(&revision), again),
        name: old.name_in(l).to_owned(),
        reason: revision.reason,
        shell: shell
            .titled(&format!("Bản sửa: {}", old.name), &format!("Edit: {}", old.name_in(kernel::Locale::En)))
            .private(),
    };
    page_with(status, &page)
}

fn waits(revision: &Revision) -> Option<chrono::DateTime<chrono::Utc>> {
    revision.submitted_at.filter(|_| revision.state == RevisionState::Submitted)
}

fn verbs(revision: &Revision) -> Vec<Verb> {
    if revision.state == RevisionState::Submitted { Verb::REVIEW.to_vec() } else { Vec::new() }
}
