//! Suggestions while typing: the last word is always taken as unfinished.

use std::cmp::Reverse;

use kernel::Locale;
use tantivy::TantivyError;

use super::{
    columns::Row,
    search::Found,
    snapshot::{Part, Snapshot},
    top::{Candidate, Top},
};
use crate::{
    document::Kind,
    engine::EngineError,
    plan::expand::Effort,
    query::{
        Sort, Suggestion, Suggestions,
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
        let mut suggestions = Suggestions::default();
        let found = self.find(&typed, &self.area(Kind::Product), rules, (Effort::Unfinished, Effort::Forgiving))?;
        let mut counts = vec![0u32; self.names.paths.len()];
        let best = self.best(&found, limit * SAME_NAMES, |row| {
            if let Some(count) = counts.get_mut(usize::from(row.path)) {
                *count += 1;
            }
        });
        for c in best {
            if suggestions.products.len() == limit {
                break;
            }
            let card = self.segments[c.segment as usize].part.cards.product(c.doc)?;
            let name = locale.t(&card.name, if card.name_en.is_empty() { &card.name } else { &card.name_en });
            if suggestions.products.iter().all(|p| p.name != name) {
                suggestions.products.push(Suggestion { name: name.to_owned(), slug: card.slug.clone() });
            }
        }
        suggestions.categories = self.leaf_categories(&counts);
        // Where products were found as typed, nothing is meant otherwise: most texts name no stall and no commodity.
        let efforts = (Effort::Unfinished, found.effort);
        suggestions.stalls = self.suggested(Kind::Stall, &typed, rules, efforts, limit, |part, doc| {
            let card = part.cards.stall(doc)?;
            Ok(Suggestion { slug: card.slug.clone(), name: card.name.clone() })
        })?;
        suggestions.commodities = self.suggested(Kind::Commodity, &typed, rules, efforts, limit, |part, doc| {
            let card = part.cards.commodity(doc)?;
            Ok(Suggestion { slug: card.slug.clone(), name: locale.t(&card.name, &card.name_en).to_owned() })
        })?;
        Ok(suggestions)
    }

    fn suggested(
        &self,
        kind: Kind,
        typed: &Typed,
        rules: &Rules,
        efforts: (Effort, Effort),
        limit: usize,
        read: impl Fn(&Part, u32) -> Result<Suggestion, TantivyError>,
    ) -> Result<Vec<Suggestion>, EngineError> {
        let found = self.find(typed, &self.area(kind), rules, efforts)?;
        let best = self.best(&found, limit, |_| ()).into_iter();
        Ok(best.map(|c| read(&self.segments[c.segment as usize].part, c.doc)).collect::<Result<_, _>>()?)
    }

    /// The best hits; `each` sees the row of every match on the way.
    fn best(&self, found: &Found, most: usize, mut each: impl FnMut(&Row)) -> Vec<Candidate> {
        let mut top = Top::new(most);
        for (at, (segment, matches)) in self.segments.iter().zip(&found.matches).enumerate() {
            for m in matches {
                let row = &segment.part.rows[m.doc as usize];
                each(row);
                if top.takes(m.score) {
                    top.push(Candidate::new(row, m.score, Sort::Relevance, at, m.doc));
                }
            }
        }
        top.page(0)
    }

    /// The fullest leaf categories, from how many products were found in each path.
    fn leaf_categories(&self, counts: &[u32]) -> Vec<String> {
        let mut paths: Vec<usize> = (0..counts.len()).filter(|path| counts[*path] > 0).collect();
        paths.sort_by_key(|path| (Reverse(counts[*path]), *path));
        let leaf =
            |path: &usize| self.names.paths[*path].last().map(|c| self.names.categories.slugs[*c as usize].clone());
        paths.iter().filter_map(leaf).take(CATEGORIES).collect()
    }
}
