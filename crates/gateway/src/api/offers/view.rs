//! An offer in JSON. The names of its fields are those of the body that makes one.

use std::{borrow::Cow, collections::HashMap};

use catalogue::CategoryTree;
use chrono::{DateTime, NaiveDate, Utc};
use kernel::{CommodityId, Locale, MemberId, ProductId, Quantity, StallId, place, unit};
use media::Picture;
use members::Shop;
use offers::Trader;
use sea_orm::{ConnectionTrait, DbErr};
use serde::{Serialize, Serializer};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::products::Reference;

/// A number of units: whole, or with up to three digits behind the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Units(pub Quantity);

impl Serialize for Units {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            quantity if quantity.is_whole() => serializer.serialize_i64(quantity.0 / 1_000),
            quantity => serializer.serialize_f64(quantity.0 as f64 / 1_000.0),
        }
    }
}

/// A product on offer.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfferedProduct {
    pub id: Uuid,
    /// `null` while buyers don't see the product.
    pub slug: Option<String>,
    #[schema(example = "Cam Khe Mây")]
    pub name: String,
}

/// One side of a trade, as the other one and everybody sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Party {
    /// `member`: a member business; `buyer`: a private person, whose name is not told.
    #[schema(example = "member")]
    pub kind: &'static str,
    /// The stall's name, or the business's; `null` for a private buyer.
    pub name: Option<String>,
    /// The stall that sells.
    pub stall: Option<Reference<'static>>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PriceStep {
    /// From this quantity on …
    #[schema(value_type = f64, example = 100)]
    pub from: Units,
    /// … one unit costs that, in đồng.
    #[schema(example = 42_000)]
    pub price: i64,
}

/// A photo of an offer.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfferPhoto {
    /// The same for the same picture.
    pub id: String,
    pub url: String,
    /// For `srcset`.
    pub webp: String,
    pub width: u32,
    pub height: u32,
}

/// An offer as everybody sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Offer {
    pub id: Uuid,
    /// `sell` or `buy`.
    #[schema(example = "sell")]
    pub side: &'static str,
    /// `open`, and to its owner also `draft`, `submitted`, `changes_requested`, `rejected`, `hidden`, `closed`, `expired`, `withdrawn`.
    #[schema(example = "open")]
    pub state: &'static str,
    /// What is offered or wanted; empty where commodity or category say it.
    #[schema(example = "Cam Khe Mây")]
    pub title: String,
    pub product: Option<OfferedProduct>,
    pub commodity: Option<Reference<'static>>,
    pub category: Option<Reference<'static>>,
    pub by: Party,
    #[schema(value_type = f64, example = 500)]
    pub quantity: Units,
    /// What no deal has taken yet.
    #[schema(value_type = f64, example = 320.5)]
    pub remaining: Units,
    /// The code of the unit that quantities and prices are for.
    #[schema(example = "kg")]
    pub unit: String,
    #[schema(example = "kg")]
    pub unit_name: &'static str,
    /// What one pack holds, where the unit is a pack.
    #[schema(value_type = Option<f64>)]
    pub pack_quantity: Option<Units>,
    pub pack_unit: Option<String>,
    /// Whole đồng for one unit; `null`: negotiable. In an offer to buy it is the target.
    #[schema(example = 45_000)]
    pub price: Option<i64>,
    /// The smallest quantity of a quote.
    #[schema(value_type = Option<f64>, example = 20)]
    pub min_lot: Option<Units>,
    pub steps: Vec<PriceStep>,
    pub commune: Reference<'static>,
    pub place: String,
    /// `pickup`: the buyer fetches; `delivered`: the seller brings; `agreed`: to be agreed on.
    #[schema(example = "delivered")]
    pub delivery: &'static str,
    pub delivery_note: String,
    pub packaging: String,
    pub quality: String,
    /// Codes of certificates that the goods have, or that are wanted.
    #[schema(example = json!(["vietgap"]))]
    pub certificates: Vec<&'static str>,
    pub available_from: Option<NaiveDate>,
    pub available_until: Option<NaiveDate>,
    /// The last day, in Hà Tĩnh, on which it can be quoted and accepted.
    pub valid_until: NaiveDate,
    /// Whether the goods are still growing.
    pub forward: bool,
    pub harvest_from: Option<NaiveDate>,
    pub harvest_until: Option<NaiveDate>,
    #[schema(value_type = Option<f64>)]
    pub expected_quantity: Option<Units>,
    /// How many parties may quote, in an offer to buy.
    pub max_quotes: Option<i32>,
    /// Its own, the cover first; without any, those of its product stand in.
    pub photos: Vec<OfferPhoto>,
    pub opened_at: Option<DateTime<Utc>>,
}

/// An offer as its owner sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnOffer {
    #[serde(flatten)]
    pub offer: Offer,
    /// Who hid it (`owner`, `officer`, `floor`), or why it is closed (`owner`, `used_up`, `quotes`, `listing`); else empty.
    pub cause: &'static str,
    /// Why an officer asked for changes, rejected or hid it.
    pub reason: String,
    /// How many parties have quoted.
    pub quotes: i32,
    /// When sellers see how to reach the buyer: `never`, `deal` or `thread`.
    pub contact: &'static str,
    /// Rises with each change; named by a change of an open offer.
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// What offers name, read for a whole page at once.
pub struct Named {
    products: HashMap<ProductId, String>,
    shops: HashMap<StallId, Shop>,
    commodities: HashMap<CommodityId, (String, String)>,
    members: HashMap<MemberId, String>,
    pictures: HashMap<String, Picture>,
}

