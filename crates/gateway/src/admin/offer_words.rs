//! What an offer says, in words: for the queue, the lists and its review page.

use std::collections::HashMap;

use ::offers::{Offer, Subject, amount};
use catalogue::{CategoryTree, Product, Rule, flags_of_words, queries};
use chrono::NaiveDate;
use kernel::{CommodityId, Locale, Measure, Money, Quantity, date};
use sea_orm::{ConnectionTrait, DbErr};

use super::{place_text, queue};
use crate::market::words;

const COMMODITIES: u64 = 1_000;

/// A term and what stands for it.
pub type Fact = (&'static str, String);

/// Names of what offers refer to by code, read once for a whole list.
pub struct Words {
    l: Locale,
    pub tree: CategoryTree,
    commodities: HashMap<CommodityId, String>,
}

/// What one offer is called.
pub async fn name(db: &impl ConnectionTrait, l: Locale, offer: &Offer) -> Result<String, DbErr> {
    if !offer.title.is_empty() {
        return Ok(offer.title.clone());
    }
    Ok(Words::read(db, l).await?.name(offer))
}

impl Words {
    pub async fn read(db: &impl ConnectionTrait, l: Locale) -> Result<Self, DbErr> {
        let all = queries::all_commodities(db, COMMODITIES).await?;
        let commodities = all.into_iter().map(|one| (one.id, one.name(l).to_owned())).collect();
        Ok(Self { l, tree: queries::category_tree(db).await?, commodities })
    }

    /// The product's name or the buyer's own words, else the commodity, else the category.
    #[must_use]
    pub fn name(&self, offer: &Offer) -> String {
        if offer.title.is_empty() {
            Some(self.commodity(offer)).filter(|name| !name.is_empty()).unwrap_or_else(|| self.category(offer))
        } else {
            offer.title.clone()
        }
    }

    /// `Chào bán · 500 kg · 45.000 ₫/kg`
    #[must_use]
    pub fn brief(&self, offer: &Offer) -> String {
        let l = self.l;
        format!("{} · {} · {}", offer.kind.name(l), quantity(l, offer, offer.terms.quantity), price(l, offer))
    }

    /// What an officer should look at.
    #[must_use]
    pub fn flags(&self, offer: &Offer, today: NaiveDate) -> Vec<&'static str> {
        let category = offer.category_code.as_deref().and_then(|code| self.tree.by_code(code));
        // Of what has no category everything is looked for.
        let rule = category.map_or(Rule::Food, |category| category.rule);
        queue::flags(self.l, &flags_of_words(offer.free_words(), rule, today))
    }

    #[must_use]
    pub fn category(&self, offer: &Offer) -> String {
        let path = offer.category_code.as_deref().map(|code| self.tree.path(code)).unwrap_or_default();
        path.iter().map(|category| category.name(self.l)).collect::<Vec<_>>().join(" › ")
    }

    fn commodity(&self, offer: &Offer) -> String {
        offer.commodity_id.and_then(|id| self.commodities.get(&id)).cloned().unwrap_or_default()
    }

    /// What is sold or wanted. The product of an offer to sell is linked beside it.
    #[must_use]
    pub fn goods(&self, offer: &Offer) -> Vec<Fact> {
        let (l, terms) = (self.l, &offer.terms);
        let title = match &terms.subject {
            Subject::Wanted { title, .. } => title.clone(),
            Subject::Product(_) => String::new(),
        };
        let certificates: Vec<_> = terms.certificates.iter().map(|one| one.name(l)).collect();
        vec![
            (l.t("Cần mua", "Wanted"), title),
            (l.t("Mặt hàng", "Commodity"), self.commodity(offer)),
            (l.t("Ngành hàng", "Category"), self.category(offer)),
            (l.t("Chất lượng", "Quality"), terms.quality.clone()),
            (l.t("Chứng nhận", "Certificates"), certificates.join(", ")),
            (l.t("Đóng gói", "Packing"), terms.packaging.clone()),
        ]
    }
}

