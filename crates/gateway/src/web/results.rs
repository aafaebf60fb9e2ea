//! Results with their filters: one view for the search page and for every category's page.

mod filters;

use kernel::{Locale, Money, locale::number, place, unit};
use search_indexer::{Facets, Hit};

use super::{
    card::{Card, Reader, StallCard},
    criteria::{Criteria, LAST_PAGE, PER_PAGE, SORTS},
    pager::Pager,
};
use crate::{
    form::{FormView, Labels},
    view::url,
};

const LABELS: Labels = &[
    ("q", "Từ khoá", "Search words"),
    ("category", "Ngành hàng", "Category"),
    ("commune", "Xã, phường", "Commune or ward"),
    ("district", "Huyện, thị xã cũ", "Former district"),
    ("stall", "Gian hàng", "Stall"),
    ("unit", "Đơn vị tính", "Unit"),
    ("ocop", "Sao OCOP", "OCOP stars"),
    ("min_price", "Giá từ", "Price from"),
    ("max_price", "Giá đến", "Price to"),
    ("in_season", "Đang mùa", "In season"),
    ("sort", "Sắp xếp", "Order"),
    ("page", "Số trang", "Page number"),
];
/// How many values of a filter stand open; the rest of the communes are in a list.
const OPEN_VALUES: usize = 8;

/// One value of a filter, one order, one chip.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    pub value: String,
    pub text: String,
    pub href: String,
    pub count: Option<u64>,
    pub on: bool,
    /// Below another one.
    pub below: bool,
}

/// What the template shows.
#[derive(Debug, Clone)]
pub struct Results {
    pub cards: Vec<Card>,
    pub total: u64,
    pub stalls_found: Vec<StallCard>,
    pub chips: Vec<Choice>,
    pub clear: String,
    pub sorts: Vec<Choice>,
    pub categories: Vec<Choice>,
    pub communes: Vec<Choice>,
    pub more_communes: Vec<Choice>,
    /// Former districts.
    pub districts: Vec<Choice>,
    pub stalls: Vec<Choice>,
    pub units: Vec<Choice>,
    pub ocop: Vec<Choice>,
    /// No stars are asked for.
    pub any_ocop: bool,
    pub prices: Vec<Choice>,
    pub season: Choice,
    /// What the filter's form carries along.
    pub hidden: Vec<(&'static str, String)>,
    pub action: String,
    pub pager: Pager,
    pub form: FormView,
    /// The mended text, as a link to its search.
    pub meant: Option<Choice>,
    /// Names and categories that are near, when nothing was found.
    pub hints: Vec<Choice>,
    /// There is more than the last page shows.
    pub cut: bool,
    /// The search engine does not answer: newest products without filters, and where the next page begins.
    pub degraded: bool,
    pub further: Option<String>,
}

impl Results {
    /// Whether filters are of any use here.
    #[must_use]
    pub fn filterable(&self) -> bool {
        !self.degraded && (!self.cards.is_empty() || !self.chips.is_empty() || self.form.has_errors())
    }
}

/// Which page the results stand on.
#[derive(Debug, Clone, Copy)]
pub enum On<'a> {
    Search,
    /// The category's slug.
    Category(&'a str),
}

/// Builds the view of one search.
pub struct Builder<'a> {
    pub asked: &'a Criteria,
    pub on: On<'a>,
    pub reader: &'a Reader<'a>,
}

