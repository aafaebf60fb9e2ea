//! Prices through the year: cheap in season, dear out of it and before Tết, with a slow wave of each good's own.

use chrono::{DateTime, Datelike, Utc};
use kernel::{Money, Months, ctx::local_date};

/// How far from its usual price a good is on that day, in thousandths.
pub(super) fn level(good: usize, months: Months, at: DateTime<Utc>) -> i64 {
    let day = local_date(at);
    let month = day.month();
    let (before, after) = (if month == 1 { 12 } else { month - 1 }, month % 12 + 1);
    let season = match months {
        _ if months.is_empty() || months.is_all_year() => 1_000,
        _ if months.contains(month) => 930,
        _ if months.contains(before) || months.contains(after) => 1_010,
        _ => 1_130,
    };
    let new_year = if month <= 2 { 45 } else { 0 };
    let days = i64::from(day.num_days_from_ce()) + 11 * i64::try_from(good % 182).unwrap_or_default();
    // From −60 up to 61 and back within half a year.
    let wave = ((days % 182) - 91).abs() * 4 / 3 - 60;
    season + new_year + wave
}

/// As people write prices.
pub(super) fn round(price: i64) -> Money {
    let step = match price {
        ..10_000 => 100,
        10_000..100_000 => 500,
        100_000..1_000_000 => 5_000,
        _ => 10_000,
    };
    Money(((price + step / 2) / step * step).max(step))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn goods_are_cheaper_in_their_season() {
        let months = Months::from_numbers([8, 9, 10]).unwrap();
        let on = |day: &str| format!("{day}T05:00:00Z").parse::<DateTime<Utc>>().unwrap();
        for good in 0..50 {
            let (harvest, spring) = (level(good, months, on("2026-09-15")), level(good, months, on("2026-03-16")));
            assert!(harvest + 100 < spring, "{good}: {harvest} in season, {spring} out of it");
        }
        assert_eq!([43_210, 1_234, 123_456, 4_444_444].map(round), [43_000, 1_200, 125_000, 4_440_000].map(Money));
    }
}
