//! "Did you mean": the query in the words of what was found, where it had to be mended.

use super::{Alternative, Plan, Slot, Why};
use crate::{
    spelling::Vocabulary,
    terms::folded,
    words::{self, Token},
};

impl Plan {
    /// The text as the best hit writes its words, where that took more than reading it as typed: a slip mended, words
    /// parted, tones changed or keystrokes decoded. `texts` are the hit's texts, its name first.
    pub fn correction(&self, vocabulary: &Vocabulary, texts: &[&str]) -> Option<String> {
        let there: Vec<Token> = texts.iter().flat_map(|text| words::tokens(text)).collect();
        let mut mended = self.parted;
        let mut corrected = Vec::with_capacity(self.slots.len());
        for slot in &self.slots {
            let (word, why) = meant(slot, vocabulary, &there);
            mended |= slot.required && why.corrects();
            corrected.push(word);
        }
        mended.then(|| corrected.join(" "))
    }

    /// Whether any word could be read otherwise than typed: without one there is nothing to correct.
    pub fn is_mended(&self) -> bool {
        self.parted || self.slots.iter().flat_map(|slot| &slot.alternatives).any(|one| one.why.corrects())
    }
}

/// The word that the slot means in a text of these words, and why.
fn meant(slot: &Slot, vocabulary: &Vocabulary, there: &[Token]) -> (String, Why) {
    let mut readings: Vec<&Alternative> = slot.alternatives.iter().filter(|one| one.why != Why::Synonym).collect();
    readings.sort_by(|a, b| (a.slips().cmp(&b.slips())).then(b.weight.total_cmp(&a.weight)));
    for reading in &readings {
        let found = match reading.term.strip_prefix('=') {
            Some(marked) => there.iter().find(|token| token.marked == marked),
            None => there.iter().find(|token| token.folded == reading.term),
        };
        if let Some(token) = found {
            return (token.marked.clone(), reading.why);
        }
    }
    // A synonym stands in the text instead, or the word stands where no text says how it is written.
    let synonym = slot
        .alternatives
        .iter()
        .any(|one| one.why == Why::Synonym && there.iter().any(|token| format!("={}", token.marked) == one.term));
    let typed = (slot.typed.clone(), Why::Typed);
    match readings.first() {
        Some(best) if !synonym && best.why != Why::Typed => {
            (vocabulary.written(&folded(&best.term)).to_owned(), best.why)
        }
        _ => typed,
    }
}