impl Builder<'_> {
    /// An empty view: what is wrong with the address, or the engine is away.
    #[must_use]
    pub fn nothing(&self) -> Results {
        self.found(&[], 0, &Facets::default())
    }

    #[must_use]
    pub fn found(&self, hits: &[Hit], total: u64, facets: &Facets) -> Results {
        let pages = u32::try_from(total.div_ceil(u64::from(PER_PAGE))).unwrap_or(u32::MAX);
        let (communes, more_communes) = self.communes(facets);
        let asked = self.asked;
        Results {
            cards: hits.iter().map(|hit| Card::of_hit(hit, self.reader)).collect(),
            total,
            stalls_found: Vec::new(),
            chips: self.chips(facets),
            clear: self.href(&asked.unfiltered()),
            sorts: self.sorts(),
            categories: self.categories(facets),
            communes,
            more_communes,
            districts: self.boxes(&facets.districts, &asked.districts, |value| district_name(self.l(), &value.slug)),
            stalls: self.boxes(&facets.stalls, &asked.stalls, |value| value.name.clone()),
            units: self.boxes(&facets.units, &asked.units, |value| unit_name(self.l(), &value.slug)),
            ocop: self.ocop(facets),
            any_ocop: asked.min_ocop.is_none(),
            prices: facets.prices.iter().filter(|band| band.count > 0).map(|band| self.band(band)).collect(),
            season: Choice { count: Some(facets.in_season), on: asked.in_season, ..Choice::default() },
            hidden: self.hidden(),
            action: self.base(),
            pager: Pager::new(asked.page, pages.min(LAST_PAGE), |number| {
                self.href(&asked.with(|other| other.page = number))
            }),
            form: self.form(),
            meant: None,
            hints: Vec::new(),
            cut: pages > LAST_PAGE,
            degraded: false,
            further: None,
        }
    }

    /// The link to the mended text, with the same filters.
    #[must_use]
    pub fn meant(&self, text: &str) -> Choice {
        let href = self.href(&self.asked.with(|other| text.clone_into(&mut other.text)));
        Choice { text: text.to_owned(), href, ..Choice::default() }
    }

    fn l(&self) -> Locale {
        self.reader.l
    }

    fn base(&self) -> String {
        match self.on {
            On::Search => url(self.l(), "/tim-kiem"),
            On::Category(slug) => url(self.l(), &format!("/danh-muc/{slug}")),
        }
    }

    fn href(&self, criteria: &Criteria) -> String {
        match self.on {
            On::Search => criteria.address(&self.base()),
            On::Category(_) => criteria
                .with(|other| {
                    other.page = criteria.page;
                    other.categories.clear();
                })
                .address(&self.base()),
        }
    }

    fn form(&self) -> FormView {
        let mut fields = self.asked.typed.clone();
        for (name, price) in [("min_price", self.asked.min_price), ("max_price", self.asked.max_price)] {
            if let Some(price) = price {
                fields.set(name, number(self.l(), price));
            }
        }
        FormView::new(self.l(), LABELS, fields, self.asked.errors.clone())
    }

    fn hidden(&self) -> Vec<(&'static str, String)> {
        let mut hidden = vec![("q", self.asked.text.clone()), ("sort", self.asked.sort_code().to_owned())];
        if matches!(self.on, On::Search) {
            hidden.push(("category", self.asked.categories.join(",")));
        }
        hidden.retain(|(_, value)| !value.is_empty());
        hidden
    }

    fn sorts(&self) -> Vec<Choice> {
        let l = self.l();
        let text = |code: &str| match code {
            "relevance" => l.t("Phù hợp nhất", "Best match"),
            "price" => l.t("Giá thấp trước", "Price, low first"),
            "-price" => l.t("Giá cao trước", "Price, high first"),
            _ => l.t("Mới nhất", "Newest"),
        };
        // Without words the best match is the newest: one of the two is enough.
        let without_words = self.asked.text.is_empty();
        let shown = SORTS.iter().filter(|(code, _)| !(without_words && *code == "newest"));
        shown
            .map(|&(code, sort)| Choice {
                text: if without_words && code == "relevance" { text("newest") } else { text(code) }.to_owned(),
                href: self.href(&self.asked.with(|other| other.sort = sort)),
                on: self.asked.sort == sort
                    || (without_words && code == "relevance" && self.asked.sort_code() == "newest"),
                ..Choice::default()
            })
            .collect()
    }

    /// What is applied; each chip's link takes it away.
    fn chips(&self, facets: &Facets) -> Vec<Choice> {
        let (l, asked) = (self.l(), self.asked);
        let mut chips = Vec::new();
        let mut chip = |text: String, without: Criteria| {
            chips.push(Choice { text, href: self.href(&without), ..Choice::default() });
        };
        match self.on {
            On::Category(_) if !asked.text.is_empty() => {
                chip(format!("“{}”", asked.text), asked.with(|other| other.text.clear()));
            }
            On::Category(_) => {}
            On::Search => {
                for slug in &asked.categories {
                    let name =
                        self.reader.shelves.tree.by_slug(slug).map_or(slug.as_str(), |category| category.name(l));
                    chip(name.to_owned(), asked.with(|other| other.categories.retain(|one| one != slug)));
                }
            }
        }
        for slug in &asked.communes {
            chip(commune_name(l, slug, slug), asked.with(|other| other.communes.retain(|one| one != slug)));
        }
        for slug in &asked.districts {
            chip(district_name(l, slug), asked.with(|other| other.districts.retain(|one| one != slug)));
        }
        for code in &asked.units {
            let text = format!("{} {}", l.t("Tính theo", "Sold by"), unit_name(l, code));
            chip(text, asked.with(|other| other.units.retain(|one| one != code)));
        }
        for slug in &asked.stalls {
            let name =
                facets.stalls.iter().find(|value| value.slug == *slug).map_or(slug.as_str(), |value| &value.name);
            chip(name.to_owned(), asked.with(|other| other.stalls.retain(|one| one != slug)));
        }
        if let Some(stars) = asked.min_ocop {
            chip(format!("OCOP {}", ocop_text(l, stars)), asked.with(|other| other.min_ocop = None));
        }
        if let Some(min) = asked.min_price {
            chip(format!("{} {}", l.t("Từ", "From"), Money(min).format(l)), asked.with(|other| other.min_price = None));
        }
        if let Some(max) = asked.max_price {
            chip(
                format!("{} {}", l.t("Đến", "Up to"), Money(max).format(l)),
                asked.with(|other| other.max_price = None),
            );
        }
        if asked.in_season {
            chip(l.t("Đang mùa", "In season").to_owned(), asked.with(|other| other.in_season = false));
        }
        chips
    }
}

pub(crate) fn commune_name(l: Locale, slug: &str, otherwise: &str) -> String {
    place::commune_by_slug(slug).map_or_else(|| otherwise.to_owned(), |commune| commune.title(l))
}

pub(crate) fn district_name(l: Locale, slug: &str) -> String {
    place::former_district_by_slug(slug).map_or_else(|| slug.to_owned(), |district| district.title(l))
}

/// The unit's name; in English with the Vietnamese one where English has one word for several (cái and chiếc are pieces).
pub(crate) fn unit_name(l: Locale, code: &str) -> String {
    let Some(unit) = unit::unit(code) else { return code.to_owned() };
    let shared = unit::units().iter().any(|other| other.code != code && other.name(l) == unit.name(l));
    if shared { format!("{} ({})", unit.name(l), unit.name_vi) } else { unit.name(l).to_owned() }
}

fn ocop_text(l: Locale, stars: u8) -> String {
    match (l, stars) {
        (Locale::Vi, 5) => "5 sao".to_owned(),
        (Locale::Vi, stars) => format!("từ {stars} sao"),
        (Locale::En, 5) => "5 stars".to_owned(),
        (Locale::En, stars) => format!("{stars} stars or more"),
    }
}
