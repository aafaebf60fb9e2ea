//! `/quan-tri/giay-to/{id}`: a private paper of a member or of a product. Every opening is written into the audit log.

use axum::{
    extract::{Path, State},
    response::Response,
};
use database::audit::{self, Entry};
use kernel::{DocumentId, MemberId};
use serde_json::json;
use uuid::Uuid;

use super::read_id;
use crate::{AppError, desk::papers::send, session::Officer, state::App};

struct Found {
    action: &'static str,
    subject: (&'static str, Uuid),
    member: MemberId,
    blob_key: String,
    content_type: String,
    file_name: String,
}

pub async fn download(State(app): State<App>, officer: Officer, Path(id): Path<String>) -> Result<Response, AppError> {
    let id: DocumentId = read_id(&id)?;
    let paper = find(&app, id).await?.ok_or(AppError::NotFound)?;
    let entry = Entry {
        action: paper.action,
        subject_kind: paper.subject.0,
        subject_id: paper.subject.1,
        member_id: Some(paper.member),
        reason: "",
        detail: json!({ "document": id, "file_name": paper.file_name }),
    };
    // Written before a byte is sent.
    let txn = app.db.begin().await?;
    audit::record(&txn, &app.ctx(officer.actor()), entry).await?;
    txn.commit().await?;
    send(&app, &paper.blob_key, &paper.content_type, &paper.file_name).await
}

async fn find(app: &App, id: DocumentId) -> Result<Option<Found>, AppError> {
    let db = app.db.read();
    if let Some(one) = ::members::documents::find_for_officer(db, id).await? {
        return Ok(Some(Found {
            action: "member.document_read",
            subject: ("member", one.member_id.0),
            member: one.member_id,
            blob_key: one.blob_key,
            content_type: one.content_type,
            file_name: one.file_name,
        }));
    }
    Ok(catalogue::find_paper(db, id).await?.map(|one| Found {
        action: "product.paper_read",
        subject: ("product", one.product_id.0),
        member: one.member_id,
        blob_key: one.blob_key,
        content_type: one.content_type,
        file_name: one.file_name,
    }))
}
