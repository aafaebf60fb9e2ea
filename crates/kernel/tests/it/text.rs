use kernel::text::*;

use super::vectors;

#[test]
fn clean_text_is_nfc_without_invisible_characters() {
    assert_eq!(clean("\u{FEFF}  bu\u{31B}\u{309}o\u{31B}i \u{200B}"), "bửơi");
    assert_eq!(clean("Phu\u{301}c\u{200B} Tra\u{323}ch"), "Phúc Trạch");
    assert_eq!(clean("e\u{323}\u{302} e\u{302}\u{323}"), "ệ ệ");
    assert_eq!(clean("safe\u{202E}txt"), "safetxt");
}

#[test]
fn clean_text_keeps_inner_lines_and_tabs() {
    assert_eq!(clean("\r\none\r\n\ttwo\rthree\u{A0}four \n"), "one\n\ttwo\nthree four");
}

#[test]
fn look_alikes_of_d_with_stroke_become_it() {
    assert_eq!(clean("Ðức Thọ, Ɖức"), "Đức Thọ, Đức");
    assert_eq!(fold("Ðức ðỏ"), "duc do");
}

#[test]
fn folding_takes_marks_and_signs_away() {
    assert_eq!(fold("Bưởi Phúc Trạch"), "buoi phuc trach");
    assert_eq!(fold("  Kẹo cu-đơ (loại 1), 500 g! "), "keo cu do loai 1 500 g");
    assert_eq!(fold("Ｃａｍ １２３ m²"), "cam 123 m2");
    assert_eq!(fold("Đ\u{200B}ường"), "duong");
    assert_eq!(fold("日本 …"), "");
}

#[test]
fn decomposed_text_folds_like_composed_text() {
    let composed = "Nước mắm Kỳ Ninh thượng hạng, mực nhảy Vũng Áng";
    let decomposed: String = unicode_normalization::UnicodeNormalization::nfd(composed).collect();
    assert_ne!(composed, decomposed);
    assert_eq!(fold(&decomposed), fold(composed));
    assert_eq!(marked(&decomposed), marked(composed));
    assert_eq!(collation_key(&decomposed), collation_key(composed));
}

#[test]
fn marked_key_keeps_every_mark() {
    assert_eq!(marked("BƯỞI  Phúc-Trạch, 1kg"), "bưởi phúc trạch 1kg");
    assert_eq!(marked("Rượu nếp ệ ộ ặ ợ ự"), "rượu nếp ệ ộ ặ ợ ự");
    assert_ne!(marked("mơ"), marked("mộ"));
}

#[test]
fn both_styles_of_tone_placement_are_one_marked_key() {
    for (old, new) in [
        ("hòa", "hoà"),
        ("thủy", "thuỷ"),
        ("khỏe", "khoẻ"),
        ("Tòa", "toà"),
        ("ủy", "uỷ"),
        ("hòan", "hoàn"),
        ("úy lạo", "uý lạo"),
    ] {
        assert_eq!(marked(old), marked(new), "{old}");
    }
    for same in ["múa", "quý", "già", "quả", "của", "thuyền", "ngoài"] {
        assert_eq!(marked(same), same);
    }
}

#[test]
fn marks_are_noticed() {
    for text in ["đa", "bưởi", "a\u{301}", "Ðức"] {
        assert!(has_marks(text), "{text}");
    }
    assert!(!has_marks("buoi phuc trach 1 kg – 20%"));
}

#[test]
fn slugs_are_bounded_and_cut_between_words() {
    assert_eq!(slugify("Bưởi Phúc Trạch, loại 1"), "buoi-phuc-trach-loai-1");
    assert_eq!(slugify("!!!"), "");
    let long = slugify(&"mật ong ".repeat(30));
    assert!(long.len() <= MAX_SLUG && long.ends_with("-ong") | long.ends_with("-mat") && is_slug(&long), "{long}");
    assert_eq!(slugify(&"x".repeat(200)).len(), MAX_SLUG);
    assert_eq!(slugify(&format!("{} b", "a".repeat(80))), "a".repeat(80));
}

#[test]
fn only_plain_words_with_single_hyphens_are_slugs() {
    assert!(is_slug("xa-son-kim-1"));
    for bad in ["", "-a", "a-", "a--b", "A", "a b", "đa", "a_b"] {
        assert!(!is_slug(bad), "{bad}");
    }
    assert!(!is_slug(&"a".repeat(81)));
}

#[test]
fn control_characters_are_noticed() {
    assert!(has_control("a\0b") && has_control("\u{7}") && has_control("\u{85}"));
    assert!(!has_control("a\n\tb"));
}

#[test]
fn old_code_pages_are_recognised() {
    for text in ["®Æc s¶n Hµ TÜnh", "C«ng ty cæ phÇn", "B\u{AD}ëi Phóc Tr¹ch", "Haø Tónh", "Phuùc Traïch ñaëc saûn"]
    {
        assert!(looks_like_old_code_page(text), "{text}");
    }
}

#[test]
fn right_text_is_not_taken_for_an_old_code_page() {
    let fine = [
        "Diện tích 500 m², 25 µm, 30 µm, ±5 °C",
        "Nhung hươu Hương Sơn® OCOP® ©2026, giá¹ và cước¹",
        "Crème brûlée của Citroën",
        "OCOP 4★ – quà «Tết»",
        "Xoong, quần, xuân, huệ, hoá, Quỳnh Lưu, thuở, loè xoè",
        "Hộp 1½ kg",
    ];
    for text in fine {
        assert!(!looks_like_old_code_page(text), "{text}");
    }
    for commune in kernel::place::communes() {
        assert!(!looks_like_old_code_page(&commune.full_name));
    }
}

#[test]
fn cut_text_ends_after_a_word() {
    assert_eq!(truncate("Mật ong rừng Vũ Quang", 40), "Mật ong rừng Vũ Quang");
    assert_eq!(truncate("Mật ong rừng Vũ Quang", 14), "Mật ong rừng…");
    assert_eq!(truncate("Mật ong, rừng", 9), "Mật ong…");
    assert_eq!(truncate("Mật ong rừng", 8), "Mật ong…");
    assert_eq!(truncate("Khôngcóchỗngắt", 5), "Khôn…");
    assert_eq!(truncate("ab", 0), "");
}

#[test]
fn keys_sort_in_vietnamese_order() {
    let texts: Vec<String> =
        vectors(include_str!("../data/collation-vectors.csv")).iter().map(|row| row[1].to_owned()).collect();
    assert_eq!(texts.len(), 84);
    let mut sorted = texts.clone();
    sorted.reverse();
    sorted.sort_by_cached_key(|text| collation_key(text));
    assert_eq!(sorted, texts);
}

#[test]
fn digits_and_longer_words_sort_as_readers_expect() {
    assert!(collation_key("Sơn Kim 1") < collation_key("Sơn Kim 2"));
    assert!(collation_key("cam") < collation_key("cam bù"));
    assert!(collation_key("cam bù") < collation_key("Cam bù"));
    assert!(collation_key("9 quả") < collation_key("an"));
}
