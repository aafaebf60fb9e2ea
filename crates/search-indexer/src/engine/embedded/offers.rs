//! Searching a snapshot for offers.

use super::{
    offer_facets::{Counts, Filters},
    search::{Found, highlight},
    snapshot::Snapshot,
    top::{Candidate, Top},
};
use crate::{
    document::Kind,
    engine::EngineError,
    plan::{
        expand::{self, Effort},
        timely::Timely,
    },
    query::{OfferHit, OfferQuery, OfferResults, OfferSort, rules::Rules, understand},
};

impl Snapshot {
    pub fn offers(&self, query: &OfferQuery, rules: &Rules) -> Result<OfferResults, EngineError> {
        let typed = understand::understand(&query.text, rules);
        if typed.blank {
            let newest = query.sort == OfferSort::Relevance;
            let sort = if newest { OfferSort::Newest } else { query.sort };
            return self.browse_offers(&OfferQuery { text: String::new(), sort, ..query.clone() }, rules);
        }
        let found = self.find(&typed, &self.area(Kind::Offer), rules, (Effort::Plain, Effort::Anywhere))?;
        self.answer_offers(query, &found, rules)
    }

    /// Of what was found: what passes the filters, in order, counted.
    pub fn answer_offers(&self, query: &OfferQuery, found: &Found, rules: &Rules) -> Result<OfferResults, EngineError> {
        let filters = Filters::new(query, &self.names);
        let timely = Timely::on(query.today, &rules.ranking);
        let mut counts = query.facets.then(|| Counts::new(&self.names));
        let mut top = Top::new((query.page.offset() + query.page.per_page) as usize);
        let mut total = 0;
        for (at, (segment, matches)) in self.segments.iter().zip(&found.matches).enumerate() {
            for m in matches {
                let row = &segment.part.rows[m.doc as usize];
                let failed = filters.failed(row);
                if failed == 0 {
                    total += 1;
                    let score = timely.score(0, row.listed, m.score);
                    top.push(Candidate::offer(row, score, query.sort, at, m.doc));
                }
                if let Some(counts) = &mut counts {
                    counts.count(row, failed);
                }
            }
        }
        let sought = if query.highlights { expand::sought(&found.plan) } else { Vec::new() };
        let hit = |c: Candidate| -> Result<OfferHit, EngineError> {
            let card = self.segments[c.segment as usize].part.cards.offer(c.doc)?;
            let (highlight, highlight_en) = (highlight(&sought, &card.title), highlight(&sought, &card.title_en));
            Ok(OfferHit { highlight, highlight_en, card })
        };
        let hits = top.page(query.page.offset() as usize).into_iter().map(hit).collect::<Result<_, _>>()?;
        let facets = counts.map(|counts| counts.facets(&self.names)).unwrap_or_default();
        Ok(OfferResults { hits, total, facets })
    }
}
