//! The report's tables; the console shows the same.

mod course;
mod general;
mod groups;
mod most;

use documents::{Cell, Table, per_mille};
use kernel::{Locale, Money};
use sea_orm::{ConnectionTrait, DbErr};

use crate::{Measure, Names, Nature, PeriodFigures, Value};

pub use course::{by_hour, visits};
pub use general::{by_law, general, monthly, sealed};
pub use groups::by_group;
pub use most::most;

/// What tables are made of.
pub struct Input<'a> {
    pub l: Locale,
    pub figures: &'a PeriodFigures,
    /// The period just before, and the one that was asked to be compared with (mostly a year earlier).
    pub before: &'a PeriodFigures,
    pub earlier: &'a PeriodFigures,
}

/// A table with a name that addresses can carry.
pub struct Sheet {
    pub code: &'static str,
    pub table: Table,
}

/// Every table of the period, in the report's order.
pub async fn all(db: &impl ConnectionTrait, input: &Input<'_>) -> Result<Vec<Sheet>, DbErr> {
    let mut names = Names::read(db, input.l).await?;
    let mut sheets =
        vec![Sheet { code: "chi-tieu", table: general(input) }, Sheet { code: "theo-thang", table: monthly(input) }];
    sheets.push(Sheet { code: "luot-truy-cap", table: visits(db, input).await? });
    sheets.push(Sheet { code: "theo-gio", table: by_hour(db, input).await? });
    for part in most::PARTS {
        sheets.push(Sheet { code: part.code, table: most(db, input, &mut names, part).await? });
    }
    for part in groups::PARTS {
        sheets.push(Sheet { code: part.code, table: by_group(db, input, &names, part).await? });
    }
    if matches!(input.figures.period, statistics::Period::Year(_)) {
        sheets.push(Sheet { code: "theo-luat", table: by_law(db, input).await? });
    }
    sheets.push(Sheet { code: "tinh-trang", table: sealed(input) });
    Ok(sheets)
}

fn cell(measure: Measure, value: Option<i64>) -> Cell {
    match (value, measure.nature()) {
        (None, _) => Cell::Missing,
        (Some(value), Nature::Money) => Cell::Money(Money(value)),
        (Some(value), _) => Cell::Number(value),
    }
}

/// By how much it changed, in tenths of a percent, rounded; `None` where one is unknown or there is nothing to compare with.
pub(crate) fn change(now: Value, before: Value) -> Option<i64> {
    let (now, before) = (now.known()?, before.known()?);
    per_mille(now.checked_sub(before)?, before)
}

/// `Lượt xem kỳ trước`.
fn before_title(l: Locale, name: &str) -> String {
    format!("{name}{}", l.t(" kỳ trước", ", period before"))
}

pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn change_cell(now: Value, before: Value) -> Cell {
    change(now, before).map_or(Cell::Text("–".to_owned()), Cell::PerMille)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_rounded_to_the_nearest_tenth_of_a_percent() {
        let between = |now, before| change(Value::Known(now), Value::Known(before));
        assert_eq!(between(110, 100), Some(100));
        assert_eq!(between(90, 100), Some(-100));
        assert_eq!(between(2, 3), Some(-333));
        assert_eq!(between(1, 3), Some(-667));
        assert_eq!(between(5, 0), None);
        assert_eq!(change(Value::Missing, Value::Known(1)), None);
        assert_eq!(between(i64::MAX, 1), None);
    }
}