/// Quantities and prices, with the whole amount in words. `product` is what an offer to sell is about.
#[must_use]
pub fn figures(l: Locale, offer: &Offer, product: Option<&Product>) -> Vec<Fact> {
    let terms = &offer.terms;
    let said = |money: Money| format!("{} ({})", money.format(l), money.in_words(l));
    let listed = product.and_then(|one| Some(against(l, offer, one.content.price?, &one.content.unit_code)));
    let whole = terms.price_for(terms.quantity).and_then(|price| amount(price, terms.quantity));
    let steps = terms.steps.iter().map(|step| {
        let from = quantity(l, offer, step.from);
        format!("{} {from}: {}", l.t("từ", "from"), words::price(l, step.price, &terms.unit_code))
    });
    let pack = terms
        .pack
        .as_ref()
        .map(|pack| format!("1 {} = {}", words::unit_short(l, &terms.unit_code), words::pack(l, Some(pack))));
    vec![
        (l.t("Số lượng", "Quantity"), quantity(l, offer, terms.quantity)),
        (l.t("Quy cách", "Pack"), pack.unwrap_or_default()),
        (l.t("Giá", "Price"), priced(l, offer)),
        (l.t("So với giá niêm yết", "Against the listed price"), listed.unwrap_or_default()),
        (l.t("Giá theo số lượng", "Price by quantity"), steps.collect::<Vec<_>>().join("\n")),
        (l.t("Cả lô", "The whole lot"), whole.map(said).unwrap_or_default()),
        (l.t("Mua ít nhất", "Smallest lot"), terms.min_lot.map(|lot| quantity(l, offer, lot)).unwrap_or_default()),
        (l.t("Nhận tối đa", "Takes at most"), terms.max_quotes.map(|most| quotes(l, most)).unwrap_or_default()),
    ]
}

/// Where, how and when; and when sellers see how to reach the buyer.
#[must_use]
pub fn conditions(l: Locale, offer: &Offer) -> Vec<Fact> {
    let terms = &offer.terms;
    let lines = |one: &str, two: &str| if two.is_empty() { one.to_owned() } else { format!("{one}\n{two}") };
    let until = terms.available_until.map(|day| date::day(l, day)).unwrap_or_default();
    let (from, until_name) = match offer.kind {
        ::offers::Kind::Sell => (l.t("Có hàng từ", "Available from"), l.t("Có hàng đến", "Available until")),
        ::offers::Kind::Buy => (l.t("Cần từ", "Needed from"), l.t("Cần trước", "Needed by")),
    };
    let harvest = terms.harvest.map(|harvest| {
        let days = words::span(l, Some(harvest.from), Some(harvest.until));
        let expected = format!("{} {}", l.t("dự kiến", "expected"), quantity(l, offer, harvest.expected));
        format!("{days}, {expected}")
    });
    let contact = match offer.kind {
        ::offers::Kind::Buy => terms.contact.name(l).to_owned(),
        ::offers::Kind::Sell => String::new(),
    };
    vec![
        (l.t("Nơi", "Place"), lines(&place_text(l, &terms.commune_code), &terms.place)),
        (l.t("Giao nhận", "Delivery"), lines(terms.delivery.name(l), &terms.delivery_note)),
        (from, terms.available_from.map(|day| date::day(l, day)).unwrap_or_default()),
        (until_name, until),
        (l.t("Vụ thu hoạch tới", "Coming harvest"), harvest.unwrap_or_default()),
        (l.t("Hiệu lực đến hết", "Valid to the end of"), date::day(l, terms.valid_until)),
        (l.t("Liên hệ bên mua", "Buyer's contact"), contact),
    ]
}

/// So much in the offer's unit.
#[must_use]
pub fn quantity(l: Locale, offer: &Offer, quantity: Quantity) -> String {
    words::amount(l, quantity, &offer.terms.unit_code)
}

/// `45.000 ₫/kg`, or that it is to be agreed.
#[must_use]
pub fn price(l: Locale, offer: &Offer) -> String {
    match offer.terms.price {
        Some(price) => words::price(l, price, &offer.terms.unit_code),
        None => l.t("Thoả thuận", "To be agreed").to_owned(),
    }
}

fn priced(l: Locale, offer: &Offer) -> String {
    let words = offer.terms.price.map(|price| format!(" ({})", price.in_words(l))).unwrap_or_default();
    format!("{}{words}", price(l, offer))
}

