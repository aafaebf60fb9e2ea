//! Facet counts: one query for everything that is chosen nowhere, and one for each group with a choice of its own.

use std::{cmp::Reverse, collections::HashMap};

use super::{
    exchange::Distribution,
    filter::{self, Group},
    row::SEPARATOR,
};
use crate::query::{FacetValue, Facets, OcopCount, OfferFacets, PRICE_BANDS, PriceBand, ProductQuery, STALL_FACET};

/// Facets to count over the rows that pass these filters and the text's.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub filters: Vec<String>,
    pub attributes: Vec<&'static str>,
}

const GROUPS: [(Group, &str); 7] = [
    (Group::Category, "category"),
    (Group::Commune, "commune_named"),
    (Group::District, "district_named"),
    (Group::Stall, "stall_named"),
    (Group::Unit, "unit"),
    (Group::Price, "band"),
    (Group::Season, "months"),
];
const STARS: &str = "stars";

const OFFER_GROUPS: [(Group, &str); 7] = [
    (Group::Side, "side"),
    (Group::Category, "category"),
    (Group::Commodity, "commodity"),
    (Group::Commune, "commune_named"),
    (Group::District, "district_named"),
    (Group::Unit, "unit"),
    (Group::Forward, "forward"),
];

/// The counts of a query. The first one's filters are the query's own.
pub(super) fn counts(query: &ProductQuery, selections: &[(Group, String)]) -> Vec<Count> {
    let mut counts = of_groups(&GROUPS, selections);
    let mut stars = without(Some(Group::Ocop), vec![STARS], selections);
    stars.filters.push(filter::stars_on(query, 1));
    counts.push(stars);
    counts
}

/// The same of a query for offers.
pub(super) fn offer_counts(selections: &[(Group, String)]) -> Vec<Count> {
    of_groups(&OFFER_GROUPS, selections)
}

fn of_groups(groups: &[(Group, &'static str)], selections: &[(Group, String)]) -> Vec<Count> {
    let chosen = |group: Group| selections.iter().any(|(g, _)| *g == group);
    let open = groups.iter().filter(|(group, _)| !chosen(*group)).map(|(_, attribute)| *attribute).collect();
    let each = groups.iter().filter(|(group, _)| chosen(*group));
    let each = each.map(|(group, attribute)| without(Some(*group), vec![*attribute], selections));
    std::iter::once(without(None, open, selections)).chain(each).collect()
}

/// Leaves out the group's own selection.
fn without(group: Option<Group>, attributes: Vec<&'static str>, selections: &[(Group, String)]) -> Count {
    let filters = selections.iter().filter(|(g, _)| Some(*g) != group).map(|(_, f)| f.clone()).collect();
    Count { filters, attributes }
}

pub(super) fn offer_facets(counted: impl Iterator<Item = Distribution>) -> OfferFacets {
    let mut all: Distribution = counted.flatten().collect();
    let mut of = |attribute: &str| all.remove(attribute).unwrap_or_default();
    let one = |counts: &HashMap<String, u64>, value: &str| counts.get(value).copied().unwrap_or(0);
    let sides = of("side");
    OfferFacets {
        sell: one(&sides, "sell"),
        buy: one(&sides, "buy"),
        categories: ranked(of("category"), usize::MAX),
        commodities: ranked(of("commodity"), usize::MAX),
        communes: ranked(of("commune_named"), usize::MAX),
        districts: ranked(of("district_named"), usize::MAX),
        units: ranked(of("unit"), usize::MAX),
        forward: one(&of("forward"), "true"),
    }
}

/// From all that was counted; every attribute was counted once.
pub(super) fn facets(query: &ProductQuery, counted: impl Iterator<Item = Distribution>) -> Facets {
    let mut all: Distribution = counted.flatten().collect();
    let mut of = |attribute: &str| all.remove(attribute).unwrap_or_default();
    let stars = of(STARS);
    let at_least = |least: u8| OcopCount {
        min_stars: least,
        count: (least..=5).filter_map(|stars_| stars.get(&stars_.to_string())).sum(),
    };
    let bands = of("band");
    let band = |at: usize| PriceBand {
        min: PRICE_BANDS[at],
        max: PRICE_BANDS.get(at + 1).map(|next| next - 1),
        count: bands.get(&at.to_string()).copied().unwrap_or(0),
    };
    let month = (query.month_bit().trailing_zeros() + 1).to_string();
    Facets {
        categories: ranked(of("category"), usize::MAX),
        communes: ranked(of("commune_named"), usize::MAX),
        districts: ranked(of("district_named"), usize::MAX),
        units: ranked(of("unit"), usize::MAX),
        stalls: ranked(of("stall_named"), STALL_FACET),
        ocop: (3..=5).map(at_least).collect(),
        prices: (0..PRICE_BANDS.len()).map(band).filter(|band| band.count > 0).collect(),
        in_season: of("months").get(&month).copied().unwrap_or(0),
    }
}

/// By count, then name. Two names of one slug (a stall that is being renamed) are one value, by the fuller name.
fn ranked(counts: HashMap<String, u64>, most: usize) -> Vec<FacetValue> {
    let split = |value: &str| {
        let (slug, name) = value.split_once(SEPARATOR).unwrap_or((value, ""));
        (slug.to_owned(), name.to_owned())
    };
    let mut named: Vec<((String, String), u64)> = counts.iter().map(|(value, count)| (split(value), *count)).collect();
    named.sort_unstable_by(|a, b| (&a.0.0, Reverse(a.1), &a.0.1).cmp(&(&b.0.0, Reverse(b.1), &b.0.1)));
    let mut values: Vec<FacetValue> = Vec::with_capacity(named.len());
    for ((slug, name), count) in named {
        match values.last_mut() {
            Some(last) if last.slug == slug => last.count += count,
            _ => values.push(FacetValue { slug, name, count }),
        }
    }
    values.sort_unstable_by(|a, b| (Reverse(a.count), &a.name, &a.slug).cmp(&(Reverse(b.count), &b.name, &b.slug)));
    values.truncate(most);
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stall_under_two_names_is_one_value() {
        let counts = [("a\u{1f}Cũ", 1), ("a\u{1f}Mới", 3), ("b\u{1f}Khác", 4), ("c\u{1f}Ba", 4)];
        let values = ranked(counts.map(|(value, count)| (value.to_owned(), count)).into(), 2);
        let values: Vec<_> = values.iter().map(|v| (v.slug.as_str(), v.name.as_str(), v.count)).collect();
        assert_eq!(values, [("c", "Ba", 4), ("b", "Khác", 4)]);
    }
}
