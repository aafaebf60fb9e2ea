//! Files of a thread: `POST /api/v1/threads/{id}/attachments` and `GET /api/v1/threads/{id}/attachments/{file}`.

use axum::{
    extract::{Path, State},
    response::Response,
};
use kernel::{AttachmentId, FieldErrors, MessageId, ThreadId};
use offers::queries;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    quotes::thread_path,
    read_id,
    threads::{Message, said},
};
use crate::{
    AppError, admin,
    api::{
        deed::{Answered, Deed},
        parts::Parts,
        sent::Sent,
    },
    desk::papers::send,
    market::{intake, trader},
    session::User,
    state::App,
};

/// A file that goes with a message.
#[derive(Debug, Serialize, ToSchema)]
pub struct Attachment {
    pub id: Uuid,
    #[schema(example = "Phiếu kiểm định.pdf")]
    pub name: String,
    /// `application/pdf` or `image/jpeg`.
    #[serde(rename = "type")]
    #[schema(example = "application/pdf")]
    pub kind: String,
    /// Bytes.
    pub size: i64,
    /// Where its bytes are read.
    pub url: String,
}

impl Attachment {
    pub fn new(file: offers::Attachment) -> Self {
        Self {
            id: file.id.0,
            url: format!("{}/attachments/{}", thread_path(file.thread_id), file.id),
            name: file.file_name,
            kind: file.content_type,
            size: file.size,
        }
    }
}

/// A message with files, as the parts of a form.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes the form")]
pub struct NewAttachments {
    /// At most 2,000 characters; may be left out.
    body: Option<String>,
    /// Three at most, each a part of its own: PDF or pictures.
    #[schema(value_type = Vec<String>, format = Binary)]
    files: Vec<Vec<u8>>,
}

/// Sends files to the other side, with or without words: a message of the thread.
#[utoipa::path(post, path = "/api/v1/threads/{id}/attachments", tag = "threads",
    request_body(content = NewAttachments, content_type = "multipart/form-data"),
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header)), responses(
        (status = 201, body = Message, headers(("Location" = String, description = "The thread"))),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 413, body = crate::error::ProblemDetails),
        (status = 415, description = "Not a form in parts", body = crate::error::ProblemDetails),
        (status = 422, description = "Neither PDF nor picture, too large, too many, or an unknown part", body = crate::error::ProblemDetails),
    ))]
pub async fn add(State(app): State<App>, user: User, Path(id): Path<String>, sent: Sent<Parts>) -> Answered {
    let thread: ThreadId = read_id(&id)?;
    // Before anything is stored: strangers leave nothing here.
    let trader = trader(&app, &user).await?;
    queries::thread_for(app.db.read(), &trader, thread).await?.ok_or(AppError::NotFound)?;
    let mut errors = FieldErrors::default();
    let files = intake::papers(&app, sent.body.files("files", &["body"])?, &mut errors).await?;
    errors.into_result(())?;
    let deed = Deed::begin(&app, &user, &sent).await?;
    let id = MessageId(deed.ctx.new_id());
    let body = sent.body.fields.get("body");
    offers::say(&deed.txn, &deed.ctx, &deed.trader, thread, id, body, &files).await?;
    let message = said(&deed, thread, id, body).await?;
    deed.created(thread_path(thread), &message).await
}

/// The bytes of a file, for the two sides of its thread; officers read it too, and the audit log says so.
#[utoipa::path(get, path = "/api/v1/threads/{id}/attachments/{file}", tag = "threads",
    params(("id" = Uuid, Path), ("file" = Uuid, Path)), responses(
        (status = 200, description = "The file", content((Vec<u8> = "application/pdf"), (Vec<u8> = "image/jpeg"))),
        (status = 404, body = crate::error::ProblemDetails),
    ))]
pub async fn download(
    State(app): State<App>,
    user: User,
    Path((id, file)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let (thread, file): (ThreadId, AttachmentId) = (read_id(&id)?, read_id(&file)?);
    let db = app.db.read();
    let file = queries::attachment(db, file).await?.filter(|one| one.thread_id == thread).ok_or(AppError::NotFound)?;
    if queries::thread_for(db, &trader(&app, &user).await?, thread).await?.is_some() {
        return send(&app, &file.blob_key, &file.content_type, &file.file_name).await;
    }
    // To everybody else there is no such file.
    let officer = user.officer().ok_or(AppError::NotFound)?;
    let line = queries::thread_by_id(db, thread).await?.ok_or(AppError::NotFound)?;
    admin::offer_thread::read_file(&app, &officer, &line.offer, &file).await
}
