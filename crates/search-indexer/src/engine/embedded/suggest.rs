//! Suggestions while typing: the last word is always taken as unfinished.

use kernel::Locale;

use super::{
    search::{Found, highlight},
    snapshot::Snapshot,
    top::{Candidate, Top},
};
use crate::{
    document::Kind,
    engine::EngineError,
    plan::expand::{self, Effort},
    query::{
        CommoditySuggestion, ProductSuggestion, Sort, StallSuggestion, Suggestions,
        rules::Rules,
        understand::{self, Typed},
    },
};

/// Many stalls list the same good: so many more hits are read to find `limit` different names.
const SAME_NAMES: usize = 4;
const CATEGORIES: usize = 3;

impl Snapshot {
    pub fn suggest(&self, text: &str, rules: &Rules, locale: Locale, limit: usize) -> Result<Suggestions, EngineError> {
        let typed = understand::understand(text, rules);
        if typed.words.is_empty() || limit == 0 {
            return Ok(Suggestions::default());
        }
        let found = self.find(&typed, &self.area(Kind::Product), rules, (Effort::Unfinished, Effort::Forgiving))?;
        let sought = expand::sought(&found.plan);
        let mut products: Vec<ProductSuggestion> = Vec::new();
        for c in self.best(&found, limit * SAME_NAMES) {
            if products.len() == limit {
                break;
            }
            let card = self.segments[c.segment as usize].part.cards.product(c.doc)?;
            let name = locale.t(&card.name, if card.name_en.is_empty() { &card.name } else { &card.name_en });
            if products.iter().all(|p| p.name != name) {
                let highlight = highlight(&sought, name);
                products.push(ProductSuggestion {
                    name: name.to_owned(),
                    highlight,
                    slug: card.slug.clone(),
                    photo: card.photo.clone(),
                });
            }
        }
        let categories = self.leaf_categories(&found);
        // Where products were found as typed, nothing is meant otherwise: most texts name no stall and no commodity.
        let efforts = (Effort::Unfinished, found.effort);
        let found = self.find(&typed, &self.area(Kind::Stall), rules, efforts)?;
        let sought = expand::sought(&found.plan);
        let stall = |c: Candidate| -> Result<StallSuggestion, EngineError> {
            let card = self.segments[c.segment as usize].part.cards.stall(c.doc)?;
            Ok(StallSuggestion {
                highlight: highlight(&sought, &card.name),
                slug: card.slug.clone(),
                name: card.name.clone(),
            })
        };
        let stalls = self.best(&found, limit).into_iter().map(stall).collect::<Result<_, _>>()?;
        let commodities = self.suggested_commodities(&typed, rules, efforts, locale, limit)?;
        Ok(Suggestions { products, categories, stalls, commodities })
    }

    fn suggested_commodities(
        &self,
        typed: &Typed,
        rules: &Rules,
        efforts: (Effort, Effort),
        locale: Locale,
        limit: usize,
    ) -> Result<Vec<CommoditySuggestion>, EngineError> {
        let found = self.find(typed, &self.area(Kind::Commodity), rules, efforts)?;
        let sought = expand::sought(&found.plan);
        let commodity = |c: Candidate| -> Result<CommoditySuggestion, EngineError> {
            let card = self.segments[c.segment as usize].part.cards.commodity(c.doc)?;
            let name = locale.t(&card.name, &card.name_en);
            Ok(CommoditySuggestion {
                highlight: highlight(&sought, name),
                name: name.to_owned(),
                slug: card.slug.clone(),
            })
        };
        self.best(&found, limit).into_iter().map(commodity).collect()
    }

    fn best(&self, found: &Found, most: usize) -> Vec<Candidate> {
        let mut top = Top::new(most);
        for (at, (segment, matches)) in self.segments.iter().zip(&found.matches).enumerate() {
            for m in matches {
                top.push(Candidate::new(&segment.part.rows[m.doc as usize], m.score, Sort::Relevance, at, m.doc));
            }
        }
        top.page(0)
    }

    /// The fullest leaf categories of what was found.
    fn leaf_categories(&self, found: &Found) -> Vec<String> {
        let mut counts = vec![0u32; self.names.paths.len()];
        for (segment, matches) in self.segments.iter().zip(&found.matches) {
            for m in matches {
                if let Some(count) = counts.get_mut(usize::from(segment.part.rows[m.doc as usize].path)) {
                    *count += 1;
                }
            }
        }
        let mut paths: Vec<usize> = (0..counts.len()).filter(|path| counts[*path] > 0).collect();
        paths.sort_by_key(|path| (std::cmp::Reverse(counts[*path]), *path));
        let leaf =
            |path: &usize| self.names.paths[*path].last().map(|c| self.names.categories.slugs[*c as usize].clone());
        paths.iter().filter_map(leaf).take(CATEGORIES).collect()
    }
}
