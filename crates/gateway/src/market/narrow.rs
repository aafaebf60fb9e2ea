//! How a list of offers can be narrowed and ordered: chips, choices with their counts, orders.

use catalogue::{CategoryTree, Commodity};
use kernel::{Locale, Money, place, text, unit};
use offers::{Certificate, Kind};
use search_indexer::{FacetValue, OfferFacets, OfferSort};

use super::{
    asked::{Asked, ON_PAGE},
    words,
};
use crate::web::{Choice, commune_name, district_name, unit_name};

/// A filter that applies; the address leaves it out.
pub struct Chip {
    pub text: String,
    pub href: String,
}

/// A choice of a filter: value and text.
pub type Choices = Vec<(String, String)>;

/// What the filters' form offers; with counts where the index answered.
pub struct Filters {
    pub categories: Choices,
    pub goods: Choices,
    pub communes: Choices,
    pub districts: Choices,
    pub units: Choices,
    pub certificates: Choices,
    /// How many are on a coming harvest.
    pub forward: Option<u64>,
}

/// In which language, of which list, among which goods.
pub struct Around<'a> {
    pub l: Locale,
    pub kind: Kind,
    pub tree: &'a CategoryTree,
    pub commodities: &'a [Commodity],
}

impl Around<'_> {
    fn goods_name(&self, slug: &str) -> String {
        self.commodities
            .iter()
            .find(|one| one.slug == slug)
            .map_or_else(|| slug.to_owned(), |one| one.name(self.l).to_owned())
    }

    fn category_name(&self, slug: &str) -> String {
        self.tree.by_slug(slug).map_or_else(|| slug.to_owned(), |one| one.name(self.l).to_owned())
    }

    pub fn chips(&self, asked: &Asked) -> Vec<Chip> {
        let l = self.l;
        let mut chips = Vec::new();
        let mut chip = |text: String, change: &dyn Fn(&mut Asked)| {
            let href = asked.with(change).address(words::list_path(self.kind), 1);
            chips.push(Chip { text, href });
        };
        if !asked.text.is_empty() {
            chip(format!("“{}”", asked.text), &|other| other.text.clear());
        }
        for slug in &asked.categories {
            chip(self.category_name(slug), &|other| other.categories.retain(|one| one != slug));
        }
        for slug in &asked.commodities {
            chip(self.goods_name(slug), &|other| other.commodities.retain(|one| one != slug));
        }
        for slug in &asked.communes {
            chip(commune_name(l, slug, slug), &|other| other.communes.retain(|one| one != slug));
        }
        for slug in &asked.districts {
            chip(district_name(l, slug), &|other| other.districts.retain(|one| one != slug));
        }
        for code in &asked.units {
            let text = format!("{} {}", l.t("Tính theo", "Sold by"), unit_name(l, code));
            chip(text, &|other| other.units.retain(|one| one != code));
        }
        for one in &asked.certificates {
            chip(one.name(l).to_owned(), &|other| other.certificates.retain(|other| other != one));
        }
        if let Some(min) = asked.min_price {
            chip(format!("{} {}", l.t("Giá từ", "From"), Money(min).format(l)), &|other| other.min_price = None);
        }
        if let Some(max) = asked.max_price {
            chip(format!("{} {}", l.t("Giá đến", "Up to"), Money(max).format(l)), &|other| other.max_price = None);
        }
        if asked.forward {
            chip(l.t("Bán trước vụ tới", "On a coming harvest").to_owned(), &|other| other.forward = false);
        }
        chips
    }

    /// The orders as links; without words the best match is the newest.
    pub fn sorts(&self, asked: &Asked) -> Vec<Choice> {
        let l = self.l;
        let text = |sort| match sort {
            OfferSort::Relevance => l.t("Phù hợp nhất", "Best match"),
            OfferSort::Newest => l.t("Mới nhất", "Newest"),
            OfferSort::PriceAsc => l.t("Giá thấp trước", "Price, low first"),
            OfferSort::PriceDesc => l.t("Giá cao trước", "Price, high first"),
            OfferSort::Ending => l.t("Sắp hết hạn", "Ending soon"),
        };
        let usual = |sort| if asked.text.is_empty() && sort == OfferSort::Newest { OfferSort::Relevance } else { sort };
        let shown = ON_PAGE.sorts.iter().filter(|(_, sort)| !asked.text.is_empty() || *sort != OfferSort::Relevance);
        shown
            .map(|(_, sort)| Choice {
                text: text(*sort).to_owned(),
                href: asked.with(|other| other.sort = usual(*sort)).address(words::list_path(self.kind), 1),
                on: usual(asked.sort) == usual(*sort),
                ..Choice::default()
            })
            .collect()
    }

    /// Everything there is, where nothing was counted.
    pub fn all(&self) -> Filters {
        let l = self.l;
        let goods = self.commodities.iter().filter(|one| one.active);
        let communes = crate::desk::commune_groups(&l).into_iter().flat_map(|(_, all)| all);
        Filters {
            categories: self
                .tree
                .roots()
                .filter(|one| one.active)
                .map(|one| (one.slug.clone(), one.name(l).to_owned()))
                .collect(),
            goods: by_name(goods.map(|one| (one.slug.clone(), one.name(l).to_owned())).collect()),
            communes: communes.filter_map(|(code, name)| Some((place::commune(code)?.slug.to_owned(), name))).collect(),
            districts: place::former_districts().iter().map(|one| (one.slug.to_owned(), one.title(l))).collect(),
            units: unit::units().iter().map(|one| (one.code.to_owned(), unit_name(l, one.code))).collect(),
            certificates: certificates(l),
            forward: None,
        }
    }

    /// What there is to choose further, with its counts, and what is chosen already.
    pub fn counted(&self, asked: &Asked, facets: &OfferFacets) -> Filters {
        let l = self.l;
        Filters {
            categories: self.categories(asked, &facets.categories),
            goods: by_name(choices(&facets.commodities, &asked.commodities, |one| self.goods_name(&one.slug))),
            communes: by_name(choices(&facets.communes, &asked.communes, |one| commune_name(l, &one.slug, &one.name))),
            districts: by_name(choices(&facets.districts, &asked.districts, |one| district_name(l, &one.slug))),
            units: choices(&facets.units, &asked.units, |one| unit_name(l, &one.slug)),
            certificates: certificates(l),
            forward: Some(facets.forward),
        }
    }

    /// The groups, and what is below the chosen one.
    fn categories(&self, asked: &Asked, counts: &[FacetValue]) -> Choices {
        let count = |slug: &str| counts.iter().find(|one| one.slug == slug).map_or(0, |one| one.count);
        let chosen = asked.categories.first().and_then(|slug| self.tree.by_slug(slug));
        let opened = chosen.and_then(|one| self.tree.root(&one.code));
        let is_shown = |slug: &str| count(slug) > 0 || asked.categories.iter().any(|one| one == slug);
        let mut all = Choices::new();
        for root in self.tree.roots() {
            let is_open = opened.is_some_and(|one| one.code == root.code);
            if is_shown(&root.slug) || is_open {
                all.push((root.slug.clone(), with_count(root.name(self.l), count(&root.slug))));
            }
            if is_open {
                let below = self.tree.children(&root.code).filter(|one| is_shown(&one.slug));
                let named = |name: &str, slug: &str| with_count(&format!("– {name}"), count(slug));
                all.extend(below.map(|one| (one.slug.clone(), named(one.name(self.l), &one.slug))));
            }
        }
        all
    }
}

fn choices(values: &[FacetValue], chosen: &[String], name: impl Fn(&FacetValue) -> String) -> Choices {
    let missing = chosen.iter().filter(|slug| !values.iter().any(|value| value.slug == **slug));
    let missing: Vec<FacetValue> =
        missing.map(|slug| FacetValue { slug: slug.clone(), name: slug.clone(), count: 0 }).collect();
    values.iter().chain(&missing).map(|value| (value.slug.clone(), with_count(&name(value), value.count))).collect()
}

fn with_count(name: &str, count: u64) -> String {
    format!("{name} ({count})")
}

fn by_name(mut all: Choices) -> Choices {
    all.sort_by_cached_key(|(_, name)| text::collation_key(name));
    all
}

fn certificates(l: Locale) -> Choices {
    Certificate::ALL.iter().map(|one| (one.code().to_owned(), one.name(l).to_owned())).collect()
}
