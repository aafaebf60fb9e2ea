//! What is asked of an engine, and what it answers, whichever engine it is.

use std::{ops::Range, sync::Arc};

use chrono::{Datelike, NaiveDate};
use kernel::Page;
use serde::Serialize;

use crate::document::{CommodityCard, ProductCard, StallCard};

mod keystrokes;
mod offers;
pub mod rules;
mod syllable;
pub mod synonyms;
pub mod understand;

pub use self::offers::{OfferFacets, OfferHit, OfferQuery, OfferResults, OfferSort};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Sort {
    /// The best match first; without a text the newest first.
    #[default]
    Relevance,
    /// "Contact us" comes last in both price orders.
    PriceAsc,
    PriceDesc,
    Newest,
}

/// A search for products. Values of one filter mean or, different filters mean and.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ProductQuery {
    /// As typed, in any Unicode form; blank browses everything.
    pub text: String,
    /// Slugs of roots or leaves.
    pub categories: Vec<String>,
    pub communes: Vec<String>,
    /// Slugs of former districts (see [`kernel::place::former_districts`]): today's communes that lie mostly in them.
    pub districts: Vec<String>,
    pub stalls: Vec<String>,
    /// Codes of units of measure.
    pub units: Vec<String>,
    /// At least so many stars, valid on `today`.
    pub min_ocop: Option<u8>,
    /// Đồng, inclusive. A price filter leaves out "contact us".
    pub min_price: Option<i64>,
    pub max_price: Option<i64>,
    /// Only what is harvested in the month of `today`.
    pub in_season: bool,
    pub today: NaiveDate,
    pub sort: Sort,
    pub page: Page,
    /// Whether to count facets.
    pub facets: bool,
    /// Whether to mark in the names what matches.
    pub highlights: bool,
}

impl ProductQuery {
    /// The first page of everything that matches `text`, 24 a page, with facets.
    #[must_use]
    pub fn new(text: impl Into<String>, today: NaiveDate) -> Self {
        Self {
            text: text.into(),
            categories: Vec::new(),
            communes: Vec::new(),
            districts: Vec::new(),
            stalls: Vec::new(),
            units: Vec::new(),
            min_ocop: None,
            min_price: None,
            max_price: None,
            in_season: false,
            today,
            sort: Sort::Relevance,
            page: Page { number: 1, per_page: 24 },
            facets: true,
            highlights: true,
        }
    }

    /// The month of `today` as a bit of a product's months.
    #[must_use]
    pub fn month_bit(&self) -> u16 {
        1 << self.today.month0()
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct ProductResults {
    pub hits: Vec<Hit>,
    /// Exact.
    pub total: u64,
    /// Empty when they were not asked for.
    pub facets: Facets,
    /// The text in real words, where it was mended to find the hits: `nước mắm kỳ phú` for "nuco mam ky phu".
    pub did_you_mean: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    pub card: Arc<ProductCard>,
    /// Byte ranges of `card.name` that the words of the query match; empty when they were not asked for.
    pub highlight: Vec<Range<usize>>,
    pub highlight_en: Vec<Range<usize>>,
}

/// Counts per value. The counts of a group leave out that group's own selection and apply all others, so that they say
/// what choosing one more value would add. Sorted by count, then name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Facets {
    /// Roots and leaves.
    pub categories: Vec<FacetValue>,
    pub communes: Vec<FacetValue>,
    /// Former districts.
    pub districts: Vec<FacetValue>,
    /// The twenty fullest.
    pub stalls: Vec<FacetValue>,
    /// By the code of the unit that the price is for.
    pub units: Vec<FacetValue>,
    /// At least 3, at least 4, 5 stars.
    pub ocop: Vec<OcopCount>,
    pub prices: Vec<PriceBand>,
    pub in_season: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FacetValue {
    pub slug: String,
    /// Empty for categories, commodities and units: their names are in two languages and known to the caller.
    pub name: String,
    pub count: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct OcopCount {
    pub min_stars: u8,
    pub count: u64,
}

/// A band of prices, both ends inclusive, that `min_price` and `max_price` select.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PriceBand {
    pub min: i64,
    pub max: Option<i64>,
    pub count: u64,
}

/// Where the price bands begin, in đồng.
pub const PRICE_BANDS: [i64; 6] = [0, 50_000, 100_000, 200_000, 500_000, 1_000_000];

/// How many stalls the facet names.
pub const STALL_FACET: usize = 20;

/// A search for stalls.
#[derive(Debug, Clone)]
pub struct StallQuery {
    pub text: String,
    /// Whether to look further when no stall matches as typed: for slips, unfinished words, some of the words.
    pub forgiving: bool,
    pub communes: Vec<String>,
    pub page: Page,
}

#[derive(Debug, Clone, PartialEq)]
pub struct StallResults {
    pub hits: Vec<StallHit>,
    pub total: u64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct StallHit {
    pub card: Arc<StallCard>,
    pub highlight: Vec<Range<usize>>,
}

/// A search for commodities.
#[derive(Debug, Clone)]
pub struct CommodityQuery {
    pub text: String,
    /// Slugs of roots or leaves.
    pub categories: Vec<String>,
    pub page: Page,
}

#[derive(Debug, Clone, PartialEq)]
pub struct CommodityResults {
    pub hits: Vec<CommodityHit>,
    pub total: u64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct CommodityHit {
    pub card: Arc<CommodityCard>,
    pub highlight: Vec<Range<usize>>,
    pub highlight_en: Vec<Range<usize>>,
}

/// What stands below the search box while typing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Suggestions {
    pub products: Vec<Suggestion>,
    /// Slugs of the leaf categories that most of the matching products belong to.
    pub categories: Vec<String>,
    pub stalls: Vec<Suggestion>,
    pub commodities: Vec<Suggestion>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    pub slug: String,
    /// In the reader's language.
    pub name: String,
}
