//! From typed words to terms of this index: what each word may match, and how much each match counts.

use super::{Alternative, Pair, Plan, Slot, Why};
use crate::{
    query::understand::{Alternative as Reading, Phrase, Typed, Word},
    ranking::Ranking,
    spelling::{Slip, Vocabulary},
    terms::{COMMODITY, folded, marked_term, pair_term},
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
    /// What was not typed so may stand in places and descriptions too; before, a guess counts in names only: every long
    /// text holds some word that resembles another.
    Anywhere,
}

impl Effort {
    /// As hard as `from` first, then harder, up to `to`.
    pub fn rising(from: Self, to: Self) -> impl Iterator<Item = Self> {
        [Self::Plain, Self::Unfinished, Self::Forgiving, Self::Anywhere]
            .into_iter()
            .filter(move |effort| (from..=to).contains(effort))
    }
}

/// An unfinished word goes on in words of so many documents together, or of an eighth of all: nobody needs more of them.
const READ_ANYWAY: u64 = 1_000;

/// A known word is taken for so many others at most, the likeliest.
const MEANT_OTHERWISE: usize = 16;

pub(crate) struct Expander<'a> {
    pub words: &'a Vocabulary,
    pub documents: u64,
    pub ranking: &'a Ranking,
    /// Whether the index holds this term in any document.
    pub holds: &'a dyn Fn(&str) -> bool,
}

