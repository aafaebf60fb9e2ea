//! Which documents may match at all: by sets of documents, before anything is scored.

use tantivy::{InvertedIndexReader, postings::TermInfo, schema::IndexRecordOption};

use super::matching::Lists;

/// Sets of documents are so much cheaper to make than matches: so many times more may be read for them.
const SETS_FROM: u64 = 8;

/// Leaving out documents is worth reading lists this many times longer: each would be looked for in the lists of all words.
const NARROW_FROM: u64 = 64;

/// Where few words may be mistyped, enough of the others stand as typed: the documents of which that may be true, if making
/// those sets is little beside reading everything that the rarest words may have meant.
pub(super) fn surely(
    index: &InvertedIndexReader,
    rows: usize,
    required: &[Lists],
    need: usize,
    slips: u8,
) -> tantivy::Result<Option<Documents>> {
    let words = required.len();
    let doubtful = required.iter().filter(|lists| lists.loose() > 0).count();
    let surely = need.saturating_sub(doubtful.min(slips.into()));
    if surely == 0 || need > words {
        return Ok(None);
    }
    let otherwise: u64 = required[..=words - need].iter().map(|lists| lists.documents).sum();
    // Each set is a bit for every document of the segment.
    if otherwise < rows as u64 / 64 {
        return Ok(None);
    }
    let mut typed: Vec<&Lists> = required.iter().collect();
    typed.sort_by_key(|lists| lists.typed);
    // A document that has so many of the words has one of the rarest of them; reading more words leaves fewer documents.
    let rarest = words + 1 - surely;
    let mut documents = 0;
    let within = |lists: &&Lists| {
        documents += lists.typed;
        documents <= SETS_FROM * otherwise
    };
    let read = typed.iter().copied().take_while(within).count();
    if read < rarest || read == 1 {
        return Ok(None);
    }
    let mut tally = Tally::up_to(surely + read - words, rows);
    let mut sets = Vec::with_capacity(read);
    for lists in &typed[..read] {
        let mut set = Documents::none(rows);
        for list in lists.lists.iter().filter(|list| list.slips == 0) {
            set.read(index, &list.info, list.least())?;
        }
        tally.add(&set);
        sets.push((set, *lists));
    }
    let mut found = tally.most();
    // Nor may any word be missing in all its spellings.
    if need == words {
        sets.sort_by_key(|(_, lists)| lists.loose());
        for (mut set, lists) in sets {
            if lists.loose() > NARROW_FROM * found.count() {
                break;
            }
            if found.within(&set) {
                continue;
            }
            for list in lists.lists.iter().filter(|list| list.slips > 0) {
                set.read(index, &list.info, list.least())?;
            }
            found.keep(&set);
        }
    }
    Ok(Some(found))
}

/// A set of documents, one bit each.
pub(super) struct Documents(Vec<u64>);

impl Documents {
    /// None of the segment's.
    fn none(of: usize) -> Self {
        Self(vec![0; of.div_ceil(64)])
    }

    /// Adds the documents of a list in which the word stands in this tier or a better one: block by block, and without
    /// reading the tiers where every one will do.
    fn read(&mut self, index: &InvertedIndexReader, list: &TermInfo, least: u32) -> tantivy::Result<()> {
        let option = if least > 1 { IndexRecordOption::WithFreqs } else { IndexRecordOption::Basic };
        let mut blocks = index.read_block_postings_from_terminfo(list, option)?;
        while !blocks.docs().is_empty() {
            if least > 1 {
                for (doc, tier) in blocks.docs().iter().zip(blocks.freqs()) {
                    self.0[*doc as usize / 64] |= u64::from(*tier >= least) << (doc % 64);
                }
            } else {
                for doc in blocks.docs() {
                    self.0[*doc as usize / 64] |= 1 << (doc % 64);
                }
            }
            blocks.advance();
        }
        Ok(())
    }

    /// Only what is in the other set too.
    fn keep(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(here, other)| *here &= other);
    }

    /// Whether the other set has all of them.
    fn within(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(here, other)| here & !other == 0)
    }

    fn count(&self) -> u64 {
        self.0.iter().map(|bits| u64::from(bits.count_ones())).sum()
    }

    pub fn iter(&self) -> impl Iterator<Item = u32> {
        self.0.iter().enumerate().flat_map(|(group, bits)| {
            let mut bits = *bits;
            std::iter::from_fn(move || {
                let bit = (bits != 0).then(|| bits.trailing_zeros())?;
                bits &= bits - 1;
                Some(group as u32 * 64 + bit)
            })
        })
    }
}

/// Counts in how many of several sets each document is, up to a number.
struct Tally {
    /// The documents that are in one set at least, in two, and so on.
    at_least: Vec<Documents>,
}

impl Tally {
    fn up_to(most: usize, of: usize) -> Self {
        Self { at_least: (0..most).map(|_| Documents::none(of)).collect() }
    }

    fn add(&mut self, set: &Documents) {
        for level in (0..self.at_least.len()).rev() {
            let (below, here) = self.at_least.split_at_mut(level);
            let documents = here[0].0.iter_mut().zip(&set.0);
            match below.last() {
                Some(below) => documents.zip(&below.0).for_each(|((here, new), below)| *here |= new & below),
                None => documents.for_each(|(here, new)| *here |= new),
            }
        }
    }

    /// The documents that are in as many sets as were counted up to.
    fn most(mut self) -> Documents {
        self.at_least.pop().unwrap_or(Documents(Vec::new()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OF: usize = 300;

    fn set(docs: &[u32]) -> Documents {
        let mut set = Documents::none(OF);
        docs.iter().for_each(|doc| set.0[*doc as usize / 64] |= 1 << (doc % 64));
        set
    }

    proptest::proptest! {
        #[test]
        fn a_tally_counts_the_sets_of_each_document(
            sets in proptest::collection::vec(proptest::collection::vec(0..OF as u32, 0..40), 1..6),
            least in 1usize..5,
        ) {
            let mut tally = Tally::up_to(least, OF);
            sets.iter().for_each(|docs| tally.add(&set(docs)));
            let most = tally.most();
            let expected: Vec<u32> =
                (0..OF as u32).filter(|doc| sets.iter().filter(|docs| docs.contains(doc)).count() >= least).collect();
            proptest::prop_assert_eq!(most.count(), expected.len() as u64);
            proptest::prop_assert_eq!(most.iter().collect::<Vec<_>>(), expected);
        }

        #[test]
        fn what_is_kept_is_in_both(
            ours in proptest::collection::vec(0..OF as u32, 0..80),
            others in proptest::collection::vec(0..OF as u32, 0..80),
        ) {
            let (mut kept, other) = (set(&ours), set(&others));
            proptest::prop_assert_eq!(kept.within(&other), ours.iter().all(|doc| others.contains(doc)));
            kept.keep(&other);
            proptest::prop_assert!(kept.iter().all(|doc| ours.contains(&doc) && others.contains(&doc)));
            proptest::prop_assert!(ours.iter().filter(|doc| others.contains(doc)).all(|doc| kept.iter().any(|k| k == *doc)));
        }
    }
}
