//! Searching a snapshot for offers.

use super::{
    columns::Names,
    offer_columns::Facts,
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
            return self.browse_offers(&OfferQuery { text: String::new(), sort, ..query.clone() });
        }
        let found = self.find(&typed, &self.area(Kind::Offer), rules, (Effort::Plain, Effort::Anywhere))?;
        self.answer_offers(query, &found, rules)
    }

    /// Of what was found: what passes the filters, in order, counted.
    fn answer_offers(&self, query: &OfferQuery, found: &Found, rules: &Rules) -> Result<OfferResults, EngineError> {
        let filters = Filters::new(query, &self.names);
        let timely = Timely::on(query.today, &rules.ranking);
        let mut tally = Tally::new(query, &self.names);
        for (at, (segment, matches)) in self.segments.iter().zip(&found.matches).enumerate() {
            for m in matches {
                let row = &segment.part.rows[m.doc as usize];
                let failed = filters.failed(row);
                if failed == 0 {
                    let score = timely.score(0, row.listed, m.score);
                    tally.hit(Candidate::offer(row, score, query.sort, at, m.doc));
                }
                tally.count(row.into(), failed);
            }
        }
        let sought = if query.highlights { expand::sought(&found.plan) } else { Vec::new() };
        self.page_of_offers(query, tally, &sought)
    }

    /// Of all of them.
    pub fn all_offers(&self, query: &OfferQuery) -> Result<OfferResults, EngineError> {
        let filters = Filters::new(query, &self.names);
        let mut tally = Tally::new(query, &self.names);
        for (at, segment) in self.segments.iter().enumerate() {
            let (all, rows) = (&segment.part.offers, &segment.part.rows);
            let alive = segment.alive();
            // They stand in this order: behind a page's worth none is better.
            let mut wanted = if query.sort == OfferSort::Newest { last(query) } else { usize::MAX };
            for (place, failed) in filters.failed_of_all(all, rows).into_iter().enumerate() {
                let doc = all.docs[place];
                if alive.is_some_and(|alive| alive.is_deleted(doc)) {
                    continue;
                }
                if failed == 0 {
                    if wanted > 0 {
                        wanted -= 1;
                        tally.top.push(Candidate::offer(&rows[doc as usize], 0.0, query.sort, at, doc));
                    }
                    tally.total += 1;
                }
                tally.count(all.facts(place), failed);
            }
        }
        self.page_of_offers(query, tally, &[])
    }

    fn page_of_offers(&self, query: &OfferQuery, tally: Tally, sought: &[String]) -> Result<OfferResults, EngineError> {
        let hit = |c: Candidate| -> Result<OfferHit, EngineError> {
            let card = self.segments[c.segment as usize].part.cards.offer(c.doc)?;
            let (highlight, highlight_en) = (highlight(sought, &card.title), highlight(sought, &card.title_en));
            Ok(OfferHit { highlight, highlight_en, card })
        };
        let page = tally.top.page(query.page.offset() as usize);
        let hits = page.into_iter().map(hit).collect::<Result<_, _>>()?;
        let facets = tally.counts.map(|counts| counts.facets(&self.names)).unwrap_or_default();
        Ok(OfferResults { hits, total: tally.total, facets })
    }
}

/// How many offers there are up to the end of the page.
fn last(query: &OfferQuery) -> usize {
    (query.page.offset() + query.page.per_page) as usize
}

/// What a search comes to.
struct Tally {
    top: Top,
    total: u64,
    /// Where facets are asked for.
    counts: Option<Counts>,
}

impl Tally {
    fn new(query: &OfferQuery, names: &Names) -> Self {
        Self { top: Top::new(last(query)), total: 0, counts: query.facets.then(|| Counts::new(names)) }
    }

    fn hit(&mut self, hit: Candidate) {
        self.total += 1;
        self.top.push(hit);
    }

    fn count(&mut self, offer: Facts, failed: u16) {
        if let Some(counts) = &mut self.counts {
            counts.count(offer, failed);
        }
    }
}
