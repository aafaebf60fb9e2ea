//! From typed words to terms of this index: what each word may match, and how much each match counts.

use super::{Alternative, Pair, Plan, Slot};
use crate::{
    query::understand::{self, Typed, Word},
    spelling::{Slip, Vocabulary},
    terms::{marked_term, pair_term},
};

/// How hard to look. Each step finds everything that the one before finds, and more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Effort {
    /// Known words as typed; only unknown ones are completed, parted or mended.
    Plain,
    /// The last word may be unfinished.
    Unfinished,
    /// Any word may be mistyped.
    Forgiving,
}

// What a match is worth beside an exact one.
const UNMARKED: f32 = 0.55;
const PLAIN_IN_MARKED_QUERY: f32 = 0.8;
const COMPLETED: f32 = 0.7;
const SOUNDS_LIKE: f32 = 0.5;
const ONE_SLIP: f32 = 0.4;
const TWO_SLIPS: f32 = 0.25;
/// A word of shopping that happens to match.
const OPTIONAL: f32 = 0.25;
/// Two words that stand side by side as typed.
const NEIGHBOURS: f32 = 0.5;

pub(crate) struct Expander<'a> {
    pub words: &'a Vocabulary,
    pub documents: u64,
    /// Whether the index holds this term in any document.
    pub holds: &'a dyn Fn(&str) -> bool,
}

impl Expander<'_> {
    pub fn plan(&self, typed: &Typed, effort: Effort) -> Plan {
        let mut plan = Plan::default();
        let mut before: Option<String> = None;
        for (at, word) in typed.words.iter().enumerate() {
            let last = at + 1 == typed.words.len();
            for (part, finished) in self.parts(word, last) {
                let folded = part.typed().folded.clone();
                let slot = self.slot(&part, typed.marked, effort, last && finished);
                if let Some(before) = before.replace(folded.clone()) {
                    plan.pairs.push(Pair { term: pair_term(&before, &folded), weight: NEIGHBOURS * slot.weight });
                }
                plan.slots.push(slot);
            }
        }
        let required = plan.slots.iter().filter(|slot| slot.required).count();
        plan.slips = if required >= 4 { 2 } else { 1 };
        plan
    }

    /// The word itself, or the words that were run together in it. The flag: it may still be completed.
    fn parts(&self, word: &Word, last: bool) -> Vec<(Word, bool)> {
        let typed = word.typed();
        let known = word.alternatives.iter().any(|a| self.words.documents(&a.folded) > 0);
        if known || (last && !self.words.completions(&typed.folded).is_empty()) {
            return vec![(word.clone(), true)];
        }
        let parting = self.words.part(&typed.folded, |a, b| (self.holds)(&pair_term(a, b)));
        match parting.filter(|parting| parting.sure || self.words.slips(&typed.folded).is_empty()) {
            None => vec![(word.clone(), true)],
            Some(parting) => {
                let part = |text: &str| Word {
                    alternatives: vec![understand::Alternative {
                        folded: text.to_owned(),
                        marked: text.to_owned(),
                        weight: typed.weight,
                    }],
                    optional: word.optional,
                };
                parting.words.into_iter().map(|text| (part(text), false)).collect()
            }
        }
    }

    fn slot(&self, word: &Word, query_marked: bool, effort: Effort, completable: bool) -> Slot {
        let mut alternatives = Vec::new();
        let mut documents = 0;
        for reading in &word.alternatives {
            documents = documents.max(self.words.documents(&reading.folded));
            let folded = if reading.marked != reading.folded {
                UNMARKED
            } else if query_marked {
                PLAIN_IN_MARKED_QUERY
            } else {
                1.0
            };
            if folded < 1.0 {
                alternatives.push(Alternative { term: marked_term(&reading.marked), weight: reading.weight, slips: 0 });
            }
            alternatives.push(Alternative { term: reading.folded.clone(), weight: reading.weight * folded, slips: 0 });
        }
        let typed = word.typed();
        let unknown = documents == 0;
        if completable && (unknown || effort >= Effort::Unfinished) {
            let completed = |term: &str| Alternative {
                term: term.to_owned(),
                weight: COMPLETED * UNMARKED.max(typed.weight),
                slips: 0,
            };
            alternatives.extend(self.words.completions(&typed.folded).into_iter().map(completed));
        }
        if unknown || (effort == Effort::Forgiving && !word.optional) {
            let mended = |(term, slip): (&str, Slip)| {
                let (weight, slips) = match slip {
                    Slip::Sound => (SOUNDS_LIKE, 1),
                    Slip::One => (ONE_SLIP, 1),
                    Slip::Two => (TWO_SLIPS, 1),
                };
                Alternative { term: term.to_owned(), weight, slips }
            };
            alternatives.extend(self.words.slips(&typed.folded).into_iter().map(mended));
        }
        if documents == 0 {
            documents = alternatives.iter().map(|a| self.words.documents(&a.term)).max().unwrap_or(0);
        }
        let weight = self.rarity(documents) * if word.optional { OPTIONAL } else { 1.0 };
        Slot { alternatives, required: !word.optional, weight }
    }

    /// Rare words tell more: 1 for a word of every document, about 5 for one of ten thousand.
    fn rarity(&self, documents: u32) -> f32 {
        let share = self.documents.max(1) as f32 / (documents as f32 + 1.0);
        1.0 + 0.5 * (1.0 + share).ln()
    }
}

/// The folded words that the plan looks for, sorted: for the highlight. (A term with marks never comes without its folded one.)
pub(crate) fn sought(plan: &Plan) -> Vec<&str> {
    let mut terms: Vec<&str> = plan.slots.iter().flat_map(|slot| &slot.alternatives).map(|a| a.term.as_str()).collect();
    terms.sort_unstable();
    terms
}
