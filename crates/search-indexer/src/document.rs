//! What the index holds of a product, of a stall, of a commodity and of an offer, whichever engine keeps it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

mod offer;

pub use offer::{OfferCard, OfferDocument, Side};

/// A picture as a card shows it: the content id, the widths that exist, the size that keeps the layout still.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoRef {
    pub id: String,
    pub widths: Vec<u32>,
    pub width: u32,
    pub height: u32,
    /// The mean colour, `#rrggbb`, shown until the picture is there.
    pub colour: String,
    pub alt: String,
}

/// Everything that a listed product is found, filtered, sorted and shown by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductDocument {
    pub id: Uuid,
    pub slug: String,
    pub name: String,
    pub name_en: String,
    /// The leaf category's code.
    pub category_code: String,
    /// Slugs from the root to the leaf.
    pub category_path: Vec<String>,
    /// Names of the whole path in both languages, as words to be found by.
    pub category_names: String,
    pub commodity_slug: Option<String>,
    /// The commodity's name and aliases, as words to be found by.
    pub commodity_names: String,
    pub stall_slug: String,
    pub stall_name: String,
    pub commune_slug: String,
    pub commune_name: String,
    /// The commune, the former communes and the former district: people type old and new names.
    pub place_text: String,
    /// Plain text.
    pub description: String,
    pub unit_code: String,
    /// Đồng; `None` is "contact us".
    pub price: Option<i64>,
    /// Harvest months: bit 0 is January; zero says nothing about a season.
    pub months: u16,
    pub ocop_stars: u8,
    /// The last day on which the stars are valid; `None` with stars has no end.
    pub ocop_until: Option<NaiveDate>,
    pub listed_at: DateTime<Utc>,
    pub photo: Option<PhotoRef>,
    /// The row's version: tells an old document from a new one.
    pub version: i64,
}

/// An open stall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StallDocument {
    pub id: Uuid,
    pub slug: String,
    pub name: String,
    /// Plain text.
    pub introduction: String,
    pub commune_slug: String,
    pub commune_name: String,
    pub place_text: String,
    pub logo: Option<PhotoRef>,
    /// How many products it lists.
    pub product_count: u32,
    pub opened_at: DateTime<Utc>,
    pub version: i64,
}

/// A commodity in use: what products, prices and seasons are grouped by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommodityDocument {
    pub id: Uuid,
    pub slug: String,
    pub name: String,
    pub name_en: String,
    /// Other names that people use for it.
    pub aliases: Vec<String>,
    /// Slugs from the root to the leaf.
    pub category_path: Vec<String>,
    /// Names of the whole path in both languages, as words to be found by.
    pub category_names: String,
    /// Harvest months: bit 0 is January.
    pub months: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Document {
    Product(ProductDocument),
    Stall(StallDocument),
    Commodity(CommodityDocument),
    Offer(OfferDocument),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Product,
    Stall,
    Commodity,
    Offer,
}

impl Kind {
    /// Each at the place of its number.
    pub const ALL: [Self; 4] = [Self::Product, Self::Stall, Self::Commodity, Self::Offer];
}

impl Document {
    #[must_use]
    pub fn id(&self) -> Uuid {
        match self {
            Self::Product(product) => product.id,
            Self::Stall(stall) => stall.id,
            Self::Commodity(commodity) => commodity.id,
            Self::Offer(offer) => offer.id,
        }
    }

    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Product(_) => Kind::Product,
            Self::Stall(_) => Kind::Stall,
            Self::Commodity(_) => Kind::Commodity,
            Self::Offer(_) => Kind::Offer,
        }
    }

    /// The row's version. A commodity's row has none: zero.
    #[must_use]
    pub fn version(&self) -> i64 {
        match self {
            Self::Product(product) => product.version,
            Self::Stall(stall) => stall.version,
            Self::Commodity(_) => 0,
            Self::Offer(offer) => offer.version,
        }
    }

    /// A fingerprint of the whole document, the same in every process and build: verification compares it.
    #[must_use]
    pub fn hash(&self) -> u64 {
        let bytes = serde_json::to_vec(self).expect("a document is plain data");
        fnv1a(&bytes)
    }
}

