//! `GET /chao-ban` and `GET /chao-mua`: what is offered and what is wanted, the newest first. What is searched for, narrowed or ordered
//! comes from the index; the plain list, and every list while the index is away, from the database.

use std::collections::HashMap;

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
};
use catalogue::Cursor;
use kernel::{Actor, Ctx, FieldErrors, Fields, Locale, OfferId, Page as Paged, locale::number};
use offers::{Kind, Offer, queries};
use search_indexer::{OfferFacets, OfferHit};

use super::{
    asked::{Asked, LAST_PAGE, ON_PAGE, PER_PAGE},
    lines::{Line, lines},
    narrow::{Around, Chip, Filters},
    saved::Saving,
    words,
};
use crate::{
    AppError,
    error::RETRY_AFTER_SECONDS,
    form::{FormView, Labels},
    render::{Page, counted, page_with},
    seen::View,
    state::App,
    view::{Shell, further},
    web::{Choice, Pager, commodities, pieces, shelves, typed},
};

const LABELS: Labels = &[
    ("q", "Từ khoá", "Search words"),
    ("mat-hang", "Mặt hàng", "Goods"),
    ("nganh-hang", "Ngành hàng", "Category"),
    ("xa", "Xã, phường", "Commune or ward"),
    ("huyen", "Huyện, thị xã cũ", "Former district"),
    ("don-vi", "Đơn vị tính", "Unit"),
    ("chung-nhan", "Chứng nhận", "Certificate"),
    ("gia-tu", "Giá từ", "Price from"),
    ("gia-den", "Giá đến", "Price to"),
    ("vu-toi", "Bán trước vụ tới", "On a coming harvest"),
    ("xep", "Sắp xếp", "Order"),
    ("trang", "Số trang", "Page number"),
];

#[derive(Template)]
#[template(path = "market/list.html")]
struct ListPage {
    shell: Shell,
    is_sell: bool,
    /// The address without anything asked for.
    path: &'static str,
    lead: &'static str,
    asked: Asked,
    form: FormView,
    lines: Vec<Line>,
    /// Where the index counted them.
    total: Option<u64>,
    chips: Vec<Chip>,
    filters: Filters,
    sorts: Vec<Choice>,
    saving: Saving,
    /// The search rests; what of the question could not be done meanwhile.
    rests: bool,
    undone: bool,
    pager: Pager,
    is_first: bool,
    first: String,
    next: Option<String>,
    /// How many the other list has for the same question, and where.
    other: Option<(u64, String)>,
    /// Where to say what one wants, in the words that were searched for.
    post_here: String,
}

impl ListPage {
    /// There are offers, on earlier pages.
    fn is_behind(&self) -> bool {
        self.total.is_some_and(|total| total > 0)
    }
}

/// A part of a list.
#[derive(Default)]
struct Found {
    lines: Vec<Line>,
    total: Option<u64>,
    facets: Option<OfferFacets>,
    pager: Pager,
    /// Where the next part begins, without the language.
    next: Option<String>,
}

pub async fn sell(State(app): State<App>, shell: Shell) -> Page {
    show(&app, shell, Kind::Sell).await
}

pub async fn buy(State(app): State<App>, shell: Shell) -> Page {
    show(&app, shell, Kind::Buy).await
}

async fn show(app: &App, shell: Shell, kind: Kind) -> Page {
    let (l, ctx) = (shell.l, app.ctx(Actor::Anonymous));
    let (shelves, commodities) = (shelves(app).await?, commodities(app).await?);
    let fields = typed(&shell.query);
    let (asked, number, errors) = Asked::read(&fields, &ON_PAGE, &shelves.tree, &commodities);
    let around = Around { l, kind, tree: &shelves.tree, commodities: &commodities };
    let (filter, is_all) = asked.filter(Some(kind), &shelves.tree, &commodities);
    let after: Option<Cursor> = fields.get("sau").parse().ok();
    let by_key = is_all && number == 1 && (after.is_some() || asked.is_plain());
    let mut rests = false;
    let found = if !errors.is_empty() {
        Found::default()
    } else if by_key {
        from_database(app, l, &ctx, &asked, &filter, after).await?
    } else {
        match from_index(app, l, &ctx, kind, &asked, number).await? {
            Some(found) => found,
            None => {
                rests = true;
                from_database(app, l, &ctx, &asked, &filter, after).await?
            }
        }
    };
    let other = found.facets.as_ref().map(|facets| other(facets, kind, &asked)).filter(|(count, _)| *count > 0);
    let page = ListPage {
        other,
        is_sell: kind == Kind::Sell,
        path: words::list_path(kind),
        lead: lead(l, kind),
        form: form(l, fields, &asked, errors),
        lines: found.lines,
        total: found.total,
        chips: around.chips(&asked),
        filters: found.facets.map_or_else(|| around.all(), |facets| around.counted(&asked, &facets)),
        sorts: around.sorts(&asked),
        saving: Saving::of(app, &shell, kind, &asked, (&shelves.tree, &commodities)).await?,
        rests,
        undone: rests && !is_all,
        pager: found.pager,
        is_first: after.is_none() || !is_all,
        first: asked.address(words::list_path(kind), 1),
        next: found.next.map(|next| shell.url(&next)),
        post_here: post_here(&asked),
        shell: head(shell, kind, &asked, after.is_some() || number > 1),
        asked,
    };
    if page.form.has_errors() {
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    if page.undone {
        let mut response = page_with(StatusCode::SERVICE_UNAVAILABLE, &page)?;
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER_SECONDS));
        return Ok(response);
    }
    counted(&page, View::Page)
}

