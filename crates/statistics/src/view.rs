//! A page that was shown. On the request's way it is one addition; what it amounts to is worked out when it is written.

use chrono::{DateTime, NaiveDate};
use kernel::{CommodityId, OfferId, ProductId, StallId, ctx::local_date};

/// What was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum View {
    /// A page of the floor as a whole.
    Page,
    Product {
        id: ProductId,
        commodity: Option<CommodityId>,
        stall: StallId,
    },
    Offer {
        id: OfferId,
        /// An offer to sell has one.
        stall: Option<StallId>,
    },
    Stall(StallId),
}

impl View {
    /// The stall that the page belongs to.
    pub(crate) fn stall(self) -> Option<StallId> {
        match self {
            Self::Product { stall, .. } | Self::Stall(stall) => Some(stall),
            Self::Offer { stall, .. } => stall,
            Self::Page => None,
        }
    }
}

/// Pages that are counted alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Shown {
    /// The hour's number since 1970.
    pub hour: i64,
    pub view: View,
    /// From where, by the floor's own word; another site's name is counted by itself.
    pub from: Option<&'static str>,
}

impl Shown {
    pub(crate) fn day(&self) -> NaiveDate {
        local_date(DateTime::from_timestamp(self.hour * 3_600, 0).unwrap_or_default())
    }
}
