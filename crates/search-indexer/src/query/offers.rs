//! A search for offers to sell and to buy.

use std::{ops::Range, sync::Arc};

use chrono::NaiveDate;
use kernel::Page;
use offers::Certificate;
use serde::Serialize;

use super::FacetValue;
use crate::document::{OfferCard, Side};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum OfferSort {
    /// The best match first; without a text the newest first.
    #[default]
    Relevance,
    Newest,
    /// By the price of one kilogram, litre, piece …; "negotiable" comes last in both price orders.
    PriceAsc,
    PriceDesc,
    /// What ends first.
    Ending,
}

/// Values of one filter mean or, different filters mean and. What has ended before `today` is never found.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OfferQuery {
    /// As typed, in any Unicode form; blank browses everything.
    pub text: String,
    pub side: Option<Side>,
    /// Slugs of roots or leaves.
    pub categories: Vec<String>,
    pub commodities: Vec<String>,
    pub communes: Vec<String>,
    /// Slugs of former districts.
    pub districts: Vec<String>,
    /// Offers to sell of these stalls.
    pub stalls: Vec<String>,
    /// Codes of units of measure.
    pub units: Vec<String>,
    /// What a seller states or the goods have while the offer lasts, or what a buyer asks for.
    pub certificates: Vec<Certificate>,
    /// Đồng for one kilogram, litre, piece …, inclusive. A price filter leaves out "negotiable".
    pub min_price: Option<i64>,
    pub max_price: Option<i64>,
    /// Only those on a coming harvest.
    pub forward: bool,
    pub today: NaiveDate,
    pub sort: OfferSort,
    pub page: Page,
    /// Whether to count facets.
    pub facets: bool,
    /// Whether to mark in the titles what matches.
    pub highlights: bool,
}

impl OfferQuery {
    /// The first page of everything that matches `text`, 24 a page, with facets.
    #[must_use]
    pub fn new(text: impl Into<String>, today: NaiveDate) -> Self {
        Self {
            text: text.into(),
            side: None,
            categories: Vec::new(),
            commodities: Vec::new(),
            communes: Vec::new(),
            districts: Vec::new(),
            stalls: Vec::new(),
            units: Vec::new(),
            certificates: Vec::new(),
            min_price: None,
            max_price: None,
            forward: false,
            today,
            sort: OfferSort::Relevance,
            page: Page { number: 1, per_page: 24 },
            facets: true,
            highlights: true,
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct OfferResults {
    pub hits: Vec<OfferHit>,
    /// Exact.
    pub total: u64,
    /// Empty when they were not asked for.
    pub facets: OfferFacets,
}

#[derive(Debug, Clone, PartialEq)]
pub struct OfferHit {
    pub card: Arc<OfferCard>,
    /// Byte ranges of `card.title` that the words of the query match; empty when they were not asked for.
    pub highlight: Vec<Range<usize>>,
    pub highlight_en: Vec<Range<usize>>,
}

/// Counts per value. The counts of a group leave out that group's own selection and apply all others. Sorted by count, then
/// name, then slug.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct OfferFacets {
    pub sell: u64,
    pub buy: u64,
    /// Roots and leaves.
    pub categories: Vec<FacetValue>,
    pub commodities: Vec<FacetValue>,
    pub communes: Vec<FacetValue>,
    /// Former districts.
    pub districts: Vec<FacetValue>,
    /// By the code of the offer's unit.
    pub units: Vec<FacetValue>,
    pub forward: u64,
}
