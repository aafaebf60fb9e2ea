//! A document as a row of the index: what is filtered, counted and sorted by, the card, and the terms that score it.

use std::cmp::Reverse;

use chrono::{Datelike, NaiveDate};
use kernel::place;
use serde::{Deserialize, Serialize};

use crate::{
    document::{
        CommodityCard, CommodityDocument, Document, Kind, OfferCard, OfferDocument, ProductCard, ProductDocument, Side,
        StallCard, StallDocument,
    },
    query::PRICE_BANDS,
    terms::{Bag, COMMODITY, NAME},
};

/// What separates slug and name in a facet value.
pub(super) const SEPARATOR: char = '\u{1f}';
/// What separates terms, and tiers, in [`Row::bag`]. No term holds either.
pub(super) const TERM: char = ',';
pub(super) const TIER: char = ';';
/// Terms of this tier and above are kept for scoring. A word that a row matches by and that is in no such tier stands in
/// its description: leaving those out keeps rows small.
const LEAST_KEPT_TIER: u32 = 2;

#[derive(Debug, Serialize)]
pub(super) struct Row {
    id: String,
    kind: Kind,
    version: i64,
    /// Sixteen hexadecimal digits: JSON numbers are not all readers' 64 bits.
    hash: String,
    /// JSON as a text: comes back byte for byte.
    card: String,
    bag: String,
    /// Every word of every tier, folded and with its marks.
    words: Vec<String>,
    /// Every term of the name.
    name: Vec<String>,
    /// Every word of the name and of what it is called by.
    names: Vec<String>,
    /// Texts whose neighbouring words belong together: the dictionary learns pairs from them.
    phrases: Vec<String>,
    name_words: u64,
    listed: i64,
    commune: String,
    commune_named: String,
    category: Vec<String>,
    #[serde(flatten)]
    goods: Option<Goods>,
    #[serde(flatten)]
    product: Option<Product>,
    #[serde(flatten)]
    offer: Option<Offer>,
}

/// What products and offers have.
#[derive(Debug, Serialize)]
struct Goods {
    #[serde(skip_serializing_if = "String::is_empty")]
    stall: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    stall_named: String,
    /// The former district of the commune.
    #[serde(skip_serializing_if = "Option::is_none")]
    district: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    district_named: Option<String>,
    unit: String,
    /// Missing for "contact us" and "negotiable": such rows sort last both ways.
    #[serde(skip_serializing_if = "Option::is_none")]
    price: Option<i64>,
    /// The last day of the stars or of the offer.
    until: i32,
}

/// What only offers have.
#[derive(Debug, Serialize)]
struct Offer {
    side: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    commodity: Option<String>,
    forward: bool,
    certificates: Vec<&'static str>,
}

/// What only products have.
#[derive(Debug, Serialize)]
struct Product {
    #[serde(skip_serializing_if = "Option::is_none")]
    leaf: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    band: Option<usize>,
    months: Vec<u16>,
    /// The same, bit 0 being January.
    month_bits: u16,
    stars: u8,
}

impl Goods {
    fn new((stall, stall_name): (&str, &str), commune: &str, unit: &str, price: Option<i64>, until: i32) -> Self {
        let district = place::commune_by_slug(commune).and_then(|commune| {
            place::former_districts().iter().find(|district| district.name == commune.former_district)
        });
        Self {
            stall: stall.to_owned(),
            stall_named: if stall.is_empty() { String::new() } else { named(stall, stall_name) },
            district: district.map(|one| one.slug),
            district_named: district.map(|one| named(one.slug, one.name)),
            unit: unit.to_owned(),
            price,
            until,
        }
    }
}

impl Row {
    pub fn id(&self) -> &str {
        &self.id
    }

    pub fn new(document: &Document) -> Self {
        match document {
            Document::Product(product) => Self::product(product, document),
            Document::Stall(stall) => Self::stall(stall, document),
            Document::Commodity(commodity) => Self::commodity(commodity, document),
            Document::Offer(offer) => Self::offer(offer, document),
        }
    }

    fn product(product: &ProductDocument, document: &Document) -> Self {
        let phrases = [
            &product.commodity_names,
            &product.category_names,
            &product.stall_name,
            &product.commune_name,
            &product.place_text,
        ];
        let months = (0..12).filter(|month| product.months & 1 << month != 0).map(|month| month + 1).collect();
        let card = serde_json::to_string(&ProductCard::from(product)).expect("a card is plain data");
        let row = Self::of(document, Bag::product(product), &phrases, card);
        let stall = (product.stall_slug.as_str(), product.stall_name.as_str());
        let until = product.ocop_until.map_or(i32::MAX, days);
        Self {
            listed: product.listed_at.timestamp_micros(),
            commune: product.commune_slug.clone(),
            commune_named: named(&product.commune_slug, &product.commune_name),
            category: product.category_path.clone(),
            goods: Some(Goods::new(stall, &product.commune_slug, &product.unit_code, product.price, until)),
            product: Some(Product {
                leaf: product.category_path.last().cloned(),
                band: product.price.map(|price| PRICE_BANDS.partition_point(|from| *from <= price).saturating_sub(1)),
                months,
                month_bits: product.months,
                stars: product.ocop_stars.min(5),
            }),
            ..row
        }
    }

