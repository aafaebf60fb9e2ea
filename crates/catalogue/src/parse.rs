//! The product form, parsed: every field's problem at once. A draft needs a name and a category; what else must be there is asked at
//! submission (`check_for_submit`).

use std::str::FromStr;

use kernel::{CommodityId, FieldErrors, Fields, Money, Months, Problem, Quantity, date, place, unit};

use crate::{Content, MAX_PHOTOS, Ocop, Photo};

const MAX_DESCRIPTION: usize = 10_000;
/// Nothing on this floor costs more than a hundred billion đồng: a slip of the keyboard does.
const MAX_PRICE: i64 = 100_000_000_000;
const MAX_MIN_ORDER: i64 = 1_000_000_000;
const MAX_ALT: usize = 200;

impl Content {
    /// Reads the fields `name`, `name_en`, `category`, `commodity`, `description`, `unit`, `net_content`, `price`, `price_contact`,
    /// `min_order`, `commune`, `months` (repeated), `ocop_stars`, `ocop_certificate`, `ocop_expires_on`, `indication`,
    /// `declaration_number`, and `photo` with `photo_alt` (repeated, in pairs).
    #[must_use]
    pub fn parse(fields: &Fields, errors: &mut FieldErrors) -> Self {
        let category_code = fields.get("category").to_owned();
        if category_code.is_empty() {
            errors.add("category", Problem::Required);
        }
        let unit_code = chosen(fields, errors, "unit", |code| unit::unit(code).is_some());
        Self {
            category_code,
            commodity_id: commodity(fields, errors),
            name: fields.text(errors, "name", 3, 120),
            name_en: fields.optional(errors, "name_en", 120),
            description: fields.optional(errors, "description", MAX_DESCRIPTION),
            net_content: fields.optional(errors, "net_content", 60),
            price: price(fields, errors),
            min_order: min_order(fields, errors, &unit_code),
            unit_code,
            commune_code: chosen(fields, errors, "commune", |code| place::commune(code).is_some()),
            months: months(fields, errors),
            ocop: ocop(fields, errors),
            indication: fields.optional(errors, "indication", 120),
            declaration_number: fields.optional(errors, "declaration_number", 60),
            photos: photos(fields, errors),
        }
    }
}

fn chosen(fields: &Fields, errors: &mut FieldErrors, name: &str, known: impl Fn(&str) -> bool) -> String {
    let code = fields.get(name);
    if !code.is_empty() && !known(code) {
        errors.add(name, Problem::NotAChoice);
    }
    code.to_owned()
}

fn commodity(fields: &Fields, errors: &mut FieldErrors) -> Option<CommodityId> {
    let id = fields.get("commodity");
    if id.is_empty() {
        return None;
    }
    let id = CommodityId::from_str(id).ok();
    if id.is_none() {
        errors.add("commodity", Problem::NotAChoice);
    }
    id
}

fn price(fields: &Fields, errors: &mut FieldErrors) -> Option<Money> {
    if fields.has("price_contact") || !fields.has("price") {
        return None;
    }
    match Money::parse(fields.get("price")) {
        Ok(price) if price.0 < 1 => errors.add("price", Problem::NotPositive),
        Ok(price) if price.0 <= MAX_PRICE => return Some(price),
        Ok(_) | Err(Problem::TooLarge(_)) => errors.add("price", Problem::TooLarge(MAX_PRICE)),
        Err(problem) => errors.add("price", problem),
    }
    None
}

fn min_order(fields: &Fields, errors: &mut FieldErrors, unit_code: &str) -> Option<Quantity> {
    if !fields.has("min_order") {
        return None;
    }
    let in_parts = unit::unit(unit_code).is_none_or(|unit| unit.fractional);
    let most = Quantity(MAX_MIN_ORDER * 1_000);
    match Quantity::parse(fields.get("min_order")) {
        Ok(quantity) if quantity.0 < 1 => errors.add("min_order", Problem::NotPositive),
        Ok(quantity) if quantity <= most && !in_parts && !quantity.is_whole() => {
            errors.add("min_order", Problem::NotWhole);
        }
        Ok(quantity) if quantity <= most => return Some(quantity),
        Ok(_) | Err(Problem::TooLarge(_)) => {
            errors.add("min_order", Problem::TooMuch { most, unit: unit_code.to_owned() });
        }
        Err(problem) => errors.add("min_order", problem),
    }
    None
}

fn months(fields: &Fields, errors: &mut FieldErrors) -> Months {
    let numbers: Vec<&str> = fields.all("months").collect();
    Months::parse(&numbers.join(" ")).unwrap_or_else(|problem| {
        errors.add("months", problem);
        Months::default()
    })
}

