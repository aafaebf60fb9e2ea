//! `/quan-tri/cho-duyet`: everything that waits, oldest first.

use askama::Template;
use axum::extract::State;

use super::{
    frame::Frame,
    queue::{self, Item, Kind, Wait},
};
use crate::{
    account::parameter,
    render::{Page, page},
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
    let now = app.ctx(shell.viewer.actor()).now;
    let items: Vec<_> =
        queue::waiting(db, l, only).await?.into_iter().map(|item| { let wait = Wait::new(l, now, item.since); (item, wait) }).collect();
    let chips = Kind::ALL.into_iter().zip(counts).map(|(kind, count)| Chip {
        code: kind.code(),
        name: kind.name(l),
        count,
        on: only == Some(kind),
    });
    let all = Chip { code: "", name: l.t("Tất cả", "All"), count: frame.waiting, on: only.is_none() };
    let chips: Vec<Chip> = std::iter::once(all).chain(chips).collect();
    let shown = chips.iter().find(|chip| chip.on).map_or(0, |chip| chip.count);
    let page_ = WaitingPage {
        overdue: items.iter().filter(|(_, wait)| wait.overdue).count(),
        more: shown.saturating_sub(items.len() as u64),
        only: only.map_or("", Kind::code),
        target: queue::TARGET_WORKING_DAYS,
        chips,
        items,
        frame,
        shell: shell.titled("Chờ duyệt", "Review queue").private(),
    };
    page(&page_)
}
