use chrono::NaiveDate;
use kernel::{
    Locale::{En, Vi},
    Measure, Months, Problem, Quantity,
    unit::{unit, units},
};

#[test]
fn quantities_are_read_with_comma_or_point() {
    for (text, thousandths) in
        [("10", 10_000), ("1,5", 1_500), ("1.5", 1_500), ("0,125", 125), ("0", 0), ("2,50", 2_500), ("1,2340", 1_234)]
    {
        assert_eq!(Quantity::parse(text), Ok(Quantity(thousandths)), "{text}");
    }
}

#[test]
fn a_quantity_that_may_be_a_thousand_is_refused() {
    for (text, thousands, parts) in [("1.500", 1_500, 1_500), ("1,250", 1_250, 1_250), ("12.000", 12_000, 12_000)] {
        let (thousands, parts) = (Quantity(thousands * 1_000), Quantity(parts));
        assert_eq!(Quantity::parse(text), Err(Problem::AmbiguousNumber { typed: text.into(), thousands, parts }));
    }
    for text in ["1,", ",5", "1.5.5", "1.500.5", "0.500.000", "1.234,567,5", "--1", "-", "-x", "một", "1 kg"] {
        assert_eq!(Quantity::parse(text), Err(Problem::NotANumber), "{text}");
    }
    assert_eq!(Quantity::parse(""), Err(Problem::Required));
}

#[test]
fn what_the_floor_prints_is_read_where_it_is_clear() {
    for (text, thousandths) in [
        ("1.000.000.000", 1_000_000_000_000),
        ("1,234,567", 1_234_567_000),
        ("1.500,5", 1_500_500),
        ("1,234.567", 1_234_567),
        ("12.345.678,25", 12_345_678_250),
    ] {
        assert_eq!(Quantity::parse(text), Ok(Quantity(thousandths)), "{text}");
    }
}

#[test]
fn a_number_that_is_no_quantity_says_why() {
    for text in ["-5", "-0", "−1,5", "-1.500"] {
        assert_eq!(Quantity::parse(text), Err(Problem::NotPositive), "{text}");
    }
    assert_eq!(Quantity::parse("12,3456"), Err(Problem::TooPrecise(3)));
    for text in ["99999999999999999999", "99.999.999.999.999.999.999", "9223372036854776"] {
        assert_eq!(Quantity::parse(text), Err(Problem::TooLarge(Quantity::MAX_WHOLE)), "{text}");
    }
}

#[test]
fn quantities_are_said_in_words() {
    assert_eq!(Quantity(1_500_000).in_words(Vi), "một nghìn năm trăm");
    assert_eq!(Quantity(1_205).in_words(Vi), "một phẩy hai không năm");
    assert_eq!(Quantity(1_500).in_words(En), "one point five");
}

#[test]
fn quantities_are_shown_by_language() {
    assert_eq!(Quantity(1_500).format(Vi), "1,5");
    assert_eq!(Quantity(1_500).format(En), "1.5");
    assert_eq!(Quantity(1_500_000).format(Vi), "1.500");
    assert_eq!(Quantity(-500).format(Vi), "-0,5");
    assert_eq!(Quantity(1_234_567).format(En), "1,234.567");
}

#[test]
fn every_quantity_is_read_back_from_its_field() {
    for thousandths in [0, 5, 50, 125, 1_000, 1_234, 1_500, 1_500_000, 12_345_678] {
        for locale in [Vi, En] {
            let typed = Quantity(thousandths).input(locale);
            assert_eq!(Quantity::parse(&typed), Ok(Quantity(thousandths)), "{typed}");
        }
    }
}

#[test]
fn every_unit_is_known_by_its_own_code() {
    assert_eq!(units().len(), 43);
    for (place, known) in units().iter().enumerate() {
        assert_eq!(units().iter().position(|u| u.code == known.code), Some(place));
        assert!(!known.short(Vi).is_empty() && !known.short(En).is_empty() && !known.name(En).is_empty());
        assert_eq!(known.factor_to_base.is_none(), known.dimension == "pack", "{}", known.code);
        assert_eq!(known.base_unit.is_empty(), known.dimension == "pack", "{}", known.code);
    }
    assert!(unit("stone").is_none());
}

#[test]
fn units_have_names_and_short_forms() {
    let kg = unit("kg").unwrap();
    assert_eq!((kg.name(Vi), kg.name(En), kg.short(Vi), kg.short(En)), ("ki-lô-gam", "kilogram", "kg", "kg"));
    let fruit = unit("qua").unwrap();
    assert_eq!((fruit.short(Vi), fruit.short(En), fruit.fractional), ("quả", "piece", false));
    assert_eq!(kg.aliases, ["ký", "kí", "cân", "kilo", "kg"]);
}

#[test]
fn amounts_convert_between_units_of_one_dimension_only() {
    let convert = |amount, from, to| Measure::new(from).unwrap().convert(Quantity(amount), &Measure::new(to).unwrap());
    assert_eq!(convert(1_500, "kg", "g"), Some(Quantity(1_500_000)));
    assert_eq!(convert(2_000, "ta", "yen"), Some(Quantity(20_000)));
    assert_eq!(convert(1_000, "chuc", "qua"), Some(Quantity(10_000)));
    assert_eq!(convert(1_000, "g", "kg"), Some(Quantity(1)));
    assert_eq!(convert(499, "g", "kg"), Some(Quantity(0)));
    assert_eq!(convert(500, "g", "kg"), Some(Quantity(1)));
    assert_eq!(convert(1_000, "kg", "lit"), None);
    assert_eq!(convert(1_000, "dem", "buoi"), None);
    assert_eq!(convert(1_000, "hop", "hop"), None);
    assert_eq!(convert(i64::MAX, "tan", "g"), None);
}

#[test]
fn months_are_read_and_kept() {
    let months = Months::parse("8 9, 10").unwrap();
    assert_eq!(months.iter().collect::<Vec<_>>(), [8, 9, 10]);
    assert_eq!(Months::from_numbers([10, 9, 8, 8]), Ok(months));
    assert_eq!(Months::from_bits(months.bits()), months);
    assert!(Months::parse("").unwrap().is_empty());
    for bad in ["0", "13", "tám", "-1", "99999999999"] {
        assert_eq!(Months::parse(bad), Err(Problem::NotAChoice), "{bad}");
    }
    assert_eq!(Months::from_bits(-1).iter().count(), 12);
    assert!(!months.contains(0) && !months.contains(40));
}

#[test]
fn months_are_named_as_ranges() {
    let ranges = |text, locale| Months::parse(text).unwrap().ranges(locale);
    assert_eq!(ranges("8 9 10", Vi), "tháng 8–10");
    assert_eq!(ranges("8 9 10", En), "Aug–Oct");
    assert_eq!(ranges("11 12 1", Vi), "tháng 11–1");
    assert_eq!(ranges("1 3 5 6 12", Vi), "tháng 3, 5–6, 12–1");
    assert_eq!(ranges("5", En), "May");
    assert_eq!(ranges("", Vi), "");
    assert_eq!(ranges("1 2 3 4 5 6 7 8 9 10 11 12", Vi), "quanh năm");
}

#[test]
fn a_good_is_in_season_only_in_its_months() {
    let day = |month| NaiveDate::from_ymd_opt(2026, month, 15).unwrap();
    let months = Months::parse("11 12 1").unwrap();
    assert!(months.in_season(day(12)) && months.in_season(day(1)) && !months.in_season(day(2)));
    assert!(!Months::default().in_season(day(12)));
}
