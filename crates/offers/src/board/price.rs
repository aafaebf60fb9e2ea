//! Prices of different units side by side: only where a factor is defined.

use kernel::{
    Measure, Money, Quantity,
    unit::{Unit, unit},
};

/// What prices are shown for, one per base unit: nobody thinks in grams.
const SHOWN: [&str; 7] = ["kg", "lit", "m", "m2", "cai", "dem", "buoi"];
const ONE: Quantity = Quantity(1_000);

/// The unit that prices and quantities of a measure are shown in. A pack of unknown content is a unit of its own.
pub(super) fn shown_unit(measure: &Measure) -> &'static Unit {
    let known = SHOWN.into_iter().filter_map(unit);
    known.into_iter().find(|unit| into_shown(measure, unit).is_some()).unwrap_or(measure.unit())
}

/// The measure's own unit where one of it is one of the shown; else the shown one.
pub(super) fn name_of(measure: &Measure) -> &'static str {
    let shown = shown_unit(measure);
    let is_same = |unit: &Unit| Measure::new(unit.code).is_some_and(|own| own == *measure);
    let own = measure.unit();
    match into_shown(measure, shown) {
        Some((one, of_shown)) if one == of_shown && is_same(own) => own.code,
        _ => shown.code,
    }
}

/// How many thousandths of a base unit are one of the measure and one of the shown unit.
fn into_shown(measure: &Measure, shown: &'static Unit) -> Option<(i128, i128)> {
    let shown = Measure::new(shown.code)?;
    measure.convert(ONE, &shown)?;
    Some((measure.in_base(ONE)?, shown.in_base(ONE)?))
}

/// The price of one shown unit, rounded to whole đồng; as it is where nothing converts. `None` when it is too large.
pub(crate) fn price_of(measure: &Measure, price: Money) -> Option<i64> {
    let Some((one, shown)) = into_shown(measure, shown_unit(measure)) else { return Some(price.0) };
    let price = i128::from(price.0).checked_mul(shown)?;
    i64::try_from((price * 2 + one).div_euclid(one * 2)).ok()
}

/// The quantity in the shown unit.
pub(super) fn quantity_of(measure: &Measure, quantity: Quantity) -> Option<Quantity> {
    match Measure::new(shown_unit(measure).code) {
        Some(shown) if shown.dimension().is_some() => measure.convert(quantity, &shown),
        _ => Some(quantity),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn prices_of_one_dimension_are_shown_for_one_unit() {
        let kg = |count| Measure::packed("thung", Quantity(count), "kg").unwrap();
        for (measure, price, shown, expected) in [
            (Measure::new("kg").unwrap(), 45_000, "kg", 45_000),
            (Measure::new("ta").unwrap(), 4_500_000, "kg", 45_000),
            (Measure::new("yen").unwrap(), 455_555, "kg", 45_556),
            (Measure::new("g").unwrap(), 45, "kg", 45_000),
            (kg(10_000), 450_000, "kg", 45_000),
            (kg(500), 30_000, "kg", 60_000),
            (Measure::new("chuc").unwrap(), 300_000, "cai", 30_000),
            (Measure::new("cap").unwrap(), 70_000, "cai", 35_000),
            (Measure::new("thung").unwrap(), 450_000, "thung", 450_000),
            (Measure::packed("chai", Quantity(500), "lit").unwrap(), 60_000, "lit", 120_000),
            (Measure::new("dem").unwrap(), 500_000, "dem", 500_000),
            (Measure::new("sao").unwrap(), 5_000_000, "m2", 10_000),
        ] {
            assert_eq!(shown_unit(&measure).code, shown, "{measure:?}");
            assert_eq!(price_of(&measure, Money(price)), Some(expected), "{measure:?}");
        }
        assert_eq!(price_of(&Measure::new("g").unwrap(), Money(i64::MAX)), None);
    }

    #[test]
    fn what_is_counted_keeps_its_name() {
        for (unit, name) in
            [("qua", "qua"), ("con", "con"), ("chuc", "cai"), ("ta", "kg"), ("kg", "kg"), ("thung", "thung")]
        {
            assert_eq!(name_of(&Measure::new(unit).unwrap()), name);
        }
        assert_eq!(name_of(&Measure::packed("hop", Quantity(1_000), "qua").unwrap()), "cai");
    }

    #[test]
    fn quantities_follow_and_unknown_packs_stay_packs() {
        let ta = Measure::new("ta").unwrap();
        assert_eq!(quantity_of(&ta, Quantity(1_500)), Some(Quantity(150_000)));
        assert_eq!(quantity_of(&Measure::new("thung").unwrap(), Quantity(7_000)), Some(Quantity(7_000)));
    }
}
