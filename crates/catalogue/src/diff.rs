//! Before and after: what an edit changes, and what of it buyers see at once.

use std::fmt::Display;

use kernel::Locale;

use crate::Content;

/// A part of a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    Name,
    NameEn,
    Category,
    Commodity,
    Description,
    Unit,
    NetContent,
    Price,
    MinOrder,
    Commune,
    Months,
    Ocop,
    Indication,
    DeclarationNumber,
    Photos,
}

impl Field {
    /// The form's field.
    #[must_use]
    pub fn form_name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::NameEn => "name_en",
            Self::Category => "category",
            Self::Commodity => "commodity",
            Self::Description => "description",
            Self::Unit => "unit",
            Self::NetContent => "net_content",
            Self::Price => "price",
            Self::MinOrder => "min_order",
            Self::Commune => "commune",
            Self::Months => "months",
            Self::Ocop => "ocop_stars",
            Self::Indication => "indication",
            Self::DeclarationNumber => "declaration_number",
            Self::Photos => "photos",
        }
    }

    #[must_use]
    pub fn name(self, l: Locale) -> &'static str {
        match self {
            Self::Name => l.t("Tên sản phẩm", "Name"),
            Self::NameEn => l.t("Tên tiếng Anh", "English name"),
            Self::Category => l.t("Ngành hàng", "Category"),
            Self::Commodity => l.t("Mặt hàng", "Commodity"),
            Self::Description => l.t("Mô tả", "Description"),
            Self::Unit => l.t("Đơn vị tính", "Unit of measure"),
            Self::NetContent => l.t("Khối lượng tịnh", "Net content"),
            Self::Price => l.t("Giá", "Price"),
            Self::MinOrder => l.t("Đặt tối thiểu", "Minimum order"),
            Self::Commune => l.t("Xuất xứ", "Origin"),
            Self::Months => l.t("Mùa vụ", "Harvest season"),
            Self::Ocop => l.t("Sao OCOP", "OCOP stars"),
            Self::Indication => l.t("Chỉ dẫn địa lý", "Geographical indication"),
            Self::DeclarationNumber => l.t("Số công bố", "Declaration number"),
            Self::Photos => l.t("Ảnh", "Photos"),
        }
    }

    /// Whether a change of it waits for an officer. The law asks for review of title, pictures, price unit and category; the floor asks
    /// for everything but the amount of the price and the smallest order, which a seller changes with the market.
    #[must_use]
    pub fn is_reviewed(self) -> bool {
        !matches!(self, Self::Price | Self::MinOrder)
    }
}

/// One changed field. The texts are what is stored (codes, ids, numbers): whoever shows them names them in his language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    pub field: Field,
    pub before: String,
    pub after: String,
}

#[must_use]
pub fn diff(old: &Content, new: &Content) -> Vec<FieldChange> {
    let rows = |content: &Content| {
        let ocop = content
            .ocop
            .as_ref()
            .map(|ocop| format!("{} {} {}", ocop.stars, ocop.certificate, text(ocop.expires_on.as_ref())));
        // Every photo on a line of its own, with its alternative text.
        let photos: Vec<String> = content.photos.iter().map(|p| format!("{} {}", p.picture_id, p.alt)).collect();
        [
            (Field::Name, content.name.clone()),
            (Field::NameEn, content.name_en.clone()),
            (Field::Category, content.category_code.clone()),
            (Field::Commodity, text(content.commodity_id.as_ref())),
            (Field::Description, content.description.clone()),
            (Field::Unit, content.unit_code.clone()),
            (Field::NetContent, content.net_content.clone()),
            (Field::Price, text(content.price.as_ref().map(|price| &price.0))),
            (Field::MinOrder, text(content.min_order.as_ref().map(|quantity| &quantity.0))),
            (Field::Commune, content.commune_code.clone()),
            (Field::Months, content.months.iter().map(|month| month.to_string()).collect::<Vec<_>>().join(" ")),
            (Field::Ocop, ocop.unwrap_or_default()),
            (Field::Indication, content.indication.clone()),
            (Field::DeclarationNumber, content.declaration_number.clone()),
            (Field::Photos, photos.join("\n")),
        ]
    };
    let pairs = rows(old).into_iter().zip(rows(new));
    pairs
        .filter(|((_, before), (_, after))| before != after)
        .map(|((field, before), (_, after))| FieldChange { field, before, after })
        .collect()
}

fn text(value: Option<&impl Display>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}

/// Whether an officer must see the edit before buyers do.
#[must_use]
pub fn needs_review(old: &Content, new: &Content) -> bool {
    diff(old, new).iter().any(|change| change.field.is_reviewed())
}

/// Whether the price waits with the rest: a price per box may not be shown while the listing still says "per kilogram".
#[must_use]
pub fn price_goes_with_revision(old: &Content, new: &Content) -> bool {
    (&old.unit_code, &old.net_content) != (&new.unit_code, &new.net_content)
}

/// What buyers see after `revision` of `live` was approved: the revision, but the price and smallest order of today, unless they came
/// with another unit.
#[must_use]
pub fn merge_approved(live: &Content, revision: &Content) -> Content {
    let mut content = revision.clone();
    if !price_goes_with_revision(live, revision) {
        content.price = live.price;
        content.min_order = live.min_order;
    }
    content
}

#[cfg(test)]
mod tests {
    use kernel::{Money, Quantity};

    use super::*;
    use crate::Photo;

    fn orange() -> Content {
        Content { name: "Cam".into(), unit_code: "kg".into(), price: Some(Money(45_000)), ..Content::default() }
    }

    #[test]
    fn only_what_differs_is_a_change() {
        let new = Content { name: "Cam ngọt".into(), price: None, ..orange() };
        let changes = diff(&orange(), &new);
        assert_eq!(changes.iter().map(|c| c.field).collect::<Vec<_>>(), [Field::Name, Field::Price]);
        assert_eq!((changes[1].before.as_str(), changes[1].after.as_str()), ("45000", ""));
        assert!(diff(&orange(), &orange()).is_empty());
    }

    #[test]
    fn a_price_needs_no_review_but_a_unit_a_name_and_a_photo_do() {
        let old = orange();
        assert!(!needs_review(&old, &Content { price: Some(Money(1)), min_order: Some(Quantity(5_000)), ..orange() }));
        assert!(needs_review(&old, &Content { unit_code: "thung".into(), ..orange() }));
        assert!(needs_review(&old, &Content { name: "Cam Khe Mây".into(), ..orange() }));
        let photos = vec![Photo { picture_id: "p".into(), alt: String::new() }];
        assert!(needs_review(&old, &Content { photos, ..orange() }));
    }

    #[test]
    fn todays_price_survives_an_older_revision_but_not_another_unit() {
        let live = Content { price: Some(Money(50_000)), ..orange() };
        let renamed = Content { name: "Cam Khe Mây".into(), ..orange() };
        assert_eq!(merge_approved(&live, &renamed).price, Some(Money(50_000)));
        let boxed = Content { unit_code: "thung".into(), price: Some(Money(400_000)), ..orange() };
        assert_eq!(merge_approved(&live, &boxed).price, Some(Money(400_000)));
    }
}
