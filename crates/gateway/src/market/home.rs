//! `/giao-dich`: what waits for one's answer, one's offers, talks and deals at a glance.

use askama::Template;
use axum::extract::State;
use offers::{Side, queries};

use super::{quote::ThreadRow, trader};
use crate::{
    render::{Page, page},
    session::User,
    state::App,
    view::Shell,
};

const ROWS: u64 = 30;

#[derive(Template)]
#[template(path = "market/home.html")]
struct HomePage {
    shell: Shell,
    may_sell: bool,
    turn: u64,
    waiting: Vec<ThreadRow>,
    others: Vec<ThreadRow>,
    counts: Vec<(String, &'static str, i64)>,
    deals: Vec<(String, &'static str)>,
}

pub async fn show(State(app): State<App>, shell: Shell, user: User) -> Page {
    let (l, ctx, db) = (shell.l, app.ctx(user.actor()), app.db.read());
    let trader = trader(&app, &user).await?;
    let mut lines = queries::page_threads(db, &trader, Side::Owner, None, ROWS).await?;
    lines.extend(queries::page_threads(db, &trader, Side::Other, None, ROWS).await?);
    lines.sort_by_key(|line| std::cmp::Reverse(line.thread.updated_at));
    let rows = ThreadRow::all(&app, l, &trader, ctx.now, &lines).await?;
    let (waiting, mut others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.mine);
    others.truncate(8);
    let counts = queries::count_by_state(db, &trader).await?;
    let counts = counts.into_iter().filter_map(|(code, count)| {
        let name = match code.as_str() {
            "open" => l.t("đang mở", "open"),
            "submitted" => l.t("chờ duyệt", "waiting for approval"),
            "draft" => l.t("bản nháp", "drafts"),
            "changes_requested" => l.t("cần bổ sung", "need changes"),
            _ => return None,
        };
        Some((format!("/giao-dich/chao-hang?trang-thai={code}"), name, count))
    });
    let mut deals = vec![("/giao-dich/thoa-thuan?phia=mua".to_owned(), l.t("Tôi mua", "I buy"))];
    if trader.member.is_some() {
        deals.insert(0, ("/giao-dich/thoa-thuan?phia=ban".to_owned(), l.t("Tôi bán", "I sell")));
    }
    page(&HomePage {
        may_sell: trader.member.is_some(),
        turn: queries::count_my_turn(db, &trader).await?,
        waiting,
        others,
        counts: counts.collect(),
        deals,
        shell: shell.titled("Giao dịch của tôi", "My trading").private(),
    })
}
