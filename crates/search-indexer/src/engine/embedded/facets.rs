//! Filters and facet counts over rows, in the same pass that finds the best hits.
//!
//! A group's counts leave out that group's own selection: a document counts in every group when it passes all filters,
//! and in one group when it fails that group's filter alone.

use std::cmp::Reverse;

use super::{
    columns::{Names, Row, Values},
    schema::days,
};
use crate::query::{FacetValue, Facets, OcopCount, PRICE_BANDS, PriceBand, ProductQuery, STALL_FACET};

const CATEGORY: u8 = 1;
const COMMUNE: u8 = 2;
const STALL: u8 = 4;
const OCOP: u8 = 8;
const PRICE: u8 = 16;
const SEASON: u8 = 32;
const DISTRICT: u8 = 64;
const UNIT: u8 = 128;

/// The query's filters as numbers. A value that the index has never seen selects nothing.
pub(super) struct Filters {
    paths: Option<Vec<bool>>,
    communes: Option<Vec<bool>>,
    stalls: Option<Vec<bool>>,
    units: Option<Vec<bool>>,
    /// Communes of the chosen districts.
    districts: Option<Vec<bool>>,
    min_stars: u8,
    prices: Option<(i64, i64)>,
    in_season: bool,
    month: u16,
    today: i32,
    /// Nothing is chosen: every row passes.
    none: bool,
}

impl Filters {
    pub fn new(query: &ProductQuery, names: &Names) -> Self {
        let prices = (query.min_price.is_some() || query.max_price.is_some())
            .then_some((query.min_price.unwrap_or(i64::MIN), query.max_price.unwrap_or(i64::MAX)));
        let mut filters = Self {
            paths: paths(&query.categories, names),
            communes: chosen(&query.communes, &names.communes),
            stalls: chosen(&query.stalls, &names.stalls),
            units: chosen(&query.units, &names.units),
            districts: communes_of(&query.districts, names),
            min_stars: query.min_ocop.unwrap_or(0),
            prices,
            in_season: query.in_season,
            month: query.month_bit(),
            today: days(query.today),
            none: false,
        };
        filters.none = filters.chooses_nothing();
        filters
    }

    fn chooses_nothing(&self) -> bool {
        let lists = [&self.paths, &self.communes, &self.stalls, &self.districts, &self.units];
        lists.iter().all(|list| list.is_none()) && self.min_stars == 0 && self.prices.is_none() && !self.in_season
    }

    /// Which groups' filters the row fails: zero for a hit.
    #[inline]
    pub fn failed(&self, row: &Row) -> u8 {
        if self.none { 0 } else { self.failed_by(row) }
    }

    fn failed_by(&self, row: &Row) -> u8 {
        let mut failed = 0;
        let mut check = |passes: bool, group: u8| {
            if !passes {
                failed |= group;
            }
        };
        check(within(&self.paths, row.path.into()), CATEGORY);
        check(within(&self.communes, row.commune.into()), COMMUNE);
        check(within(&self.stalls, row.stall as usize), STALL);
        check(within(&self.districts, row.commune.into()), DISTRICT);
        check(within(&self.units, row.unit.into()), UNIT);
        check(self.min_stars == 0 || row.stars_on(self.today) >= self.min_stars, OCOP);
        check(self.prices.is_none_or(|(min, max)| row.price.is_some_and(|price| (min..=max).contains(&price))), PRICE);
        check(!self.in_season || row.months & self.month != 0, SEASON);
        failed
    }
}

/// Which category paths lie in the chosen categories; `None` where none is chosen.
pub(super) fn paths(categories: &[String], names: &Names) -> Option<Vec<bool>> {
    let chosen = chosen(categories, &names.categories)?;
    Some(names.paths.iter().map(|path| path.iter().any(|category| chosen[*category as usize])).collect())
}

/// Which communes lie in the chosen districts; `None` where none is chosen.
pub(super) fn communes_of(districts: &[String], names: &Names) -> Option<Vec<bool>> {
    let chosen = chosen(districts, &names.districts)?;
    Some(names.district_of.iter().map(|district| chosen.get(*district as usize) == Some(&true)).collect())
}

/// Whether the value of that number is among the chosen ones; any is where none is chosen.
pub(super) fn within(chosen: &Option<Vec<bool>>, number: usize) -> bool {
    chosen.as_ref().is_none_or(|c| c.get(number).copied().unwrap_or(false))
}

pub(super) fn chosen(slugs: &[String], values: &Values) -> Option<Vec<bool>> {
    if slugs.is_empty() {
        return None;
    }
    let mut chosen = vec![false; values.slugs.len()];
    for number in slugs.iter().filter_map(|slug| values.number(slug)) {
        chosen[number as usize] = true;
    }
    Some(chosen)
}

