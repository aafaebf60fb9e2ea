//! `GET /gian-hang` and `GET /gian-hang/{slug}`: the open stalls, and one stall's page with what the law wants known.

use alerts::FollowKind;
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use catalogue::{Cursor, queries};
use kernel::{Actor, Locale, StallId, date, text};
use members::{Key, Shop};
use offers::{Kind, queries::OpenFilter};

use super::{
    ask::AskForm,
    card::{Card, Reader, StallCard, place_of, stall_cards},
    image::Image,
    seller::Seller,
    shelves::shelves,
};
use crate::{
    AppError,
    alerts::button::FollowButton,
    market::{Line, lines},
    memo,
    render::{Page, counted, page_with},
    seen::View,
    state::App,
    view::Shell,
};

const PER_PAGE: usize = 24;
const OFFERS: u64 = 4;

/// The value of `sau` in the address: where the page before ended. Nonsense begins at the top.
fn after<T: std::str::FromStr>(shell: &Shell) -> Option<T> {
    let value = form_urlencoded::parse(shell.query.as_bytes()).find(|(name, _)| name == "sau")?.1;
    value.parse().ok()
}

#[derive(Template)]
#[template(path = "web/stalls.html")]
struct StallsPage {
    shell: Shell,
    stalls: Vec<StallCard>,
    is_first: bool,
    further: Option<String>,
}

pub async fn list(State(app): State<App>, shell: Shell) -> Page {
    let from: Option<Key> = after(&shell);
    let mut shops = members::queries::page_open_stalls(app.db.read(), from, PER_PAGE as u64 + 1).await?;
    let more = shops.len() > PER_PAGE;
    shops.truncate(PER_PAGE);
    let last = shops.last().filter(|_| more).map(|shop| Key::after_stall(&shop.stall));
    let further = last.map(|key| shell.further("/gian-hang", key));
    let stalls = stall_cards(&app, &shops, shell.l).await?;
    let mut shell = shell.titled("Gian hàng trên Sàn", "Stalls on the floor");
    shell.noindex = from.is_some();
    shell.description = shell
        .l
        .t(
            "Gian hàng của hợp tác xã, hộ kinh doanh, doanh nghiệp Hà Tĩnh đã được Sàn xác minh.",
            "Stalls of cooperatives, household businesses and enterprises of Hà Tĩnh that the floor has verified.",
        )
        .to_owned();
    counted(&StallsPage { shell, stalls, is_first: from.is_none(), further }, View::Page)
}

#[derive(Template)]
#[template(path = "web/stall.html")]
struct StallPage {
    shell: Shell,
    banner: Option<Image>,
    /// Clean HTML.
    introduction: String,
    seller: Seller,
    hours: String,
    holiday: String,
    holiday_until: String,
    opened: String,
    offers: Vec<Line>,
    cards: Vec<Card>,
    count: i64,
    is_first: bool,
    further: Option<String>,
    follow: FollowButton,
    ask: AskForm,
}

pub async fn find(app: &App, slug: &str) -> Result<Shop, AppError> {
    members::queries::open_stall_by_slug(app.db.read(), slug).await?.ok_or(AppError::NotFound)
}

pub async fn show(State(app): State<App>, shell: Shell, Path(slug): Path<String>) -> Page {
    let shop = find(&app, &slug).await?;
    let ask = AskForm::empty(&app, &shell, &format!("/gian-hang/{slug}"));
    let view = View::Stall(shop.stall.id);
    counted(&page(&app, shell, &shop, ask).await?, view)
}

/// The page again, because something in the question is wrong.
pub async fn show_again(app: &App, shell: Shell, shop: &Shop, ask: AskForm, status: StatusCode) -> Page {
    page_with(status, &page(app, shell.private(), shop, ask).await?)
}

async fn page(app: &App, shell: Shell, shop: &Shop, ask: AskForm) -> Result<StallPage, AppError> {
    let (db, l, stall) = (app.db.read(), shell.l, &shop.stall);
    let today = app.ctx(Actor::Anonymous).today();
    let from: Option<Cursor> = after(&shell);
    let mut listed = queries::listed_of_stall(db, stall.id, from, PER_PAGE as u64 + 1, today).await?;
    let more = listed.len() > PER_PAGE;
    listed.truncate(PER_PAGE);
    let cursor = listed.last().filter(|_| more).and_then(queries::Card::cursor);
    let count = queries::listed_counts_by_stall(db, &[stall.id]).await?;

    let mut ids: Vec<String> = [&stall.logo_picture, &stall.banner_picture].into_iter().flatten().cloned().collect();
    ids.extend(listed.iter().filter_map(|card| card.photo.as_ref()).map(|photo| photo.picture_id.clone()));
    let pictures = memo::pictures(app, &ids).await?;
    let shelves = shelves(app).await?;
    let reader = Reader { l, today, shelves: &shelves };
    let prose = memo::prose(app, &stall.introduction);
    let banner = stall.banner_picture.as_ref().and_then(|id| pictures.get(id));
    Ok(StallPage {
        banner: banner.map(|picture| Image::new(picture, "")),
        introduction: prose.html.clone(),
        seller: Seller::of(shop, &pictures, l),
        hours: stall.opening_hours.clone(),
        holiday: stall.holiday(today).unwrap_or_default().to_owned(),
        holiday_until: stall.holiday_until.map(|day| date::day(l, day)).unwrap_or_default(),
        opened: stall.opened_at.map(|at| date::day(l, kernel::ctx::local_date(at))).unwrap_or_default(),
        // The stall's own page: no line that names it again.
        cards: listed.iter().map(|card| Card::of_listing(card, "", &pictures, &reader)).collect(),
        offers: if from.is_none() { offers(app, l, stall.id).await? } else { Vec::new() },
        count: count.get(&stall.id).copied().unwrap_or_default(),
        is_first: from.is_none(),
        further: cursor.map(|cursor| shell.further(&format!("/gian-hang/{}", stall.slug), cursor)),
        follow: FollowButton::new(app, &shell, FollowKind::Stall, stall.id.to_string()).await?,
        ask,
        shell: head(shell, shop, &prose.excerpt, from.is_some()),
    })
}

/// What the stall offers now, the newest first.
async fn offers(app: &App, l: Locale, stall: StallId) -> Result<Vec<Line>, AppError> {
    let ctx = app.ctx(Actor::Anonymous);
    let filter = OpenFilter { kind: Some(Kind::Sell), stall: Some(stall), ..OpenFilter::default() };
    let found = offers::queries::page_open(app.db.read(), &filter, None, OFFERS, ctx.today()).await?;
    if found.is_empty() { Ok(Vec::new()) } else { lines(app, l, ctx.now, &found).await }
}

fn head(mut shell: Shell, shop: &Shop, excerpt: &str, further: bool) -> Shell {
    let stall = &shop.stall;
    let place = place_of(&stall.commune_code, shell.l);
    let words = text::truncate(excerpt, 110);
    shell.title.clone_from(&stall.name);
    shell.description = if shell.l.is_vi() {
        format!("Gian hàng {}, {place}, Hà Tĩnh. {words}", stall.name)
    } else {
        format!("{}, a stall from {place}, Hà Tĩnh. {words}", stall.name)
    };
    shell.noindex = shell.noindex || further;
    shell
}
