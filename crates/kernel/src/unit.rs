//! The units that goods are sold in.

use std::sync::LazyLock;

use crate::{
    Locale, Quantity,
    data::{list, rows},
};

/// English short names that change behind more than one; the rest stay as they are (`5 kg`, `5 dozen`).
const PLURALS: [(&str, &str); 26] = [
    ("tonne", "tonnes"),
    ("litre", "litres"),
    ("piece", "pieces"),
    ("animal", "animals"),
    ("plant", "plants"),
    ("flower", "flowers"),
    ("cake", "cakes"),
    ("pair", "pairs"),
    ("ten", "tens"),
    ("ticket", "tickets"),
    ("portion", "portions"),
    ("night", "nights"),
    ("session", "sessions"),
    ("box", "boxes"),
    ("bottle", "bottles"),
    ("jar", "jars"),
    ("packet", "packets"),
    ("bag", "bags"),
    ("carton", "cartons"),
    ("sack", "sacks"),
    ("jerrycan", "jerrycans"),
    ("set", "sets"),
    ("bundle", "bundles"),
    ("tray", "trays"),
    ("gift basket", "gift baskets"),
    ("gift set", "gift sets"),
];

#[derive(Debug, PartialEq, Eq)]
pub struct Unit {
    pub code: &'static str,
    pub name_vi: &'static str,
    pub name_en: &'static str,
    short_vi: &'static str,
    short_en: &'static str,
    /// mass, volume, length, area, count, service or pack.
    pub dimension: &'static str,
    /// Empty for packs: their content must be given with the product.
    pub base_unit: &'static str,
    pub factor_to_base: Option<i64>,
    /// May it be sold in parts (half a kilogram, but no half a fish)?
    pub fractional: bool,
    /// Other words for it, in marked Vietnamese: without marks tá and tạ, bó and bộ would be one.
    pub aliases: Vec<&'static str>,
}

static UNITS: LazyLock<Vec<Unit>> =
    LazyLock::new(|| rows(include_str!("../data/units.csv")).filter_map(|row| read(&row)).collect());

fn read(row: &[&'static str]) -> Option<Unit> {
    let &[code, name_vi, name_en, short_vi, short_en, dimension, base_unit, factor, fractional, aliases] = row else {
        return None;
    };
    let (factor_to_base, fractional, aliases) = (factor.parse().ok(), fractional == "yes", list(aliases));
    Some(Unit { code, name_vi, name_en, short_vi, short_en, dimension, base_unit, factor_to_base, fractional, aliases })
}

/// Every unit, in the order of the form's list.
#[must_use]
pub fn units() -> &'static [Unit] {
    &UNITS
}

#[must_use]
pub fn unit(code: &str) -> Option<&'static Unit> {
    units().iter().find(|unit| unit.code == code)
}

impl Unit {
    #[must_use]
    pub fn name(&self, locale: Locale) -> &'static str {
        match locale {
            Locale::Vi => self.name_vi,
            Locale::En => self.name_en,
        }
    }

    /// What stands behind a price: `45.000 ₫/kg`, `/quả`, `/piece`.
    #[must_use]
    pub fn short(&self, locale: Locale) -> &'static str {
        match locale {
            Locale::Vi => self.short_vi,
            Locale::En => self.short_en,
        }
    }

    /// So much of it: `500 kg`, `40 thùng`, `40 cartons`, `4 × 100 kg`.
    #[must_use]
    pub fn amount(&self, locale: Locale, quantity: Quantity) -> String {
        let (count, short) = (quantity.format(locale), self.short(locale));
        // A name that begins with a number would run into the one before it.
        if short.starts_with(|c: char| c.is_ascii_digit()) {
            return format!("{count} × {short}");
        }
        let is_many = locale == Locale::En && quantity.0 > 1_000;
        let plural = PLURALS.iter().find(|(one, _)| is_many && *one == short);
        format!("{count} {}", plural.map_or(short, |(_, many)| *many))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn amounts_read_naturally_in_both_languages() {
        let say = |l, thousandths, code: &str| unit(code).unwrap().amount(l, Quantity(thousandths));
        assert_eq!(say(Locale::Vi, 4_000, "ta"), "4 tạ");
        assert_eq!(say(Locale::En, 4_000, "ta"), "4 × 100 kg");
        assert_eq!(say(Locale::En, 110_000, "chai"), "110 bottles");
        assert_eq!(say(Locale::En, 65_000, "hop"), "65 boxes");
        assert_eq!(say(Locale::En, 1_000, "hop"), "1 box");
        assert_eq!(say(Locale::Vi, 65_000, "hop"), "65 hộp");
        assert_eq!(say(Locale::En, 1_500, "tan"), "1.5 tonnes");
        assert_eq!(say(Locale::En, 500_000, "kg"), "500 kg");
    }

    #[test]
    fn every_plural_is_of_a_unit() {
        for (one, _) in PLURALS {
            assert!(units().iter().any(|unit| unit.short_en == one), "{one}");
        }
    }
}
