//! `GET /`: search first, what is in season, categories, the newest products, open stalls, the floor's figures.

use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use catalogue::queries::{self, Card as Listing};
use chrono::Datelike;
use kernel::{Actor, Locale, locale::number};
use offers::{Kind, queries::OpenFilter};
use search_indexer::ProductQuery;

use super::{
    card::{Card, Reader, StallCard, cards, stall_cards},
    category::Group,
    image::Image,
    shelves::shelves,
};
use crate::{
    AppError,
    market::{Line, lines},
    render::{Page, counted},
    seen::View,
    state::App,
    view::Shell,
};

const SEASON_CARDS: usize = 8;
const NEW_CARDS: usize = 8;
const OFFERS: u64 = 4;
/// More are read than shown: some stalls can't be seen, and one category shall not fill the row.
const READ: u64 = 40;

#[derive(Template)]
#[template(path = "web/home.html")]
struct HomePage {
    shell: Shell,
    month: u32,
    season: Vec<Card>,
    newest: Vec<Card>,
    groups: Vec<Group>,
    stalls: Vec<StallCard>,
    selling: Vec<Line>,
    wanted: Vec<Line>,
    /// Number and what it counts.
    figures: [(String, &'static str); 4],
}

pub async fn show(State(app): State<App>, shell: Shell) -> Page {
    let (db, l) = (app.db.read(), shell.l);
    let today = app.ctx(Actor::Anonymous).today();
    let shelves = shelves(&app).await?;
    let reader = Reader { l, today, shelves: &shelves };

    let season = spread(queries::in_season_now(db, today.month(), READ, today).await?, SEASON_CARDS * 2);
    let newest = spread(queries::newest_listed(db, READ, today).await?, NEW_CARDS * 2);
    let mut season = cards(&app, &season, &reader).await?;
    let mut newest = cards(&app, &newest, &reader).await?;
    season.truncate(SEASON_CARDS);
    // The heading says it for the whole row.
    season.iter_mut().for_each(|card| card.in_season = false);
    newest.retain(|card| !season.iter().any(|shown| shown.slug == card.slug));
    newest.truncate(NEW_CARDS);
    let stalls = stall_cards(&app, &members::queries::page_open_stalls(db, None, 6).await?, l).await?;

    let count = |count: u64| number(l, i64::try_from(count).unwrap_or(i64::MAX));
    let figures = [
        (count(members::queries::count_approved_members(db).await?), l.t("thành viên", "member businesses")),
        (count(members::queries::count_open_stalls(db).await?), l.t("gian hàng đang mở", "open stalls")),
        (count(on_sale(&app).await?), l.t("sản phẩm đang bán", "products on sale")),
        (count(live_offers(&app).await?), l.t("chào mua, chào bán đang mở", "open offers")),
    ];
    let groups = shelves.tree.roots().map(|root| Group {
        slug: root.slug.clone(),
        name: root.name(l).to_owned(),
        image: shelves.drawing(&root.code).map(|picture| Image::new(picture, "")),
        count: 0,
        below: Vec::new(),
    });
    let groups = groups.collect();
    let (selling, wanted) = newest_offers(&app, l).await?;
    let shell = head(shell);
    counted(
        &HomePage { shell, month: today.month(), season, newest, groups, stalls, selling, wanted, figures },
        View::Page,
    )
}

/// The newest offers to sell and to buy; what they stand on is read for both at once.
async fn newest_offers(app: &App, l: Locale) -> Result<(Vec<Line>, Vec<Line>), AppError> {
    let ctx = app.ctx(Actor::Anonymous);
    let mut found = Vec::new();
    for kind in [Kind::Sell, Kind::Buy] {
        let filter = OpenFilter { kind: Some(kind), ..OpenFilter::default() };
        found.extend(offers::queries::page_open(app.db.read(), &filter, None, OFFERS, ctx.today()).await?);
    }
    Ok(lines(app, l, ctx.now, &found).await?.into_iter().partition(|line| line.is_sell))
}

async fn live_offers(app: &App) -> Result<u64, AppError> {
    let today = app.ctx(Actor::Anonymous).today();
    Ok(offers::queries::count_open(app.db.read(), &OpenFilter::default(), today).await?)
}

/// How many products buyers can find; without the engine those of stalls that are closed count too.
async fn on_sale(app: &App) -> Result<u64, AppError> {
    let all = ProductQuery {
        page: kernel::Page { number: 1, per_page: 1 },
        facets: false,
        ..ProductQuery::new("", app.ctx(Actor::Anonymous).today())
    };
    match app.search.search_products(&all).await {
        Ok(found) => Ok(found.total),
        Err(_) => Ok(queries::count_listed(app.db.read()).await?),
    }
}

fn head(shell: Shell) -> Shell {
    let mut shell = shell.titled(
        "Sàn thương mại điện tử Hà Tĩnh – nông sản, đặc sản tận gốc",
        "Hà Tĩnh trading floor – farm goods and specialities from the source",
    );
    shell.description = shell
        .l
        .t(
            "Cam Khe Mây, bưởi Phúc Trạch, cu đơ, nước mắm, mật ong, nhung hươu… mua trực tiếp từ người sản xuất Hà Tĩnh đã được xác minh.",
            "Khe Mây oranges, Phúc Trạch pomelos, cu đơ, fish sauce, honey and more, straight from verified producers of Hà Tĩnh.",
        )
        .to_owned();
    shell
}

/// At most `most`, the first ones of every category before the others: a row that shows what there is.
fn spread(found: Vec<Listing>, most: usize) -> Vec<Listing> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut ranked: Vec<(usize, Listing)> = found
        .into_iter()
        .map(|card| {
            let place = seen.entry(card.category_code.clone()).or_default();
            *place += 1;
            (*place, card)
        })
        .collect();
    ranked.sort_by_key(|(place, _)| *place);
    ranked.into_iter().take(most).map(|(_, card)| card).collect()
}
