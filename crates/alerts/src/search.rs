//! A search over offers that somebody keeps, and whether a new offer is in it. Pure.

use kernel::{CommodityId, text};

use crate::follow::{anchor_of_category, anchor_of_commodity};

/// The longest text that is searched for, in characters.
const MAX_TEXT: usize = 100;

/// What the lists of offers can be narrowed by; nothing set: everything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SavedSearch {
    /// `sell` or `buy`; empty: both.
    pub side: String,
    pub commodity: Option<CommodityId>,
    /// A category's code: it and what is below it.
    pub category: String,
    /// A commune's code.
    pub commune: String,
    /// All these words, as they were typed; an offer is searched without marks.
    pub text: String,
    /// In đồng for one of the offer's units.
    pub min_price: Option<i64>,
    pub max_price: Option<i64>,
}

/// What a search is compared with: an offer that has just opened.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    pub side: String,
    pub commodity: Option<CommodityId>,
    /// The codes of its category and of those above.
    pub categories: Vec<String>,
    pub commune: String,
    /// What it is called, with its commodity's names.
    pub text: String,
    pub price: Option<i64>,
}

impl SavedSearch {
    /// Reads what [`Self::to_query`] writes, names in any order and unknown ones left out. `None` when it narrows nothing or can't be read.
    #[must_use]
    pub fn from_query(query: &str) -> Option<Self> {
        let mut search = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = text::clean(&value);
            if value.is_empty() {
                continue;
            }
            match name.as_ref() {
                "side" if matches!(value.as_str(), "sell" | "buy") => search.side = value,
                "side" => return None,
                "commodity" => search.commodity = Some(value.parse().ok()?),
                "category" => search.category = value,
                "commune" => search.commune = value,
                "q" if value.chars().count() > MAX_TEXT => return None,
                "q" => search.text = text::marked(&value),
                "min_price" => search.min_price = Some(value.parse().ok()?),
                "max_price" => search.max_price = Some(value.parse().ok()?),
                _ => {}
            }
        }
        let everything = Self { side: search.side.clone(), ..Self::default() };
        (search != everything || !search.side.is_empty()).then_some(search)
    }

    /// In one spelling: equal searches are equal texts.
    #[must_use]
    pub fn to_query(&self) -> String {
        let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
        let parts = [
            ("side", self.side.clone()),
            ("commodity", self.commodity.map(|id| id.to_string()).unwrap_or_default()),
            ("category", self.category.clone()),
            ("commune", self.commune.clone()),
            ("q", self.text.clone()),
            ("min_price", number(self.min_price)),
            ("max_price", number(self.max_price)),
        ];
        let parts = parts.iter().filter(|(_, value)| !value.is_empty());
        form_urlencoded::Serializer::new(String::new()).extend_pairs(parts).finish()
    }

    /// The narrowest that every offer in it has.
    pub(crate) fn anchor(&self) -> String {
        match self.commodity {
            Some(id) => anchor_of_commodity(id),
            None if !self.category.is_empty() => anchor_of_category(&self.category),
            None if !self.commune.is_empty() => anchor_of_commune(&self.commune),
            None => anchor_of_side(&self.side),
        }
    }

    /// Whether the offer is in it. An offer without a price is in no range of prices.
    #[must_use]
    pub fn takes(&self, offer: &Facts) -> bool {
        let is = |wanted: &str, value: &str| wanted.is_empty() || wanted == value;
        let words = text::fold(&offer.text);
        let says = |word: &str| words.split(' ').any(|other| other == word);
        is(&self.side, &offer.side)
            && (self.commodity.is_none() || self.commodity == offer.commodity)
            && (self.category.is_empty() || offer.categories.contains(&self.category))
            && is(&self.commune, &offer.commune)
            && text::fold(&self.text).split_whitespace().all(says)
            && self.min_price.is_none_or(|least| offer.price.is_some_and(|price| price >= least))
            && self.max_price.is_none_or(|most| offer.price.is_some_and(|price| price <= most))
    }
}

impl Facts {
    /// All anchors under which searches may wait for it.
    pub(crate) fn anchors(&self) -> impl Iterator<Item = String> + '_ {
        let commodity = self.commodity.map(anchor_of_commodity);
        let categories = self.categories.iter().map(|code| anchor_of_category(code));
        let rest = [anchor_of_commune(&self.commune), anchor_of_side(&self.side), anchor_of_side("")];
        commodity.into_iter().chain(categories).chain(rest)
    }
}

fn anchor_of_commune(code: &str) -> String {
    format!("commune:{code}")
}

fn anchor_of_side(side: &str) -> String {
    format!("side:{side}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn offer() -> Facts {
        Facts {
            side: "sell".into(),
            commodity: None,
            categories: vec!["01".into(), "0101".into()],
            commune: "18073".into(),
            text: "Cam Khe Mây loại 1".into(),
            price: Some(45_000),
        }
    }

    #[test]
    fn a_search_is_written_in_one_spelling() {
        let typed = "q=C%C3%A0m%20%20khe&max_price=50000&side=sell&category=01&commune=&x=1";
        let search = SavedSearch::from_query(typed).unwrap();
        assert_eq!(search.to_query(), "side=sell&category=01&q=c%C3%A0m+khe&max_price=50000");
        assert_eq!(SavedSearch::from_query(&search.to_query()), Some(search));
        for nothing in ["", "q=", "side=x", "min_price=1e3", "commodity=cam"] {
            assert_eq!(SavedSearch::from_query(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn an_offer_is_in_a_search_when_everything_fits() {
        for (query, is_in) in [
            ("side=sell", true),
            ("side=buy", false),
            ("category=01", true),
            ("category=0102", false),
            ("q=khe+cam", true),
            ("q=Khe+M%C3%A2y", true),
            ("q=khe+cam+sai", false),
            ("commune=18073&min_price=45000&max_price=45000", true),
            ("max_price=44999", false),
            ("min_price=45001", false),
        ] {
            let search = SavedSearch::from_query(query).unwrap();
            assert_eq!(search.takes(&offer()), is_in, "{query}");
            assert!(
                !is_in || offer().anchors().any(|anchor| anchor == search.anchor()),
                "{query} is found by its anchor"
            );
        }
        let unpriced = Facts { price: None, ..offer() };
        assert!(!SavedSearch::from_query("max_price=50000").unwrap().takes(&unpriced));
    }
}
