//! Members whose offers open at once: the deeds on a member's page, and the list `/quan-tri/tin-cay`.

use ::offers::{
    Error,
    queries::{Trusted, page_trusted, trust_of},
    trust as command,
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use futures::stream;
use kernel::{AccountId, Ctx, FieldErrors, Fields, Locale, MemberId, ctx::local_date, date};
use sea_orm::ConnectionTrait;

use super::{
    csv,
    frame::Frame,
    list::{Further, ListPage, ROWS, Row, with},
    member,
    queue::Kind,
    read_id,
};
use crate::{
    AppError,
    account::parameter,
    form::{Form, FormView, Labels},
    render::{Page, after, page},
    session::Officer,
    state::App,
    view::Shell,
};

const PATH: &str = "/quan-tri/tin-cay";
const LABELS: Labels = &[("reason", "Lý do (được ghi vào nhật ký)", "Reason (written into the audit log)")];

/// The part of a member's page (`p::trust`).
pub struct TrustPanel {
    /// The end of the deed's address.
    pub verb: &'static str,
    /// Since when, by whom and why; empty: not trusted.
    pub since: String,
    pub by: String,
    pub why: String,
    pub form: FormView,
}

impl TrustPanel {
    /// `shown` is a form that comes back.
    pub async fn read(app: &App, l: Locale, id: MemberId, shown: Shown) -> Result<Self, AppError> {
        let db = app.db.read();
        let form = FormView::new(l, LABELS, shown.fields, shown.errors);
        Ok(match trust_of(db, id).await? {
            Some(one) => Self {
                verb: "bo-tin-cay",
                since: date::moment(l, one.since),
                by: ::accounts::names(db, &[one.officer]).await?.remove(&one.officer).unwrap_or_default(),
                why: one.reason,
                form,
            },
            None => Self { verb: "tin-cay", since: String::new(), by: String::new(), why: String::new(), form },
        })
    }
}

/// What a deed left to show.
#[derive(Default)]
pub struct Shown {
    pub fields: Fields,
    pub errors: FieldErrors,
}

/// `…/tin-cay`
pub async fn trust(state: State<App>, shell: Shell, officer: Officer, path: Path<String>, form: Form) -> Page {
    deed(state, shell, officer, path, form, true).await
}

/// `…/bo-tin-cay`
pub async fn distrust(state: State<App>, shell: Shell, officer: Officer, path: Path<String>, form: Form) -> Page {
    deed(state, shell, officer, path, form, false).await
}

async fn deed(
    State(app): State<App>,
    shell: Shell,
    officer: Officer,
    Path(id): Path<String>,
    form: Form,
    trusts: bool,
) -> Page {
    let id: MemberId = read_id(&id)?;
    let fields = form.fields;
    if form.resumed {
        return member::with_trust(&app, shell, id, Shown { fields, errors: FieldErrors::default() }).await;
    }
    officer.judges(&app, id).await?;
    let txn = app.db.begin().await?;
    match carry_out(&txn, &app.ctx(officer.actor()), id, fields.get("reason"), trusts).await {
        Ok(()) => {
            txn.commit().await?;
            after(&shell, &Kind::Member.path(id), "da-luu")
        }
        Err(Error::Invalid(errors)) => {
            drop(txn);
            member::with_trust(&app, shell, id, Shown { fields, errors }).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn carry_out(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    id: MemberId,
    reason: &str,
    trusts: bool,
) -> Result<(), Error> {
    if trusts { command::trust(txn, ctx, id, reason).await } else { command::distrust(txn, ctx, id, reason).await }
}

/// A trusted member with the names of both.
struct Line {
    trusted: Trusted,
    member: String,
    officer: String,
}

async fn lines(app: &App, after: Option<MemberId>, limit: u64) -> Result<Vec<Line>, AppError> {
    let db = app.db.read();
    let found = page_trusted(db, after, limit).await?;
    let members = ::members::queries::names(db, &found.iter().map(|one| one.member).collect::<Vec<_>>()).await?;
    let mut officers: Vec<AccountId> = found.iter().map(|one| one.officer).collect();
    officers.sort_unstable();
    officers.dedup();
    let officers = ::accounts::names(db, &officers).await?;
    let line = |one: Trusted| Line {
        member: members.get(&one.member).cloned().unwrap_or_default(),
        officer: officers.get(&one.officer).cloned().unwrap_or_default(),
        trusted: one,
    };
    Ok(found.into_iter().map(line).collect())
}

pub async fn list(State(app): State<App>, shell: Shell) -> Page {
    let l = shell.l;
    let after: Option<MemberId> = parameter(&shell, "sau").parse().ok();
    let mut found = lines(&app, after, ROWS + 1).await?;
    let further = Further::cut(&shell, PATH, &mut found, |one| one.trusted.member.to_string());
    page(&ListPage {
        frame: Frame::new(&app, &shell).await?,
        heading: l.t("Thành viên tin cậy", "Trusted members"),
        path: PATH,
        text: String::new(),
        hint: "",
        choices: Vec::new(),
        kept: Vec::new(),
        columns: vec![
            l.t("Thành viên", "Member"),
            l.t("Lý do", "Reason"),
            l.t("Cán bộ", "Officer"),
            l.t("Từ ngày", "Since"),
        ],
        rows: found.into_iter().map(|one| row(l, one)).collect(),
        further,
        csv: shell.url(&with(&shell, "/quan-tri/tin-cay.csv", &[])),
        new: Some(("/quan-tri/thanh-vien", l.t("Chọn thành viên để tin cậy", "Choose a member to trust"))),
        shell: shell.titled("Thành viên tin cậy", "Trusted members").private(),
    })
}

fn row(l: Locale, one: Line) -> Row {
    Row {
        path: Kind::Member.path(one.trusted.member),
        name: one.member,
        about: String::new(),
        standing: None,
        flags: Vec::new(),
        cells: vec![one.trusted.reason, one.officer, date::day(l, local_date(one.trusted.since))],
    }
}

pub async fn export(State(app): State<App>, shell: Shell, officer: Officer) -> Result<Response, AppError> {
    csv::note(&app, &officer, "export.trusted", "").await?;
    let l = shell.l;
    let head = [
        l.t("Mã", "Id"),
        l.t("Thành viên", "Member"),
        l.t("Lý do", "Reason"),
        l.t("Cán bộ", "Officer"),
        l.t("Từ ngày", "Since"),
    ];
    let rows = stream::try_unfold(Some(None), move |after: Option<Option<MemberId>>| {
        let app = app.clone();
        async move {
            let Some(after) = after else { return Ok::<_, AppError>(None) };
            let found = lines(&app, after, csv::CHUNK).await?;
            let next = found.last().filter(|_| found.len() as u64 == csv::CHUNK).map(|last| Some(last.trusted.member));
            Ok(Some((found.into_iter().map(cells).collect::<String>(), next)))
        }
    });
    Ok(csv::download("tin-cay", &head, rows))
}

fn cells(one: Line) -> String {
    let since = local_date(one.trusted.since).to_string();
    csv::line(&[one.trusted.member.to_string(), one.member, one.trusted.reason, one.officer, since])
}
