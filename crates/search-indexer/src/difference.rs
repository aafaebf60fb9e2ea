//! One difference between index and database, in words for the operator.

use std::{collections::HashMap, fmt};

use catalogue::queries as goods;
use kernel::{CommodityId, OfferId, ProductId, StallId};
use members::queries::shop;
use sea_orm::{ConnectionTrait, DbErr};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Kind;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    pub kind: Kind,
    pub id: Uuid,
    pub what: What,
    /// What it is called in the database; empty where it is gone.
    pub name: String,
    /// Why a surplus one is not to be in the index.
    pub why: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Buyers may see it; the index does not have it.
    Missing,
    /// The index has other content.
    Stale { indexed: i64, current: i64 },
    /// The index has it; buyers may not see it.
    Surplus,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            Kind::Product => "product",
            Kind::Stall => "stall",
            Kind::Commodity => "commodity",
            Kind::Offer => "offer",
        };
        let word = match self.what {
            What::Missing => "missing",
            What::Stale { .. } => "stale",
            What::Surplus => "surplus",
        };
        write!(f, "{word}: {kind} “{}” {}: ", self.name, self.id)?;
        match self.what {
            What::Missing => f.write_str("buyers may see it, but the index does not have it"),
            What::Stale { indexed, current } if indexed == current => {
                write!(
                    f,
                    "version {current} in both, but what the index shows of it (or of its stall, category …) is older"
                )
            }
            What::Stale { indexed, current } => {
                write!(f, "the index holds version {indexed}, the database version {current}")
            }
            What::Surplus => write!(f, "the index has it, but {}", self.why),
        }
    }
}

/// Adds names and reasons. A name costs a query: beyond the first hundred the ids must do.
pub(crate) async fn explain(db: &impl ConnectionTrait, found: &mut [Difference]) -> Result<(), DbErr> {
    const NAMED: usize = 100;
    let mut shops = HashMap::new();
    for one in found.iter_mut().take(NAMED) {
        let (product, stall) = match one.kind {
            Kind::Product => {
                let product = goods::product_by_id(db, ProductId(one.id)).await?;
                let stall = product.as_ref().map(|product| product.stall_id);
                (product, stall)
            }
            Kind::Stall => (None, Some(StallId(one.id))),
            Kind::Commodity => {
                commodity(db, one).await?;
                continue;
            }
            Kind::Offer => {
                offer(db, one).await?;
                continue;
            }
        };
        if let Some(id) = stall
            && !shops.contains_key(&id)
        {
            shops.extend(shop(db, id).await?.map(|shop| (id, shop)));
        }
        let shop = stall.and_then(|id| shops.get(&id));
        one.name = match (one.kind, &product, shop) {
            (Kind::Product, Some(product), _) => product.content.name.clone(),
            (Kind::Stall, _, Some(shop)) => shop.stall.name.clone(),
            _ => String::new(),
        };
        if one.what == What::Surplus {
            one.why = match (one.kind, product, shop) {
                (Kind::Product, None, _) | (Kind::Stall, _, None) => "the database does not".to_owned(),
                (Kind::Product, Some(product), _) if product.state != catalogue::State::Listed => {
                    format!("the product is {}", product.state.code())
                }
                (_, _, Some(shop)) => {
                    format!("its stall is {} and the member {}", shop.stall.state.code(), shop.member.state.code())
                }
                (_, _, None) => "its stall is gone".to_owned(),
            };
        }
    }
    Ok(())
}

async fn commodity(db: &impl ConnectionTrait, one: &mut Difference) -> Result<(), DbErr> {
    let found = goods::find_commodity(db, CommodityId(one.id)).await?;
    if one.what == What::Surplus {
        one.why = if found.is_some() { "it is closed" } else { "the database does not" }.to_owned();
    }
    one.name = found.map(|found| found.name_vi).unwrap_or_default();
    Ok(())
}

async fn offer(db: &impl ConnectionTrait, one: &mut Difference) -> Result<(), DbErr> {
    let found = offers::queries::offer_by_id(db, OfferId(one.id)).await?;
    if one.what == What::Surplus {
        one.why = match &found {
            Some(offer) => format!("the offer is {}", offer.state.code()),
            None => "the database does not".to_owned(),
        };
    }
    one.name = found.map(|found| found.title).unwrap_or_default();
    Ok(())
}
