//! `/giao-dich/chao-hang`: one's own offers, and one of them with the talks about it.

use askama::Template;
use axum::extract::{Path, State};
use catalogue::Cursor;
use chrono::{DateTime, Utc};
use database::audit::{self, Filter};
use kernel::ThreadId;
use offers::{Event, Kind, Offer, State as Standing, Verb, queries};
use sea_orm::{ConnectionTrait, DbErr};

use super::{
    form::own,
    lines::{Around, Line},
    offer::{Facts, pictures},
    quote::ThreadRow,
    standing, trader, words,
};
use crate::{
    account::parameter,
    desk::states::{self, Panel},
    matches::{self, MatchView},
    render::{Page, page},
    session::User,
    state::App,
    view::Shell,
    web::Image,
};

const LIST: &str = "/giao-dich/chao-hang";
const PAGE: usize = 24;
const THREADS: usize = 20;

/// One of one's own offers in the list.
struct Row {
    line: Line,
    href: String,
    standing: states::Standing,
    reason: String,
    quotes: i32,
}

struct Chip {
    href: String,
    text: String,
    count: i64,
    current: bool,
}

#[derive(Template)]
#[template(path = "market/mine.html")]
struct MinePage {
    shell: Shell,
    may_sell: bool,
    rows: Vec<Row>,
    chips: Vec<Chip>,
    any: bool,
    is_first: bool,
    first: String,
    next: Option<String>,
}

pub async fn list(State(app): State<App>, shell: Shell, user: User) -> Page {
    let (l, ctx, db) = (shell.l, app.ctx(user.actor()), app.db.read());
    let trader = trader(&app, &user).await?;
    let state =
        Some(parameter(&shell, "trang-thai")).filter(|code| Standing::ALL.iter().any(|one| one.code() == *code));
    let after: Option<Cursor> = parameter(&shell, "sau").parse().ok();
    let mut found = queries::page_for(db, &trader, None, state.as_deref(), after, PAGE as u64 + 1).await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let last = found.last().filter(|_| more).map(|last| Cursor { at: last.updated_at, id: last.id.0 });
    let counts = queries::count_by_state(db, &trader).await?;
    let around = Around::of(&app, l, ctx.now, &found).await?;
    let first = address(state.as_deref());
    let row = |offer: &Offer| Row {
        line: around.line(offer),
        href: words::own_path(offer),
        standing: standing::offer(l, offer),
        reason: if shows_reason(offer.state) { offer.reason.clone() } else { String::new() },
        quotes: offer.quotes,
    };
    page(&MinePage {
        may_sell: trader.member.is_some(),
        rows: found.iter().map(row).collect(),
        chips: chips(&shell, &counts, state.as_deref()),
        any: !counts.is_empty(),
        is_first: after.is_none(),
        next: last.map(|last| shell.further(&first, last)),
        first,
        shell: shell.titled("Chào hàng của tôi", "My offers").private(),
    })
}

fn address(state: Option<&str>) -> String {
    state.map_or_else(|| LIST.to_owned(), |state| format!("{LIST}?trang-thai={state}"))
}

fn shows_reason(state: Standing) -> bool {
    matches!(state, Standing::ChangesRequested | Standing::Rejected | Standing::Hidden(offers::HiddenBy::Officer))
}

fn chips(shell: &Shell, counts: &[(String, i64)], current: Option<&str>) -> Vec<Chip> {
    let l = shell.l;
    let mut chips = vec![Chip {
        href: shell.url(LIST),
        text: l.t("Tất cả", "All").to_owned(),
        count: counts.iter().map(|(_, count)| count).sum(),
        current: current.is_none(),
    }];
    chips.extend(counts.iter().map(|(code, count)| Chip {
        href: shell.url(&address(Some(code))),
        text: state_name(l, code).to_owned(),
        count: *count,
        current: current == Some(code),
    }));
    chips
}

