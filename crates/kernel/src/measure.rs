//! Quantities across units: what a quantity is counted in, and whether two can be compared or added.

use crate::{
    Quantity,
    unit::{self, Unit},
};

/// A unit and, for packs, what one of them holds. A carton of ten kilograms converts to tonnes; a carton of unknown content
/// converts to nothing, not even to another carton.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    unit: &'static Unit,
    content: Option<(Quantity, &'static Unit)>,
}

impl Measure {
    /// `None` for an unknown code.
    #[must_use]
    pub fn new(unit_code: &str) -> Option<Self> {
        unit::unit(unit_code).map(|unit| Self { unit, content: None })
    }

    /// A pack that holds so much of another unit. `None` when the unit is no pack, or the content is none or measured in packs.
    #[must_use]
    pub fn packed(unit_code: &str, content: Quantity, content_unit: &str) -> Option<Self> {
        let (unit, inner) = (unit::unit(unit_code)?, unit::unit(content_unit)?);
        let is_known = unit.factor_to_base.is_none() && inner.factor_to_base.is_some() && content.0 > 0;
        is_known.then_some(Self { unit, content: Some((content, inner)) })
    }

    #[must_use]
    pub fn unit(&self) -> &'static Unit {
        self.unit
    }

    /// What is measured in the end: mass, volume, count …; `None` for packs of unknown content.
    #[must_use]
    pub fn dimension(&self) -> Option<&'static str> {
        self.base().map(|(_, unit)| unit.dimension)
    }

    /// The amount in thousandths of the base unit (gram, millilitre, piece …).
    #[must_use]
    pub fn in_base(&self, amount: Quantity) -> Option<i128> {
        let (factor, _) = self.base()?;
        // The factor is in thousandths itself, for contents such as half a kilogram.
        i128::from(amount.0).checked_mul(factor).map(|thousandths| thousandths / 1_000)
    }

    /// The same amount in another measure, rounded to a thousandth. `None` where no factor is defined, or when it is too large.
    #[must_use]
    pub fn convert(&self, amount: Quantity, to: &Self) -> Option<Quantity> {
        let (product, into) = self.ratio(amount, to)?;
        rounded(product, into)
    }

    /// Like [`Self::convert`], but `None` too when it does not come out in whole thousandths: for what is agreed on.
    #[must_use]
    pub fn convert_exactly(&self, amount: Quantity, to: &Self) -> Option<Quantity> {
        let (product, into) = self.ratio(amount, to)?;
        if product % into == 0 { i64::try_from(product / into).ok().map(Quantity) } else { None }
    }

    /// The sum in this measure, rounded once at the end. `None` when one of them can't be converted, or it is too large.
    #[must_use]
    pub fn sum(&self, amounts: impl IntoIterator<Item = (Quantity, Self)>) -> Option<Quantity> {
        let (into, base) = self.base()?;
        let mut total: i128 = 0;
        for (amount, measure) in amounts {
            let (factor, other) = measure.base()?;
            if !same(base, other) {
                return None;
            }
            total = total.checked_add(i128::from(amount.0).checked_mul(factor)?)?;
        }
        rounded(total, into)
    }

    fn ratio(&self, amount: Quantity, to: &Self) -> Option<(i128, i128)> {
        let ((from, base), (into, other)) = (self.base()?, to.base()?);
        if same(base, other) { Some((i128::from(amount.0).checked_mul(from)?, into)) } else { None }
    }

    /// How many thousandths of the base unit one of it is.
    fn base(&self) -> Option<(i128, &'static Unit)> {
        match self.content {
            Some((content, inner)) => Some((i128::from(content.0) * i128::from(inner.factor_to_base?), inner)),
            None => Some((i128::from(self.unit.factor_to_base?) * 1_000, self.unit)),
        }
    }
}

/// Half up. `None` when it is too large.
fn rounded(product: i128, into: i128) -> Option<Quantity> {
    i64::try_from((product.checked_mul(2)? + into).div_euclid(into * 2)).ok().map(Quantity)
}

fn same(a: &Unit, b: &Unit) -> bool {
    (a.dimension, a.base_unit) == (b.dimension, b.base_unit)
}
