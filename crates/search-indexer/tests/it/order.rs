//! Sorting and paging: every order is total, so pages neither overlap nor leave gaps.

use std::collections::HashSet;

use kernel::Page;
use search_indexer::{ProductQuery, Sort};

use super::support::*;

#[tokio::test]
async fn prices_sort_both_ways_with_contact_us_last() {
    let all = demonstration();
    for tested in engines_with(&all).await {
        for (sort, rising) in [(Sort::PriceAsc, true), (Sort::PriceDesc, false)] {
            let q = ProductQuery { sort, page: Page::new(1, 500).unwrap(), ..query("") };
            let prices: Vec<_> = search(&tested.engine, &q).await.hits.iter().map(|h| h.card.price).collect();
            assert_eq!(prices.len(), all.len());
            let known: Vec<_> = prices.iter().flatten().copied().collect();
            assert!(known.is_sorted_by(|a, b| if rising { a <= b } else { a >= b }));
            assert!(prices[known.len()..].iter().all(Option::is_none));
        }
    }
}

#[tokio::test]
async fn newest_come_first_and_browsing_means_newest() {
    for tested in engines_with(&demonstration()).await {
        for sort in [Sort::Newest, Sort::Relevance] {
            let hits = search(&tested.engine, &ProductQuery { sort, ..query("") }).await.hits;
            assert!(hits.is_sorted_by_key(|h| std::cmp::Reverse(h.card.listed_at)));
        }
        let hits = search(&tested.engine, &ProductQuery { sort: Sort::Newest, ..query("cam") }).await.hits;
        assert!(hits.len() > 5 && hits.is_sorted_by_key(|h| std::cmp::Reverse(h.card.listed_at)));
    }
}

#[tokio::test]
async fn pages_are_stable_and_complete_in_every_order() {
    let mut all = demonstration();
    for p in &mut all {
        p.price = p.price.map(|price| price / 50_000 * 50_000);
        p.listed_at = noon();
    }
    for tested in engines_with(&all).await {
        for text in ["", "nước mắm", "huong son"] {
            for sort in [Sort::Relevance, Sort::PriceAsc, Sort::PriceDesc, Sort::Newest] {
                let mut seen = Vec::new();
                let mut number = 1;
                let total = loop {
                    let q = ProductQuery { sort, page: Page::new(number, 7).unwrap(), ..query(text) };
                    let results = search(&tested.engine, &q).await;
                    seen.extend(results.hits.iter().map(|h| h.card.id));
                    if results.hits.len() < 7 {
                        break results.total;
                    }
                    number += 1;
                };
                assert_eq!(seen.len() as u64, total, "{text} {sort:?}");
                assert_eq!(seen.iter().collect::<HashSet<_>>().len(), seen.len(), "no product twice");
                let whole = ProductQuery { sort, page: Page::new(1, 500).unwrap(), ..query(text) };
                let at_once: Vec<_> = search(&tested.engine, &whole).await.hits.iter().map(|h| h.card.id).collect();
                assert_eq!(seen, at_once);
            }
        }
    }
}

#[tokio::test]
async fn the_order_of_writing_changes_nothing() {
    let all = demonstration();
    for (one, other) in engines_with(&all).await.into_iter().zip(engines().await) {
        for part in all.rchunks(20) {
            put(&other.engine, part).await;
        }
        for text in ["", "cu do", "mat ong vu quang", "giò"] {
            assert_eq!(names(&one.engine, text).await, names(&other.engine, text).await, "{text}");
        }
    }
}

#[tokio::test]
async fn a_page_beyond_the_end_is_empty_with_the_same_total() {
    for tested in engines_with(&demonstration()).await {
        let q = ProductQuery { page: Page::new(20, 50).unwrap(), ..query("") };
        let results = search(&tested.engine, &q).await;
        assert_eq!((results.hits.len(), results.total), (0, 231));
    }
}
