//! Filters and facet counts of offers; see [`super::facets`].

use super::{
    columns::{Names, Row},
    facets::{by_category, by_district, chosen, communes_of, one, paths, ranked, within},
    schema::{BUY, FORWARD, certificate, days},
};
use crate::{
    document::Side,
    query::{OfferFacets, OfferQuery},
};

const SIDE: u16 = 1;
const CATEGORY: u16 = 2;
const COMMODITY: u16 = 4;
const COMMUNE: u16 = 8;
const DISTRICT: u16 = 16;
const UNIT: u16 = 32;
const ON_HARVEST: u16 = 64;
/// What has no counts of its own.
const OTHERS: u16 = 128;

/// The query's filters as numbers. A value that the index has never seen selects nothing.
pub(super) struct Filters {
    side: Option<Side>,
    paths: Option<Vec<bool>>,
    commodities: Option<Vec<bool>>,
    communes: Option<Vec<bool>>,
    /// Communes of the chosen districts.
    districts: Option<Vec<bool>>,
    stalls: Option<Vec<bool>>,
    units: Option<Vec<bool>>,
    forward: bool,
    certificates: Option<u16>,
    prices: Option<(i64, i64)>,
    today: i32,
}

impl Filters {
    pub fn new(query: &OfferQuery, names: &Names) -> Self {
        let certificates = query.certificates.iter().map(|one| certificate(*one)).reduce(|all, one| all | one);
        let prices = (query.min_price.is_some() || query.max_price.is_some())
            .then_some((query.min_price.unwrap_or(i64::MIN), query.max_price.unwrap_or(i64::MAX)));
        Self {
            side: query.side,
            paths: paths(&query.categories, names),
            commodities: chosen(&query.commodities, &names.commodities),
            communes: chosen(&query.communes, &names.communes),
            districts: communes_of(&query.districts, names),
            stalls: chosen(&query.stalls, &names.stalls),
            units: chosen(&query.units, &names.units),
            forward: query.forward,
            certificates,
            prices,
            today: days(query.today),
        }
    }

    /// Which groups' filters the row fails: zero for a hit.
    pub fn failed(&self, row: &Row) -> u16 {
        let mut failed = 0;
        let mut check = |passes: bool, group: u16| {
            if !passes {
                failed |= group;
            }
        };
        check(self.side.is_none_or(|side| side == side_of(row)), SIDE);
        check(within(&self.paths, row.path.into()), CATEGORY);
        check(within(&self.commodities, row.commodity as usize), COMMODITY);
        check(within(&self.communes, row.commune.into()), COMMUNE);
        check(within(&self.districts, row.commune.into()), DISTRICT);
        check(within(&self.units, row.unit.into()), UNIT);
        check(!self.forward || row.offer & FORWARD != 0, ON_HARVEST);
        let priced = |(min, max): (i64, i64)| row.price.is_some_and(|price| (min..=max).contains(&price));
        let others = self.today <= row.until
            && within(&self.stalls, row.stall as usize)
            && self.certificates.is_none_or(|any| row.offer & any != 0)
            && self.prices.is_none_or(priced);
        check(others, OTHERS);
        failed
    }
}

fn side_of(row: &Row) -> Side {
    if row.offer & BUY == 0 { Side::Sell } else { Side::Buy }
}

/// Counts of everything that facets show, by number.
pub(super) struct Counts {
    sell: u32,
    buy: u32,
    paths: Vec<u32>,
    commodities: Vec<u32>,
    communes: Vec<u32>,
    /// For the districts' counts, by commune.
    district_communes: Vec<u32>,
    units: Vec<u32>,
    forward: u32,
}

impl Counts {
    pub fn new(names: &Names) -> Self {
        let communes = vec![0; names.communes.slugs.len()];
        Self {
            sell: 0,
            buy: 0,
            paths: vec![0; names.paths.len()],
            commodities: vec![0; names.commodities.slugs.len()],
            district_communes: communes.clone(),
            communes,
            units: vec![0; names.units.slugs.len()],
            forward: 0,
        }
    }

    /// Counts the row in the groups whose other filters it passes.
    pub fn count(&mut self, row: &Row, failed: u16) {
        let counts_in = |group: u16| failed & !group == 0;
        if counts_in(SIDE) {
            match side_of(row) {
                Side::Sell => self.sell += 1,
                Side::Buy => self.buy += 1,
            }
        }
        if counts_in(CATEGORY) {
            one(&mut self.paths, row.path.into());
        }
        if counts_in(COMMODITY) {
            one(&mut self.commodities, row.commodity as usize);
        }
        if counts_in(COMMUNE) {
            one(&mut self.communes, row.commune.into());
        }
        if counts_in(DISTRICT) {
            one(&mut self.district_communes, row.commune.into());
        }
        if counts_in(UNIT) {
            one(&mut self.units, row.unit.into());
        }
        if counts_in(ON_HARVEST) && row.offer & FORWARD != 0 {
            self.forward += 1;
        }
    }

    pub fn facets(&self, names: &Names) -> OfferFacets {
        OfferFacets {
            sell: self.sell.into(),
            buy: self.buy.into(),
            categories: by_category(&self.paths, names),
            commodities: ranked(&self.commodities, &names.commodities, usize::MAX),
            communes: ranked(&self.communes, &names.communes, usize::MAX),
            districts: by_district(&self.district_communes, names),
            units: ranked(&self.units, &names.units, usize::MAX),
            forward: self.forward.into(),
        }
    }
}
