//! Searching: which rows match is a filter made from the plan, so that totals and counts are exact and the same as the
//! embedded engine's; the order of the best candidates is our own score.

use std::sync::Arc;

use kernel::Page;

use super::{
    MeilisearchEngine,
    dictionary::{Dictionary, Words},
    exchange::{Answer, Distribution, HitRow, Query, SCORED, SHOWN},
    facets::Count,
    filter::{self, Group},
    order::{SHORTEST, best, block_end, candidates, in_order},
};
use crate::{
    document::Kind,
    engine::EngineError,
    plan::{Plan, expand::Effort, timely::Timely},
    query::{rules::Rules, understand::Typed},
};

/// With fewer hits than this, and none that has every word in its name, the search looks harder.
const FEW: u64 = 3;
/// What a search wants beside its words.
pub(super) struct Wanted {
    pub kind: Kind,
    pub selections: Vec<(Group, String)>,
    /// `None`: by score.
    pub sort: Option<&'static [&'static str]>,
    pub page: Page,
    /// Facets to count; the first one's filters are the search's own.
    pub counts: Vec<Count>,
    pub rules: Rules,
    /// What the day makes of a score.
    pub timely: Option<Timely>,
}

/// What a search found.
pub(super) struct Found {
    pub rows: Vec<HitRow>,
    pub total: u64,
    pub counted: Vec<Distribution>,
    pub plan: Plan,
    /// The best match of the text whatever is chosen, where it is known.
    pub best: Option<HitRow>,
    /// The dictionary that the plan was made with.
    pub dictionary: Arc<Dictionary>,
}

/// One attempt: a plan, and how many of its required words must match.
struct Attempt<'a> {
    plan: &'a Plan,
    need: usize,
    /// Too many rows to put all of them in order: the best classes are asked for too.
    broad: bool,
}

/// The answers to one attempt.
struct Round {
    main: Answer,
    counted: Vec<Distribution>,
    /// How many rows match the text, whatever is chosen.
    matched: u64,
    /// How many of them have every word in their name.
    named: u64,
    /// Rows of the better classes, best class first.
    classes: Vec<Vec<HitRow>>,
}

impl MeilisearchEngine {
    /// All words as typed first, then the last word unfinished, then with slips, then one word fewer, then any word.
    /// Selections play no part in how hard to look, so that choosing a facet never changes what matches.
    /// Begins with `from` and looks no harder than `to`.
    pub(super) async fn find(
        &self,
        typed: &Typed,
        wanted: &Wanted,
        (from, to): (Effort, Effort),
    ) -> Result<Found, EngineError> {
        let dictionary = self.dictionary().await?;
        let known = dictionary.clone();
        let known = known.of(wanted.kind);
        if typed.blank {
            let round = self.round(wanted, None).await?;
            return Ok(found(round, Plan::default(), wanted, dictionary));
        }
        let mut last = None;
        for effort in Effort::rising(from, to) {
            let plan = known.plan(typed, &wanted.rules.ranking, effort);
            let need = plan.required();
            let broad = wanted.sort.is_none() && estimate(&plan, known) > block_end(&wanted.page);
            let round = self.round(wanted, Some(&Attempt { plan: &plan, need, broad })).await?;
            if round.matched >= FEW || round.named > 0 || effort == to && to < Effort::Forgiving {
                return Ok(found(round, plan, wanted, dictionary));
            }
            last = Some((round, plan));
        }
        let (mut round, plan) = last.ok_or(EngineError::Interrupted)?;
        let required = plan.required();
        for need in [required.saturating_sub(1), 1] {
            if round.matched > 0 || need == 0 || need >= required {
                break;
            }
            let broad = wanted.sort.is_none();
            round = self.round(wanted, Some(&Attempt { plan: &plan, need, broad })).await?;
        }
        Ok(found(round, plan, wanted, dictionary))
    }

    /// One request with everything that the attempt needs.
    async fn round(&self, wanted: &Wanted, attempt: Option<&Attempt<'_>>) -> Result<Round, EngineError> {
        let kind = filter::kind(wanted.kind);
        let text = attempt.map(|a| filter::text(a.plan, a.need));
        let of =
            |more: &[&str]| filter::all([kind.as_str()].into_iter().chain(text.as_deref()).chain(more.iter().copied()));
        let own: Vec<&str> = wanted.selections.iter().map(|(_, filter)| filter.as_str()).collect();
        let (page, count, sort, brought) = match wanted.sort {
            Some(sort) => (u64::from(wanted.page.number), u64::from(wanted.page.per_page), sort, SHOWN),
            None => (1, block_end(&wanted.page), SHORTEST, SCORED),
        };
        let best = wanted.counts.first().map(|count| count.attributes.clone()).unwrap_or_default();
        let mut queries = vec![self.query(of(&own)).hits(page, count, sort, brought).facets(best)];
        for count in wanted.counts.iter().skip(1) {
            let filters: Vec<&str> = count.filters.iter().map(String::as_str).collect();
            queries.push(self.query(of(&filters)).facets(count.attributes.clone()));
        }
        let counts = queries.len();
        if let Some(attempt) = attempt {
            self.beside(attempt, &of, &own, count, &mut queries);
        }
        let mut answers = self.ask(&queries).await?.into_iter();
        let mut main = answers.next().ok_or(EngineError::Interrupted)?;
        let mut counted = vec![std::mem::take(&mut main.facet_distribution)];
        counted.extend(answers.by_ref().take(counts - 1).map(|answer| answer.facet_distribution));
        let named = answers.next().map_or(0, |answer| answer.total_hits);
        let matched =
            if own.is_empty() { main.total_hits } else { answers.next().map_or(main.total_hits, |a| a.total_hits) };
        let classes = answers.map(|answer| answer.hits).collect();
        Ok(Round { main, counted, matched, named, classes })
    }

    /// What tells whether to look harder, and the rows of the better classes.
    fn beside(
        &self,
        attempt: &Attempt<'_>,
        of: &dyn Fn(&[&str]) -> String,
        own: &[&str],
        count: u64,
        queries: &mut Vec<Query>,
    ) {
        let (exact, named) = (filter::in_name(attempt.plan, true), filter::in_name(attempt.plan, false));
        queries.push(self.query(of(&[&named])));
        if !own.is_empty() {
            queries.push(self.query(of(&[])));
        }
        if attempt.broad {
            for class in [&exact, &named] {
                let filters: Vec<&str> = own.iter().copied().chain([class.as_str()]).collect();
                queries.push(self.query(of(&filters)).hits(1, count, SHORTEST, SCORED));
            }
        }
    }
}

/// At most so many rows match: those of the rarest word.
fn estimate(plan: &Plan, known: &Words) -> u64 {
    let documents = |term: &str| u64::from(known.vocabulary.documents(&crate::terms::folded(term)));
    let required = plan.slots.iter().filter(|slot| slot.required);
    required.map(|slot| slot.alternatives.iter().map(|a| documents(&a.term)).sum()).min().unwrap_or(0)
}

fn found(round: Round, plan: Plan, wanted: &Wanted, dictionary: Arc<Dictionary>) -> Found {
    let (total, counted) = (round.main.total_hits, round.counted);
    if wanted.sort.is_some() {
        return Found { rows: round.main.hits, total, counted, plan, best: None, dictionary };
    }
    let candidates = candidates(round.classes, round.main.hits, &wanted.page);
    let rows = in_order(&candidates, &plan, wanted);
    let whole = wanted.selections.is_empty() && plan.is_mended();
    let best = if whole { best(&candidates, &plan).cloned() } else { None };
    Found { rows, total, counted, plan, best, dictionary }
}
