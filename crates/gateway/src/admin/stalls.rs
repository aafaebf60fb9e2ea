//! `/quan-tri/gian-hang`: every stall.

use ::members::{
    Shop, StallState,
    console::{StallFilter, page_stalls},
};
use axum::{extract::State, response::Response};
use futures::{StreamExt, stream};
use kernel::{Locale, StallId, ctx::local_date, date};

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
    desk::states,
    render::{Page, page},
    session::Officer,
    state::App,
    view::Shell,
};

const PATH: &str = "/quan-tri/gian-hang";

fn filter(shell: &Shell) -> StallFilter {
    StallFilter { state: StallState::from_code(&parameter(shell, "trang-thai")), text: parameter(shell, "q") }
}

pub async fn show(State(app): State<App>, shell: Shell) -> Page {
    let l = shell.l;
    let after: Option<StallId> = parameter(&shell, "sau").parse().ok();
    let mut found = page_stalls(app.db.read(), &filter(&shell), after, ROWS + 1).await?;
    let further = Further::cut(&shell, PATH, &mut found, |one| one.stall.id.to_string());
    page(&ListPage {
        frame: Frame::new(&app, &shell).await?,
        heading: l.t("Gian hàng", "Stalls"),
        path: PATH,
        text: parameter(&shell, "q"),
        hint: l.t("Tên hoặc địa chỉ trên Sàn", "Name or address on the floor"),
        choices: vec![Choice::new(
            &shell,
            "trang-thai",
            l.t("Trạng thái", "State"),
            StallState::ALL.iter().map(|state| (state.code(), states::stall(l, *state).word)),
        )],
        kept: Vec::new(),
        columns: vec![
            l.t("Tên", "Name"),
            l.t("Trạng thái", "State"),
            l.t("Thành viên", "Member"),
            l.t("Xã, phường", "Commune"),
            l.t("Mở từ", "Open since"),
        ],
        rows: found.into_iter().map(|one| row(l, one)).collect(),
        further,
        csv: shell.url(&with(&shell, "/quan-tri/gian-hang.csv", &[])),
        new: None,
        shell: shell.titled("Gian hàng", "Stalls").private(),
    })
}

fn row(l: Locale, Shop { stall, member }: Shop) -> Row {
    Row {
        path: Kind::Stall.path(stall.id),
        about: format!("/gian-hang/{}", stall.slug),
        standing: Some(states::stall(l, stall.state)),
        flags: Vec::new(),
        cells: vec![
            member.name,
            place_text(l, &stall.commune_code),
            stall.opened_at.map(|at| date::day(l, local_date(at))).unwrap_or_default(),
        ],
        name: stall.name,
    }
}

pub async fn export(State(app): State<App>, shell: Shell, officer: Officer) -> Result<Response, AppError> {
    exports::answer(&app, &shell, &officer, exports::Kind::Stalls).await
}

/// The list as it is taken away.
pub fn list(app: &App, shell: &Shell) -> List {
    let (l, filter) = (shell.l, filter(shell));
    let head = vec![
        l.t("Mã", "Id"),
        l.t("Tên", "Name"),
        l.t("Địa chỉ trên Sàn", "Address on the floor"),
        l.t("Trạng thái", "State"),
        l.t("Thành viên", "Member"),
        l.t("Xã, phường", "Commune"),
        l.t("Điện thoại", "Phone"),
        l.t("Thư điện tử", "E-mail"),
        l.t("Mở từ", "Open since"),
    ];
    let app = app.clone();
    let parts = stream::try_unfold(Some(None), move |after: Option<Option<StallId>>| {
        let (app, filter) = (app.clone(), filter.clone());
        async move {
            let Some(after) = after else { return Ok::<_, AppError>(None) };
            let found = page_stalls(app.db.read(), &filter, after, csv::CHUNK).await?;
            let next = found.last().filter(|_| found.len() as u64 == csv::CHUNK).map(|last| Some(last.stall.id));
            let text = found.iter().map(|one| cells(l, one)).collect();
            Ok(Some((Part { text, rows: found.len() as u64 }, next)))
        }
    });
    List { head, parts: parts.boxed() }
}

fn cells(l: Locale, Shop { stall, member }: &Shop) -> String {
    csv::line(&[
        stall.id.to_string(),
        stall.name.clone(),
        format!("/gian-hang/{}", stall.slug),
        states::stall(l, stall.state).word.to_owned(),
        member.name.clone(),
        place_text(l, &stall.commune_code),
        phone_text(&stall.phone),
        stall.email.clone(),
        stall.opened_at.map(|at| local_date(at).to_string()).unwrap_or_default(),
    ])
}
