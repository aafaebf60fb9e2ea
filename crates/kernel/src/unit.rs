//! The units that goods are sold in.

use std::sync::LazyLock;

use crate::{
    Locale,
    data::{list, rows},
};

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
}
