//! Offers, quotes and deals as people read them: quantities with their unit, prices for one unit, days, places.

use std::sync::LazyLock;

use chrono::NaiveDate;
use kernel::{Fields, Locale, Money, Quantity, date, locale, unit};
use offers::{Change, Kind, Offer, Pack, Quote, Terms};

use crate::form::{Label, Labels};

/// The fields of the forms of offers of that kind.
#[must_use]
pub fn offer_labels(kind: Kind) -> Labels {
    match kind {
        Kind::Sell => OFFER_LABELS,
        Kind::Buy => &BUY_LABELS,
    }
}

/// Who buys gets the goods: days that stand before the rest, since the first label of a field is taken.
static BUY_LABELS: LazyLock<Vec<Label>> = LazyLock::new(|| {
    let days = [
        ("available_from", "Nhận hàng sớm nhất từ ngày", "Needed from, at the earliest"),
        ("available_until", "Cần hàng chậm nhất ngày", "Needed by, at the latest"),
    ];
    days.iter().chain(OFFER_LABELS).copied().collect()
});

const OFFER_LABELS: Labels = &[
    ("product", "Sản phẩm chào bán", "Product to sell"),
    ("commodity", "Mặt hàng cần mua", "Goods wanted"),
    ("category", "Ngành hàng", "Category"),
    ("title", "Hàng cần mua, bằng lời của bạn", "What you want, in your own words"),
    ("quantity", "Số lượng", "Quantity"),
    ("unit", "Đơn vị tính", "Unit"),
    ("pack_quantity", "Mỗi thùng, hộp, túi chứa", "One pack holds"),
    ("pack_unit", "Đơn vị của phần chứa", "Unit of the content"),
    ("price", "Giá cho một đơn vị (đồng)", "Price of one unit (dong)"),
    ("negotiable", "Giá thoả thuận", "Price to be agreed"),
    ("min_lot", "Mỗi lần lấy ít nhất", "Smallest lot"),
    ("step_from", "Lấy từ", "From"),
    ("step_price", "Giá", "Price"),
    ("commune", "Xã, phường", "Commune or ward"),
    ("place", "Địa điểm cụ thể", "Exact place"),
    ("delivery", "Giao nhận", "Delivery"),
    ("delivery_note", "Ghi chú giao nhận", "About delivery"),
    ("packaging", "Đóng gói", "Packaging"),
    ("quality", "Chất lượng, quy cách", "Quality"),
    ("certificates", "Chứng nhận", "Certificates"),
    ("available_from", "Có hàng từ ngày", "Available from"),
    ("available_until", "Đến ngày", "Until"),
    ("forward", "Bán trước vụ tới", "On a coming harvest"),
    ("harvest_from", "Thu hoạch từ ngày", "Harvest from"),
    ("harvest_until", "Thu hoạch đến ngày", "Harvest until"),
    ("expected_quantity", "Sản lượng dự kiến của cả vụ", "Expected harvest"),
    ("valid_until", "Chào hàng có hiệu lực đến hết ngày", "Valid until the end of"),
    ("max_quotes", "Nhận nhiều nhất bao nhiêu báo giá", "How many quotes at most"),
    ("contact", "Khi nào người bán được xem cách liên hệ với bạn", "When sellers see how to reach you"),
    ("photos", "Ảnh", "Photos"),
];

/// The fields of the forms of quotes and threads.
pub const QUOTE_LABELS: Labels = &[
    ("price", "Giá cho một đơn vị (đồng)", "Price of one unit (dong)"),
    ("quantity", "Số lượng", "Quantity"),
    ("unit", "Đơn vị tính", "Unit"),
    ("terms", "Điều kiện", "Terms"),
    ("valid_until", "Báo giá có hiệu lực đến hết ngày", "The quote is valid until the end of"),
    ("contact", "Khi nào người bán được xem cách liên hệ với bạn", "When the seller sees how to reach you"),
    ("body", "Lời nhắn", "Message"),
    ("files", "Tệp kèm theo", "Files"),
    ("reason", "Lý do", "Reason"),
];