fn quotes(l: Locale, most: i32) -> String {
    format!("{most} {}", l.t("báo giá", "quotes"))
}

/// How the offer's price compares with what its product is listed at; empty where it has none.
fn against(l: Locale, offer: &Offer, listed: Money, unit: &str) -> String {
    let Some(offered) = offer.terms.price else { return String::new() };
    let theirs = words::price(l, listed, unit);
    let Some(percent) = per_listed_unit(offer, offered, unit)
        .and_then(|price| (price - i128::from(listed.0)).checked_mul(100)?.checked_div(i128::from(listed.0)))
    else {
        return format!("{theirs} ({})", l.t("khác đơn vị, không so được", "other unit, not comparable"));
    };
    let by = percent.unsigned_abs();
    match (l, percent) {
        (_, 0) => format!("{} {theirs}", l.t("bằng", "the same as")),
        (Locale::Vi, ..0) => format!("thấp hơn {by}% so với {theirs}"),
        (Locale::Vi, _) => format!("cao hơn {by}% so với {theirs}"),
        (Locale::En, ..0) => format!("{by}% below {theirs}"),
        (Locale::En, _) => format!("{by}% above {theirs}"),
    }
}

/// What one unit of the listing costs at the offer's price.
fn per_listed_unit(offer: &Offer, price: Money, listed_unit: &str) -> Option<i128> {
    let terms = &offer.terms;
    if terms.unit_code == listed_unit {
        return Some(price.0.into());
    }
    let one = terms.measure()?.convert(Quantity(1_000), &Measure::new(listed_unit)?)?;
    i128::from(price.0).checked_mul(1_000)?.checked_div(one.0.into())
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use kernel::AccountId;

    use super::*;

    fn offer(price: i64, unit: &str, pack: Option<(i64, &str)>) -> Offer {
        let at: DateTime<Utc> = "2026-11-28T05:00:00Z".parse().expect("a time");
        let subject = Subject::Wanted { commodity: None, category: None, title: "Cam".into() };
        let terms = ::offers::Terms {
            subject,
            quantity: Quantity(10_000),
            unit_code: unit.into(),
            pack: pack.map(|(holds, unit)| ::offers::Pack { quantity: Quantity(holds), unit_code: unit.into() }),
            price: Some(Money(price)),
            min_lot: None,
            steps: vec![],
            commune_code: "18550".into(),
            place: String::new(),
            delivery: ::offers::Delivery::Agreed,
            delivery_note: String::new(),
            packaging: String::new(),
            quality: String::new(),
            certificates: vec![],
            available_from: None,
            available_until: None,
            valid_until: at.date_naive(),
            harvest: None,
            max_quotes: None,
            contact: ::offers::Contact::Never,
        };
        Offer {
            id: uuid::Uuid::nil().into(),
            kind: ::offers::Kind::Sell,
            state: ::offers::State::Submitted,
            owner: ::offers::Trader::buyer(AccountId(uuid::Uuid::nil())),
            product_id: None,
            stall_id: None,
            commodity_id: None,
            category_code: None,
            title: "Cam".into(),
            photos: vec![],
            remaining: terms.quantity,
            terms,
            quotes: 0,
            reason: String::new(),
            submitted_at: None,
            decided_at: None,
            opened_at: None,
            ended_at: None,
            version: 1,
            created_at: at,
            updated_at: at,
        }
    }

    #[test]
    fn a_price_is_compared_in_the_unit_of_the_listing() {
        let said = |offer: &Offer, listed, unit| against(Locale::En, offer, Money(listed), unit);
        assert_eq!(said(&offer(45_000, "kg", None), 50_000, "kg"), "10% below ₫50,000/kg");
        assert_eq!(said(&offer(50_000, "kg", None), 50_000, "kg"), "the same as ₫50,000/kg");
        assert_eq!(said(&offer(60_000_000, "tan", None), 50_000, "kg"), "20% above ₫50,000/kg");
        // A carton of ten kilograms; one of unknown content.
        assert_eq!(said(&offer(450_000, "thung", Some((10_000, "kg"))), 50_000, "kg"), "10% below ₫50,000/kg");
        assert!(said(&offer(450_000, "thung", None), 50_000, "kg").ends_with("(other unit, not comparable)"));
    }
}
