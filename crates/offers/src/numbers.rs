//! Numbers of forms, within the limits of offers.

use kernel::{Money, Problem, Quantity, unit};

/// A hundred billion đồng for one unit.
pub(crate) const MAX_PRICE: i64 = 100_000_000_000;
/// A billion units.
const MAX_QUANTITY: i64 = 1_000_000_000;

/// More than nothing, at most [`MAX_QUANTITY`] units, and whole where the unit can't be parted.
pub(crate) fn read_quantity(text: &str, unit_code: &str) -> Result<Quantity, Problem> {
    let in_parts = unit::unit(unit_code).is_none_or(|unit| unit.fractional);
    let most = Quantity(MAX_QUANTITY * 1_000);
    match Quantity::parse(text) {
        Ok(quantity) if quantity.0 < 1 => Err(Problem::NotPositive),
        Ok(quantity) if quantity <= most && !in_parts && !quantity.is_whole() => Err(Problem::NotWhole),
        Ok(quantity) if quantity <= most => Ok(quantity),
        Ok(_) | Err(Problem::TooLarge(_)) => Err(Problem::TooMuch { most, unit: unit_code.to_owned() }),
        Err(problem) => Err(problem),
    }
}

pub(crate) fn read_price(text: &str) -> Result<Money, Problem> {
    match Money::parse(text) {
        Ok(price) if price.0 < 1 => Err(Problem::NotPositive),
        Ok(price) if price.0 <= MAX_PRICE => Ok(price),
        Ok(_) | Err(Problem::TooLarge(_)) => Err(Problem::TooLarge(MAX_PRICE)),
        Err(problem) => Err(problem),
    }
}

/// A count of at least one.
pub(crate) fn read_count(text: &str, most: i64) -> Result<i64, Problem> {
    match Quantity::parse(text) {
        Ok(count) if !count.is_whole() => Err(Problem::NotInteger),
        Ok(count) if count.0 < 1 => Err(Problem::NotPositive),
        Ok(count) if count.0 / 1_000 <= most => Ok(count.0 / 1_000),
        Ok(_) | Err(Problem::TooLarge(_)) => Err(Problem::TooLarge(most)),
        Err(Problem::AmbiguousNumber { .. } | Problem::TooPrecise(_)) => Err(Problem::NotInteger),
        Err(problem) => Err(problem),
    }
}
