//! What the index holds of an offer.

use chrono::{DateTime, NaiveDate, Utc};
use kernel::Quantity;
use offers::Certificate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Whether the owner sells or buys.
pub use offers::Kind as Side;

/// An open offer. Its last day is compared with the day of the search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OfferDocument {
    pub id: Uuid,
    #[serde(serialize_with = "code")]
    pub side: Side,
    /// The product's name, the buyer's words, or else the name of the commodity or category that is wanted.
    pub title: String,
    /// The same in English where it is known.
    pub title_en: String,
    pub commodity_slug: Option<String>,
    /// The commodity's name and aliases, as words to be found by.
    pub commodity_names: String,
    /// Slugs from the root to the leaf, or to the group that is wanted.
    pub category_path: Vec<String>,
    /// Names of the whole path in both languages, as words to be found by.
    pub category_names: String,
    /// The stall that sells; empty in an offer to buy: a buyer is not found by his name.
    pub stall_slug: String,
    pub stall_name: String,
    pub commune_slug: String,
    pub commune_name: String,
    /// The commune, the former communes and the former district: people type old and new names.
    pub place_text: String,
    pub unit_code: String,
    /// Đồng for one unit; `None` is negotiable.
    pub price: Option<i64>,
    /// Đồng for one kilogram, litre, piece …, as far as the unit converts: what prices are filtered and sorted by.
    pub compared_price: Option<i64>,
    /// In the offer's unit.
    pub remaining: Quantity,
    /// On a coming harvest.
    pub forward: bool,
    /// What a seller states or the goods have while the offer lasts, and what a buyer asks for.
    pub certificates: Vec<Certificate>,
    pub opened_at: DateTime<Utc>,
    /// The last day on which it can be quoted.
    pub valid_until: NaiveDate,
    /// The row's version: tells an old document from a new one.
    pub version: i64,
}

fn code<S: serde::Serializer>(side: &Side, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(side.code())
}

/// What a hit brings along; the rest of an offer changes while people negotiate and is read from the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferCard {
    pub id: Uuid,
    pub title: String,
    pub title_en: String,
}

impl From<&OfferDocument> for OfferCard {
    fn from(offer: &OfferDocument) -> Self {
        Self { id: offer.id, title: offer.title.clone(), title_en: offer.title_en.clone() }
    }
}