fn ocop(fields: &Fields, errors: &mut FieldErrors) -> Option<Ocop> {
    let certificate = fields.optional(errors, "ocop_certificate", 80);
    let expires_on = match fields.get("ocop_expires_on") {
        "" => None,
        text => date::parse_day(text).map_err(|problem| errors.add("ocop_expires_on", problem)).ok(),
    };
    match fields.get("ocop_stars") {
        "" | "0" => None,
        text => match text.parse::<u8>() {
            Ok(stars @ 3..=5) => Some(Ocop { stars, certificate, expires_on }),
            _ => {
                errors.add("ocop_stars", Problem::NotAChoice);
                None
            }
        },
    }
}

fn photos(fields: &Fields, errors: &mut FieldErrors) -> Vec<Photo> {
    let alts = fields.all("photo_alt").chain(std::iter::repeat(""));
    let photos: Vec<Photo> = fields
        .all("photo")
        .zip(alts)
        .filter(|(id, _)| !id.is_empty())
        .map(|(id, alt)| Photo { picture_id: id.to_owned(), alt: alt.to_owned() })
        .collect();
    if photos.len() > MAX_PHOTOS {
        errors.add("photos", Problem::TooMany(MAX_PHOTOS));
    }
    if photos.iter().any(|photo| photo.alt.chars().count() > MAX_ALT) {
        errors.add("photo_alt", Problem::TooLong(MAX_ALT));
    }
    photos
}

#[cfg(test)]
mod tests {
    use kernel::Locale;

    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_draft_needs_only_a_name_and_a_category() {
        let mut errors = FieldErrors::default();
        let content = Content::parse(&fields(&[("name", "Cam Khe Mây"), ("category", "0101")]), &mut errors);
        assert!(errors.is_empty(), "{errors:?}");
        assert_eq!((content.price, content.unit_code.as_str()), (None, ""));
    }

    #[test]
    fn every_fields_problem_is_told_at_once() {
        let mut errors = FieldErrors::default();
        let typed = [
            ("name", "ab"),
            ("unit", "pound"),
            ("price", "1.5"),
            ("min_order", "0"),
            ("commune", "99999"),
            ("months", "13"),
            ("ocop_stars", "6"),
            ("ocop_expires_on", "31/02/2027"),
            ("commodity", "x"),
        ];
        let _ = Content::parse(&fields(&typed), &mut errors);
        assert_eq!(errors.get("name"), Some(&Problem::TooShort(3)));
        assert_eq!(errors.get("price"), Some(&Problem::AmbiguousMoney));
        for name in ["category", "unit", "min_order", "commune", "months", "ocop_stars", "ocop_expires_on", "commodity"]
        {
            assert!(errors.get(name).is_some(), "{name}");
        }
    }

    #[test]
    fn half_a_fish_cannot_be_ordered_but_half_a_kilogram_can() {
        let parse = |unit| {
            let mut errors = FieldErrors::default();
            let typed = [("name", "Cá mú"), ("category", "0401"), ("unit", unit), ("min_order", "0,5")];
            let content = Content::parse(&fields(&typed), &mut errors);
            (content.min_order, errors.get("min_order").cloned())
        };
        assert_eq!(parse("con"), (None, Some(Problem::NotWhole)));
        assert_eq!(parse("kg"), (Some(Quantity(500)), None));
    }

    #[test]
    fn contact_us_wins_over_a_typed_price() {
        let mut errors = FieldErrors::default();
        let typed = [("name", "Sập gụ"), ("category", "0901"), ("price", "45k"), ("price_contact", "on")];
        assert_eq!(Content::parse(&fields(&typed), &mut errors).price, None);
        assert_eq!(Content::parse(&fields(&typed[..3]), &mut errors).price, Some(Money(45_000)));
    }

    #[test]
    fn content_becomes_fields_and_back() {
        let content = Content {
            category_code: "0101".into(),
            name: "Cam Khe Mây".into(),
            unit_code: "kg".into(),
            price: Some(Money(45_000)),
            min_order: Some(Quantity(2_500)),
            commune_code: "18550".into(),
            months: Months::parse("11 12 1").expect("months"),
            ocop: Some(Ocop { stars: 4, certificate: "MẪU-1".into(), expires_on: "2027-01-31".parse().ok() }),
            photos: vec![Photo { picture_id: "p".into(), alt: "Quả cam".into() }],
            ..Content::default()
        };
        let mut errors = FieldErrors::default();
        assert_eq!(Content::parse(&content.to_fields(Locale::Vi), &mut errors), content);
        assert!(errors.is_empty());
    }
}
