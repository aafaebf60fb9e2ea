//! `GET /tim-kiem`: results at once, filters, and a way on when nothing is found.

use askama::Template;
use axum::{
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
};
use catalogue::{CategoryTree, queries};
use kernel::{Actor, Page as Paged, locale};
use search_indexer::{EngineError, ProductResults, StallQuery};
use statistics::Event;

use super::{
    card::{Reader, StallCard, cards},
    criteria::Criteria,
    results::{Builder, Choice, On, Results},
    shelves::shelves,
};
use crate::{
    AppError,
    error::RETRY_AFTER_SECONDS,
    origin,
    render::{Page, counted, page_with},
    seen::View,
    session::Viewer,
    state::App,
    view::Shell,
};

/// What stands in for results when the engine is away.
const NEWEST: u64 = 12;

#[derive(Template)]
#[template(path = "web/search.html")]
struct SearchPage {
    shell: Shell,
    text: String,
    results: Results,
    /// The groups, as a way on.
    groups: Vec<Choice>,
    /// The same search again, when the engine is away.
    retry: String,
}

pub async fn show(State(app): State<App>, shell: Shell, request: Request) -> Page {
    let shelves = shelves(&app).await?;
    let asked = Criteria::read(&shell.query, &shelves.tree);
    let reader = Reader { l: shell.l, today: app.ctx(Actor::Anonymous).today(), shelves: &shelves };
    let builder = Builder { asked: &asked, on: On::Search, reader: &reader };
    let groups = shelves.tree.roots().map(|root| Choice {
        text: root.name(shell.l).to_owned(),
        href: shell.url(&format!("/danh-muc/{}", root.slug)),
        ..Choice::default()
    });
    let groups = groups.collect();
    let text = asked.text.clone();
    if !asked.errors.is_empty() {
        let shell = head(shell, &asked, 0);
        return page_with(
            StatusCode::UNPROCESSABLE_ENTITY,
            &SearchPage { shell, text, results: builder.nothing(), groups, retry: String::new() },
        );
    }
    let found = match find(&app, &asked, &reader).await {
        Ok(found) => found,
        Err(error) => {
            tracing::warn!(%error, "search is unavailable");
            let results = newest(&app, &builder).await?;
            let retry = asked.address(&shell.url("/tim-kiem"));
            return without_engine(SearchPage { shell: head(shell, &asked, 0), text, results, groups, retry });
        }
    };
    let mut results = builder.found(&found.hits, found.total, &found.facets);
    if asked.page == 1 && !asked.is_filtered() && !asked.text.is_empty() {
        // Where products were found as typed, nothing else is meant.
        let forgiving = found.total == 0 || found.did_you_mean.is_some();
        results.stalls_found = stalls(&app, &asked, &shell, forgiving).await;
    }
    results.meant = found.did_you_mean.as_deref().map(|text| builder.meant(text));
    if found.total == 0 {
        results.hints = hints(&app, &asked, &shell, &shelves.tree).await;
    }
    record(&app, &asked, found.total, &shell.viewer, &request);
    let shell = head(shell, &asked, found.total);
    counted(&SearchPage { shell, text, results, groups, retry: String::new() }, View::Page)
}

/// Asks the engine.
pub async fn find(app: &App, asked: &Criteria, reader: &Reader<'_>) -> Result<ProductResults, EngineError> {
    app.search.search_products(&asked.query(reader.today)).await
}

/// The newest products, when the search engine is away.
async fn newest(app: &App, builder: &Builder<'_>) -> Result<Results, AppError> {
    let found = queries::newest_listed(app.db.read(), NEWEST, builder.reader.today).await?;
    let mut results = builder.nothing();
    results.cards = cards(app, &found, builder.reader).await?;
    results.chips.clear();
    results.degraded = true;
    Ok(results)
}

/// Says plainly that search is unavailable: to machines by the status.
fn without_engine(mut page: SearchPage) -> Page {
    page.shell.title = page.shell.l.t("Tìm kiếm đang tạm nghỉ", "Search is resting").to_owned();
    let mut response = page_with(StatusCode::SERVICE_UNAVAILABLE, &page)?;
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER_SECONDS));
    Ok(response)
}

fn head(mut shell: Shell, asked: &Criteria, total: u64) -> Shell {
    let l = shell.l;
    shell.title = match (asked.text.as_str(), l.is_vi()) {
        ("", true) => "Tất cả sản phẩm".to_owned(),
        ("", false) => "All products".to_owned(),
        (text, _) => {
            let count = locale::counted(l, total.cast_signed(), "sản phẩm", "product", "products");
            format!("{} “{text}”: {count}", l.t("Tìm", "Search"))
        }
    };
    shell.description = l
        .t(
            "Tìm nông sản, đặc sản, sản phẩm OCOP của Hà Tĩnh theo ngành hàng, xã phường, giá và mùa vụ.",
            "Find farm goods, specialities and OCOP products of Hà Tĩnh by category, commune, price and season.",
        )
        .to_owned();
    // What was found may be indexed (as the one page /tim-kiem, which it names as its canonical address); nothing found,
    // narrowed or further pages may not.
    shell.noindex = total == 0 || asked.is_filtered() || asked.page > 1 || !asked.errors.is_empty();
    shell
}

/// Stalls of that name. Without the engine there are none: the products say so already.
async fn stalls(app: &App, asked: &Criteria, shell: &Shell, forgiving: bool) -> Vec<StallCard> {
    let query = StallQuery {
        text: asked.text.clone(),
        forgiving,
        communes: Vec::new(),
        page: Paged { number: 1, per_page: 3 },
    };
    let found = app.search.search_stalls(&query).await;
    found.map(|found| found.hits.iter().map(|hit| StallCard::of_hit(hit, shell.l)).collect()).unwrap_or_default()
}

/// What is near when nothing was found: categories and names that the single words of the text lead to.
async fn hints(app: &App, asked: &Criteria, shell: &Shell, tree: &CategoryTree) -> Vec<Choice> {
    let mut words: Vec<&str> = asked.text.split_whitespace().collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    let mut hints: Vec<Choice> = Vec::new();
    for word in words.into_iter().take(3) {
        let Ok(near) = app.search.suggest(word, shell.l, 4).await else { return hints };
        for category in near.categories.iter().filter_map(|slug| tree.by_slug(slug)).take(1) {
            let href = shell.url(&format!("/danh-muc/{}", category.slug));
            if !hints.iter().any(|hint| hint.href == href) {
                hints.push(Choice { text: category.name(shell.l).to_owned(), href, ..Choice::default() });
            }
        }
        for product in near.products {
            let href = shell.url(&format!("/san-pham/{}", product.slug));
            if hints.len() < 6 && !hints.iter().any(|hint| hint.href == href) {
                hints.push(Choice { text: product.name, href, ..Choice::default() });
            }
        }
    }
    hints
}

/// Counts what was searched for, once per search: bots, officers and further pages are left out.
fn record(app: &App, asked: &Criteria, hits: u64, viewer: &Viewer, request: &Request) {
    if asked.text.is_empty() || asked.page > 1 || asked.is_filtered() || viewer.is_officer() {
        return;
    }
    let agent = request.headers().get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    if app.statistics.visitor(origin::of(&app.settings, request), agent).is_some() {
        app.statistics.record(Event::Search { term: asked.text.clone(), hits });
    }
}
