//! Which products a text finds, and in which order.

use kernel::Locale;
use search_indexer::{Change, Document, StallQuery};

use super::support::*;

#[tokio::test]
async fn unaccented_text_finds_accented_names() {
    for tested in engines_with(&demonstration()).await {
        assert_eq!(names(&tested.engine, "cam khe may").await[0], "Cam Khe Mây", "{}", tested.name);
        assert!(names(&tested.engine, "cu do").await[0].to_lowercase().contains("cu đơ"));
        assert_eq!(names(&tested.engine, "CHIEU COI nam son").await[0], "Chiếu cói Nam Sơn");
    }
}

#[tokio::test]
async fn exact_accents_stand_above_folded_ones() {
    let products = [product(1, "Cầm sấy"), product(2, "Cám gạo"), product(3, "Cảm giác"), product(4, "Cam tươi")];
    for tested in engines_with(&products).await {
        for (text, first) in [("cám", "Cám gạo"), ("cảm", "Cảm giác"), ("cầm", "Cầm sấy")] {
            let found = names(&tested.engine, text).await;
            assert_eq!(found[0], first);
            assert_eq!(found.len(), 4, "the others are found too");
        }
        assert_eq!(names(&tested.engine, "cam").await.len(), 4);
    }
}

#[tokio::test]
async fn both_styles_of_tone_and_both_unicode_forms_are_one_word() {
    let products = [product(1, "Giò Hòa Hiệp"), product(2, "Giò Hoa Hiệp")];
    for tested in engines_with(&products).await {
        for text in ["hoà hiệp", "hòa hiệp", "HOÀ HIỆP", "ho\u{0061}\u{300} hie\u{323}\u{302}p"] {
            assert_eq!(names(&tested.engine, text).await[0], "Giò Hòa Hiệp", "{text}");
        }
    }
}

#[tokio::test]
async fn name_beats_category_beats_place_beats_description() {
    let mut in_category = product(1, "Một");
    in_category.category_names = "Mật ong".into();
    let mut in_place = product(2, "Hai");
    in_place.place_text = "Xã Mật Ong".into();
    let mut in_description = product(3, "Ba");
    in_description.description = "ngọt như mật ong".into();
    let mut in_commodity = product(4, "Bốn");
    in_commodity.commodity_names = "Mật ong rừng".into();
    let products = [in_description, in_place, product(5, "Mật ong"), in_category, in_commodity];
    for tested in engines_with(&products).await {
        assert_eq!(names(&tested.engine, "mat ong").await, ["Mật ong", "Bốn", "Một", "Hai", "Ba"]);
    }
}

#[tokio::test]
async fn a_guess_counts_in_names_and_elsewhere_only_where_names_give_nothing() {
    let mut described = product(4, "Gạo");
    described.description = "trồng cạnh ruộng rau".into();
    let products = [product(1, "Rượu nếp"), product(2, "Rượu cần"), product(3, "Rượu gạo"), described];
    for tested in engines_with(&products).await {
        let mut found = names(&tested.engine, "ruo").await;
        found.sort();
        assert_eq!(found, ["Rượu cần", "Rượu gạo", "Rượu nếp"], "{}: ruộng is no ruo", tested.name);
        assert_eq!(names(&tested.engine, "trog").await, ["Gạo"], "{}", tested.name);
    }
}

#[tokio::test]
async fn words_may_stand_in_any_order_and_the_last_may_be_unfinished() {
    for tested in engines_with(&demonstration()).await {
        for text in ["mây khe cam", "may cam khe", "cam khe m", "khe mâ"] {
            assert_eq!(names(&tested.engine, text).await[0], "Cam Khe Mây", "{text}");
        }
    }
}

#[tokio::test]
async fn one_typo_is_forgiven() {
    for tested in engines_with(&demonstration()).await {
        for (text, name) in [
            ("cam khe mayy", "Cam Khe Mây"),
            ("cam keh may", "Cam Khe Mây"),
            ("cm khe may", "Cam Khe Mây"),
            ("buoi phuc trac", "Bưởi Phúc Trạch"),
            ("bưởi phúc chạch", "Bưởi Phúc Trạch"),
            ("nón lá ba gang", "Nón lá Ba Giang"),
        ] {
            assert_eq!(names(&tested.engine, text).await.first().map(String::as_str), Some(name), "{text}");
        }
    }
}

#[tokio::test]
async fn nothing_is_taken_for_a_typo_while_a_name_matches_exactly() {
    let products = [product(1, "Cam bù"), product(2, "Cơm bù"), product(3, "Cam bùi")];
    for tested in engines_with(&products).await {
        assert_eq!(names(&tested.engine, "cam bù").await, ["Cam bù"]);
        assert_eq!(names(&tested.engine, "cem bù").await.len(), 2);
    }
}

