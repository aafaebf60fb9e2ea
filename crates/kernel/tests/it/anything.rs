//! Whatever people send, nothing here panics.

use kernel::{FieldErrors, Fields, Locale, Money, Months, Quantity, date, phone::Phone, tax_code::TaxCode, text::*};
use proptest::prelude::*;

/// Any characters, or the ones that the readers look at.
fn anything() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[0-9 .,+()/-]{0,30}",
        "[0-9]{0,8}[., ]?[0-9]{0,4} ?(k|tr|triệu|nghìn|tỷ|rưỡi)? ?[0-9]{0,4} ?(k|đ|VND|rưỡi)?",
        "[a-zA-ZđĐơưâêôăàáảãạ\u{300}-\u{323}ÐøûïµÇ®¬\u{200b}\u{a0} -]{0,40}",
    ]
}

proptest! {
    #[test]
    fn readers_never_panic(text in anything()) {
        let _ = (Money::parse(&text), Quantity::parse(&text), Months::parse(&text), date::parse_day(&text));
        let _ = (Phone::parse(&text), TaxCode::parse(&text), looks_like_old_code_page(&text), has_marks(&text));
        let mut errors = FieldErrors::default();
        Fields::from_iter([("name".to_owned(), text)]).text(&mut errors, "name", 1, 20);
    }

    #[test]
    fn keys_and_clean_text_stay_when_made_again(text in anything()) {
        let (folded, cleaned, mark) = (fold(&text), clean(&text), marked(&text));
        prop_assert_eq!(fold(&folded), folded.clone());
        prop_assert_eq!(clean(&cleaned), cleaned.clone());
        prop_assert_eq!(marked(&mark), mark);
        prop_assert_eq!(fold(&cleaned), folded);
    }

    #[test]
    fn a_slug_is_a_slug_or_empty(text in anything()) {
        let slug = slugify(&text);
        prop_assert!(slug.is_empty() || is_slug(&slug), "{slug}");
    }

    #[test]
    fn cut_text_is_never_longer_than_asked(text in anything(), max in 0_usize..30) {
        prop_assert!(truncate(&text, max).chars().count() <= max);
    }

    #[test]
    fn shown_money_is_read_back(amount in 0..i64::MAX) {
        for locale in Locale::ALL {
            prop_assert_eq!(Money::parse(&Money(amount).format(locale)), Ok(Money(amount)));
        }
    }

    #[test]
    fn a_quantity_is_read_back_from_its_field(thousandths in 0..1_000_000_000_i64) {
        for locale in Locale::ALL {
            prop_assert_eq!(Quantity::parse(&Quantity(thousandths).input(locale)), Ok(Quantity(thousandths)));
        }
    }

    #[test]
    fn words_never_panic(amount: i64) {
        for locale in Locale::ALL {
            prop_assert!(!Money(amount).in_words(locale).contains("  "));
        }
    }

    #[test]
    fn stored_phones_and_tax_codes_are_read_back(text in anything()) {
        if let Ok(phone) = Phone::parse(&text) {
            prop_assert_eq!(Phone::parse(phone.as_str()), Ok(phone.clone()));
            prop_assert_eq!(Phone::parse(&phone.national()), Ok(phone));
        }
        if let Ok(code) = TaxCode::parse(&text) {
            prop_assert_eq!(TaxCode::parse(&code.as_stored()), Ok(code));
        }
    }

    #[test]
    fn every_sorting_key_agrees_with_itself_in_either_normal_form(text in "[a-zđơưâêôăàáảãạẠẾ ]{0,20}") {
        let decomposed: String = unicode_normalization::UnicodeNormalization::nfd(text.as_str()).collect();
        prop_assert_eq!(collation_key(&decomposed), collation_key(&text));
    }
}
