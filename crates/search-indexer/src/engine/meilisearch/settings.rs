//! The settings of an index: all of them in one call before any document, so that nothing is indexed twice.
//!
//! Matching and ranking are ours (see `filter` and `score`), so no attribute is searchable: Meilisearch keeps no words,
//! pairs or prefixes of its own, and has no typo rules to apply.

use meilisearch_sdk::settings::{
    FacetingSettings, FilterFeatureModes, FilterFeatures, FilterableAttribute, FilterableAttributesSettings,
    PaginationSetting, Settings,
};

use crate::document::fnv1a;

/// Grows whenever rows change in what they hold: an index of another version is rebuilt.
const VERSION: u32 = 3;

/// Totals are exact up to here; no page goes so far.
const MOST_HITS: usize = 100_000_000;
/// The dictionary asks for every word there is.
const MOST_FACET_VALUES: usize = 10_000_000;

const EQUAL: [&str; 20] = [
    "kind",
    "words",
    "name",
    "names",
    "phrases",
    "category",
    "leaf",
    "commune",
    "commune_named",
    "stall",
    "stall_named",
    "district",
    "district_named",
    "unit",
    "months",
    "band",
    "side",
    "commodity",
    "forward",
    "certificates",
];
const COMPARED: [&str; 4] = ["id", "price", "stars", "until"];
const SORTED: [&str; 5] = ["id", "price", "listed", "until", "name_words"];

pub(super) fn settings() -> Settings {
    let filterable = |attributes: &[&str], comparison: bool| {
        FilterableAttribute::Settings(FilterableAttributesSettings {
            attribute_patterns: attributes.iter().map(|&name| name.to_owned()).collect(),
            features: FilterFeatures { facet_search: false, filter: FilterFeatureModes { equality: true, comparison } },
        })
    };
    Settings::new()
        .with_searchable_attributes(Vec::<String>::new())
        .with_filterable_attributes_advanced([filterable(&EQUAL, false), filterable(&COMPARED, true)])
        .with_sortable_attributes(SORTED)
        .with_ranking_rules(["sort"])
        .with_pagination(PaginationSetting { max_total_hits: MOST_HITS })
        .with_faceting(FacetingSettings { max_values_per_facet: MOST_FACET_VALUES, sort_facet_values_by: None })
}

/// What an index of today must carry: settings and shape of rows in one number.
pub(super) fn hash() -> String {
    let settings = serde_json::to_string(&settings()).expect("settings are plain data");
    format!("{:016x}", fnv1a(format!("{VERSION} {settings}").as_bytes()))
}
