//! Searching a snapshot for products and stalls.

use std::{ops::Range, sync::Arc};

use super::{
    facets::{Counts, Filters},
    matching::{self, Match},
    snapshot::{Part, Segment, Snapshot},
    top::{Candidate, Top},
};
use crate::{
    document::Kind,
    engine::EngineError,
    plan::{
        Plan,
        expand::{self, Effort, Expander},
        timely::Timely,
    },
    query::{
        Hit, ProductQuery, ProductResults, Sort, StallHit, StallQuery, StallResults,
        rules::Rules,
        understand::{self, Typed},
    },
    spelling::Vocabulary,
    words,
};

/// With fewer hits than this, and none that has every word in its name, the search looks harder.
const FEW: usize = 3;

/// The documents that match a text, segment by segment, and the plan that found them.
pub(super) struct Found {
    pub matches: Vec<Vec<Match>>,
    pub plan: Plan,
    /// How hard it was to find.
    pub effort: Effort,
}

/// What differs between searching products and stalls.
pub(super) struct Area<'a> {
    kind: Kind,
    pub words: &'a Vocabulary,
    documents: u64,
}

impl Area<'_> {
    fn index<'p>(&self, part: &'p Part) -> &'p tantivy::InvertedIndexReader {
        &part.words[self.kind as usize]
    }
}

