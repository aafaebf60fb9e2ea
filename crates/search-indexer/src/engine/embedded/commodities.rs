//! Searching a snapshot for commodities.

use super::{
    facets,
    search::highlight,
    snapshot::Snapshot,
    top::{Candidate, Top},
};
use crate::{
    document::Kind,
    engine::EngineError,
    plan::expand::{self, Effort},
    query::{CommodityHit, CommodityQuery, CommodityResults, Sort, rules::Rules, understand},
};

impl Snapshot {
    pub fn commodities(&self, query: &CommodityQuery, rules: &Rules) -> Result<CommodityResults, EngineError> {
        let typed = understand::understand(&query.text, rules);
        let area = self.area(Kind::Commodity);
        let found = if typed.blank {
            self.everything(Kind::Commodity)
        } else {
            self.find(&typed, &area, rules, (Effort::Plain, Effort::Anywhere))?
        };
        let paths = facets::paths(&query.categories, &self.names);
        let mut top = Top::new((query.page.offset() + query.page.per_page) as usize);
        let mut total = 0;
        for (at, (segment, matches)) in self.segments.iter().zip(&found.matches).enumerate() {
            for m in matches {
                let row = &segment.part.rows[m.doc as usize];
                if paths.as_ref().is_none_or(|paths| paths[usize::from(row.path)]) {
                    total += 1;
                    top.push(Candidate::new(row, m.score, Sort::Relevance, at, m.doc));
                }
            }
        }
        let sought = expand::sought(&found.plan);
        let hit = |c: Candidate| -> Result<CommodityHit, EngineError> {
            let card = self.segments[c.segment as usize].part.cards.commodity(c.doc)?;
            let (highlight, highlight_en) = (highlight(&sought, &card.name), highlight(&sought, &card.name_en));
            Ok(CommodityHit { highlight, highlight_en, card })
        };
        let hits = top.page(query.page.offset() as usize).into_iter().map(hit).collect::<Result<_, _>>()?;
        Ok(CommodityResults { hits, total })
    }
}
