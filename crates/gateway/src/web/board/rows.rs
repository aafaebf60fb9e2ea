//! Lines of the board in words.

use kernel::{Locale, Money, Quantity, locale::number};
use offers::board::{Deals, Line, Prices};

use super::{Names, names::unit_words};

/// Prices of one side.
pub struct Side {
    /// `45.000 ₫`; empty where nobody names a price.
    pub median: String,
    /// `40.000–48.000`; empty where all are one.
    pub range: String,
    /// `7 chào bán, 1 giá bị loại`; empty where there is none.
    pub offers: String,
}

impl Side {
    pub fn of(prices: &Prices, l: Locale) -> Self {
        let dong = |price: Option<Money>| price.map(|price| price.format(l)).unwrap_or_default();
        let range = match (prices.low, prices.high) {
            (Some(low), Some(high)) if low != high => format!("{}–{}", number(l, low.0), number(l, high.0)),
            _ => String::new(),
        };
        Self { median: dong(prices.median), range, offers: offers(prices, l) }
    }
}

fn offers(prices: &Prices, l: Locale) -> String {
    if prices.offers == 0 {
        return String::new();
    }
    let count = number(l, prices.offers.into());
    let mut said = match l {
        Locale::Vi => format!("{count} chào hàng"),
        Locale::En => format!("{count} offer{}", if prices.offers == 1 { "" } else { "s" }),
    };
    if prices.outliers > 0 {
        said += &match l {
            Locale::Vi => format!(", không tính {}", prices.outliers),
            Locale::En => format!(", {} left out", prices.outliers),
        };
    }
    said
}

/// What was agreed on.
pub struct Agreed {
    pub median: String,
    /// `2 thoả thuận, 300 kg`.
    pub said: String,
}

impl Agreed {
    pub fn of(deals: &Deals, unit: &str, l: Locale) -> Self {
        if deals.count == 0 {
            return Self { median: String::new(), said: String::new() };
        }
        let (count, quantity) = (number(l, deals.count.into()), rounded(deals.quantity).format(l));
        let said = match l {
            Locale::Vi => format!("{count} thoả thuận, {quantity} {unit}"),
            Locale::En => format!("{count} deal{}, {quantity} {unit}", if deals.count == 1 { "" } else { "s" }),
        };
        Self { median: deals.median.map(|price| price.format(l)).unwrap_or_default(), said }
    }
}

/// Large sums without thousandths.
fn rounded(quantity: Quantity) -> Quantity {
    if quantity.0 < 100_000 { quantity } else { Quantity((quantity.0 + 500) / 1_000 * 1_000) }
}

/// How a median moved since the week before.
pub struct Change {
    /// `+5,2 %`; empty where one of the two is missing.
    pub said: String,
    /// `up`, `down` or nothing.
    pub class: &'static str,
}

impl Change {
    pub fn of(now: Option<Money>, before: Option<Money>, l: Locale) -> Self {
        let (Some(now), Some(before)) = (now, before.filter(|before| before.0 > 0)) else {
            return Self { said: String::new(), class: "" };
        };
        let tenths = (i128::from(now.0) - i128::from(before.0)) * 2_000 + i128::from(before.0);
        let tenths = tenths.div_euclid(i128::from(before.0) * 2);
        let (sign, class) = match tenths {
            0 => ("±", ""),
            1.. => ("+", "up"),
            _ => ("−", "down"),
        };
        let (whole, rest) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
        let rest = if rest == 0 { String::new() } else { format!("{}{rest}", l.t(",", ".")) };
        Self { said: format!("{sign}{whole}{rest}\u{A0}%"), class }
    }
}

/// A good in a unit, in the overview or below a category.
pub struct Row {
    pub name: String,
    /// Without the language.
    pub path: String,
    pub unit: &'static str,
    pub asked: Side,
    pub change: Change,
    pub bid: Side,
    pub agreed: Agreed,
}

impl Row {
    /// `None` for a good that is gone. `query` keeps unit and place.
    pub fn of(line: &Line, before: Option<&Line>, names: &Names, query: &str, l: Locale) -> Option<Self> {
        let unit = unit_words(&line.unit_name, l);
        let slug = names.slug(&line.good)?;
        Some(Self {
            name: names.name(&line.good, l)?,
            path: format!("/bang-gia/{slug}?unit={}{query}", line.unit_code),
            unit,
            asked: Side::of(&line.asked, l),
            change: Change::of(line.asked.median, before.and_then(|before| before.asked.median), l),
            bid: Side::of(&line.bid, l),
            agreed: Agreed::of(&line.deals, unit, l),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_to_a_tenth_of_a_percent() {
        let change = |now, before| Change::of(Some(Money(now)), Some(Money(before)), Locale::Vi);
        for (now, before, said, class) in [
            (42_000, 40_000, "+5\u{A0}%", "up"),
            (40_000, 42_000, "−4,8\u{A0}%", "down"),
            (40_000, 40_000, "±0\u{A0}%", ""),
            (40_001, 40_000, "±0\u{A0}%", ""),
            (90_000, 40_000, "+125\u{A0}%", "up"),
        ] {
            let change = change(now, before);
            assert_eq!((change.said.as_str(), change.class), (said, class), "{now} after {before}");
        }
        assert_eq!(Change::of(Some(Money(1)), None, Locale::Vi).said, "");
        assert_eq!(Change::of(Some(Money(1)), Some(Money(0)), Locale::Vi).said, "");
    }

    #[test]
    fn sides_say_what_they_are_made_of() {
        let prices = Prices {
            offers: 7,
            parties: 4,
            outliers: 1,
            low: Some(Money(40_000)),
            median: Some(Money(45_000)),
            high: Some(Money(48_000)),
        };
        let side = Side::of(&prices, Locale::Vi);
        assert_eq!((side.median.as_str(), side.range.as_str()), ("45.000\u{A0}₫", "40.000–48.000"));
        assert_eq!(side.offers, "7 chào hàng, không tính 1");
        assert_eq!(Side::of(&prices, Locale::En).offers, "7 offers, 1 left out");
        assert_eq!(Side::of(&Prices::default(), Locale::Vi).offers, "");
        let deals = Deals { count: 1, quantity: Quantity(1_500), median: Some(Money(41_000)) };
        assert_eq!(Agreed::of(&deals, "kg", Locale::Vi).said, "1 thoả thuận, 1,5 kg");
    }
}