impl From<ProductDocument> for Document {
    fn from(product: ProductDocument) -> Self {
        Self::Product(product)
    }
}

impl From<StallDocument> for Document {
    fn from(stall: StallDocument) -> Self {
        Self::Stall(stall)
    }
}

impl From<CommodityDocument> for Document {
    fn from(commodity: CommodityDocument) -> Self {
        Self::Commodity(commodity)
    }
}

impl From<OfferDocument> for Document {
    fn from(offer: OfferDocument) -> Self {
        Self::Offer(offer)
    }
}

/// One step of keeping the index in line with the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Writes the document, replacing the one of the same id.
    Put(Box<Document>),
    /// Removes the document; removing what is not there is fine.
    Delete(Uuid),
}

impl Change {
    pub fn put(document: impl Into<Document>) -> Self {
        Self::Put(Box::new(document.into()))
    }

    #[must_use]
    pub fn id(&self) -> Uuid {
        match self {
            Self::Put(document) => document.id(),
            Self::Delete(id) => *id,
        }
    }
}

/// What verification compares with the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Indexed {
    pub id: Uuid,
    pub kind: Kind,
    pub version: i64,
    pub hash: u64,
}

/// What a product's card shows; kept in the index so that a page of results needs no database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductCard {
    pub id: Uuid,
    pub slug: String,
    pub name: String,
    pub name_en: String,
    /// The leaf category's slug.
    pub category: String,
    pub stall_slug: String,
    pub stall_name: String,
    pub commune_slug: String,
    pub commune_name: String,
    pub unit_code: String,
    pub price: Option<i64>,
    pub months: u16,
    /// Zero where the stars have expired.
    pub ocop_stars: u8,
    pub ocop_until: Option<NaiveDate>,
    pub listed_at: DateTime<Utc>,
    pub photo: Option<PhotoRef>,
}

impl From<&ProductDocument> for ProductCard {
    fn from(product: &ProductDocument) -> Self {
        Self {
            id: product.id,
            slug: product.slug.clone(),
            name: product.name.clone(),
            name_en: product.name_en.clone(),
            category: product.category_path.last().cloned().unwrap_or_default(),
            stall_slug: product.stall_slug.clone(),
            stall_name: product.stall_name.clone(),
            commune_slug: product.commune_slug.clone(),
            commune_name: product.commune_name.clone(),
            unit_code: product.unit_code.clone(),
            price: product.price,
            months: product.months,
            ocop_stars: product.ocop_stars,
            ocop_until: product.ocop_until,
            listed_at: product.listed_at,
            photo: product.photo.clone(),
        }
    }
}

/// What a stall's card shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StallCard {
    pub id: Uuid,
    pub slug: String,
    pub name: String,
    pub commune_slug: String,
    pub commune_name: String,
    pub logo: Option<PhotoRef>,
    pub product_count: u32,
}

impl From<&StallDocument> for StallCard {
    fn from(stall: &StallDocument) -> Self {
        Self {
            id: stall.id,
            slug: stall.slug.clone(),
            name: stall.name.clone(),
            commune_slug: stall.commune_slug.clone(),
            commune_name: stall.commune_name.clone(),
            logo: stall.logo.clone(),
            product_count: stall.product_count,
        }
    }
}

/// What a list of commodities shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommodityCard {
    pub id: Uuid,
    pub slug: String,
    pub name: String,
    pub name_en: String,
    /// The leaf category's slug.
    pub category: String,
    pub months: u16,
}

impl From<&CommodityDocument> for CommodityCard {
    fn from(commodity: &CommodityDocument) -> Self {
        Self {
            id: commodity.id,
            slug: commodity.slug.clone(),
            name: commodity.name.clone(),
            name_en: commodity.name_en.clone(),
            category: commodity.category_path.last().cloned().unwrap_or_default(),
            months: commodity.months,
        }
    }
}

/// FNV-1a, 64 bits.
pub(crate) fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Engines keep what belongs to a kind at its place.
    #[test]
    fn every_kind_stands_at_its_place() {
        for (place, kind) in Kind::ALL.into_iter().enumerate() {
            assert_eq!(kind as usize, place);
        }
    }
}
