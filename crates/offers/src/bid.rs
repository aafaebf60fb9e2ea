//! The form of a quote, read against the offer that it answers.

use chrono::NaiveDate;
use kernel::{FieldErrors, Fields, Measure, Money, Problem, Quantity, date, unit};

use crate::{
    Contact, Offer,
    numbers::{MAX_PRICE, read_price, read_quantity},
    terms::{self, MAX_AMOUNT},
};

/// What a quote proposes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bid {
    /// For one of the offer's units.
    pub price: Money,
    /// In the offer's unit.
    pub quantity: Quantity,
    pub terms: String,
    pub valid_until: NaiveDate,
    /// When the seller sees how to reach a buyer who answers an offer to sell; only of the thread's first quote.
    pub contact: Contact,
}

impl Bid {
    /// Reads `price` (for one of the offer's units), `quantity` with `unit` (the offer's where none is given; another must convert
    /// exactly), `terms`, `valid_until` (the offer's where none is given) and `contact`. `None` when something is wrong.
    #[must_use]
    pub fn parse(fields: &Fields, offer: &Offer, today: NaiveDate, errors: &mut FieldErrors) -> Option<Self> {
        let price = read_price(fields.get("price")).map_err(|problem| errors.add("price", problem)).ok();
        let quantity = quantity(fields, offer, errors);
        let terms = fields.optional(errors, "terms", 1_000);
        let valid_until = match fields.get("valid_until") {
            "" => Some(offer.terms.valid_until),
            text => date::parse_day(text).map_err(|problem| errors.add("valid_until", problem)).ok(),
        };
        let contact = match fields.get("contact") {
            "" => Some(Contact::AfterDeal),
            code => Contact::from_code(code),
        };
        if contact.is_none() {
            errors.add("contact", Problem::NotAChoice);
        }
        // What can be read is measured against the offer even where another field can't be.
        if let Some(quantity) = quantity {
            check_quantity(quantity, offer, errors);
        }
        if let Some(valid_until) = valid_until {
            check_day(valid_until, offer, today, errors);
        }
        let bid = Self { price: price?, quantity: quantity?, terms, valid_until: valid_until?, contact: contact? };
        bid.check(offer, today, errors);
        errors.is_empty().then_some(bid)
    }

    /// What one unit costs by the offer itself when the quantity is taken that was typed; of a quantity that can't be read, its first
    /// price. `None`: negotiable.
    #[must_use]
    pub fn asked_price(fields: &Fields, offer: &Offer) -> Option<Money> {
        let typed = quantity(fields, offer, &mut FieldErrors::default());
        offer.terms.price_for(typed.unwrap_or_default())
    }

    /// What the offer, as it is now, has against it.
    pub(crate) fn check(&self, offer: &Offer, today: NaiveDate, errors: &mut FieldErrors) {
        match self.price.0 {
            ..1 => errors.add("price", Problem::NotPositive),
            price if price > MAX_PRICE => errors.add("price", Problem::TooLarge(MAX_PRICE)),
            _ => {}
        }
        check_quantity(self.quantity, offer, errors);
        check_day(self.valid_until, offer, today, errors);
        if terms::amount(self.price, self.quantity).is_none() {
            errors.add("price", Problem::TooLarge(MAX_AMOUNT));
        }
    }
}

fn quantity(fields: &Fields, offer: &Offer, errors: &mut FieldErrors) -> Option<Quantity> {
    let unit_code = match fields.get("unit") {
        "" => &offer.terms.unit_code,
        code => code,
    };
    if unit::unit(unit_code).is_none() {
        errors.add("unit", Problem::NotAChoice);
    }
    let quantity = read_quantity(fields.get("quantity"), unit_code).map_err(|problem| errors.add("quantity", problem));
    // A carton of this offer is a carton of this offer, whatever it holds.
    if unit_code == offer.terms.unit_code {
        return quantity.ok();
    }
    let (from, to) = (Measure::new(unit_code)?, offer.terms.measure());
    let Some(to) = to.filter(|to| from.convert(Quantity(1), to).is_some()) else {
        errors.add("unit", Problem::UnitsDiffer);
        return None;
    };
    let converted = from.convert_exactly(quantity.ok()?, &to);
    if converted.is_none() {
        errors.add("quantity", Problem::NotANumber);
    }
    converted
}

fn check_quantity(quantity: Quantity, offer: &Offer, errors: &mut FieldErrors) {
    let smallest = offer.terms.min_lot.unwrap_or(Quantity(1)).min(offer.remaining);
    let unit = || offer.terms.unit_code.clone();
    if quantity.0 < 1 {
        errors.add("quantity", Problem::NotPositive);
    } else if quantity > offer.remaining {
        errors.add("quantity", Problem::TooMuch { most: offer.remaining, unit: unit() });
    } else if quantity < smallest {
        // The rest may be less than the smallest lot, and then goes as one.
        errors.add("quantity", Problem::TooLittle { least: smallest, unit: unit() });
    } else if !offer.terms.in_parts() && !quantity.is_whole() {
        errors.add("quantity", Problem::NotWhole);
    }
}

fn check_day(valid_until: NaiveDate, offer: &Offer, today: NaiveDate, errors: &mut FieldErrors) {
    if valid_until < today {
        errors.add("valid_until", Problem::DateInPast);
    } else if valid_until > offer.terms.valid_until {
        errors.add("valid_until", Problem::AfterOffer(offer.terms.valid_until));
    }
}
