//! Reasons in words.

use kernel::{Locale, date, place};
use offers::{
    Certificate,
    matching::{Amount, Price, Reason},
};

use super::Names;
use crate::market::words;

fn of(l: Locale, one: &Price) -> String {
    words::price(l, one.price, &one.unit_code)
}

fn amount(l: Locale, one: &Amount) -> String {
    words::amount(l, one.quantity, &one.unit_code)
}

fn names(l: Locale, all: &[Certificate]) -> String {
    all.iter().map(|one| one.name(l)).collect::<Vec<_>>().join(", ")
}

impl Names {
    /// One reason as a short sentence without its full stop.
    pub(super) fn reason(&self, l: Locale, reason: &Reason) -> String {
        let t = |vi: String, en: String| if l.is_vi() { vi } else { en };
        match reason {
            Reason::SameCommodity { commodity } => {
                let name = self.commodity(l, *commodity);
                t(format!("Cùng mặt hàng {name}"), format!("The same commodity: {name}"))
            }
            Reason::InCategory { category } => {
                let name = self.category(l, category);
                t(format!("Đúng ngành hàng cần mua: {name}"), format!("In the category that is wanted: {name}"))
            }
            Reason::SameCategory { category } => {
                let name = self.category(l, category);
                t(format!("Cùng ngành hàng {name}"), format!("The same category: {name}"))
            }
            Reason::Words { words } => {
                let words = words.join(" ");
                t(format!("Trùng từ: {words}"), format!("The words “{words}” match"))
            }
            Reason::Enough { offered, wanted } => {
                let (offered, wanted) = (amount(l, offered), amount(l, wanted));
                t(
                    format!("Đủ số lượng: có {offered}, cần {wanted}"),
                    format!("Enough of it: {offered} there, {wanted} wanted"),
                )
            }
            Reason::Part { offered, wanted } => {
                let (offered, wanted) = (amount(l, offered), amount(l, wanted));
                t(
                    format!("Đáp ứng một phần: có {offered} trong {wanted} cần mua"),
                    format!("A part of it: {offered} of the {wanted} wanted"),
                )
            }
            Reason::LotTooLarge { lot, quantity } => {
                let (lot, quantity) = (amount(l, lot), amount(l, quantity));
                t(
                    format!("Mỗi lần giao dịch ít nhất {lot}, nhiều hơn {quantity}"),
                    format!("The smallest lot of {lot} is more than {quantity}"),
                )
            }
            Reason::PriceMeets { ask, bid } => {
                let (ask, bid) = (of(l, ask), of(l, bid));
                t(
                    format!("Giá chào {ask} không cao hơn giá mua {bid}"),
                    format!("The price asked, {ask}, is not above the price bid, {bid}"),
                )
            }
            Reason::PriceAbove { ask, bid, percent } => {
                let (ask, bid) = (of(l, ask), of(l, bid));
                t(
                    format!("Giá chào {ask} cao hơn giá mua {bid} khoảng {percent}%"),
                    format!("The price asked, {ask}, is about {percent}% above the price bid, {bid}"),
                )
            }
            Reason::Negotiable => t("Giá thoả thuận".to_owned(), "The price is negotiable".to_owned()),
            Reason::SameCommune { commune } => {
                let name = place::commune(commune).map(|commune| commune.title(l)).unwrap_or_default();
                t(format!("Cùng {}", lower_first(&name)), format!("In the same place: {name}"))
            }
            Reason::Away { km, district } => away(l, *km, district.as_deref()),
            Reason::Together { from, until } => {
                together(l, from.map(|day| date::day(l, day)), until.map(|day| date::day(l, day)))
            }
            Reason::Apart { days } => {
                t(format!("Thời gian lệch nhau {days} ngày"), format!("The times lie {days} days apart"))
            }
            Reason::Has { certificates } => {
                let names = names(l, certificates);
                t(format!("Có chứng nhận cần: {names}"), format!("Has the certificate wanted: {names}"))
            }
            Reason::Lacks { certificates } => {
                let names = names(l, certificates);
                t(format!("Chưa thấy chứng nhận: {names}"), format!("No certificate seen: {names}"))
            }
        }
    }
}

fn away(l: Locale, km: u32, district: Option<&str>) -> String {
    let former = kernel::place::former_districts();
    let district = district.and_then(|name| former.iter().find(|district| district.name == name));
    match (l, district) {
        (Locale::Vi, Some(district)) => format!("Cách khoảng {km} km, cùng {} (cũ)", lower_first(district.name)),
        (Locale::Vi, None) => format!("Cách khoảng {km} km"),
        (Locale::En, Some(district)) => {
            format!("About {km} km away, both in the former district of {}", district.title(l))
        }
        (Locale::En, None) => format!("About {km} km away"),
    }
}

fn together(l: Locale, from: Option<String>, until: Option<String>) -> String {
    match (l, from, until) {
        (Locale::Vi, Some(from), Some(until)) => format!("Khớp thời gian: {from} – {until}"),
        (Locale::Vi, Some(from), None) => format!("Khớp thời gian: từ {from}"),
        (Locale::Vi, None, Some(until)) => format!("Khớp thời gian: đến {until}"),
        (Locale::Vi, None, None) => "Khớp thời gian".to_owned(),
        (Locale::En, Some(from), Some(until)) => format!("The times fit: {from} – {until}"),
        (Locale::En, Some(from), None) => format!("The times fit: from {from}"),
        (Locale::En, None, Some(until)) => format!("The times fit: until {until}"),
        (Locale::En, None, None) => "The times fit".to_owned(),
    }
}

/// `Huyện Hương Khê` within a sentence: `huyện Hương Khê`.
fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use kernel::{CommodityId, Money, Quantity};
    use uuid::Uuid;

    use super::*;

    fn names() -> Names {
        Names { commodities: std::sync::Arc::default(), categories: std::sync::Arc::default() }
    }

    #[test]
    fn reasons_are_said_in_both_languages() {
        let price = |price| Price { price: Money(price), unit_code: "kg".into() };
        let amount = |kg| Amount { quantity: Quantity::whole(kg).unwrap(), unit_code: "kg".into() };
        let l = [Locale::Vi, Locale::En];
        let said = |reason: Reason| l.map(|l| names().reason(l, &reason));
        assert_eq!(
            said(Reason::PriceMeets { ask: price(30_000), bid: price(32_000) }),
            [
                "Giá chào 30.000\u{a0}₫/kg không cao hơn giá mua 32.000\u{a0}₫/kg",
                "The price asked, ₫30,000/kg, is not above the price bid, ₫32,000/kg"
            ]
        );
        assert_eq!(
            said(Reason::Part { offered: amount(100), wanted: amount(300) }),
            ["Đáp ứng một phần: có 100 kg trong 300 kg cần mua", "A part of it: 100 kg of the 300 kg wanted"]
        );
        assert_eq!(
            said(Reason::Away { km: 12, district: Some("Huyện Hương Khê".into()) }),
            [
                "Cách khoảng 12 km, cùng huyện Hương Khê (cũ)",
                "About 12 km away, both in the former district of Huong Khe"
            ]
        );
        assert_eq!(
            said(Reason::SameCommune { commune: "18073".into() }),
            ["Cùng phường Thành Sen", "In the same place: Thanh Sen ward"]
        );
        let unknown = Reason::SameCommodity { commodity: CommodityId(Uuid::nil()) };
        assert_eq!(said(unknown), ["Cùng mặt hàng đúng loại", "The same commodity: that kind"]);
    }
}
