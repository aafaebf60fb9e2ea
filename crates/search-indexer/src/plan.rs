//! What a query asks of an index, whichever engine holds it: words as weighted terms, and what finding them is worth.

pub(crate) mod expand;

/// What a tier is worth: description, stall and place, category, commodity, name.
pub(crate) const TIERS: [f32; 6] = [0.0, 0.15, 0.35, 0.55, 0.75, 1.0];
/// A name that is nothing but the query's words gains this share of a word.
pub(crate) const WHOLE_NAME: f32 = 0.8;

/// The words of a query as terms of this index.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub slots: Vec<Slot>,
    /// Neighbouring words, which add to the score.
    pub pairs: Vec<Pair>,
    /// How many words of one document may match by a slip.
    pub slips: u8,
}

impl Plan {
    pub fn required(&self) -> usize {
        self.slots.iter().filter(|slot| slot.required).count()
    }
}

#[derive(Debug)]
pub(crate) struct Slot {
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
    pub slips: u8,
}

impl Alternative {
    pub fn of(term: String, weight: f32) -> Self {
        Self { term, also: Vec::new(), weight, slips: 0 }
    }
}

#[derive(Debug)]
pub(crate) struct Pair {
    pub term: String,
    pub weight: f32,
}
