//! `/kenh-ban-hang/giay-to`: the member's private papers. Only the member itself and officers ever get their bytes.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use kernel::{DocumentId, FieldErrors, Fields, Locale, Problem, date};
use media::Paper;
use members::{Document, DocumentKind, MemberState, documents, queries};

use super::paper_name;
use crate::{
    AppError,
    account::parameter,
    form::{Form, FormView, Labels},
    render::{Page, after, page_with},
    session::Member,
    state::App,
    view::Shell,
};

const LABELS: Labels = &[("kind", "Loại giấy tờ", "Kind of paper"), ("file", "Tệp", "File")];

#[derive(Template)]
#[template(path = "desk/papers.html")]
struct PapersPage {
    shell: Shell,
    form: FormView,
    kinds: Vec<(&'static str, &'static str)>,
    papers: Vec<PaperLine>,
    /// One that has just been removed and can be put back.
    removed: String,
    may_add: bool,
    may_remove: bool,
}

/// A paper in a list.
pub struct PaperLine {
    pub id: DocumentId,
    pub kind: &'static str,
    /// File name, size and day.
    pub about: String,
}

impl PaperLine {
    #[must_use]
    pub fn new(l: Locale, paper: Document) -> Self {
        let day = date::day(l, kernel::ctx::local_date(paper.uploaded_at));
        let size = kernel::locale::number(l, (paper.size + 1023) / 1024);
        Self {
            id: paper.id,
            kind: paper_name(l, paper.kind.code()),
            about: format!("{} · {size} KB · {day}", paper.file_name),
        }
    }
}

pub async fn show(State(app): State<App>, shell: Shell, member: Member) -> Page {
    with(&app, shell, &member, Fields::default(), FieldErrors::default()).await
}

/// Takes a file in. Decoding and storing come before the transaction; a stored file that no row names is harmless.
pub async fn add(State(app): State<App>, shell: Shell, member: Member, form: Form) -> Page {
    if form.resumed {
        return with(&app, shell, &member, form.fields, FieldErrors::default()).await;
    }
    match accept(&app, &form).await? {
        Err(errors) => with(&app, shell, &member, form.fields, errors).await,
        Ok((kind, paper)) => {
            let paper = documents::Paper {
                file_name: paper.file_name,
                content_type: paper.content_type.to_owned(),
                size: i64::try_from(paper.size).unwrap_or(i64::MAX),
                blob_key: paper.blob_key,
            };
            let txn = app.db.begin().await?;
            match documents::add(&txn, &app.ctx(member.actor()), member.id, kind, paper).await {
                Ok(_) => {
                    txn.commit().await?;
                    after(&shell, "/kenh-ban-hang/giay-to", "da-them-giay-to")
                }
                Err(members::Error::Fields(errors)) => {
                    // The page reads from the database: it must not wait for this transaction's own connection.
                    drop(txn);
                    with(&app, shell, &member, form.fields, errors).await
                }
                Err(error) => Err(error.into()),
            }
        }
    }
}

async fn accept(app: &App, form: &Form) -> Result<Result<(DocumentKind, Paper), FieldErrors>, AppError> {
    let mut errors = FieldErrors::default();
    let kind = DocumentKind::from_code(form.fields.get("kind"));
    if kind.is_none() {
        errors.add("kind", if form.fields.has("kind") { Problem::NotAChoice } else { Problem::Required });
    }
    let Some(file) = form.file("file") else {
        errors.add("file", Problem::Required);
        return Ok(Err(errors));
    };
    match app.media.accept_paper(file.bytes.clone(), &file.file_name).await {
        Ok(paper) => Ok(match kind {
            Some(kind) => Ok((kind, paper)),
            None => Err(errors),
        }),
        Err(error) => match error.problem() {
            Some(problem) => {
                errors.add("file", problem);
                Ok(Err(errors))
            }
            None => Err(AppError::Internal(format!("a paper could not be stored: {error}"))),
        },
    }
}

/// The bytes, for the member's own people.
pub async fn download(State(app): State<App>, member: Member, Path(id): Path<String>) -> Result<Response, AppError> {
    let paper = documents::find(app.db.read(), member.id, read_id(&id)?).await?.ok_or(AppError::NotFound)?;
    send(&app, &paper.blob_key, &paper.content_type, &paper.file_name).await
}

