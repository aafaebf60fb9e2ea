//! "Did you mean": the text in real words, where it was mended.

use search_indexer::{Change, ProductQuery};

use super::support::*;

async fn did_you_mean(tested: &Tested, text: &str) -> Option<String> {
    search(&tested.engine, &query(text)).await.did_you_mean
}

#[tokio::test]
async fn a_mended_text_is_told_in_accented_words() {
    for tested in engines_with(&demonstration()).await {
        for (text, meant) in [
            ("nuco mam ky phu", "nước mắm kỳ phú"),
            ("bưởi phúc chạch", "bưởi phúc trạch"),
            ("hồng yên giu", "hồng yên du"),
            ("camkhemay", "cam khe mây"),
            ("cudo phong nga", "cu đơ phong nga"),
            ("buwowri phucs trachj", "bưởi phúc trạch"),
            ("cam khe ma6y", "cam khe mây"),
        ] {
            assert_eq!(did_you_mean(&tested, text).await.as_deref(), Some(meant), "{text}");
        }
    }
}

#[tokio::test]
async fn a_text_that_is_found_as_typed_is_left_alone() {
    for tested in engines_with(&demonstration()).await {
        for text in
            ["cam khe mây", "buoi phuc trach", "đậu phộng", "heo rừng", "mua cu đơ ở đâu", "cam kh", "", "qqqq zzzz"]
        {
            assert_eq!(did_you_mean(&tested, text).await, None, "{text}");
        }
    }
}

#[tokio::test]
async fn what_was_corrected_finds_itself_without_correction() {
    for tested in engines_with(&demonstration()).await {
        for text in ["gạo nép hương hồng lĩnh", "vong tay chầm hương", "nuocmamkyphu"] {
            let meant = did_you_mean(&tested, text).await.unwrap();
            assert_eq!(did_you_mean(&tested, &meant).await, None, "{text} → {meant}");
            assert_eq!(names(&tested.engine, text).await[0], names(&tested.engine, &meant).await[0]);
        }
    }
}

#[tokio::test]
async fn the_correction_does_not_depend_on_filters_or_the_page() {
    for tested in engines_with(&demonstration()).await {
        let narrowed = ProductQuery { min_price: Some(1), max_price: Some(2), ..query("nuco mam ky phu") };
        let results = search(&tested.engine, &narrowed).await;
        assert_eq!((results.total, results.did_you_mean.as_deref()), (0, Some("nước mắm kỳ phú")));
    }
}

#[tokio::test]
async fn highlight_marks_the_accented_word_that_was_meant() {
    for tested in engines_with(&demonstration()).await {
        for (text, marked) in [
            ("buwowri phucs trachj", "Bưởi Phúc Trạch"),
            ("bưởi phúc chạch", "Bưởi Phúc Trạch"),
            ("heo thảo dược", "lợn thảo dược"),
        ] {
            let results = search(&tested.engine, &query(text)).await;
            assert_eq!(highlighted(&results.hits[0]), [marked], "{text}");
        }
    }
}

#[tokio::test]
async fn a_word_that_no_name_holds_is_written_as_most_documents_write_it() {
    let mut described = product(1, "Cam");
    described.description = "Ngọt thanh, mọng nước".into();
    for tested in engines_with(&[described]).await {
        assert_eq!(did_you_mean(&tested, "cam mongj").await.as_deref(), Some("cam mọng"));
        tested.engine.apply(vec![Change::put(product(2, "Bưởi"))]).await.unwrap();
        assert_eq!(did_you_mean(&tested, "cam mọgn").await.as_deref(), Some("cam mọng"));
    }
}
