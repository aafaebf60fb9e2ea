//! Commodities are a kind of their own: found by name, alias and category, never among products or stalls.

use kernel::{Locale, Page};
use search_indexer::{Change, CommodityQuery, Kind, StallQuery};

use super::support::*;

async fn found(tested: &Tested, text: &str, categories: &[&str]) -> Vec<String> {
    let query = CommodityQuery {
        text: text.into(),
        categories: categories.iter().map(|slug| (*slug).to_owned()).collect(),
        page: Page { number: 1, per_page: 10 },
    };
    let results = tested.engine.search_commodities(&query).await.unwrap();
    assert_eq!(results.total, results.hits.len() as u64);
    results.hits.into_iter().map(|hit| hit.card.name.clone()).collect()
}

async fn engines_with_commodities() -> Vec<Tested> {
    let mut honey = commodity(3, "Mật ong", &["mật rừng"]);
    honey.category_path = vec!["lam-san".into(), "mat-ong".into()];
    honey.category_names = "Lâm sản · Mật ong".into();
    honey.name_en = "Honey".into();
    let all = [commodity(1, "Bưởi Phúc Trạch", &["bưởi"]), commodity(2, "Cam Khe Mây", &["cam"]), honey];
    let engines = engines_with(&[product(1, "Cam bù"), product(2, "Mật ong Vũ Quang")]).await;
    for tested in &engines {
        tested.engine.apply(all.iter().cloned().map(Change::put).collect()).await.unwrap();
    }
    engines
}

#[tokio::test]
async fn commodities_are_found_as_buyers_type() {
    for tested in engines_with_commodities().await {
        for text in ["bưởi phúc trạch", "buoi", "buwowri phucs trachj", "bưởi phúc chạch", "buoiphuctrach"]
        {
            assert_eq!(found(&tested, text, &[]).await, ["Bưởi Phúc Trạch"], "{text}");
        }
        assert_eq!(found(&tested, "mật rừng", &[]).await, ["Mật ong"]);
        assert_eq!(found(&tested, "honey", &[]).await, ["Mật ong"]);
        assert_eq!(found(&tested, "trái cây", &[]).await.len(), 2);
        assert_eq!(found(&tested, "", &["mat-ong"]).await, ["Mật ong"]);
        assert_eq!(found(&tested, "", &["nong-san", "lam-san"]).await.len(), 3);
        assert!(found(&tested, "", &["không có"]).await.is_empty());
    }
}

#[tokio::test]
async fn each_kind_is_found_among_its_own_only() {
    for tested in engines_with_commodities().await {
        assert_eq!(names(&tested.engine, "cam").await, ["Cam bù"]);
        assert_eq!(search(&tested.engine, &query("")).await.total, 2);
        let stalls = StallQuery { text: String::new(), forgiving: true, communes: vec![], page: query("").page };
        assert_eq!(tested.engine.search_stalls(&stalls).await.unwrap().total, 0);
        assert_eq!(found(&tested, "cam bù", &[]).await[0], "Cam Khe Mây", "the nearest of its kind");
        let kinds: Vec<Kind> = tested.engine.versions().await.unwrap().into_iter().map(|one| one.kind).collect();
        assert_eq!(kinds.iter().filter(|kind| **kind == Kind::Commodity).count(), 3);
        assert_eq!(tested.engine.count().await.unwrap(), 5);
    }
}

#[tokio::test]
async fn suggestions_name_commodities_in_the_readers_language() {
    for tested in engines_with_commodities().await {
        let suggestions = tested.engine.suggest("mat o", Locale::En, 5).await.unwrap();
        assert_eq!(suggestions.commodities[0].name, "Honey");
        let suggestions = tested.engine.suggest("buwow", Locale::Vi, 5).await.unwrap();
        assert_eq!(suggestions.commodities[0].name, "Bưởi Phúc Trạch");
    }
}

#[tokio::test]
async fn a_closed_commodity_leaves_the_index() {
    for tested in engines_with_commodities().await {
        tested.engine.apply(vec![Change::Delete(commodity(1, "", &[]).id)]).await.unwrap();
        assert!(!found(&tested, "", &[]).await.contains(&"Bưởi Phúc Trạch".to_owned()));
    }
}
