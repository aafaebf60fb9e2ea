//! `/quan-tri/thanh-vien`: every member business.

use ::members::{
    Member, MemberState,
    console::{MemberFilter, page_members},
};
use axum::{extract::State, response::Response};
use futures::{StreamExt, stream};
use kernel::{Locale, MemberId, ctx::local_date, date};

use super::{
    csv,
    exports::{self, List, Part},
    frame::Frame,
    list::{Choice, Further, ListPage, ROWS, Row, with},
    phone_text, place_text,
    queue::Kind,
};
use crate::{
    AppError,
    account::parameter,
    desk::{application::kind_name, states},
    render::{Page, page},
    session::Officer,
    state::App,
    view::Shell,
};

const PATH: &str = "/quan-tri/thanh-vien";

fn filter(shell: &Shell) -> MemberFilter {
    MemberFilter { state: MemberState::from_code(&parameter(shell, "trang-thai")), text: parameter(shell, "q") }
}

pub async fn show(State(app): State<App>, shell: Shell) -> Page {
    let l = shell.l;
    let after: Option<MemberId> = parameter(&shell, "sau").parse().ok();
    let mut found = page_members(app.db.read(), &filter(&shell), after, ROWS + 1).await?;
    let further = Further::cut(&shell, PATH, &mut found, |one| one.id.to_string());
    page(&ListPage {
        frame: Frame::new(&app, &shell).await?,
        heading: l.t("Thành viên", "Members"),
        path: PATH,
        text: parameter(&shell, "q"),
        hint: l.t("Tên, mã số thuế hoặc điện thoại", "Name, tax code or phone"),
        choices: vec![Choice::new(
            &shell,
            "trang-thai",
            l.t("Trạng thái", "State"),
            MemberState::ALL.iter().map(|state| (state.code(), states::member(l, *state).word)),
        )],
        kept: Vec::new(),
        columns: vec![
            l.t("Tên", "Name"),
            l.t("Trạng thái", "State"),
            l.t("Xã, phường", "Commune"),
            l.t("Điện thoại", "Phone"),
            l.t("Bắt đầu", "Begun"),
        ],
        rows: found.into_iter().map(|one| row(l, one)).collect(),
        further,
        csv: shell.url(&with(&shell, "/quan-tri/thanh-vien.csv", &[])),
        new: None,
        shell: shell.titled("Thành viên", "Members").private(),
    })
}

fn row(l: Locale, one: Member) -> Row {
    Row {
        path: Kind::Member.path(one.id),
        about: kind_name(l, one.kind).to_owned(),
        standing: Some(states::member(l, one.state)),
        flags: Vec::new(),
        cells: vec![place_text(l, &one.commune_code), phone_text(&one.phone), date::day(l, local_date(one.created_at))],
        name: one.name,
    }
}

pub async fn export(State(app): State<App>, shell: Shell, officer: Officer) -> Result<Response, AppError> {
    exports::answer(&app, &shell, &officer, exports::Kind::Members).await
}

/// The list as it is taken away.
pub fn list(app: &App, shell: &Shell) -> List {
    let (l, filter) = (shell.l, filter(shell));
    let head = vec![
        l.t("Mã", "Id"),
        l.t("Tên", "Name"),
        l.t("Loại hình", "Kind"),
        l.t("Trạng thái", "State"),
        l.t("Mã số thuế", "Tax code"),
        l.t("Người đại diện", "Representative"),
        l.t("Xã, phường", "Commune"),
        l.t("Địa chỉ", "Address"),
        l.t("Điện thoại", "Phone"),
        l.t("Thư điện tử", "E-mail"),
        l.t("Bắt đầu", "Begun"),
        l.t("Gửi duyệt", "Submitted"),
        l.t("Được duyệt", "Approved"),
    ];
    let app = app.clone();
    let parts = stream::try_unfold(Some(None), move |after: Option<Option<MemberId>>| {
        let (app, filter) = (app.clone(), filter.clone());
        async move {
            let Some(after) = after else { return Ok::<_, AppError>(None) };
            let found = page_members(app.db.read(), &filter, after, csv::CHUNK).await?;
            let next = found.last().filter(|_| found.len() as u64 == csv::CHUNK).map(|last| Some(last.id));
            let text = found.iter().map(|one| cells(l, one)).collect();
            Ok(Some((Part { text, rows: found.len() as u64 }, next)))
        }
    });
    List { head, parts: parts.boxed() }
}

fn cells(l: Locale, one: &Member) -> String {
    let day = |at: Option<chrono::DateTime<chrono::Utc>>| at.map(|at| local_date(at).to_string()).unwrap_or_default();
    csv::line(&[
        one.id.to_string(),
        one.name.clone(),
        kind_name(l, one.kind).to_owned(),
        states::member(l, one.state).word.to_owned(),
        // A person's number stays masked in files, which travel; its page shows it.
        one.tax_code.masked(),
        one.legal_representative.clone(),
        place_text(l, &one.commune_code),
        one.address.clone(),
        phone_text(&one.phone),
        one.email.clone(),
        day(Some(one.created_at)),
        day(one.submitted_at),
        day(one.approved_at),
    ])
}