/// What all states of one code are called together.
fn state_name(l: kernel::Locale, code: &str) -> &'static str {
    match code {
        "hidden" => l.t("Đang ẩn", "Hidden"),
        "closed" => l.t("Đã đóng", "Closed"),
        code => Standing::from_codes(code, "").map_or("", |state| state.name(l)),
    }
}

/// Since when it stands where it does. Since when it is hidden the log knows: the offer itself says when it was approved.
async fn since(db: &impl ConnectionTrait, offer: &Offer) -> Result<DateTime<Utc>, DbErr> {
    if matches!(offer.state, Standing::Hidden(_)) {
        let hidden = Some(Event::OfferHidden.kind().to_owned());
        let filter = Filter { subject: Some(offer.id.0), action: hidden, ..Filter::default() };
        if let Some(line) = audit::page(db, &filter, 1).await?.pop() {
            return Ok(line.at);
        }
    }
    Ok(offer.ended_at.or(offer.decided_at).or(offer.submitted_at).unwrap_or(offer.created_at))
}

#[derive(Template)]
#[template(path = "market/own.html")]
struct OwnPage {
    shell: Shell,
    facts: Facts,
    state: Panel,
    path: String,
    is_open: bool,
    may_edit: bool,
    may_revise: bool,
    may_hide: bool,
    may_show: bool,
    may_close: bool,
    may_withdraw: bool,
    copy: String,
    /// Of an offer to buy: when sellers see how to reach the buyer.
    contact: &'static str,
    /// Its own photos, or what stands in for them.
    images: Vec<Image>,
    matches: Vec<MatchView>,
    threads: Vec<ThreadRow>,
    further: Option<String>,
    is_first: bool,
}

pub async fn show(State(app): State<App>, shell: Shell, user: User, Path(id): Path<String>) -> Page {
    let (trader, offer) = own(&app, &user, &id).await?;
    let (l, ctx, db) = (shell.l, app.ctx(user.actor()), app.db.read());
    let around = Around::of(&app, l, ctx.now, std::slice::from_ref(&offer)).await?;
    let after: Option<ThreadId> = parameter(&shell, "sau").parse().ok();
    let mut threads = queries::page_threads_of_offer(db, &trader, offer.id, after, THREADS as u64 + 1).await?;
    let more = threads.len() > THREADS;
    threads.truncate(THREADS);
    let path = words::own_path(&offer);
    let last = threads.last().filter(|_| more).map(|last| last.thread.id);
    let may = |verb| offer.state.after(verb).is_some();
    let since = since(db, &offer).await?;
    let reason = if shows_reason(offer.state) { offer.reason.as_str() } else { "" };
    let title = around.title(&offer);
    let kind = match offer.kind {
        Kind::Sell => l.t("Chào bán", "Offer to sell"),
        Kind::Buy => l.t("Chào mua", "Offer to buy"),
    };
    let mut shell = shell.private();
    shell.title = format!("{kind}: {title}");
    page(&OwnPage {
        facts: Facts::of(&offer, &around),
        state: Panel::new(l, standing::offer(l, &offer), Some(since), ctx.now, reason),
        is_open: offer.takes_quotes(ctx.today()),
        may_edit: may(Verb::Save),
        may_revise: may(Verb::Revise),
        may_hide: may(Verb::Hide),
        may_show: may(Verb::Show),
        may_close: may(Verb::Close),
        may_withdraw: may(Verb::Withdraw),
        copy: format!("/giao-dich{}/moi?tu={}", words::list_path(offer.kind), offer.id),
        contact: if offer.kind == Kind::Buy { offer.terms.contact.name(l) } else { "" },
        images: pictures(&app, &offer, &around).await?.1,
        matches: matches::view(&app, &shell, offer.id).await?,
        threads: ThreadRow::all(&app, l, &trader, ctx.now, &threads).await?,
        further: last.map(|last| shell.further(&path, last)),
        is_first: after.is_none(),
        path,
        shell,
    })
}
