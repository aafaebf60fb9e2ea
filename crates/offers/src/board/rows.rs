//! Between rows and lines.

use kernel::{CommodityId, Money, Quantity};
use uuid::Uuid;

use super::{Deals, Good, Line, Prices, Week};
use crate::entity::price_board::Model;

/// The two columns that say what a line is about.
pub(super) fn subject(good: &Good) -> (Uuid, &str) {
    match good {
        Good::Commodity(id) => (id.0, ""),
        Good::Category(code) => (Uuid::nil(), code),
    }
}

impl From<&Line> for Model {
    fn from(line: &Line) -> Self {
        let (commodity_id, category_code) = subject(&line.good);
        let dong = |price: Option<Money>| price.map(|price| price.0);
        Self {
            week: line.week.monday(),
            commodity_id,
            category_code: category_code.to_owned(),
            commune_code: line.commune_code.clone(),
            unit_code: line.unit_code.clone(),
            unit_name: line.unit_name.clone(),
            asked_offers: line.asked.offers,
            asked_parties: line.asked.parties,
            asked_outliers: line.asked.outliers,
            asked_low: dong(line.asked.low),
            asked_median: dong(line.asked.median),
            asked_high: dong(line.asked.high),
            bid_offers: line.bid.offers,
            bid_parties: line.bid.parties,
            bid_outliers: line.bid.outliers,
            bid_low: dong(line.bid.low),
            bid_median: dong(line.bid.median),
            bid_high: dong(line.bid.high),
            deals: line.deals.count,
            deal_quantity: line.deals.quantity.0,
            deal_median: dong(line.deals.median),
        }
    }
}

impl From<Model> for Line {
    fn from(row: Model) -> Self {
        let good = if row.category_code.is_empty() {
            Good::Commodity(CommodityId(row.commodity_id))
        } else {
            Good::Category(row.category_code)
        };
        Self {
            week: Week::of(row.week),
            good,
            commune_code: row.commune_code,
            unit_code: row.unit_code,
            unit_name: row.unit_name,
            asked: Prices {
                offers: row.asked_offers,
                parties: row.asked_parties,
                outliers: row.asked_outliers,
                low: row.asked_low.map(Money),
                median: row.asked_median.map(Money),
                high: row.asked_high.map(Money),
            },
            bid: Prices {
                offers: row.bid_offers,
                parties: row.bid_parties,
                outliers: row.bid_outliers,
                low: row.bid_low.map(Money),
                median: row.bid_median.map(Money),
                high: row.bid_high.map(Money),
            },
            deals: Deals {
                count: row.deals,
                quantity: Quantity(row.deal_quantity),
                median: row.deal_median.map(Money),
            },
        }
    }
}