impl Named {
    /// Also the names of `others`, who answered the offers.
    pub async fn read(
        db: &impl ConnectionTrait,
        offers: &[&offers::Offer],
        others: &[Trader],
        today: NaiveDate,
    ) -> Result<Self, DbErr> {
        let ids: Vec<_> = offers.iter().filter_map(|offer| offer.product_id).collect();
        let products = catalogue::queries::cards(db, &ids, today).await?;
        let ids: Vec<_> = offers.iter().filter_map(|offer| offer.stall_id).collect();
        let shops = members::queries::shops_by_ids(db, &ids).await?;
        let ids: Vec<_> = offers.iter().filter_map(|offer| offer.commodity_id).collect();
        let commodities = catalogue::queries::active_commodities(db, &ids).await?;
        let buyers = offers.iter().filter(|offer| offer.stall_id.is_none()).map(|offer| &offer.owner);
        let ids: Vec<_> = buyers.chain(others).filter_map(|trader| trader.member).collect();
        let photos: Vec<String> = offers.iter().flat_map(|offer| offer.photos.iter().cloned()).collect();
        Ok(Self {
            products: products.into_iter().map(|card| (card.id, card.slug)).collect(),
            shops,
            commodities: commodities.into_iter().map(|one| (one.id, (one.slug, one.name_vi))).collect(),
            members: members::queries::names(db, &ids).await?,
            pictures: media::find_pictures(db, &photos).await?,
        })
    }

    pub fn offer(&self, offer: &offers::Offer, tree: &CategoryTree) -> Offer {
        let terms = &offer.terms;
        let category = offer.category_code.as_deref().and_then(|code| tree.by_code(code));
        let commune = place::commune(&terms.commune_code);
        let named = |one: &(String, String)| Reference::new(one.0.clone(), one.1.clone());
        Offer {
            id: offer.id.0,
            side: offer.kind.code(),
            state: offer.state.code(),
            title: offer.title.clone(),
            product: offer.product_id.map(|id| OfferedProduct {
                id: id.0,
                slug: self.products.get(&id).cloned(),
                name: offer.title.clone(),
            }),
            commodity: offer.commodity_id.and_then(|id| self.commodities.get(&id)).map(named),
            category: category.map(|one| Reference::new(one.slug.clone(), one.name_vi.clone())),
            by: self.owner(offer),
            quantity: Units(terms.quantity),
            remaining: Units(offer.remaining),
            unit: terms.unit_code.clone(),
            unit_name: unit_name(&terms.unit_code),
            pack_quantity: terms.pack.as_ref().map(|pack| Units(pack.quantity)),
            pack_unit: terms.pack.as_ref().map(|pack| pack.unit_code.clone()),
            price: terms.price.map(|price| price.0),
            min_lot: terms.min_lot.map(Units),
            steps: terms.steps.iter().map(|step| PriceStep { from: Units(step.from), price: step.price.0 }).collect(),
            commune: Reference::new(
                commune.map_or("", |one| one.slug),
                commune.map_or(Cow::Borrowed(""), |one| Cow::Borrowed(one.full_name.as_str())),
            ),
            place: terms.place.clone(),
            delivery: terms.delivery.code(),
            delivery_note: terms.delivery_note.clone(),
            packaging: terms.packaging.clone(),
            quality: terms.quality.clone(),
            certificates: terms.certificates.iter().map(|one| one.code()).collect(),
            available_from: terms.available_from,
            available_until: terms.available_until,
            valid_until: terms.valid_until,
            forward: terms.is_forward(),
            harvest_from: terms.harvest.map(|harvest| harvest.from),
            harvest_until: terms.harvest.map(|harvest| harvest.until),
            expected_quantity: terms.harvest.map(|harvest| Units(harvest.expected)),
            max_quotes: terms.max_quotes,
            photos: offer.photos.iter().filter_map(|id| self.pictures.get(id)).map(photo).collect(),
            opened_at: offer.opened_at,
        }
    }

    pub fn own(&self, offer: &offers::Offer, tree: &CategoryTree) -> OwnOffer {
        OwnOffer {
            offer: self.offer(offer, tree),
            cause: offer.state.cause(),
            reason: offer.reason.clone(),
            quotes: offer.quotes,
            contact: offer.terms.contact.code(),
            version: offer.version,
            created_at: offer.created_at,
            updated_at: offer.updated_at,
        }
    }

    /// Whose offer it is.
    pub fn owner(&self, offer: &offers::Offer) -> Party {
        match offer.stall_id.and_then(|id| self.shops.get(&id)) {
            Some(Shop { stall, .. }) => Party {
                kind: "member",
                name: Some(stall.name.clone()),
                stall: Some(Reference::new(stall.slug.clone(), stall.name.clone())),
            },
            None => self.party(&offer.owner),
        }
    }

    /// A side by itself.
    pub fn party(&self, trader: &Trader) -> Party {
        match trader.member {
            Some(id) => Party { kind: "member", name: self.members.get(&id).cloned(), stall: None },
            None => Party { kind: "buyer", name: None, stall: None },
        }
    }
}

fn photo(picture: &Picture) -> OfferPhoto {
    OfferPhoto {
        id: picture.id.clone(),
        url: picture.fallback(),
        webp: picture.srcset_webp(),
        width: picture.width,
        height: picture.height,
    }
}

pub fn unit_name(code: &str) -> &'static str {
    unit::unit(code).map_or("", |unit| unit.short(Locale::Vi))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn units_are_whole_or_exact() {
        let written = |thousandths| serde_json::to_string(&Units(Quantity(thousandths))).unwrap();
        assert_eq!([500_000, 1_255, 100, 999_999_999_001].map(written), ["500", "1.255", "0.1", "999999999.001"]);
    }
}