impl Expander<'_> {
    pub fn plan(&self, typed: &Typed, effort: Effort) -> Plan {
        let mut plan = Plan { ranking: *self.ranking, ..Plan::default() };
        let mut before: Option<String> = None;
        // Where the slots of each word begin: run-together words have several.
        let mut begins = Vec::with_capacity(typed.words.len() + 1);
        let phrases: Vec<&Phrase> = typed.phrases.iter().filter(|phrase| self.is_written(phrase)).collect();
        for (at, word) in typed.words.iter().enumerate() {
            begins.push(plan.slots.len());
            let last = at + 1 == typed.words.len();
            let named = phrases.iter().any(|phrase| phrase.at.contains(&at));
            let parts = self.parts(word, last);
            plan.parted |= parts.len() > 1;
            for (part, finished) in parts {
                let folded = self.likely(&part).folded.clone();
                let asked = Asked {
                    marked: typed.marked,
                    effort,
                    named,
                    completable: last && finished,
                    before: before.as_deref(),
                };
                let slot = self.slot(&part, asked);
                if let Some(before) = before.replace(folded.clone()) {
                    plan.pairs.push(Pair {
                        term: pair_term(&before, &folded),
                        weight: self.ranking.neighbours * slot.weight,
                    });
                }
                plan.slots.push(slot);
            }
        }
        begins.push(plan.slots.len());
        for phrase in phrases {
            read_as(phrase, &mut plan.slots[begins[phrase.at.start]..begins[phrase.at.end]]);
        }
        let required = plan.slots.iter().filter(|slot| slot.required).count();
        plan.slips = if required >= 4 { 2 } else { 1 };
        plan
    }

    /// The reading that the index knows, the typed one first.
    fn likely<'w>(&self, word: &'w Word) -> &'w Reading {
        word.alternatives
            .iter()
            .find(|reading| self.words.documents(&reading.folded) > 0)
            .unwrap_or_else(|| word.typed())
    }

    /// Some document may hold the phrase's words.
    fn is_written(&self, phrase: &Phrase) -> bool {
        phrase.words.iter().all(|word| (self.holds)(&marked_term(word)))
    }

    /// The word itself, or the words that were run together in it. The flag: it may still be completed.
    fn parts(&self, word: &Word, last: bool) -> Vec<(Word, bool)> {
        let typed = word.typed();
        let known = word.alternatives.iter().any(|a| self.words.documents(&a.folded) > 0);
        if known || (last && word.alternatives.iter().any(|a| self.words.goes_on(&a.folded))) {
            return vec![(word.clone(), true)];
        }
        let parting = self.words.part(&typed.folded, |a, b| (self.holds)(&pair_term(a, b)));
        match parting.filter(|parting| parting.sure || self.words.slips(&typed.folded).is_empty()) {
            None => vec![(word.clone(), true)],
            Some(parting) => {
                let part = |text: &str| Word {
                    alternatives: vec![Reading {
                        folded: text.to_owned(),
                        marked: text.to_owned(),
                        weight: typed.weight,
                        unfinished: false,
                    }],
                    optional: word.optional,
                };
                parting.words.into_iter().map(|text| (part(text), false)).collect()
            }
        }
    }

    fn slot(&self, word: &Word, asked: Asked<'_>) -> Slot {
        let mut alternatives = Vec::new();
        let guessed = if asked.effort >= Effort::Anywhere { 0 } else { COMMODITY };
        let documents = self.readings(word, asked.marked, guessed, &mut alternatives);
        let unknown = documents == 0 && !asked.named;
        if asked.completable && (unknown || asked.effort >= Effort::Unfinished) {
            for reading in &word.alternatives {
                let weight = self.ranking.unfinished * reading.weight;
                let follows = |term: &str| asked.before.is_some_and(|before| (self.holds)(&pair_term(before, term)));
                let longer = self.words.completions(&reading.folded, follows, (self.documents / 8).max(READ_ANYWAY));
                let whole = |term: &str| Alternative {
                    least: guessed,
                    ..Alternative::new(term.to_owned(), weight, Why::Unfinished)
                };
                alternatives.extend(longer.into_iter().map(whole));
            }
        }
        if unknown || (asked.effort >= Effort::Forgiving && !word.optional) {
            // A word that is known and meant otherwise all the same is one of a name, or the guess goes too far.
            let mended = |(term, slip): (&str, Slip)| Alternative {
                least: if unknown { guessed } else { COMMODITY },
                ..Alternative::new(term.to_owned(), self.ranking.slip(slip), Why::Slip)
            };
            // A slip in keystrokes is a slip in what they write.
            let meant = word.alternatives.iter().rfind(|reading| !reading.unfinished).unwrap_or_else(|| word.typed());
            let most = if unknown { usize::MAX } else { MEANT_OTHERWISE };
            alternatives.extend(self.words.slips(&meant.folded).into_iter().take(most).map(mended));
        }
        let documents = match documents {
            0 => alternatives.iter().map(|a| self.words.documents(&a.term)).max().unwrap_or(0),
            known => known,
        };
        let weight = self.rarity(documents) * if word.optional { self.ranking.shopping } else { 1.0 };
        Slot { typed: word.typed().marked.clone(), alternatives, required: !word.optional, weight }
    }

    /// The word as typed and in its other readings. Returns how many documents hold it.
    fn readings(&self, word: &Word, query_marked: bool, guessed: u32, alternatives: &mut Vec<Alternative>) -> u32 {
        let known = self.words.documents(&word.typed().folded);
        let mut documents = known;
        for (at, reading) in word.alternatives.iter().enumerate().filter(|(_, reading)| !reading.unfinished) {
            let here = self.words.documents(&reading.folded);
            if here == 0 {
                continue;
            }
            documents = documents.max(here);
            let (has_marks, marked) = (reading.marked != reading.folded, marked_term(&reading.marked));
            if at > 0 && known > 0 {
                // A known word that could be keystrokes too ("test", "box") is not every word of the letters they write.
                let weight = reading.weight * self.ranking.other_tones;
                alternatives.push(Alternative::new(marked, weight, Why::Keystrokes));
                continue;
            }
            let why = match at {
                0 if has_marks && !(self.holds)(&marked) => Why::Tones,
                0 => Why::Typed,
                _ => Why::Keystrokes,
            };
            let folded = match (has_marks, query_marked) {
                (true, _) => self.ranking.other_tones,
                (false, true) => self.ranking.tones_not_typed,
                (false, false) => 1.0,
            };
            if folded < 1.0 && why != Why::Tones {
                alternatives.push(Alternative::new(marked, reading.weight, why));
            }
            alternatives.push(Alternative {
                least: if why == Why::Tones { guessed } else { 0 },
                ..Alternative::new(reading.folded.clone(), reading.weight * folded, why)
            });
        }
        documents
    }

    /// Rare words tell more: 1 for a word of every document, about 5 for one of ten thousand.
    fn rarity(&self, documents: u32) -> f32 {
        let share = self.documents.max(1) as f32 / (documents as f32 + 1.0);
        1.0 + 0.5 * (1.0 + share).ln()
    }
}

/// Each of those words may be all words of the phrase instead.
fn read_as(phrase: &Phrase, slots: &mut [Slot]) {
    let mut terms: Vec<String> = phrase.words.iter().map(|word| marked_term(word)).collect();
    let Some(term) = terms.pop() else { return };
    for slot in slots {
        let (term, also) = (term.clone(), terms.clone());
        slot.alternatives.push(Alternative { also, ..Alternative::new(term, phrase.weight, Why::Synonym) });
    }
}

/// How a slot is asked for.
#[derive(Debug, Clone, Copy)]
struct Asked<'a> {
    /// The query carries marks.
    marked: bool,
    effort: Effort,
    /// The word belongs to a synonym, so it is no slip even where no document holds it.
    named: bool,
    /// The last word, which may go on.
    completable: bool,
    /// The word before it.
    before: Option<&'a str>,
}

/// The folded words that the plan looks for, sorted: for the highlight.
pub(crate) fn sought(plan: &Plan) -> Vec<String> {
    let alternatives = plan.slots.iter().flat_map(|slot| &slot.alternatives);
    let terms = alternatives.flat_map(|alternative| std::iter::once(&alternative.term).chain(&alternative.also));
    let mut words: Vec<String> = terms.map(|term| folded(term)).collect();
    words.sort_unstable();
    words.dedup();
    words
}