/// Counts of everything that facets show, by number.
pub(super) struct Counts {
    paths: Vec<u32>,
    communes: Vec<u32>,
    /// For the districts' counts, by commune.
    district_communes: Vec<u32>,
    stalls: Vec<u32>,
    units: Vec<u32>,
    /// By stars valid today.
    stars: [u32; 6],
    prices: [u32; PRICE_BANDS.len()],
    in_season: u32,
}

impl Counts {
    pub fn new(names: &Names) -> Self {
        Self {
            paths: vec![0; names.paths.len()],
            communes: vec![0; names.communes.slugs.len()],
            district_communes: vec![0; names.communes.slugs.len()],
            units: vec![0; names.units.slugs.len()],
            stalls: vec![0; names.stalls.slugs.len()],
            stars: [0; 6],
            prices: [0; PRICE_BANDS.len()],
            in_season: 0,
        }
    }

    /// Counts the row in the groups whose other filters it passes.
    #[inline]
    pub fn count(&mut self, row: &Row, failed: u8, filters: &Filters) {
        if failed == 0 {
            one(&mut self.paths, row.path.into());
            one(&mut self.communes, row.commune.into());
            one(&mut self.district_communes, row.commune.into());
            one(&mut self.stalls, row.stall as usize);
            one(&mut self.units, row.unit.into());
            self.count_stars(row, filters);
            self.count_price(row);
            self.count_season(row, filters);
            return;
        }
        match failed {
            CATEGORY => one(&mut self.paths, row.path.into()),
            COMMUNE => one(&mut self.communes, row.commune.into()),
            DISTRICT => one(&mut self.district_communes, row.commune.into()),
            STALL => one(&mut self.stalls, row.stall as usize),
            UNIT => one(&mut self.units, row.unit.into()),
            OCOP => self.count_stars(row, filters),
            PRICE => self.count_price(row),
            SEASON => self.count_season(row, filters),
            // Of more than one group.
            _ => {}
        }
    }

    fn count_stars(&mut self, row: &Row, filters: &Filters) {
        one(&mut self.stars, row.stars_on(filters.today).min(5).into());
    }

    fn count_price(&mut self, row: &Row) {
        if let Some(price) = row.price {
            one(&mut self.prices, PRICE_BANDS.partition_point(|from| *from <= price).saturating_sub(1));
        }
    }

    fn count_season(&mut self, row: &Row, filters: &Filters) {
        self.in_season += u32::from(row.months & filters.month != 0);
    }

    pub fn facets(&self, names: &Names) -> Facets {
        let at_least = |stars: usize| OcopCount {
            min_stars: stars as u8,
            count: self.stars[stars..].iter().map(|n| u64::from(*n)).sum(),
        };
        let band = |at: usize| PriceBand {
            min: PRICE_BANDS[at],
            max: PRICE_BANDS.get(at + 1).map(|next| next - 1),
            count: self.prices[at].into(),
        };
        Facets {
            categories: by_category(&self.paths, names),
            communes: ranked(&self.communes, &names.communes, usize::MAX),
            districts: by_district(&self.district_communes, names),
            units: ranked(&self.units, &names.units, usize::MAX),
            stalls: ranked(&self.stalls, &names.stalls, STALL_FACET),
            ocop: (3..=5).map(at_least).collect(),
            prices: (0..PRICE_BANDS.len()).map(band).filter(|band| band.count > 0).collect(),
            in_season: self.in_season.into(),
        }
    }
}

pub(super) fn one(counts: &mut [u32], number: usize) {
    if let Some(count) = counts.get_mut(number) {
        *count += 1;
    }
}

/// From counts by path.
pub(super) fn by_category(paths: &[u32], names: &Names) -> Vec<FacetValue> {
    let mut categories = vec![0u32; names.categories.slugs.len()];
    for (path, count) in names.paths.iter().zip(paths) {
        for category in path {
            categories[*category as usize] += count;
        }
    }
    ranked(&categories, &names.categories, usize::MAX)
}

/// From counts by commune.
pub(super) fn by_district(communes: &[u32], names: &Names) -> Vec<FacetValue> {
    let mut districts = vec![0u32; names.districts.slugs.len()];
    for (district, count) in names.district_of.iter().zip(communes) {
        if let Some(district) = districts.get_mut(*district as usize) {
            *district += count;
        }
    }
    ranked(&districts, &names.districts, usize::MAX)
}

/// By count, then name.
pub(super) fn ranked(counts: &[u32], values: &Values, most: usize) -> Vec<FacetValue> {
    let mut numbers: Vec<usize> = (0..counts.len()).filter(|number| counts[*number] > 0).collect();
    let order = |number: &usize| (Reverse(counts[*number]), values.places[*number]);
    if numbers.len() > most {
        numbers.select_nth_unstable_by_key(most - 1, order);
        numbers.truncate(most);
    }
    numbers.sort_unstable_by_key(order);
    let value = |number: usize| FacetValue {
        slug: values.slugs[number].clone(),
        name: values.names[number].clone(),
        count: counts[number].into(),
    };
    numbers.into_iter().map(value).collect()
}
