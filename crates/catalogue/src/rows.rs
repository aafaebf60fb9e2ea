//! Between rows and nouns.

use kernel::{CommodityId, Money, Months, Quantity};
use uuid::Uuid;

use crate::{
    Content, FlagSet, Ocop, Photo, Product, Revision, RevisionState, State,
    entity::{product, product_photo, product_revision},
};

impl From<product_photo::Model> for Photo {
    fn from(row: product_photo::Model) -> Self {
        Self { picture_id: row.picture_id, alt: row.alt }
    }
}

/// The stored columns and their noun.
pub(crate) fn ocop(stars: Option<i32>, certificate: String, expires_on: Option<chrono::NaiveDate>) -> Option<Ocop> {
    stars.and_then(|stars| u8::try_from(stars).ok()).map(|stars| Ocop { stars, certificate, expires_on })
}

/// The content of a row; its photos stand in another table.
pub(crate) fn content(row: &product::Model, photos: Vec<Photo>) -> Content {
    Content {
        category_code: row.category_code.clone(),
        commodity_id: row.commodity_id.map(CommodityId),
        name: row.name.clone(),
        name_en: row.name_en.clone(),
        description: row.description.clone(),
        unit_code: row.unit_code.clone(),
        net_content: row.net_content.clone(),
        price: row.price.map(Money),
        min_order: row.min_order.map(Quantity),
        commune_code: row.commune_code.clone(),
        months: Months::from_bits(row.months),
        ocop: ocop(row.ocop_stars, row.ocop_certificate.clone(), row.ocop_expires_on),
        indication: row.indication.clone(),
        declaration_number: row.declaration_number.clone(),
        photos,
    }
}

/// Writes content into a row (not the photos).
pub(crate) fn put_content(row: &mut product::Model, content: &Content) {
    let ocop = content.ocop.as_ref();
    row.category_code.clone_from(&content.category_code);
    row.commodity_id = content.commodity_id.map(Uuid::from);
    row.name.clone_from(&content.name);
    row.name_en.clone_from(&content.name_en);
    row.description.clone_from(&content.description);
    row.unit_code.clone_from(&content.unit_code);
    row.net_content.clone_from(&content.net_content);
    row.price = content.price.map(|price| price.0);
    row.min_order = content.min_order.map(|quantity| quantity.0);
    row.commune_code.clone_from(&content.commune_code);
    row.months = content.months.bits();
    row.ocop_stars = ocop.map(|ocop| i32::from(ocop.stars));
    row.ocop_certificate = ocop.map(|ocop| ocop.certificate.clone()).unwrap_or_default();
    row.ocop_expires_on = ocop.and_then(|ocop| ocop.expires_on);
    row.indication.clone_from(&content.indication);
    row.declaration_number.clone_from(&content.declaration_number);
}

impl product::Model {
    /// The state; a check constraint keeps others out.
    pub(crate) fn state(&self) -> State {
        State::from_code(&self.state).unwrap_or(State::Archived)
    }
}

impl product_revision::Model {
    pub(crate) fn state(&self) -> RevisionState {
        RevisionState::from_code(&self.state).unwrap_or(RevisionState::Withdrawn)
    }

    /// An unreadable content (there is none, unless by hand) reads as an empty one and fails every check.
    pub(crate) fn content(&self) -> Content {
        serde_json::from_str(&self.content).unwrap_or_default()
    }
}

pub(crate) fn product(row: product::Model, photos: Vec<Photo>) -> Product {
    Product {
        id: row.id.into(),
        member_id: row.member_id.into(),
        stall_id: row.stall_id.into(),
        state: row.state(),
        content: content(&row, photos),
        slug: row.slug,
        flags: FlagSet::read(&row.flags),
        reason: row.reason,
        submitted_at: row.submitted_at,
        decided_at: row.decided_at,
        listed_at: row.listed_at,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}

impl From<product_revision::Model> for Revision {
    fn from(row: product_revision::Model) -> Self {
        Self {
            id: row.id.into(),
            product_id: row.product_id.into(),
            member_id: row.member_id.into(),
            state: row.state(),
            content: row.content(),
            base_version: row.base_version,
            flags: FlagSet::read(&row.flags),
            reason: row.reason,
            submitted_at: row.submitted_at,
            decided_at: row.decided_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
