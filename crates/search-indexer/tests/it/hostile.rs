//! Texts that nobody means well with: always an answer, never an error.

use kernel::Locale;
use search_indexer::{CommodityQuery, ProductQuery, StallQuery};

use super::support::*;

#[tokio::test]
async fn strange_texts_are_answered_honestly() {
    let long = "cam ".repeat(2_500);
    let one_word = "camkhemay".repeat(1_200);
    let nothing = [
        "'; DROP TABLE products; --",
        "\0",
        "\0\0cam\0khe\0mây",
        "🎉🍊",
        "🍊 cam khe mây 🎉",
        "\u{202e}\u{200b}",
        "%_*?\\\"",
        "((((",
        "=cam",
        "+cam khe",
    ];
    let texts = nothing.into_iter().chain([
        long.as_str(),
        one_word.as_str(),
        "中文 кириллица ไทย",
        "name:cam AND price:[* TO *]",
        "\u{301}\u{301}\u{301}",
    ]);
    for tested in engines_with(&demonstration()).await {
        for text in texts.clone() {
            let results = search(&tested.engine, &query(text)).await;
            assert!(results.hits.len() as u64 <= results.total, "{text:?}");
            assert_ne!(results.did_you_mean.as_deref(), Some(""), "{text:?}");
            tested.engine.suggest(text, Locale::Vi, 8).await.unwrap();
            tested
                .engine
                .search_stalls(&StallQuery {
                    text: text.into(),
                    forgiving: true,
                    communes: vec![text.into()],
                    page: query("").page,
                })
                .await
                .unwrap();
        }
        for text in ["\0\0cam\0khe\0mây", "🍊 cam khe mây 🎉", "ca\u{6d} khe m\u{61}\u{302}y"] {
            assert_eq!(names(&tested.engine, text).await[0], "Cam Khe Mây", "{text:?}");
        }
        for text in ["🎉🍊", "\0", "((((", "--"] {
            assert_eq!(search(&tested.engine, &query(text)).await.total, 0, "{text:?} names nothing");
        }
    }
}

/// Letters, keys and marks in any order, as fingers and cats type them.
#[tokio::test]
async fn any_keys_are_answered() {
    use proptest::{
        strategy::{Strategy, ValueTree},
        test_runner::TestRunner,
    };
    let keys = "[a-z0-9 ăâđêôơư\u{300}\u{301}\u{303}\u{309}\u{323}]{1,40}|\\PC{1,40}";
    let mut runner = TestRunner::deterministic();
    for tested in engines_with(&demonstration()).await {
        for _ in 0..200 {
            let text = keys.new_tree(&mut runner).unwrap().current();
            let results = search(&tested.engine, &query(&text)).await;
            assert!(results.hits.len() as u64 <= results.total, "{text:?}");
            if let Some(meant) = results.did_you_mean {
                assert!(!meant.is_empty() && !kernel::text::has_control(&meant), "{text:?} → {meant:?}");
            }
        }
    }
}

#[tokio::test]
async fn only_stop_words_are_searched_as_words() {
    for tested in engines_with(&[product(1, "Cam tươi ngon"), product(2, "Bưởi")]).await {
        assert_eq!(names(&tested.engine, "tươi ngon").await, ["Cam tươi ngon"]);
        search(&tested.engine, &query("mua ở đâu")).await;
    }
}

#[tokio::test]
async fn strange_filters_select_nothing_and_break_nothing() {
    for tested in engines_with(&demonstration()).await {
        for slug in ["", "\0", "trai-cay' OR 1=1", "../../etc", "Trai-Cay"] {
            let strange = ProductQuery { categories: vec![slug.into()], stalls: vec![slug.into()], ..query("cam") };
            assert_eq!(search(&tested.engine, &strange).await.total, 0, "{slug:?}");
            let strange = ProductQuery { districts: vec![slug.into()], ..query("cam") };
            assert_eq!(search(&tested.engine, &strange).await.total, 0, "{slug:?}");
            let strange = ProductQuery { units: vec![slug.into()], ..query("cam") };
            assert_eq!(search(&tested.engine, &strange).await.total, 0, "{slug:?}");
            let strange = CommodityQuery { text: slug.into(), categories: vec![slug.into()], page: query("").page };
            assert_eq!(tested.engine.search_commodities(&strange).await.unwrap().total, 0, "{slug:?}");
        }
        let extreme = ProductQuery {
            min_price: Some(i64::MIN),
            max_price: Some(i64::MAX),
            min_ocop: Some(u8::MAX),
            ..query("cam")
        };
        assert_eq!(search(&tested.engine, &extreme).await.total, 0);
    }
}

#[tokio::test]
async fn strange_documents_are_indexed_and_found() {
    let mut odd = product(1, "Cam\0\u{1f}🍊 \u{202e}Khe");
    odd.stall_name = "a\u{1f}b/c".into();
    odd.stall_slug = "a/b".into();
    odd.description = "từ ".repeat(50_000);
    odd.name_en = "x".repeat(100_000);
    odd.price = Some(i64::MAX);
    let mut empty = product(2, "");
    empty.category_path.clear();
    empty.price = Some(i64::MIN);
    for tested in engines_with(&[odd.clone(), empty]).await {
        let results = search(&tested.engine, &query("cam khe")).await;
        assert_eq!(*results.hits[0].card, (&odd).into());
        assert_eq!(search(&tested.engine, &query("")).await.total, 2);
    }
}