/// A private paper as an answer: a PDF only as a download, a picture shown, neither kept by anybody nor able to run anything.
pub async fn send(app: &App, blob_key: &str, content_type: &str, file_name: &str) -> Result<Response, AppError> {
    let bytes = app.media.blobs().get(blob_key).await.map_err(|error| match error {
        media::BlobError::NotFound(_) => AppError::NotFound,
        other => AppError::Internal(other.to_string()),
    })?;
    let mut headers = HeaderMap::new();
    let picture = content_type == "image/jpeg";
    let kind = if picture { "image/jpeg" } else { "application/pdf" };
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_DISPOSITION, disposition(picture, file_name));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok((headers, bytes).into_response())
}

/// RFC 6266: a plain name for old programs, the real one in UTF-8.
fn disposition(inline: bool, file_name: &str) -> HeaderValue {
    let way = if inline { "inline" } else { "attachment" };
    let plain: String = kernel::text::unmark(file_name)
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || " .-_".contains(c) { c } else { '_' })
        .collect();
    // A space is `+` in forms but `%20` here.
    let whole = form_urlencoded::byte_serialize(file_name.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
        .replace('*', "%2A");
    HeaderValue::from_str(&format!("{way}; filename=\"{plain}\"; filename*=UTF-8''{whole}"))
        .unwrap_or_else(|_| HeaderValue::from_static("attachment"))
}

pub async fn remove(State(app): State<App>, shell: Shell, member: Member, Path(id): Path<String>) -> Page {
    let id = read_id(&id)?;
    let txn = app.db.begin().await?;
    documents::remove(&txn, &app.ctx(member.actor()), member.id, id).await?;
    txn.commit().await?;
    after(&shell, &format!("/kenh-ban-hang/giay-to?da-go={id}"), "")
}

pub async fn put_back(State(app): State<App>, shell: Shell, member: Member, Path(id): Path<String>) -> Page {
    let txn = app.db.begin().await?;
    documents::put_back(&txn, &app.ctx(member.actor()), member.id, read_id(&id)?).await?;
    txn.commit().await?;
    after(&shell, "/kenh-ban-hang/giay-to", "da-hoan-tac")
}

/// What is no id leads nowhere, like an id that nobody has.
pub(crate) fn read_id<T: std::str::FromStr>(id: &str) -> Result<T, AppError> {
    id.parse().map_err(|_| AppError::NotFound)
}

async fn with(app: &App, shell: Shell, member: &Member, fields: Fields, errors: FieldErrors) -> Page {
    let (l, db) = (shell.l, app.db.read());
    let state = queries::member(db, member.id).await?.ok_or(AppError::NotFound)?.state;
    let papers = documents::list(db, member.id).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let removed = parameter(&shell, "da-go").parse::<DocumentId>().map(|id| id.to_string()).unwrap_or_default();
    let page = PapersPage {
        form: FormView::new(l, LABELS, fields, errors),
        kinds: DocumentKind::ALL.iter().map(|kind| (kind.code(), paper_name(l, kind.code()))).collect(),
        papers: papers.into_iter().map(|paper| PaperLine::new(l, paper)).collect(),
        removed,
        may_add: state.next(members::MemberVerb::AddDocument).is_ok(),
        may_remove: matches!(state, MemberState::Draft | MemberState::ChangesRequested | MemberState::Approved),
        shell: shell.titled("Giấy tờ", "Papers").private(),
    };
    page_with(status, &page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_can_not_break_out_of_its_header() {
        let header = disposition(false, "Giấy phép \"số 1\"\r\n.pdf");
        let text = header.to_str().expect("plain ASCII");
        assert!(
            text.starts_with("attachment; filename=\"Giay phep _so 1___.pdf\"; filename*=UTF-8''Gi%E1%BA%A5y%20ph"),
            "{text}"
        );
        assert!(disposition(true, "a.jpg").to_str().is_ok_and(|text| text.starts_with("inline")));
    }
}
