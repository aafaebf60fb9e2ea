//! `/quan-tri/cho-duyet`: everything that waits, oldest first.

use askama::Template;
use axum::{extract::State, response::Response};

use super::{
    csv,
    frame::Frame,
    queue::{self, Item, Kind, Wait},
};
use crate::{
    AppError,
    account::parameter,
    render::{Page, page},
    session::Officer,
    state::App,
    view::Shell,
};

#[derive(Template)]
#[template(path = "admin/waiting.html")]
struct WaitingPage {
    shell: Shell,
    frame: Frame,
    chips: Vec<Chip>,
    items: Vec<(Item, Wait)>,
    overdue: usize,
    /// How many more there are than are shown.
    more: u64,
    only: &'static str,
    target: u32,
}

struct Chip {
    code: &'static str,
    name: &'static str,
    count: u64,
    on: bool,
}

pub async fn show(State(app): State<App>, shell: Shell) -> Page {
    let (l, db) = (shell.l, app.db.read());
    let only = Kind::from_code(&parameter(&shell, "loai"));
    let frame = Frame::new(&app, &shell).await?;
    let counts = queue::count(db).await?;
    let ctx = app.ctx(shell.viewer.actor());
    let waits = |item: Item| {
        let wait = Wait::new(l, ctx.now, item.since);
        (item, wait)
    };
    let items: Vec<_> = queue::waiting(db, l, ctx.today(), only).await?.into_iter().map(waits).collect();
    let chips = Kind::ALL.into_iter().zip(counts).map(|(kind, count)| Chip {
        code: kind.code(),
        name: kind.name(l),
        count,
        on: only == Some(kind),
    });
    let all = Chip { code: "", name: l.t("Tất cả", "All"), count: frame.waiting, on: only.is_none() };
    let chips: Vec<Chip> = std::iter::once(all).chain(chips).collect();
    let shown = chips.iter().find(|chip| chip.on).map_or(0, |chip| chip.count);
    page(&WaitingPage {
        overdue: items.iter().filter(|(_, wait)| wait.overdue).count(),
        more: shown.saturating_sub(items.len() as u64),
        only: only.map_or("", Kind::code),
        target: queue::TARGET_WORKING_DAYS,
        chips,
        items,
        frame,
        shell: shell.titled("Chờ duyệt", "Review queue").private(),
    })
}

pub async fn export(State(app): State<App>, shell: Shell, officer: Officer) -> Result<Response, AppError> {
    csv::note(&app, &officer, "export.queue", &shell.query).await?;
    let (l, ctx) = (shell.l, app.ctx(officer.actor()));
    let only = Kind::from_code(&parameter(&shell, "loai"));
    let head = [
        l.t("Loại", "Kind"),
        l.t("Tên", "Name"),
        l.t("Thêm", "About"),
        l.t("Cảnh báo", "Flags"),
        l.t("Gửi lúc", "Sent"),
        l.t("Hạn trả lời", "Due"),
        l.t("Quá hạn", "Overdue"),
        l.t("Mã", "Id"),
    ];
    let items = queue::waiting(app.db.read(), l, ctx.today(), only).await?;
    let row = |item: Item| {
        let wait = Wait::new(l, ctx.now, item.since);
        let overdue = if wait.overdue { l.t("có", "yes") } else { "" };
        csv::line(&[
            item.kind.name(l),
            &item.name,
            &item.about,
            &item.flags.join("; "),
            &wait.since,
            &wait.due,
            overdue,
            &item.id.to_string(),
        ])
    };
    Ok(csv::download("cho-duyet", &head, csv::ready(items.into_iter().map(row).collect())))
}