    fn stall(stall: &StallDocument, document: &Document) -> Self {
        let card = serde_json::to_string(&StallCard::from(stall)).expect("a card is plain data");
        let row = Self::of(document, Bag::stall(stall), &[&stall.commune_name, &stall.place_text], card);
        Self {
            listed: stall.opened_at.timestamp_micros(),
            commune: stall.commune_slug.clone(),
            commune_named: named(&stall.commune_slug, &stall.commune_name),
            ..row
        }
    }

    fn commodity(commodity: &CommodityDocument, document: &Document) -> Self {
        let card = serde_json::to_string(&CommodityCard::from(commodity)).expect("a card is plain data");
        let texts: Vec<&String> =
            commodity.aliases.iter().chain([&commodity.name_en, &commodity.category_names]).collect();
        let row = Self::of(document, Bag::commodity(commodity), &texts, card);
        Self { category: commodity.category_path.clone(), ..row }
    }

    fn offer(offer: &OfferDocument, document: &Document) -> Self {
        let card = serde_json::to_string(&OfferCard::from(offer)).expect("a card is plain data");
        let phrases = [
            &offer.title_en,
            &offer.commodity_names,
            &offer.category_names,
            &offer.stall_name,
            &offer.commune_name,
            &offer.place_text,
        ];
        let row = Self::of(document, Bag::offer(offer), &phrases, card);
        let stall = match offer.side {
            Side::Sell => (offer.stall_slug.as_str(), offer.stall_name.as_str()),
            Side::Buy => ("", ""),
        };
        let until = days(offer.valid_until);
        Self {
            listed: offer.opened_at.timestamp_micros(),
            commune: offer.commune_slug.clone(),
            commune_named: named(&offer.commune_slug, &offer.commune_name),
            category: offer.category_path.clone(),
            goods: Some(Goods::new(stall, &offer.commune_slug, &offer.unit_code, offer.compared_price, until)),
            offer: Some(Offer {
                side: offer.side.code(),
                commodity: offer.commodity_slug.clone(),
                forward: offer.forward,
                certificates: offer.certificates.iter().map(|one| one.code()).collect(),
            }),
            ..row
        }
    }

    fn of(document: &Document, bag: Bag, phrases: &[&String], card: String) -> Self {
        let mut terms: Vec<(String, u32)> = bag.terms.into_iter().collect();
        terms.sort_unstable_by(|a, b| (Reverse(a.1), &a.0).cmp(&(Reverse(b.1), &b.0)));
        Self {
            id: document.id().to_string(),
            kind: document.kind(),
            version: document.version(),
            hash: format!("{:016x}", document.hash()),
            card,
            bag: packed(&terms),
            words: terms.iter().filter(|(term, _)| !is_pair(term)).map(|(term, _)| term.clone()).collect(),
            name: terms.iter().filter(|(_, tier)| *tier == NAME).map(|(term, _)| term.clone()).collect(),
            names: terms
                .iter()
                .filter(|(term, tier)| *tier >= COMMODITY && !is_pair(term))
                .map(|(term, _)| term.clone())
                .collect(),
            phrases: phrases.iter().filter(|text| !text.is_empty()).map(|text| (*text).clone()).collect(),
            name_words: bag.name_words.max(1),
            listed: 0,
            commune: String::new(),
            commune_named: String::new(),
            category: Vec::new(),
            goods: None,
            product: None,
            offer: None,
        }
    }
}

/// Terms by falling tier, from the name's on.
fn packed(terms: &[(String, u32)]) -> String {
    let mut bag = String::new();
    for tier in (LEAST_KEPT_TIER..=NAME).rev() {
        for (term, _) in terms.iter().filter(|(_, t)| *t == tier) {
            bag.push_str(term);
            bag.push(TERM);
        }
        bag.push(TIER);
    }
    bag
}

pub(super) fn is_pair(term: &str) -> bool {
    term.starts_with('+')
}

fn named(slug: &str, name: &str) -> String {
    format!("{slug}{SEPARATOR}{name}")
}

/// Days since the beginning of our era: dates as numbers that can be compared.
pub(super) fn days(date: NaiveDate) -> i32 {
    date.num_days_from_ce()
}

/// The one row that is no document: what the index was filled with.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct About {
    id: String,
    kind: String,
    /// As in [`super::settings::hash`].
    pub settings: String,
}

impl About {
    pub const ID: &str = "about";

    pub fn filled() -> Self {
        Self { id: Self::ID.to_owned(), kind: Self::ID.to_owned(), settings: super::settings::hash() }
    }
}