impl Snapshot {
    pub fn area(&self, kind: Kind) -> Area<'_> {
        Area { kind, words: &self.vocabularies[kind as usize], documents: self.count(kind) }
    }

    /// Every document that matches the text: all words as typed first, then the last word unfinished, then with slips,
    /// then one word fewer, then any word; beginning with `from` and no harder than `to`. Filters play no part, so that
    /// choosing a facet never changes what matches.
    pub fn find(
        &self,
        typed: &Typed,
        area: &Area<'_>,
        rules: &Rules,
        (from, to): (Effort, Effort),
    ) -> Result<Found, EngineError> {
        let holds =
            |term: &str| self.segments.iter().any(|s| matches!(area.index(&s.part).terms().get(term), Ok(Some(_))));
        let expander =
            Expander { words: area.words, documents: area.documents, ranking: &rules.ranking, holds: &holds };
        let mut best = Found { matches: Vec::new(), plan: Plan::default(), effort: from };
        for effort in Effort::rising(from, to) {
            let plan = expander.plan(typed, effort);
            let matches = self.matches(&plan, area, plan.required(), plan.slips)?;
            let enough = count(&matches) >= FEW || in_name(&matches, &plan);
            best = Found { matches, plan, effort };
            if enough || effort == to && to < Effort::Forgiving {
                return Ok(best);
            }
        }
        let required = best.plan.required();
        for need in [required.saturating_sub(1), 1] {
            if count(&best.matches) > 0 || need == 0 || need >= required {
                break;
            }
            best.matches = self.matches(&best.plan, area, need, best.plan.slips)?;
        }
        Ok(best)
    }

    fn matches(&self, plan: &Plan, area: &Area<'_>, need: usize, slips: u8) -> Result<Vec<Vec<Match>>, EngineError> {
        let segment = |s: &Segment| matching::matches(area.index(&s.part), s.alive(), &s.part.rows, plan, need, slips);
        Ok(self.segments.iter().map(segment).collect::<Result<_, _>>()?)
    }

    /// Every document of the kind: browsing.
    pub fn everything(&self, kind: Kind) -> Found {
        let matches = self.segments.iter().map(|s| s.documents(kind).map(Match::plain).collect()).collect();
        Found { matches, plan: Plan::default(), effort: Effort::Plain }
    }

    pub fn products(&self, query: &ProductQuery, rules: &Rules) -> Result<ProductResults, EngineError> {
        let typed = understand::understand(&query.text, rules);
        if typed.blank {
            let newest = query.sort == Sort::Relevance;
            let sort = if newest { Sort::Newest } else { query.sort };
            return self.browse(&ProductQuery { text: String::new(), sort, ..query.clone() }, rules);
        }
        let area = self.area(Kind::Product);
        let found = self.find(&typed, &area, rules, (Effort::Plain, Effort::Anywhere))?;
        let did_you_mean = self.correction(&found, &area)?;
        Ok(ProductResults { did_you_mean, ..self.answer(query, &found, rules)? })
    }

    /// Of what was found: what passes the filters, in order, counted.
    pub fn answer(&self, query: &ProductQuery, found: &Found, rules: &Rules) -> Result<ProductResults, EngineError> {
        let filters = Filters::new(query, &self.names);
        let timely = Timely::new(query, &rules.ranking);
        let mut counts = query.facets.then(|| Counts::new(&self.names));
        let mut top = Top::new((query.page.offset() + query.page.per_page) as usize);
        let mut total = 0;
        for (at, (segment, matches)) in self.segments.iter().zip(&found.matches).enumerate() {
            for m in matches {
                let row = &segment.part.rows[m.doc as usize];
                let failed = filters.failed(row);
                if failed == 0 {
                    total += 1;
                    let score = timely.score(row.months, row.listed, m.score);
                    top.push(Candidate::new(row, score, query.sort, at, m.doc));
                }
                if let Some(counts) = &mut counts {
                    counts.count(row, failed, &filters);
                }
            }
        }
        let sought = if query.highlights { expand::sought(&found.plan) } else { Vec::new() };
        let hit = |c: Candidate| -> Result<Hit, EngineError> {
            let mut card = self.segments[c.segment as usize].part.cards.product(c.doc)?;
            if card.ocop_until.is_some_and(|until| until < query.today) {
                let card = Arc::make_mut(&mut card);
                (card.ocop_stars, card.ocop_until) = (0, None);
            }
            Ok(Hit { highlight: highlight(&sought, &card.name), highlight_en: highlight(&sought, &card.name_en), card })
        };
        let hits = top.page(query.page.offset() as usize).into_iter().map(hit).collect::<Result<_, _>>()?;
        let facets = counts.map(|counts| counts.facets(&self.names)).unwrap_or_default();
        Ok(ProductResults { hits, total, facets, did_you_mean: None })
    }

    pub fn stalls(&self, query: &StallQuery, rules: &Rules) -> Result<StallResults, EngineError> {
        let typed = understand::understand(&query.text, rules);
        let area = self.area(Kind::Stall);
        let efforts = (Effort::Plain, if query.forgiving { Effort::Anywhere } else { Effort::Plain });
        let found = if typed.blank { self.everything(Kind::Stall) } else { self.find(&typed, &area, rules, efforts)? };
        let sort = if typed.blank { Sort::Newest } else { Sort::Relevance };
        let communes: Vec<u16> =
            query.communes.iter().filter_map(|slug| self.names.communes.number(slug)).map(|n| n as u16).collect();
        let mut top = Top::new((query.page.offset() + query.page.per_page) as usize);
        let mut total = 0;
        for (at, (segment, matches)) in self.segments.iter().zip(&found.matches).enumerate() {
            for m in matches {
                let row = &segment.part.rows[m.doc as usize];
                if query.communes.is_empty() || communes.contains(&row.commune) {
                    total += 1;
                    top.push(Candidate::new(row, m.score, sort, at, m.doc));
                }
            }
        }
        let sought = expand::sought(&found.plan);
        let hit = |c: Candidate| -> Result<StallHit, EngineError> {
            let card = self.segments[c.segment as usize].part.cards.stall(c.doc)?;
            Ok(StallHit { highlight: highlight(&sought, &card.name), card })
        };
        let hits = top.page(query.page.offset() as usize).into_iter().map(hit).collect::<Result<_, _>>()?;
        Ok(StallResults { hits, total })
    }
}

pub(super) fn highlight(sought: &[String], name: &str) -> Vec<Range<usize>> {
    if sought.is_empty() {
        return Vec::new();
    }
    words::highlight(name, |word| sought.binary_search_by(|term| term.as_str().cmp(word)).is_ok())
}

fn count(matches: &[Vec<Match>]) -> usize {
    matches.iter().map(Vec::len).sum()
}

/// Whether a name holds everything that was typed.
fn in_name(matches: &[Vec<Match>], plan: &Plan) -> bool {
    plan.required() > 0 && matches.iter().flatten().any(|m| usize::from(m.in_name) >= plan.required())
}
