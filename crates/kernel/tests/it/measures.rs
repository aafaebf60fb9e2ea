use kernel::{Measure, Quantity, unit::units};
use proptest::prelude::*;

fn of(unit: &str) -> Measure {
    Measure::new(unit).unwrap()
}

fn pack(unit: &str, content: i64, inner: &str) -> Measure {
    Measure::packed(unit, Quantity(content), inner).unwrap()
}

#[test]
fn kilograms_yen_ta_and_tonnes_are_one_measure() {
    let two_ta = of("ta").convert_exactly(Quantity(2_000), &of("kg"));
    assert_eq!(two_ta, Some(Quantity(200_000)));
    assert_eq!(of("kg").convert_exactly(Quantity(1_500_000), &of("tan")), Some(Quantity(1_500)));
    let sum = of("kg").sum([(Quantity(1_000), of("tan")), (Quantity(1_000), of("yen")), (Quantity(500), of("kg"))]);
    assert_eq!(sum, Some(Quantity(1_010_500)));
}

#[test]
fn a_carton_counts_only_where_its_content_is_known() {
    let (unknown, of_ten) = (of("thung"), pack("thung", 10_000, "kg"));
    assert_eq!(of_ten.convert(Quantity(3_000), &of("yen")), Some(Quantity(3_000)));
    assert_eq!(of_ten.convert(Quantity(3_000), &pack("hop", 500, "kg")), Some(Quantity(60_000)));
    assert_eq!(pack("gio", 12_000, "qua").convert(Quantity(1_000), &of("ta_12")), Some(Quantity(1_000)));
    for other in [of("kg"), of("thung"), of_ten] {
        assert_eq!(unknown.convert(Quantity(1_000), &other), None);
        assert_eq!(other.convert(Quantity(1_000), &unknown), None);
    }
    assert_eq!(of("kg").sum([(Quantity(1_000), of("kg")), (Quantity(1_000), unknown)]), None);
    assert_eq!((unknown.dimension(), of_ten.dimension()), (None, Some("mass")));
}

#[test]
fn a_pack_of_nothing_of_packs_or_that_is_no_pack_is_none() {
    for (unit, content, inner) in
        [("thung", 0, "kg"), ("thung", -1, "kg"), ("thung", 1, "hop"), ("kg", 1, "g"), ("x", 1, "kg")]
    {
        assert_eq!(Measure::packed(unit, Quantity(content), inner), None, "{unit} {content} {inner}");
    }
}

#[test]
fn what_is_agreed_on_comes_out_exactly_or_not_at_all() {
    assert_eq!(of("g").convert_exactly(Quantity(1_000), &of("tan")), None);
    assert_eq!(of("g").convert(Quantity(1_000), &of("tan")), Some(Quantity(0)));
    assert_eq!(of("qua").convert_exactly(Quantity(1_000), &of("ta_12")), None);
    assert_eq!(of("tan").convert_exactly(Quantity(i64::MAX), &of("g")), None);
    assert_eq!(of("kg").in_base(Quantity(1_500)), Some(1_500_000));
}

proptest! {
    #[test]
    fn an_exact_conversion_comes_back(amount in 0..1_000_000_000_000_i64, from in 0..43_usize, to in 0..43_usize) {
        let (from, to) = (of(units()[from].code), of(units()[to].code));
        if let Some(there) = from.convert_exactly(Quantity(amount), &to) {
            prop_assert_eq!(to.convert_exactly(there, &from), Some(Quantity(amount)));
            prop_assert_eq!(from.in_base(Quantity(amount)), to.in_base(there));
        }
        prop_assert_eq!(from.convert(Quantity(1), &to).is_some(), to.convert(Quantity(1), &from).is_some());
    }
}
