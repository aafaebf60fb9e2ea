//! Why two offers belong together, or what stands between them: facts, put into words where they are shown.

use chrono::NaiveDate;
use kernel::{CommodityId, Money, Quantity};
use serde::{Deserialize, Serialize};

use crate::Certificate;

/// A quantity as its offer counts it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amount {
    pub quantity: Quantity,
    pub unit_code: String,
}

/// What one unit costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    pub price: Money,
    pub unit_code: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Reason {
    SameCommodity {
        commodity: CommodityId,
    },
    /// The goods lie in the category that is wanted.
    InCategory {
        category: String,
    },
    /// The same category, but not the commodity that is wanted.
    SameCategory {
        category: String,
    },
    /// The buyer's words that stand in what is sold.
    Words {
        words: Vec<String>,
    },
    /// All that is wanted is there.
    Enough {
        offered: Amount,
        wanted: Amount,
    },
    /// A part of it is there.
    Part {
        offered: Amount,
        wanted: Amount,
    },
    /// Less is wanted than the smallest lot, or less is there than the smallest lot that is taken.
    LotTooLarge {
        lot: Amount,
        quantity: Amount,
    },
    /// The price asked is at most the price that is bid.
    PriceMeets {
        ask: Price,
        bid: Price,
    },
    /// It is above by so many per cent.
    PriceAbove {
        ask: Price,
        bid: Price,
        percent: u32,
    },
    Negotiable,
    SameCommune {
        commune: String,
    },
    /// Between the middles of their communes; with the former district, where both lie in it.
    Away {
        km: u32,
        district: Option<String>,
    },
    /// Both at least on these days; open ends are left out.
    Together {
        from: Option<NaiveDate>,
        until: Option<NaiveDate>,
    },
    /// So many days lie between them.
    Apart {
        days: u32,
    },
    /// Of the certificates that are wanted.
    Has {
        certificates: Vec<Certificate>,
    },
    Lacks {
        certificates: Vec<Certificate>,
    },
}

impl Reason {
    /// Whether it speaks for the pair.
    #[must_use]
    pub fn is_for(&self) -> bool {
        !matches!(self, Self::LotTooLarge { .. } | Self::PriceAbove { .. } | Self::Apart { .. } | Self::Lacks { .. })
    }

    /// Whether quantities were compared.
    #[must_use]
    pub fn is_of_quantity(&self) -> bool {
        matches!(self, Self::Enough { .. } | Self::Part { .. } | Self::LotTooLarge { .. })
    }

    /// Whether prices were compared.
    #[must_use]
    pub fn is_of_price(&self) -> bool {
        matches!(self, Self::PriceMeets { .. } | Self::PriceAbove { .. })
    }
}
