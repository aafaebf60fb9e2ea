//! Filters and counts, against counting by hand.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use search_indexer::{Facets, ProductDocument, ProductQuery};

use super::support::*;

/// The plainest reading of every filter; `but` names the one left out.
fn passes(p: &ProductDocument, q: &ProductQuery, but: &str) -> bool {
    let any = |chosen: &[String], value: &str| chosen.is_empty() || chosen.iter().any(|c| c == value);
    let stars = if p.ocop_until.is_none_or(|until| until >= q.today) { p.ocop_stars } else { 0 };
    let category = q.categories.is_empty() || p.category_path.iter().any(|slug| q.categories.contains(slug));
    (but == "category" || category)
        && (but == "commune" || any(&q.communes, &p.commune_slug))
        && (but == "district" || any(&q.districts, district(&p.commune_slug)))
        && (but == "unit" || any(&q.units, &p.unit_code))
        && (but == "stall" || any(&q.stalls, &p.stall_slug))
        && (but == "ocop" || stars >= q.min_ocop.unwrap_or(0))
        && (but == "price"
            || ((q.min_price.is_none() && q.max_price.is_none())
                || p.price.is_some_and(|price| {
                    price >= q.min_price.unwrap_or(0) && price <= q.max_price.unwrap_or(i64::MAX)
                })))
        && (but == "season" || !q.in_season || p.months & q.month_bit() != 0)
}

/// The slug of the former district; empty for a commune that is none.
fn district(commune: &str) -> &'static str {
    let former = kernel::place::commune_by_slug(commune).map(|commune| commune.former_district);
    kernel::place::former_districts().iter().find(|one| Some(one.name) == former).map_or("", |one| one.slug)
}

fn counted<'a>(values: impl Iterator<Item = &'a str>) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for value in values {
        *counts.entry(value.to_owned()).or_default() += 1;
    }
    counts
}

fn check(facets: &Facets, all: &[ProductDocument], q: &ProductQuery) {
    let without = |but: &'static str| all.iter().filter(move |p| passes(p, q, but));
    let as_map = |values: &[search_indexer::FacetValue]| {
        values.iter().map(|v| (v.slug.clone(), v.count)).collect::<BTreeMap<_, _>>()
    };
    assert_eq!(
        as_map(&facets.categories),
        counted(without("category").flat_map(|p| p.category_path.iter().map(String::as_str)))
    );
    assert_eq!(as_map(&facets.communes), counted(without("commune").map(|p| p.commune_slug.as_str())));
    assert_eq!(as_map(&facets.districts), counted(without("district").map(|p| district(&p.commune_slug))));
    assert_eq!(as_map(&facets.units), counted(without("unit").map(|p| p.unit_code.as_str())));
    let stalls = counted(without("stall").map(|p| p.stall_slug.as_str()));
    assert_eq!(facets.stalls.len(), stalls.len().min(20));
    assert!(facets.stalls.iter().all(|v| stalls[&v.slug] == v.count));
    for ocop in &facets.ocop {
        let valid =
            |p: &&ProductDocument| p.ocop_stars >= ocop.min_stars && p.ocop_until.is_none_or(|until| until >= q.today);
        assert_eq!(ocop.count, without("ocop").filter(valid).count() as u64);
    }
    for band in &facets.prices {
        let within = |p: &&ProductDocument| {
            p.price.is_some_and(|price| price >= band.min && band.max.is_none_or(|max| price <= max))
        };
        assert_eq!(band.count, without("price").filter(within).count() as u64);
    }
    let priced = without("price").filter(|p| p.price.is_some()).count() as u64;
    assert_eq!(facets.prices.iter().map(|band| band.count).sum::<u64>(), priced);
    assert_eq!(facets.in_season, without("season").filter(|p| p.months & q.month_bit() != 0).count() as u64);
    for values in [&facets.categories, &facets.communes, &facets.districts, &facets.units, &facets.stalls] {
        let order = |v: &search_indexer::FacetValue| (std::cmp::Reverse(v.count), v.name.clone(), v.slug.clone());
        assert!(values.is_sorted_by_key(order), "by count, then name");
    }
}

