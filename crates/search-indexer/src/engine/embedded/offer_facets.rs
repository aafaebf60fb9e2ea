//! Filters and facet counts of offers; see [`super::facets`].

use super::{
    columns::{Names, Row},
    facets::{by_category, by_district, chosen, communes_of, one, paths, ranked, within},
    offer_columns::{Facts, OfferColumns},
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
        check(self.side.is_none_or(|side| side == side_of(row.offer)), SIDE);
        check(within(&self.paths, row.path.into()), CATEGORY);
        check(within(&self.commodities, row.commodity as usize), COMMODITY);
        check(within(&self.communes, row.commune.into()), COMMUNE);
        check(within(&self.districts, row.commune.into()), DISTRICT);
        check(within(&self.units, row.unit.into()), UNIT);
        check(!self.forward || row.offer & FORWARD != 0, ON_HARVEST);
        check(self.today <= row.until && self.others_pass(row), OTHERS);
        failed
    }

    /// The filters that few ask for and nothing counts.
    fn others_pass(&self, row: &Row) -> bool {
        within(&self.stalls, row.stall as usize)
            && self.certificates.is_none_or(|any| row.offer & any != 0)
            && self.prices.is_none_or(|(min, max)| row.price.is_some_and(|price| (min..=max).contains(&price)))
    }

    /// [`Self::failed`] of every offer of a segment: a column is read when its filter is chosen.
    pub fn failed_of_all(&self, all: &OfferColumns, rows: &[Row]) -> Vec<u16> {
        let mut failed: Vec<u16> =
            all.until.iter().map(|until| if self.today <= *until { 0 } else { OTHERS }).collect();
        if let Some(side) = self.side {
            mark(&mut failed, &all.offer, SIDE, |offer| side_of(*offer) == side);
        }
        if self.forward {
            mark(&mut failed, &all.offer, ON_HARVEST, |offer| offer & FORWARD != 0);
        }
        if self.paths.is_some() {
            mark(&mut failed, &all.path, CATEGORY, |path| within(&self.paths, (*path).into()));
        }
        if self.commodities.is_some() {
            mark(&mut failed, &all.commodity, COMMODITY, |one| within(&self.commodities, *one as usize));
        }
        if self.communes.is_some() {
            mark(&mut failed, &all.commune, COMMUNE, |commune| within(&self.communes, (*commune).into()));
        }
        if self.districts.is_some() {
            mark(&mut failed, &all.commune, DISTRICT, |commune| within(&self.districts, (*commune).into()));
        }
        if self.units.is_some() {
            mark(&mut failed, &all.unit, UNIT, |unit| within(&self.units, (*unit).into()));
        }
        if self.stalls.is_some() || self.certificates.is_some() || self.prices.is_some() {
            mark(&mut failed, &all.docs, OTHERS, |doc| self.others_pass(&rows[*doc as usize]));
        }
        failed
    }
}

fn mark<T>(failed: &mut [u16], column: &[T], group: u16, passes: impl Fn(&T) -> bool) {
    failed.iter_mut().zip(column).for_each(|(failed, value)| *failed |= if passes(value) { 0 } else { group });
}

fn side_of(offer: u16) -> Side {
    if offer & BUY == 0 { Side::Sell } else { Side::Buy }
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

    /// Counts the offer in the groups whose other filters it passes.
    #[inline]
    pub fn count(&mut self, offer: Facts, failed: u16) {
        if failed == 0 {
            self.count_side(offer);
            self.count_forward(offer);
            one(&mut self.paths, offer.path.into());
            one(&mut self.commodities, offer.commodity as usize);
            one(&mut self.communes, offer.commune.into());
            one(&mut self.district_communes, offer.commune.into());
            one(&mut self.units, offer.unit.into());
            return;
        }
        match failed {
            SIDE => self.count_side(offer),
            ON_HARVEST => self.count_forward(offer),
            CATEGORY => one(&mut self.paths, offer.path.into()),
            COMMODITY => one(&mut self.commodities, offer.commodity as usize),
            COMMUNE => one(&mut self.communes, offer.commune.into()),
            DISTRICT => one(&mut self.district_communes, offer.commune.into()),
            UNIT => one(&mut self.units, offer.unit.into()),
            // Of more than one group, or of those that have no counts.
            _ => {}
        }
    }

    fn count_side(&mut self, offer: Facts) {
        match side_of(offer.offer) {
            Side::Sell => self.sell += 1,
            Side::Buy => self.buy += 1,
        }
    }

    fn count_forward(&mut self, offer: Facts) {
        self.forward += u32::from(offer.offer & FORWARD != 0);
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
