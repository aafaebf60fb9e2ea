//! What an offer says.

use chrono::NaiveDate;
use kernel::{CommodityId, Fields, Locale, Measure, Money, ProductId, Quantity, unit};
use serde::{Deserialize, Serialize};

use crate::{Certificate, Contact, Delivery, Kind, board::price_of};

/// What is sold or wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A listed product of the seller's.
    Product(ProductId),
    /// A commodity, else a category, else free words; words may stand beside the other two.
    Wanted { commodity: Option<CommodityId>, category: Option<String>, title: String },
}

/// What one pack holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    pub quantity: Quantity,
    pub unit_code: String,
}

/// From this quantity on, one unit costs that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub from: Quantity,
    pub price: Money,
}

/// A forward offer: the goods are still growing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Harvest {
    pub from: NaiveDate,
    pub until: NaiveDate,
    /// The whole harvest, of which the offer's quantity is a part.
    pub expected: Quantity,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    pub subject: Subject,
    pub quantity: Quantity,
    pub unit_code: String,
    /// Only where the unit is a pack; without it the quantity compares with no other offer's.
    pub pack: Option<Pack>,
    /// For one unit; `None`: negotiable. In an offer to buy it is the target.
    pub price: Option<Money>,
    /// The smallest quantity of a quote.
    pub min_lot: Option<Quantity>,
    /// By rising quantity; only with a price.
    pub steps: Vec<Step>,
    /// Where the goods are, or where they are to be brought.
    pub commune_code: String,
    pub place: String,
    pub delivery: Delivery,
    pub delivery_note: String,
    pub packaging: String,
    pub quality: String,
    /// In an offer to buy: what the goods must have. In an offer to sell: the standards that the seller states.
    pub certificates: Vec<Certificate>,
    pub available_from: Option<NaiveDate>,
    /// In an offer to buy: needed by that day.
    pub available_until: Option<NaiveDate>,
    /// The last day, in Hà Tĩnh, on which it can be quoted and accepted.
    pub valid_until: NaiveDate,
    pub harvest: Option<Harvest>,
    /// Only in an offer to buy.
    pub max_quotes: Option<i32>,
    /// When sellers see how to reach the buyer; only in an offer to buy.
    pub contact: Contact,
}

impl Terms {
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self.subject {
            Subject::Product(_) => Kind::Sell,
            Subject::Wanted { .. } => Kind::Buy,
        }
    }

    #[must_use]
    pub fn is_forward(&self) -> bool {
        self.harvest.is_some()
    }

    /// How its quantities compare with other offers'.
    #[must_use]
    pub fn measure(&self) -> Option<Measure> {
        match &self.pack {
            Some(pack) => Measure::packed(&self.unit_code, pack.quantity, &pack.unit_code),
            None => Measure::new(&self.unit_code),
        }
    }

    /// Whether its unit can be sold in parts.
    #[must_use]
    pub fn in_parts(&self) -> bool {
        unit::unit(&self.unit_code).is_none_or(|unit| unit.fractional)
    }

    /// What one unit costs when so much is taken; `None`: negotiable.
    #[must_use]
    pub fn price_for(&self, quantity: Quantity) -> Option<Money> {
        let step = self.steps.iter().rev().find(|step| step.from <= quantity);
        step.map(|step| step.price).or(self.price)
    }

    /// What prices of different units compare by: that of one kilogram, litre, piece …; as it is where nothing converts. `None`:
    /// negotiable, or too large.
    #[must_use]
    pub fn compared_price(&self) -> Option<Money> {
        let price = self.price?;
        self.measure().map_or(Some(price), |measure| price_of(&measure, price).map(Money))
    }

    /// As the fields of the form: what [`Terms::parse`] reads.
    #[must_use]
    pub fn to_fields(&self, l: Locale) -> Fields {
        let mut fields = Fields::default();
        let mut set = |name: &str, value: String| fields.push(name, value);
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let quantity = |quantity: Option<Quantity>| quantity.map(|quantity| quantity.input(l)).unwrap_or_default();
        match &self.subject {
            Subject::Product(product) => set("product", product.to_string()),
            Subject::Wanted { commodity, category, title } => {
                set("commodity", commodity.map(|id| id.to_string()).unwrap_or_default());
                set("category", category.clone().unwrap_or_default());
                set("title", title.clone());
            }
        }
        set("quantity", self.quantity.input(l));
        set("unit", self.unit_code.clone());
        if let Some(pack) = &self.pack {
            set("pack_quantity", pack.quantity.input(l));
            set("pack_unit", pack.unit_code.clone());
        }
        match self.price {
            Some(price) => set("price", price.0.to_string()),
            None => set("negotiable", "on".to_owned()),
        }
        set("min_lot", quantity(self.min_lot));
        for step in &self.steps {
            set("step_from", step.from.input(l));
            set("step_price", step.price.0.to_string());
        }
        set("commune", self.commune_code.clone());
        set("place", self.place.clone());
        set("delivery", self.delivery.code().to_owned());
        set("delivery_note", self.delivery_note.clone());
        set("packaging", self.packaging.clone());
        set("quality", self.quality.clone());
        for certificate in &self.certificates {
            set("certificates", certificate.code().to_owned());
        }
        set("available_from", day(self.available_from));
        set("available_until", day(self.available_until));
        set("valid_until", day(Some(self.valid_until)));
        if let Some(harvest) = self.harvest {
            set("forward", "on".to_owned());
            set("harvest_from", day(Some(harvest.from)));
            set("harvest_until", day(Some(harvest.until)));
            set("expected_quantity", quantity(Some(harvest.expected)));
        }
        set("max_quotes", self.max_quotes.map(|most| most.to_string()).unwrap_or_default());
        set("contact", self.contact.code().to_owned());
        fields
    }
}

/// Nothing on this floor comes to more than a million billion đồng: a slip of the keyboard does.
pub(crate) const MAX_AMOUNT: i64 = 1_000_000_000_000_000;

/// What so much costs, rounded to whole đồng; `None` above a million billion đồng.
#[must_use]
pub fn amount(price: Money, quantity: Quantity) -> Option<Money> {
    let thousandths = i128::from(price.0) * i128::from(quantity.0);
    let rounded = (thousandths + 500).div_euclid(1_000);
    i64::try_from(rounded).ok().filter(|amount| *amount <= MAX_AMOUNT).map(Money)
}
