//! Finding documents among the matches: by their place, and by leaps.

use super::matching::Match;

/// Where each match stands, by document: many lists are read through faster than they are leapt through.
pub(super) struct Places {
    /// The document of the first bit.
    from: u32,
    bits: Vec<u64>,
    /// How many matches come before each group of bits.
    before: Vec<u32>,
}

impl Places {
    pub fn of(matches: &[Match]) -> Self {
        let from = matches.first().map_or(0, |m| m.doc);
        let span = matches.last().map_or(0, |m| (m.doc - from) as usize / 64 + 1);
        let (mut bits, mut before) = (vec![0u64; span], vec![0u32; span]);
        for m in matches {
            let at = (m.doc - from) as usize;
            bits[at / 64] |= 1 << (at % 64);
        }
        for group in 1..span {
            before[group] = before[group - 1] + bits[group - 1].count_ones();
        }
        Self { from, bits, before }
    }

    pub fn place(&self, doc: u32) -> Option<usize> {
        let at = doc.wrapping_sub(self.from) as usize;
        let bits = *self.bits.get(at / 64)?;
        let bit = 1 << (at % 64);
        (bits & bit != 0).then(|| self.before[at / 64] as usize + (bits & (bit - 1)).count_ones() as usize)
    }
}

/// The first match after `at` whose document is `doc` or later: in growing steps, then by halves.
pub(super) fn leap(matches: &[Match], mut at: usize, doc: u32) -> usize {
    let mut step = 1;
    while matches.get(at + step).is_some_and(|m| m.doc < doc) {
        at += step;
        step *= 2;
    }
    let end = (at + step).min(matches.len());
    at + 1 + matches[at + 1..end].partition_point(|m| m.doc < doc)
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn every_match_has_its_place(docs in proptest::collection::btree_set(0u32..500, 1..100)) {
            let matches: Vec<_> = docs.iter().copied().map(Match::plain).collect();
            let places = Places::of(&matches);
            for doc in 0..600 {
                proptest::prop_assert_eq!(places.place(doc), docs.iter().position(|known| *known == doc));
            }
        }

        #[test]
        fn a_leap_lands_on_the_first_one_not_before(docs in proptest::collection::btree_set(0u32..500, 1..100), doc in 1u32..510) {
            let matches: Vec<_> = docs.into_iter().map(Match::plain).collect();
            for at in (0..matches.len()).filter(|at| matches[*at].doc < doc) {
                proptest::prop_assert_eq!(leap(&matches, at, doc), matches.partition_point(|m| m.doc < doc));
            }
        }
    }
}
