//! What the owner of an open offer changed of it, as those who wait for his answer read it.

use chrono::NaiveDate;
use kernel::{Money, Quantity};
use serde::{Deserialize, Serialize};

use crate::entity::offer;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved<T> {
    pub from: T,
    pub to: T,
}

impl<T: PartialEq> Moved<T> {
    fn of(from: T, to: T) -> Option<Self> {
        (from != to).then_some(Self { from, to })
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Change {
    /// `None` of a price: negotiable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Moved<Option<Money>>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remaining: Option<Moved<Quantity>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Moved<NaiveDate>>,
    /// Something else that whoever quotes should look at.
    #[serde(default)]
    pub others: bool,
}

impl Change {
    /// Between two versions of one offer; `None` where nothing changed that concerns those who quoted.
    pub(crate) fn between(before: &offer::Model, after: &offer::Model) -> Option<Self> {
        let mut others = (before.terms(), after.terms());
        for terms in [&mut others.0, &mut others.1] {
            // Told by themselves, or nobody else's business.
            terms.price = None;
            terms.quantity = Quantity(before.quantity);
            terms.valid_until = before.valid_until;
            terms.max_quotes = None;
            terms.contact = before.contact;
        }
        let change = Self {
            price: Moved::of(before.price.map(Money), after.price.map(Money)),
            remaining: Moved::of(Quantity(before.quantity_remaining), Quantity(after.quantity_remaining)),
            valid_until: Moved::of(before.valid_until, after.valid_until),
            others: others.0 != others.1,
        };
        (change != Self::default()).then_some(change)
    }

    pub(crate) fn read(text: &str) -> Option<Self> {
        // Written by us and by nobody else.
        if text.is_empty() { None } else { serde_json::from_str(text).ok() }
    }
}
