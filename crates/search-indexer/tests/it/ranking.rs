//! What stands before what, by numbers that are data.

use chrono::TimeDelta;
use search_indexer::{Ranking, Synonym, SynonymKind, Synonyms};

use super::support::*;

#[tokio::test]
async fn among_equals_the_harvested_stand_first_then_the_fresh() {
    let mut old = product(1, "Cam một");
    let mut fresh = product(2, "Cam hai");
    let mut in_season = product(3, "Cam ba");
    old.listed_at = noon() - TimeDelta::days(900);
    fresh.listed_at = noon() - TimeDelta::days(2);
    in_season.listed_at = noon() - TimeDelta::days(900);
    in_season.months = 1 << 10;
    for tested in engines_with(&[old, fresh, in_season]).await {
        assert_eq!(names(&tested.engine, "cam").await, ["Cam ba", "Cam hai", "Cam một"]);
    }
}

#[tokio::test]
async fn a_season_never_beats_a_better_match() {
    let mut in_season = product(1, "Mứt cam");
    in_season.months = 1 << 10;
    in_season.listed_at = noon();
    let mut only_described = product(2, "Ổi");
    only_described.description = "ngon hơn cam".into();
    only_described.months = 1 << 10;
    for tested in engines_with(&[only_described, in_season, product(3, "Cam")]).await {
        assert_eq!(names(&tested.engine, "cam").await, ["Cam", "Mứt cam", "Ổi"]);
    }
}

#[tokio::test]
async fn what_matches_as_typed_stands_before_what_was_mended() {
    let mut typed = product(1, "Giò lụa");
    typed.place_text = "Huyện Đức Thọ".into();
    for tested in engines_with(&[product(2, "Gạo Đức Thọ"), typed]).await {
        assert_eq!(names(&tested.engine, "giò đức thọ").await[0], "Giò lụa");
    }
}

#[tokio::test]
async fn other_numbers_make_another_order_at_once() {
    let mut in_place = product(1, "Hai");
    in_place.place_text = "Mật Ong".into();
    for tested in engines_with(&[product(2, "Mật ong"), in_place]).await {
        assert_eq!(names(&tested.engine, "mật ong").await[0], "Mật ong");
        let places_first = Ranking { name: 0.2, whole_name: 0.0, place: 1.0, ..Ranking::default() };
        tested.engine.clone().set_ranking(places_first);
        assert_eq!(names(&tested.engine, "mật ong").await[0], "Hai", "through every clone of the engine");
    }
}

#[tokio::test]
async fn a_synonym_counts_from_the_next_search_on_and_less_than_the_word_itself() {
    let products = [product(1, "Kẹo gương"), product(2, "Kẹo kính")];
    for tested in engines_with(&products).await {
        assert_eq!(names(&tested.engine, "gương").await, ["Kẹo gương"]);
        let mirror = |kind| Synonym { term: "gương".into(), canonical: "kính".into(), kind };
        tested.engine.set_synonyms(Synonyms::new([mirror(SynonymKind::Same)]));
        assert_eq!(names(&tested.engine, "gương").await, ["Kẹo gương", "Kẹo kính"]);
        assert_eq!(names(&tested.engine, "kính").await, ["Kẹo kính", "Kẹo gương"]);
        tested.engine.set_synonyms(Synonyms::new([mirror(SynonymKind::OneWay)]));
        assert_eq!(names(&tested.engine, "kính").await, ["Kẹo kính"]);
        tested.engine.set_synonyms(Synonyms::new([]));
        assert_eq!(names(&tested.engine, "gương").await, ["Kẹo gương"]);
    }
}

#[tokio::test]
async fn several_words_may_stand_for_one_and_one_for_several() {
    let products = [product(1, "Dầu lạc"), product(2, "Đông trùng hạ thảo"), product(3, "Đông trùng")];
    for tested in engines_with(&products).await {
        assert_eq!(names(&tested.engine, "dầu đậu phộng").await, ["Dầu lạc"]);
        assert_eq!(names(&tested.engine, "ĐTHT").await, ["Đông trùng hạ thảo"], "all words of it");
        assert_eq!(names(&tested.engine, "dau dau phong").await, ["Dầu lạc"]);
    }
}

#[tokio::test]
async fn keystrokes_find_what_they_would_have_written_also_unfinished() {
    let products = [product(1, "Bưởi"), product(2, "Bún bò"), product(3, "Box quà"), product(4, "Bõ")];
    for tested in engines_with(&products).await {
        for text in ["buwowri", "bu7o73i", "buwow", "buowi"] {
            assert_eq!(names(&tested.engine, text).await.first().map(String::as_str), Some("Bưởi"), "{text}");
        }
        assert_eq!(names(&tested.engine, "box").await, ["Box quà", "Bõ"], "what was typed weighs most");
    }
}