#[tokio::test]
async fn words_run_together_are_parted() {
    for tested in engines_with(&demonstration()).await {
        assert_eq!(names(&tested.engine, "camkhemay").await[0], "Cam Khe Mây");
        assert_eq!(names(&tested.engine, "cudo phong nga").await[0], "Cu đơ Phong Nga");
    }
}

#[tokio::test]
async fn all_words_must_match_while_anything_does() {
    let products = [product(1, "Cam bù"), product(2, "Cam chanh"), product(3, "Chanh leo"), product(4, "Bưởi")];
    for tested in engines_with(&products).await {
        assert_eq!(names(&tested.engine, "cam chanh").await, ["Cam chanh"]);
        let relaxed = names(&tested.engine, "cam chanh xyzxyz").await;
        assert_eq!(relaxed, ["Cam chanh"], "one word may miss");
        let any = names(&tested.engine, "bưởi qqqq zzzz").await;
        assert_eq!(any, ["Bưởi"], "any word, when nothing better is there");
    }
}

#[tokio::test]
async fn words_of_shopping_do_not_narrow() {
    for tested in engines_with(&demonstration()).await {
        let plain = search(&tested.engine, &query("bưởi phúc trạch")).await;
        let shopping = search(&tested.engine, &query("mua bưởi phúc trạch ở đâu giá rẻ")).await;
        assert_eq!(shopping.total, plain.total);
        assert_eq!(shopping.hits[0].card.name, "Bưởi Phúc Trạch");
    }
}

#[tokio::test]
async fn highlight_marks_the_accented_original() {
    for tested in engines_with(&demonstration()).await {
        let results = search(&tested.engine, &query("khe may cam")).await;
        assert_eq!(highlighted(&results.hits[0]), ["Cam Khe Mây"]);
        let results = search(&tested.engine, &query("do phong nga")).await;
        assert_eq!(highlighted(&results.hits[0]), ["đơ Phong Nga"]);
        let browsing = search(&tested.engine, &query("")).await;
        assert!(browsing.hits.iter().all(|hit| hit.highlight.is_empty()));
    }
}

#[tokio::test]
async fn a_card_tells_everything_that_a_results_page_shows() {
    let products = demonstration();
    for tested in engines_with(&products).await {
        let document = products.iter().find(|p| p.name == "Cam Khe Mây").unwrap();
        let hit = search(&tested.engine, &query("cam khe mây")).await.hits.swap_remove(0);
        assert_eq!(*hit.card, document.into());
        assert_eq!(hit.card.photo, document.photo);
        assert_eq!(hit.card.category, "trai-cay");
    }
}

#[tokio::test]
async fn suggestions_name_products_stalls_and_categories() {
    let products = demonstration();
    for tested in engines_with(&products).await {
        let stalls = [stall(1, "Gian hàng Cam Sành"), stall(2, "Mộc Thái Yên")].map(|s| Change::put(Document::from(s)));
        tested.engine.apply(stalls.into()).await.unwrap();
        let suggestions = tested.engine.suggest("cam kh", Locale::Vi, 5).await.unwrap();
        assert_eq!(suggestions.products[0].name, "Cam Khe Mây");
        assert_eq!(suggestions.categories.first().map(String::as_str), Some("trai-cay"));
        let suggestions = tested.engine.suggest("ca", Locale::Vi, 5).await.unwrap();
        assert_eq!(suggestions.products.len(), 5);
        assert_eq!(suggestions.stalls[0].name, "Gian hàng Cam Sành");
        let english = tested.engine.suggest("cam khe may", Locale::En, 5).await.unwrap();
        assert_eq!(english.products[0].name, "Khe May orange");
        assert_eq!(tested.engine.suggest("  ", Locale::Vi, 5).await.unwrap(), Default::default());
    }
}

#[tokio::test]
async fn stalls_are_found_by_name_and_place_and_never_among_products() {
    for tested in engines_with(&demonstration()).await {
        let mut here = stall(1, "Cơ sở Cam Nhà Quê");
        here.commune_slug = "xa-huong-khe".into();
        here.place_text = "Thị trấn Hương Khê; Huyện Hương Khê".into();
        let before = search(&tested.engine, &query("cam")).await.total;
        tested.engine.apply(vec![Change::put(here), Change::put(stall(2, "Nước mắm Kỳ Anh"))]).await.unwrap();
        let ask = |text: &str, communes: Vec<String>| StallQuery {
            text: text.into(),
            forgiving: true,
            communes,
            page: query("").page,
        };
        let found = tested.engine.search_stalls(&ask("huong khe", vec![])).await.unwrap();
        assert_eq!((found.total, found.hits[0].card.slug.as_str()), (1, "gian-hang-1"));
        let all = tested.engine.search_stalls(&ask("", vec![])).await.unwrap();
        assert_eq!(all.total, 2);
        let in_commune = tested.engine.search_stalls(&ask("", vec!["xa-huong-khe".into()])).await.unwrap();
        assert_eq!(in_commune.total, 1);
        assert_eq!(search(&tested.engine, &query("cam")).await.total, before, "a stall is no product");
    }
}