/// `500 kg`, `1,5 tấn`, `40 thùng`; without a known unit the number alone.
#[must_use]
pub fn amount(l: Locale, quantity: Quantity, unit_code: &str) -> String {
    unit::unit(unit_code).map_or_else(|| quantity.format(l), |unit| unit.amount(l, quantity))
}

/// `100 kg × 40.000 ₫/kg`
#[must_use]
pub fn proposal(l: Locale, quote: &Quote, unit_code: &str) -> String {
    format!("{} × {}", amount(l, quote.quantity, unit_code), price(l, quote.price, unit_code))
}

/// That less is left than a quote takes; empty where enough is.
#[must_use]
pub fn shortage(l: Locale, quantity: Quantity, left: Quantity, unit_code: &str) -> String {
    if quantity <= left {
        return String::new();
    }
    let (left, quantity) = (amount(l, left, unit_code), amount(l, quantity, unit_code));
    if l.is_vi() {
        format!("Chỉ còn {left}; báo giá này là {quantity}.")
    } else {
        format!("Only {left} left; this quote is for {quantity}.")
    }
}

/// What stands behind a price.
#[must_use]
pub fn unit_short(l: Locale, code: &str) -> &'static str {
    unit::unit(code).map_or("", |unit| unit.short(l))
}

/// `45.000 ₫/kg`.
#[must_use]
pub fn price(l: Locale, price: Money, unit_code: &str) -> String {
    format!("{}/{}", price.format(l), unit_short(l, unit_code))
}

/// What the owner changed of an offer, a line for each.
#[must_use]
pub fn change(l: Locale, change: &Change, unit_code: &str) -> String {
    let cost = |one: Option<Money>| {
        one.map_or_else(|| l.t("thoả thuận", "to be agreed").to_owned(), |one| price(l, one, unit_code))
    };
    let mut lines = Vec::new();
    if let Some(moved) = change.price {
        lines.push(format!("{}: {} → {}", l.t("Giá", "Price"), cost(moved.from), cost(moved.to)));
    }
    if let Some(moved) = change.remaining {
        let (from, to) = (amount(l, moved.from, unit_code), amount(l, moved.to, unit_code));
        lines.push(format!("{}: {from} → {to}", l.t("Còn lại", "Left")));
    }
    if let Some(moved) = change.valid_until {
        let (from, to) = (date::day(l, moved.from), date::day(l, moved.to));
        lines.push(format!("{}: {from} → {to}", l.t("Hiệu lực đến hết", "Valid until")));
    }
    if change.others {
        lines.push(
            l.t(
                "Điều kiện khác cũng đã đổi: hãy xem lại chào hàng.",
                "Other terms changed, too: please look at the offer again.",
            )
            .to_owned(),
        );
    }
    lines.join("\n")
}

/// `thùng 10 kg`; empty where nothing is said of the content.
#[must_use]
pub fn pack(l: Locale, pack: Option<&Pack>) -> String {
    pack.map(|pack| amount(l, pack.quantity, &pack.unit_code)).unwrap_or_default()
}

/// `Từ 01/12/2026 đến 15/12/2026`, or one of both; empty for neither.
#[must_use]
pub fn span(l: Locale, from: Option<NaiveDate>, until: Option<NaiveDate>) -> String {
    match (from.map(|day| date::day(l, day)), until.map(|day| date::day(l, day))) {
        (Some(from), Some(until)) if l.is_vi() => format!("{from} – {until}"),
        (Some(from), Some(until)) => format!("{from} to {until}"),
        (Some(from), None) => format!("{} {from}", l.t("từ", "from")),
        (None, Some(until)) => format!("{} {until}", l.t("đến", "until")),
        (None, None) => String::new(),
    }
}

/// Where an offer's public page stands, without the language.
#[must_use]
pub fn path(offer: &Offer) -> String {
    format!("{}/{}", list_path(offer.kind), offer.id)
}

