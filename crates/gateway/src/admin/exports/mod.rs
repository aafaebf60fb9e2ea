//! Taking lists away. A short one is the answer itself; a long one is written to a file beside (`run.rs`), while its page shows how
//! far it is, and can be cancelled. The file is its officer's alone and goes after a day.

use std::time::Duration;

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};
use database::{
    audit::{self, Entry},
    export::{self, Export, State as Standing, Wanted},
};
use futures::{StreamExt, stream::BoxStream};
use kernel::AccountId;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{accounts, csv, journal, members, offers, products, stalls};
use crate::{AppError, session::Officer, state::App, view::Shell};

mod page;
mod run;

pub use page::{cancel, file, show};
pub use run::keep;

pub const PATH: &str = "/quan-tri/xuat";

/// What more rows than this make long. They are held in memory until it is known.
const SHORT: u64 = 5_000;
/// A long one that is ready sooner is answered with its file, without a page between.
const PATIENCE: Duration = Duration::from_secs(2);

/// The lists that may be long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Members,
    Stalls,
    Products,
    Offers,
    Accounts,
    Audit,
}

impl Kind {
    const ALL: [Self; 6] = [Self::Members, Self::Stalls, Self::Products, Self::Offers, Self::Accounts, Self::Audit];

    /// What the audit log and the figures call it.
    fn action(self) -> &'static str {
        match self {
            Self::Members => "export.members",
            Self::Stalls => "export.stalls",
            Self::Products => "export.products",
            Self::Offers => "export.offers",
            Self::Accounts => "export.accounts",
            Self::Audit => "export.audit",
        }
    }

    fn code(self) -> &'static str {
        self.action().trim_start_matches("export.")
    }

    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The page whose list it is.
    fn path(self) -> &'static str {
        match self {
            Self::Members => "/quan-tri/thanh-vien",
            Self::Stalls => "/quan-tri/gian-hang",
            Self::Products => "/quan-tri/san-pham",
            Self::Offers => "/quan-tri/chao-hang",
            Self::Accounts => "/quan-tri/tai-khoan",
            Self::Audit => "/quan-tri/nhat-ky",
        }
    }

    /// The file's name, without its ending.
    fn file(self) -> &'static str {
        self.path().trim_start_matches("/quan-tri/")
    }

    /// As the filter of `shell` has it.
    async fn list(self, app: &App, shell: &Shell) -> Result<List, AppError> {
        match self {
            Self::Members => Ok(members::list(app, shell)),
            Self::Stalls => Ok(stalls::list(app, shell)),
            Self::Products => products::list(app, shell).await,
            Self::Offers => offers::list(app, shell).await,
            Self::Accounts => Ok(accounts::list(app, shell)),
            Self::Audit => journal::list(app, shell).await,
        }
    }

    /// How many rows that will be, where it can be told in one question.
    async fn count(self, app: &App, shell: &Shell) -> Result<u64, AppError> {
        match self {
            Self::Products => products::count(app, shell).await,
            Self::Audit => journal::count(app, shell).await,
            Self::Members | Self::Stalls | Self::Offers | Self::Accounts => Ok(0),
        }
    }
}

/// Some lines of a list, and how many rows they are.
pub struct Part {
    pub text: String,
    pub rows: u64,
}

/// A list as it is read, some rows at a time.
pub struct List {
    pub head: Vec<&'static str>,
    pub parts: BoxStream<'static, Result<Part, AppError>>,
}

/// Answers with the list, or with the way to where it is being written.
pub async fn answer(app: &App, shell: &Shell, officer: &Officer, kind: Kind) -> Result<Response, AppError> {
    let mut list = kind.list(app, shell).await?;
    let (mut text, mut rows) = (csv::head(&list.head), 0);
    while let Some(part) = list.parts.next().await {
        let part = part?;
        rows += part.rows;
        if rows > SHORT {
            drop((text, list));
            return begin(app, shell, officer, kind).await;
        }
        text.push_str(&part.text);
    }
    csv::note(app, officer, kind.action(), &shell.query).await?;
    Ok((csv::headers(kind.file()), text).into_response())
}

/// Begins to write it, unless the same is under way for the same officer.
async fn begin(app: &App, shell: &Shell, officer: &Officer, kind: Kind) -> Result<Response, AppError> {
    let ctx = app.ctx(officer.actor());
    let account = officer.0;
    let wanted = Wanted { account, kind: kind.code(), query: &shell.query, locale: shell.l };
    let id = match export::under_way(app.db.read(), wanted).await? {
        Some(one) => one.id,
        None => {
            let total = i64::try_from(kind.count(app, shell).await?).unwrap_or(0);
            let txn = app.db.begin().await?;
            let id = export::ask(&txn, &ctx, wanted, total).await?;
            let filter = kernel::text::truncate(&shell.query, 300);
            audit::record(&txn, &ctx, line("export.begun", id, json!({ "list": kind.code(), "filter": filter })))
                .await?;
            txn.commit().await?;
            id
        }
    };
    let looked = tokio::time::Instant::now();
    while looked.elapsed() < PATIENCE {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let state = find(app, id, account).await?.state;
        if state == Standing::Done {
            return Ok(Redirect::to(&shell.url(&format!("{PATH}/{id}/tep"))).into_response());
        }
        if !state.is_under_way() {
            break;
        }
    }
    Ok(Redirect::to(&shell.url(&format!("{PATH}/{id}"))).into_response())
}

/// One's own; another's does not exist.
async fn find(app: &App, id: Uuid, account: AccountId) -> Result<Export, AppError> {
    export::find(app.db.read(), id, account).await?.ok_or(AppError::NotFound)
}

fn line(action: &str, id: Uuid, detail: Value) -> Entry<'_> {
    Entry { action, subject_kind: "export", subject_id: id, member_id: None, reason: "", detail }
}

/// Where the file stands.
fn key(id: Uuid) -> String {
    format!("private/exports/{}.csv", id.simple())
}

/// The file as an answer, read as it is sent.
async fn send(app: &App, one: &Export, kind: Kind) -> Result<Response, AppError> {
    let (length, bytes) = app.media.blobs().read(&key(one.id)).await.map_err(|error| match error {
        media::BlobError::NotFound(_) => AppError::NotFound,
        other => AppError::Internal(other.to_string()),
    })?;
    let mut answer = (csv::headers(kind.file()), Body::from_stream(bytes)).into_response();
    answer.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    Ok(answer)
}
