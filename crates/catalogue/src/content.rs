//! What a listing says: the part of a product that its member writes and an officer approves.

use chrono::NaiveDate;
use kernel::{CommodityId, Fields, Locale, Money, Months, Quantity};
use serde::{Deserialize, Serialize};

pub const MAX_PHOTOS: usize = 8;

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Content {
    pub category_code: String,
    #[serde(default)]
    pub commodity_id: Option<CommodityId>,
    pub name: String,
    #[serde(default)]
    pub name_en: String,
    /// Markdown.
    #[serde(default)]
    pub description: String,
    /// Empty in a draft where nobody chose yet.
    pub unit_code: String,
    /// Of a pack: `500 g`, `6 quả`.
    #[serde(default)]
    pub net_content: String,
    /// `None`: ask the seller.
    pub price: Option<Money>,
    pub min_order: Option<Quantity>,
    /// Where it comes from.
    pub commune_code: String,
    #[serde(default)]
    pub months: Months,
    #[serde(default)]
    pub ocop: Option<Ocop>,
    /// The protected name that it claims.
    #[serde(default)]
    pub indication: String,
    /// Of the food's self-declaration or the cosmetic's notification.
    #[serde(default)]
    pub declaration_number: String,
    /// At most [`MAX_PHOTOS`], the first is the one on cards.
    #[serde(default)]
    pub photos: Vec<Photo>,
}

/// Stars of the programme One Commune One Product (Decision 148/QĐ-TTg 2023).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ocop {
    /// 3 to 5.
    pub stars: u8,
    pub certificate: String,
    /// The last day of the certificate; without one the stars are never shown as valid.
    pub expires_on: Option<NaiveDate>,
}

impl Ocop {
    /// Whether buyers may be shown the stars on that day. An expired star disappears by itself: nothing is stored.
    #[must_use]
    pub fn valid_on(&self, day: NaiveDate) -> bool {
        self.expires_on.is_some_and(|last| day <= last)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Photo {
    pub picture_id: String,
    /// What it shows; empty: the product's name says it.
    #[serde(default)]
    pub alt: String,
}

impl Content {
    /// The stars that buyers see on that day.
    #[must_use]
    pub fn ocop_on(&self, day: NaiveDate) -> Option<&Ocop> {
        self.ocop.as_ref().filter(|ocop| ocop.valid_on(day))
    }

    /// The name in the reader's language, Vietnamese where there is no English one.
    #[must_use]
    pub fn name_in(&self, l: Locale) -> &str {
        if self.name_en.is_empty() { &self.name } else { l.t(&self.name, &self.name_en) }
    }

    /// As the fields of the form: what [`Content::parse`] reads.
    #[must_use]
    pub fn to_fields(&self, l: Locale) -> Fields {
        let mut fields = Fields::default();
        let mut set = |name: &str, value: String| fields.push(name, value);
        set("name", self.name.clone());
        set("name_en", self.name_en.clone());
        set("category", self.category_code.clone());
        set("commodity", self.commodity_id.map(|id| id.to_string()).unwrap_or_default());
        set("description", self.description.clone());
        set("unit", self.unit_code.clone());
        set("net_content", self.net_content.clone());
        set("price", self.price.map(|price| price.0.to_string()).unwrap_or_default());
        if self.price.is_none() {
            set("price_contact", "on".to_owned());
        }
        set("min_order", self.min_order.map(|quantity| quantity.input(l)).unwrap_or_default());
        set("commune", self.commune_code.clone());
        for month in self.months.iter() {
            set("months", month.to_string());
        }
        if let Some(ocop) = &self.ocop {
            set("ocop_stars", ocop.stars.to_string());
            set("ocop_certificate", ocop.certificate.clone());
            set("ocop_expires_on", ocop.expires_on.map(|day| day.to_string()).unwrap_or_default());
        }
        set("indication", self.indication.clone());
        set("declaration_number", self.declaration_number.clone());
        for photo in &self.photos {
            set("photo", photo.picture_id.clone());
            set("photo_alt", photo.alt.clone());
        }
        fields
    }
}
