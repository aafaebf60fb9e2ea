//! The price board (bảng giá): lowest, median and highest price asked and bid, and what deals were made at, by week and commune.
//!
//! What counts:
//! - An offer counts in every week in which it was open to everybody at some time, from its opening to its end or its last valid day.
//! - Drafts, submitted and rejected offers never count; withdrawn ones neither: they should not have been. What is hidden does not
//!   count while it is, nor what ended while an officer had hidden it.
//! - Deals count in the week they were agreed in, unless they were cancelled. Their place is the offer's.
//! - Offers of a commodity make one group, those of a category without a commodity another; a wish in free words alone makes none.
//! - Prices are shown for one unit where a factor is defined, otherwise for the unit itself; groups of different units never mix.
//! - An offer whose owner changed its price counts in each week with the price that it had last in that week.
//! - How prices make figures is said in [`Prices`]' module: one price per party, outliers left out.
//!
//! A week's figures follow what happens until the Thursday after it ([`Week::closes_on`]); then they are closed and nothing but
//! [`rebuild`] changes them, which is told to the audit log. Figures are computed outside of a transaction, in pages, and written in one.

mod figures;
mod price;
mod queries;
mod read;
mod recompute;
mod rows;
mod tally;
mod week;

pub(crate) use price::price_of;

pub use figures::{LEAST_PARTIES, OUTLIER_FACTOR, Prices};
pub use queries::{BoardWeek, Filter, by_commune, history, lines, page, weeks};
pub use recompute::{Recomputed, rebuild, recompute, settle};
pub use week::Week;

use kernel::{CommodityId, Money, Quantity};

/// What a line is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Good {
    Commodity(CommodityId),
    /// The code of a category: what names no commodity of it.
    Category(String),
}

/// What was agreed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Deals {
    pub count: i32,
    pub quantity: Quantity,
    pub median: Option<Money>,
}

/// One good in one unit at one place in one week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub week: Week,
    pub good: Good,
    /// A commune's code; empty: the whole province.
    pub commune_code: String,
    /// What prices are for, and what quantities are counted in.
    pub unit_code: String,
    /// The unit that is the same and that most offers name: `qua` or `con` for what is counted in `cai`.
    pub unit_name: String,
    pub asked: Prices,
    pub bid: Prices,
    pub deals: Deals,
}