/// The newest open offers behind a key.
async fn from_database(
    app: &App,
    l: Locale,
    ctx: &Ctx,
    asked: &Asked,
    filter: &queries::OpenFilter,
    after: Option<Cursor>,
) -> Result<Found, AppError> {
    let mut found = queries::page_open(app.db.read(), filter, after, u64::from(PER_PAGE) + 1, ctx.today()).await?;
    let is_more = found.len() > PER_PAGE as usize;
    found.truncate(PER_PAGE as usize);
    let cursor = found.last().filter(|_| is_more).and_then(Offer::cursor);
    let next = cursor.map(|cursor| further(&asked.address(filter.kind.map_or("", words::list_path), 1), cursor));
    Ok(Found { lines: lines(app, l, ctx.now, &found).await?, next, ..Found::default() })
}

/// `None` while the index is away.
async fn from_index(
    app: &App,
    l: Locale,
    ctx: &Ctx,
    kind: Kind,
    asked: &Asked,
    number: u32,
) -> Result<Option<Found>, AppError> {
    let query = asked.query(Some(kind), Paged { number, per_page: PER_PAGE }, ctx.today());
    let results = match app.search.search_offers(&query).await {
        Ok(results) => results,
        Err(error) => {
            tracing::warn!(%error, "search is unavailable");
            return Ok(None);
        }
    };
    let found = read_hits(app, ctx, &results.hits).await?;
    let mut shown = lines(app, l, ctx.now, &found).await?;
    for (line, offer) in shown.iter_mut().zip(&found) {
        mark(line, l, results.hits.iter().find(|hit| hit.card.id == offer.id.0));
    }
    let pages = u32::try_from(results.total.div_ceil(PER_PAGE.into())).unwrap_or(u32::MAX).min(LAST_PAGE);
    let base = words::list_path(kind);
    Ok(Some(Found {
        lines: shown,
        total: Some(results.total),
        facets: Some(results.facets),
        pager: Pager::new(number, pages, |number| crate::view::url(l, &asked.address(base, number))),
        next: None,
    }))
}

/// The hits' offers as they are now, in the order of the hits; what ended a moment ago is left out.
pub async fn read_hits(app: &App, ctx: &Ctx, hits: &[OfferHit]) -> Result<Vec<Offer>, AppError> {
    let ids: Vec<OfferId> = hits.iter().map(|hit| OfferId(hit.card.id)).collect();
    let found = queries::offers_by_ids(app.db.read(), &ids, ctx.today()).await?;
    let mut by_id: HashMap<OfferId, Offer> = found.into_iter().map(|offer| (offer.id, offer)).collect();
    Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
}

/// Marks in the title what was searched for, where the index calls the offer as the page does.
fn mark(line: &mut Line, l: Locale, hit: Option<&OfferHit>) {
    let Some(hit) = hit else { return };
    let english = !l.is_vi() && !hit.card.title_en.is_empty();
    let (title, marks) =
        if english { (&hit.card.title_en, &hit.highlight_en) } else { (&hit.card.title, &hit.highlight) };
    if *title == line.title {
        line.marked = pieces(title, marks);
    }
}

fn form(l: Locale, mut fields: Fields, asked: &Asked, errors: FieldErrors) -> FormView {
    for (name, price) in [(ON_PAGE.prices.0, asked.min_price), (ON_PAGE.prices.1, asked.max_price)] {
        if let Some(price) = price {
            fields.set(name, number(l, price));
        }
    }
    FormView::new(l, LABELS, fields, errors)
}

fn other(facets: &OfferFacets, kind: Kind, asked: &Asked) -> (u64, String) {
    let (count, other) = match kind {
        Kind::Sell => (facets.buy, Kind::Buy),
        Kind::Buy => (facets.sell, Kind::Sell),
    };
    (count, asked.address(words::list_path(other), 1))
}

fn post_here(asked: &Asked) -> String {
    let path = "/giao-dich/chao-mua/moi";
    if asked.text.is_empty() {
        return path.to_owned();
    }
    let text: String = form_urlencoded::byte_serialize(asked.text.as_bytes()).collect();
    format!("{path}?q={text}")
}

fn lead(l: Locale, kind: Kind) -> &'static str {
    match kind {
        Kind::Sell => l.t(
            "Hàng đang chào bán, số lượng và giá do người bán đã được xác minh đưa ra.",
            "Goods on offer: quantity and price come from verified sellers.",
        ),
        Kind::Buy => l.t(
            "Người mua đang cần những hàng này. Nếu bạn có hàng, hãy gửi báo giá.",
            "Buyers are looking for these goods. If you have them, send a quote.",
        ),
    }
}

fn head(shell: Shell, kind: Kind, asked: &Asked, further: bool) -> Shell {
    let mut shell = match kind {
        Kind::Sell => shell.titled("Chào bán", "Offers to sell"),
        Kind::Buy => shell.titled("Chào mua", "Offers to buy"),
    };
    shell.description = lead(shell.l, kind).to_owned();
    shell.noindex = further || !asked.is_plain();
    shell
}
