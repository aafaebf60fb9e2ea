//! What a query asks of an index, whichever engine holds it: words as weighted terms, and what finding them is worth.

use crate::ranking::Ranking;

pub(crate) mod correct;
pub(crate) mod expand;
pub(crate) mod timely;

/// The words of a query as terms of this index.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub slots: Vec<Slot>,
    /// Neighbouring words, which add to the score.
    pub pairs: Vec<Pair>,
    /// How many words of one document may match by a slip.
    pub slips: u8,
    /// The numbers that its weights came from, and the others that a score needs.
    pub ranking: Ranking,
    /// Words that were run together have been parted.
    pub parted: bool,
}

impl Plan {
    pub fn required(&self) -> usize {
        self.slots.iter().filter(|slot| slot.required).count()
    }
}

/// One word of the query.
#[derive(Debug)]
pub(crate) struct Slot {
    /// As typed, lower case with its marks.
    pub typed: String,
    pub alternatives: Vec<Alternative>,
    pub required: bool,
    pub weight: f32,
}

/// What a word may match.
#[derive(Debug)]
pub(crate) struct Alternative {
    pub term: String,
    /// Terms that the document must hold besides.
    pub also: Vec<String>,
    pub weight: f32,
    pub why: Why,
    /// The lowest tier that it counts in.
    pub least: u32,
}

impl Alternative {
    pub fn new(term: String, weight: f32, why: Why) -> Self {
        Self { term, also: Vec::new(), weight, why, least: 0 }
    }

    pub fn slips(&self) -> u8 {
        u8::from(self.why == Why::Slip)
    }
}

impl Why {
    /// Finding it means that the word was written otherwise than it is spelt.
    pub fn corrects(self) -> bool {
        matches!(self, Self::Tones | Self::Keystrokes | Self::Slip)
    }
}

/// Why a term may be what a word means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// It is the word as typed, or the same letters with other tones.
    Typed,
    /// It is the same letters, and no document holds the word with the tones that were typed.
    Tones,
    /// The keys would have written it.
    Keystrokes,
    Synonym,
    /// It begins with the word.
    Unfinished,
    Slip,
}

#[derive(Debug)]
pub(crate) struct Pair {
    pub term: String,
    pub weight: f32,
}
