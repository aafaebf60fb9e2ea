//! Suggestions while typing: the last word is always taken as unfinished.

use kernel::{Locale, Page};

use super::{MeilisearchEngine, exchange::Distribution, facets::Count, results::card, search::Wanted};
use crate::{
    document::{CommodityCard, Kind, ProductCard, StallCard},
    engine::EngineError,
    plan::expand::Effort,
    query::{Suggestion, Suggestions, understand},
};

/// Many stalls list the same good: so many more hits are read to find `limit` different names.
const SAME_NAMES: usize = 4;
const CATEGORIES: usize = 3;

/// The last word is always taken as unfinished.
const HARD: (Effort, Effort) = (Effort::Unfinished, Effort::Forgiving);

impl MeilisearchEngine {
    pub(in crate::engine) async fn suggest(
        &self,
        text: &str,
        locale: Locale,
        limit: usize,
    ) -> Result<Suggestions, EngineError> {
        let rules = self.0.rules.get();
        let typed = understand::understand(text, &rules);
        if typed.words.is_empty() || limit == 0 {
            return Ok(Suggestions::default());
        }
        let wanted = |kind, most: usize, counts| Wanted {
            kind,
            selections: Vec::new(),
            sort: None,
            page: Page { number: 1, per_page: most as u32 },
            counts,
            rules: rules.clone(),
            timely: None,
        };
        let leaves = Count { filters: Vec::new(), attributes: vec!["leaf"] };
        let of_products = wanted(Kind::Product, limit * SAME_NAMES, vec![leaves]);
        let (of_stalls, of_commodities) =
            (wanted(Kind::Stall, limit, Vec::new()), wanted(Kind::Commodity, limit, Vec::new()));
        let (products, stalls, commodities) = tokio::try_join!(
            self.find(&typed, &of_products, HARD),
            self.find(&typed, &of_stalls, HARD),
            self.find(&typed, &of_commodities, HARD),
        )?;
        let mut suggestions = Suggestions { categories: fullest(products.counted), ..Suggestions::default() };
        for row in &products.rows {
            if suggestions.products.len() == limit {
                break;
            }
            let card: ProductCard = card(row)?;
            let name = locale.t(&card.name, if card.name_en.is_empty() { &card.name } else { &card.name_en });
            if suggestions.products.iter().all(|p| p.name != name) {
                suggestions.products.push(Suggestion { name: name.to_owned(), slug: card.slug });
            }
        }
        for row in &stalls.rows {
            let card: StallCard = card(row)?;
            suggestions.stalls.push(Suggestion { slug: card.slug, name: card.name });
        }
        for row in &commodities.rows {
            let card: CommodityCard = card(row)?;
            let name = locale.t(&card.name, &card.name_en).to_owned();
            suggestions.commodities.push(Suggestion { name, slug: card.slug });
        }
        Ok(suggestions)
    }
}

/// The fullest leaf categories of what was found.
fn fullest(counted: Vec<Distribution>) -> Vec<String> {
    let mut leaves: Vec<(String, u64)> = counted
        .into_iter()
        .flatten()
        .filter(|(attribute, _)| attribute == "leaf")
        .flat_map(|(_, counts)| counts)
        .collect();
    leaves.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    leaves.into_iter().take(CATEGORIES).map(|(slug, _)| slug).collect()
}