fn queries() -> Vec<ProductQuery> {
    let plain = query("");
    vec![
        plain.clone(),
        ProductQuery { categories: vec!["trai-cay".into()], ..plain.clone() },
        ProductQuery { categories: vec!["trai-cay".into(), "thuc-pham-che-bien".into()], ..plain.clone() },
        ProductQuery { min_ocop: Some(3), ..plain.clone() },
        ProductQuery { min_ocop: Some(4), categories: vec!["thuc-pham-che-bien".into()], ..plain.clone() },
        ProductQuery { min_price: Some(50_000), max_price: Some(199_999), ..plain.clone() },
        ProductQuery { in_season: true, ..plain.clone() },
        ProductQuery {
            in_season: true,
            max_price: Some(100_000),
            categories: vec!["nong-san-tuoi-va-so-che".into()],
            ..plain.clone()
        },
        ProductQuery {
            stalls: vec!["hop-tac-xa-mau-3".into(), "hop-tac-xa-mau-4".into()],
            min_ocop: Some(3),
            ..plain.clone()
        },
        ProductQuery { communes: vec!["xa-huong-khe".into(), "xa-huong-do".into()], ..plain.clone() },
        ProductQuery { communes: vec!["không có".into()], ..plain.clone() },
        ProductQuery { districts: vec!["huyen-huong-khe".into(), "huyen-nghi-xuan".into()], ..plain.clone() },
        ProductQuery {
            districts: vec!["huyen-huong-khe".into()],
            communes: vec!["xa-huong-do".into()],
            ..plain.clone()
        },
        ProductQuery { units: vec!["kg".into(), "chai".into()], ..plain.clone() },
        ProductQuery {
            units: vec!["chai".into()],
            districts: vec!["huyen-nghi-xuan".into(), "huyen-vu-quang".into()],
            max_price: Some(200_000),
            ..plain.clone()
        },
        ProductQuery { districts: vec!["không có".into()], units: vec!["\0".into()], ..plain.clone() },
        ProductQuery { today: NaiveDate::from_ymd_opt(2024, 1, 1).unwrap(), min_ocop: Some(3), ..plain.clone() },
        ProductQuery { min_price: Some(10), max_price: Some(5), ..plain },
    ]
}

#[tokio::test]
async fn filters_and_counts_equal_counting_by_hand() {
    let all = demonstration();
    for tested in engines_with(&all).await {
        for q in queries() {
            let results = search(&tested.engine, &q).await;
            assert_eq!(results.total, all.iter().filter(|p| passes(p, &q, "")).count() as u64, "{q:?}");
            check(&results.facets, &all, &q);
        }
    }
}

#[tokio::test]
async fn counts_belong_to_what_the_text_finds() {
    let all = demonstration();
    for tested in engines_with(&all).await {
        let named: Vec<_> = all.iter().filter(|p| p.name.to_lowercase().contains("nước mắm")).cloned().collect();
        let results = search(&tested.engine, &query("\"nước mắm\"")).await;
        assert!(results.total >= named.len() as u64);
        assert_eq!(
            results.facets.categories.iter().find(|v| v.slug == "nuoc-mam").map(|v| v.count >= named.len() as u64),
            Some(true)
        );
        let chosen = ProductQuery { categories: vec!["nuoc-mam".into()], ..query("nước mắm") };
        let narrowed = search(&tested.engine, &chosen).await;
        assert_eq!(
            narrowed.facets.categories, results.facets.categories,
            "a group's own choice leaves its counts alone"
        );
        assert!(narrowed.total <= results.total);
    }
}

#[tokio::test]
async fn expired_star_is_neither_counted_nor_shown() {
    let mut expired = product(1, "Cam cũ");
    expired.ocop_stars = 4;
    expired.ocop_until = Some(today().pred_opt().unwrap());
    let mut last_day = product(2, "Cam mới");
    last_day.ocop_stars = 4;
    last_day.ocop_until = Some(today());
    for tested in engines_with(&[expired, last_day]).await {
        let results = search(&tested.engine, &query("cam")).await;
        let stars: BTreeMap<_, _> = results.hits.iter().map(|h| (h.card.name.as_str(), h.card.ocop_stars)).collect();
        assert_eq!(stars, BTreeMap::from([("Cam cũ", 0), ("Cam mới", 4)]));
        assert_eq!(results.facets.ocop.iter().map(|o| o.count).collect::<Vec<_>>(), [1, 1, 0]);
        let with_stars = search(&tested.engine, &ProductQuery { min_ocop: Some(3), ..query("cam") }).await;
        assert_eq!(with_stars.total, 1);
    }
}

#[tokio::test]
async fn facets_are_left_out_when_not_asked_for() {
    for tested in engines_with(&demonstration()).await {
        let results = search(&tested.engine, &ProductQuery { facets: false, ..query("cam") }).await;
        assert!(results.total > 0);
        assert_eq!(results.facets, Facets::default());
    }
}