/// The list of a kind.
#[must_use]
pub fn list_path(kind: Kind) -> &'static str {
    match kind {
        Kind::Sell => "/chao-ban",
        Kind::Buy => "/chao-mua",
    }
}

/// Where its owner finds it.
#[must_use]
pub fn own_path(offer: &Offer) -> String {
    format!("/giao-dich/chao-hang/{}", offer.id)
}

/// The fields of stored terms as people write them; they read back as the same.
#[must_use]
pub fn readable(l: Locale, terms: &Terms) -> Fields {
    let mut fields = terms.to_fields(l);
    for name in ["price", "step_price"] {
        let written: Vec<String> = fields
            .all(name)
            .map(|price| price.parse().map_or_else(|_| price.to_owned(), |price| locale::number(l, price)))
            .collect();
        rewrite(&mut fields, name, written);
    }
    if l.is_vi() {
        for name in ["available_from", "available_until", "valid_until", "harvest_from", "harvest_until"] {
            let written = fields
                .all(name)
                .map(|day| date::parse_day(day).map_or_else(|_| day.to_owned(), |day| date::day(l, day)));
            let written = written.collect();
            rewrite(&mut fields, name, written);
        }
    }
    fields
}

fn rewrite(fields: &mut Fields, name: &str, values: Vec<String>) {
    let mut values = values.into_iter();
    let pairs = fields.pairs().to_vec();
    let written = pairs.into_iter().map(|(field, value)| {
        let value = if field == name { values.next().unwrap_or(value) } else { value };
        (field, value)
    });
    *fields = written.collect();
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use kernel::FieldErrors;
    use offers::{Contact, Delivery, Harvest, Step, Subject};

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn stored_terms_survive_their_form_in_both_languages() {
        let terms = Terms {
            subject: Subject::Product(kernel::ProductId(uuid::Uuid::from_u128(7))),
            quantity: Quantity(1_500_500),
            unit_code: "kg".into(),
            pack: None,
            price: Some(Money(45_000)),
            min_lot: Some(Quantity(10_000)),
            steps: vec![
                Step { from: Quantity(100_000), price: Money(43_500) },
                Step { from: Quantity(500_000), price: Money(41_000) },
            ],
            commune_code: kernel::place::communes()[0].code.into(),
            place: "Kho hợp tác xã".into(),
            delivery: Delivery::Pickup,
            delivery_note: String::new(),
            packaging: "Thùng giấy".into(),
            quality: String::new(),
            certificates: vec![offers::Certificate::VietGap],
            available_from: Some(day("2026-12-01")),
            available_until: Some(day("2027-01-31")),
            valid_until: day("2027-01-15"),
            harvest: Some(Harvest { from: day("2026-12-01"), until: day("2027-01-20"), expected: Quantity(9_000_000) }),
            max_quotes: None,
            contact: Contact::AfterDeal,
        };
        for l in Locale::ALL {
            let mut errors = FieldErrors::default();
            let read = Terms::parse(Kind::Sell, &readable(l, &terms), day("2026-11-28"), &mut errors);
            assert!(errors.is_empty(), "{errors:?}");
            assert_eq!(read.unwrap(), terms);
        }
    }

    #[test]
    fn amounts_prices_and_spans_read_naturally() {
        assert_eq!(amount(Locale::Vi, Quantity(1_500), "tan"), "1,5 tấn");
        assert_eq!(price(Locale::Vi, Money(45_000), "kg"), "45.000\u{a0}₫/kg");
        assert_eq!(price(Locale::En, Money(45_000), "kg"), "₫45,000/kg");
        let (from, until) = (Some(day("2026-12-01")), Some(day("2026-12-15")));
        assert_eq!(span(Locale::Vi, from, until), "01/12/2026 – 15/12/2026");
        assert_eq!(span(Locale::En, from, None), "from 1 Dec 2026");
        assert_eq!(span(Locale::Vi, None, until), "đến 15/12/2026");
        assert_eq!(span(Locale::Vi, None, None), "");
    }
}
