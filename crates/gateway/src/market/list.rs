//! `GET /chao-ban` and `GET /chao-mua`: what is offered and what is wanted, the newest first.

use askama::Template;
use axum::{extract::State, http::StatusCode};
use catalogue::{CategoryTree, Commodity, Cursor};
use kernel::{Actor, Locale, place};
use offers::{Kind, queries, queries::OpenFilter};

use super::{
    lines::{Line, lines},
    words,
};
use crate::{
    account::parameter,
    render::{Page, counted, page_with},
    seen::View,
    state::App,
    view::Shell,
    web::{commodities, shelves},
};

const PER_PAGE: usize = 24;

/// What a visitor narrowed the list to; every name is a slug.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    pub category: String,
    pub commodity: String,
    pub commune: String,
    pub forward: bool,
    /// Something that does not exist was asked for.
    pub unknown: bool,
}

impl Asked {
    fn read(shell: &Shell) -> Self {
        Self {
            category: parameter(shell, "nganh-hang"),
            commodity: parameter(shell, "mat-hang"),
            commune: parameter(shell, "xa"),
            forward: !parameter(shell, "vu-toi").is_empty(),
            unknown: false,
        }
    }

    /// As the domain asks for it.
    fn filter(&mut self, kind: Kind, tree: &CategoryTree, commodities: &[Commodity]) -> OpenFilter {
        let mut filter = OpenFilter { kind: Some(kind), forward: self.forward, ..OpenFilter::default() };
        if !self.category.is_empty() {
            match tree.by_slug(&self.category) {
                Some(category) => filter.categories = tree.codes_under(&category.code),
                None => self.unknown = true,
            }
        }
        if !self.commodity.is_empty() {
            match commodities.iter().find(|one| one.slug == self.commodity) {
                Some(one) => filter.commodity = Some(one.id),
                None => self.unknown = true,
            }
        }
        if !self.commune.is_empty() {
            match place::commune_by_slug(&self.commune) {
                Some(commune) => filter.commune = Some(commune.code.to_owned()),
                None => self.unknown = true,
            }
        }
        filter
    }

    /// The address of the list narrowed like this but for one thing.
    fn without(&self, kind: Kind, name: &str) -> String {
        let pairs = [
            ("nganh-hang", self.category.as_str()),
            ("mat-hang", &self.commodity),
            ("xa", &self.commune),
            ("vu-toi", if self.forward { "1" } else { "" }),
        ];
        let query: Vec<String> = pairs
            .into_iter()
            .filter(|(key, value)| !value.is_empty() && *key != name)
            .map(|(key, value)| {
                let value: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
                format!("{key}={value}")
            })
            .collect();
        let path = words::list_path(kind);
        if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
    }

    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A filter that applies; the address leaves it out.
struct Chip {
    text: String,
    href: String,
}

/// A choice of a filter: value and text.
type Choices = Vec<(String, String)>;

#[derive(Template)]
#[template(path = "market/list.html")]
struct ListPage {
    shell: Shell,
    is_sell: bool,
    lead: &'static str,
    lines: Vec<Line>,
    asked: Asked,
    chips: Vec<Chip>,
    categories: Choices,
    goods: Choices,
    communes: Choices,
    is_first: bool,
    first: String,
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
    let mut asked = Asked::read(&shell);
    let filter = asked.filter(kind, &shelves.tree, &commodities);
    let after: Option<Cursor> = parameter(&shell, "sau").parse().ok();
    let mut found = if asked.unknown {
        Vec::new()
    } else {
        queries::page_open(app.db.read(), &filter, after, PER_PAGE as u64 + 1, ctx.today()).await?
    };
    let more = found.len() > PER_PAGE;
    found.truncate(PER_PAGE);
    let first = asked.without(kind, "");
    let cursor = found.last().filter(|_| more).and_then(offers::Offer::cursor);
    let next = cursor.map(|cursor| {
        let mark = if first.contains('?') { '&' } else { '?' };
        shell.url(&format!("{first}{mark}sau={cursor}"))
    });
    let page = ListPage {
        is_sell: kind == Kind::Sell,
        lead: lead(l, kind),
        lines: lines(app, l, ctx.now, &found).await?,
        chips: chips(l, kind, &asked, &shelves.tree, &commodities),
        categories: categories(l, &shelves.tree),
        goods: goods(l, &commodities),
        communes: communes(l),
        is_first: after.is_none(),
        first,
        next,
        shell: head(shell, kind, &asked, after.is_some()),
        asked,
    };
    if page.asked.unknown { page_with(StatusCode::UNPROCESSABLE_ENTITY, &page) } else { counted(&page, View::Page) }
}

fn lead(l: Locale, kind: Kind) -> &'static str {
    match kind {
        Kind::Sell => l.t(
            "Hàng đang chào bán, số lượng và giá do người bán đã được xác minh đưa ra. Mới nhất đứng trước.",
            "Goods on offer: quantity and price come from verified sellers. The newest first.",
        ),
        Kind::Buy => l.t(
            "Người mua đang cần những hàng này. Nếu bạn có hàng, hãy gửi báo giá. Mới nhất đứng trước.",
            "Buyers are looking for these goods. If you have them, send a quote. The newest first.",
        ),
    }
}

fn head(shell: Shell, kind: Kind, asked: &Asked, further: bool) -> Shell {
    let mut shell = match kind {
        Kind::Sell => shell.titled("Chào bán", "Offers to sell"),
        Kind::Buy => shell.titled("Chào mua", "Offers to buy"),
    };
    shell.description = lead(shell.l, kind).to_owned();
    shell.noindex = further || !asked.is_empty();
    shell
}

fn chips(l: Locale, kind: Kind, asked: &Asked, tree: &CategoryTree, commodities: &[Commodity]) -> Vec<Chip> {
    let category = tree.by_slug(&asked.category).map(|one| one.name(l).to_owned());
    let commodity = commodities.iter().find(|one| one.slug == asked.commodity).map(|one| one.name(l).to_owned());
    let commune = place::commune_by_slug(&asked.commune).map(|one| one.title(l));
    let forward = asked.forward.then(|| l.t("Bán trước vụ tới", "On a coming harvest").to_owned());
    let all = [("nganh-hang", category), ("mat-hang", commodity), ("xa", commune), ("vu-toi", forward)];
    all.into_iter().filter_map(|(name, text)| Some(Chip { text: text?, href: asked.without(kind, name) })).collect()
}

fn categories(l: Locale, tree: &CategoryTree) -> Choices {
    let open = tree.roots().filter(|one| one.active);
    open.map(|one| (one.slug.clone(), one.name(l).to_owned())).collect()
}

fn goods(l: Locale, commodities: &[Commodity]) -> Choices {
    let open = commodities.iter().filter(|one| one.active);
    let mut all: Choices = open.map(|one| (one.slug.clone(), one.name(l).to_owned())).collect();
    all.sort_by_cached_key(|(_, name)| kernel::text::collation_key(name));
    all
}

fn communes(l: Locale) -> Choices {
    let all = crate::desk::commune_groups(&l).into_iter().flat_map(|(_, all)| all);
    all.filter_map(|(code, name)| Some((place::commune(code)?.slug.to_owned(), name))).collect()
}
