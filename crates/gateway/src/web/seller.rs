//! What buyers are told of a seller: on its stall's page and beside each of its products.
//!
//! Decree 248/2026, Art 18: a person's name and place of residence; an organisation's name, place of business and head
//! office. A personal number is never shown.

use std::collections::HashMap;

use kernel::{Locale, date, phone::Phone, place, text};
use media::Picture;
use members::{MemberKind, Seller as Known, Shop};

use super::{card::place_of, image::Image};

/// The seller behind a stall, as pages show it.
pub struct Seller {
    pub slug: String,
    pub name: String,
    pub kind: &'static str,
    pub place: String,
    pub logo: Option<Image>,
    /// For `tel:` and for reading; empty without a telephone.
    pub phone: String,
    pub phone_text: String,
    pub email: String,
    /// The day of identification; empty where there was none.
    pub verified_since: String,
    /// What the law wants published: label and value.
    pub facts: Vec<(&'static str, String)>,
}

impl Seller {
    #[must_use]
    pub fn of(shop: &Shop, pictures: &HashMap<String, Picture>, l: Locale) -> Self {
        let stall = &shop.stall;
        let info = shop.seller();
        let phone = Phone::parse(&stall.phone).ok();
        let logo = stall.logo_picture.as_ref().and_then(|id| pictures.get(id));
        let verified = info.verified_since.map(|at| date::day(l, kernel::ctx::local_date(at)));
        Self {
            slug: stall.slug.clone(),
            name: stall.name.clone(),
            kind: kind_name(info.kind, l),
            place: place_of(&stall.commune_code, l),
            logo: logo.map(|picture| Image::new(picture, "")),
            phone: phone.as_ref().map(|phone| phone.as_str().to_owned()).unwrap_or_default(),
            phone_text: phone.map_or_else(|| stall.phone.clone(), |phone| phone.national()),
            email: stall.email.clone(),
            verified_since: verified.unwrap_or_default(),
            facts: facts(shop, l),
        }
    }

    /// The letter that stands where a logo is missing.
    #[must_use]
    pub fn initial(&self) -> String {
        let last = self.name.split_whitespace().last();
        last.and_then(|word| word.chars().next()).map(|c| c.to_uppercase().collect()).unwrap_or_default()
    }
}

fn facts(shop: &Shop, l: Locale) -> Vec<(&'static str, String)> {
    let info = shop.seller();
    let mut facts = vec![
        (l.t("Tên người bán", "Seller"), info.name),
        (l.t("Loại hình", "Kind of business"), kind_name(info.kind, l).to_owned()),
    ];
    match info.seller {
        Known::Individual { full_name, commune_code } => {
            facts.push((l.t("Chủ cơ sở", "Owner"), full_name));
            facts.push((l.t("Nơi cư trú", "Place of residence"), in_province(&commune_code, l)));
        }
        Known::Organisation { head_office, commune_code, tax_code, representative } => {
            facts.push((l.t("Người đại diện", "Representative"), representative));
            facts.push((l.t("Trụ sở", "Head office"), address(&head_office, &commune_code, l)));
            facts.push((l.t("Mã số thuế", "Tax code"), tax_code.unwrap_or_default()));
        }
    }
    // A person's own door is published only where the stall gives it as its place of business.
    let business = address(&shop.stall.address, &shop.stall.commune_code, l);
    facts.push((l.t("Địa điểm kinh doanh", "Place of business"), business));
    facts.retain(|(_, value)| !value.is_empty());
    facts
}

/// What was written, with the commune and province unless they stand there already.
fn address(written: &str, commune: &str, l: Locale) -> String {
    let folded = text::fold(written);
    let named = place::commune(commune).is_some_and(|commune| folded.contains(&text::fold(commune.name)));
    let rest = match (named, folded.contains("ha tinh")) {
        (true, true) => String::new(),
        (true, false) => l.t("tỉnh Hà Tĩnh", "Hà Tĩnh province").to_owned(),
        (false, _) => in_province(commune, l),
    };
    let parts = [written, rest.as_str()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn in_province(code: &str, l: Locale) -> String {
    let place = place_of(code, l);
    if place.is_empty() { place } else { format!("{place}, {}", l.t("tỉnh Hà Tĩnh", "Hà Tĩnh province")) }
}

#[must_use]
pub fn kind_name(kind: MemberKind, l: Locale) -> &'static str {
    match kind {
        MemberKind::Enterprise => l.t("Doanh nghiệp", "Enterprise"),
        MemberKind::Cooperative => l.t("Hợp tác xã", "Cooperative"),
        MemberKind::Household => l.t("Hộ kinh doanh", "Household business"),
        MemberKind::Farm => l.t("Trang trại, nông hộ", "Farm"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_address_names_commune_and_province_once() {
        let commune = place::communes().iter().find(|commune| commune.name == "Hương Sơn").unwrap();
        let say = |written: &str| address(written, commune.code, Locale::Vi);
        assert_eq!(say("Thôn 3"), "Thôn 3, Xã Hương Sơn, tỉnh Hà Tĩnh");
        assert_eq!(say("Thôn 3, xã Hương Sơn"), "Thôn 3, xã Hương Sơn, tỉnh Hà Tĩnh");
        assert_eq!(say("Thôn 3, Huong Son, Ha Tinh"), "Thôn 3, Huong Son, Ha Tinh");
        assert_eq!(say(""), "Xã Hương Sơn, tỉnh Hà Tĩnh");
    }
}
