//! The best hits of a page, in an order without ties.

use super::columns::Row;
use crate::query::{OfferSort, Sort};

/// A hit while searching. Smaller is better; `id` breaks ties so that pages never overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Candidate {
    key: u64,
    id: u128,
    pub segment: u32,
    pub doc: u32,
}

impl Candidate {
    pub fn new(row: &Row, score: f32, sort: Sort, segment: usize, doc: u32) -> Self {
        let key = match sort {
            Sort::Relevance => by_relevance(score),
            Sort::PriceAsc => row.price.map_or(u64::MAX, ordered),
            Sort::PriceDesc => row.price.map_or(u64::MAX, |price| !ordered(price)),
            Sort::Newest => !ordered(row.listed),
        };
        Self { key, id: row.id, segment: segment as u32, doc }
    }

    pub fn offer(row: &Row, score: f32, sort: OfferSort, segment: usize, doc: u32) -> Self {
        let sort = match sort {
            OfferSort::Ending => {
                return Self { key: ordered(row.until.into()), id: row.id, segment: segment as u32, doc };
            }
            OfferSort::Relevance => Sort::Relevance,
            OfferSort::Newest => Sort::Newest,
            OfferSort::PriceAsc => Sort::PriceAsc,
            OfferSort::PriceDesc => Sort::PriceDesc,
        };
        Self::new(row, score, sort, segment, doc)
    }
}

fn by_relevance(score: f32) -> u64 {
    u64::from(!score.max(0.0).to_bits())
}

/// Signed numbers in the order of unsigned ones; one below the top, which stands for "none".
fn ordered(number: i64) -> u64 {
    (number.cast_unsigned() ^ 1 << 63).clamp(1, u64::MAX - 1)
}

/// Keeps the best `most` of what it is given, in bounded space.
pub(super) struct Top {
    most: usize,
    kept: Vec<Candidate>,
    worst: Option<Candidate>,
}

impl Top {
    pub fn new(most: usize) -> Self {
        Self { most, kept: Vec::with_capacity(2 * most), worst: None }
    }

    /// Whether a hit of this score may be among the best, before anything else of it is read. For relevance alone.
    pub fn takes(&self, score: f32) -> bool {
        self.worst.is_none_or(|worst| by_relevance(score) <= worst.key)
    }

    pub fn push(&mut self, candidate: Candidate) {
        if self.worst.is_some_and(|worst| candidate >= worst) {
            return;
        }
        self.kept.push(candidate);
        if self.kept.len() >= 2 * self.most {
            let (_, worst, _) = self.kept.select_nth_unstable(self.most - 1);
            self.worst = Some(*worst);
            self.kept.truncate(self.most);
        }
    }

    /// In order, without the first `skip`.
    pub fn page(mut self, skip: usize) -> Vec<Candidate> {
        self.kept.sort_unstable();
        self.kept.truncate(self.most);
        self.kept.drain(..skip.min(self.kept.len()));
        self.kept
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn numbers_keep_their_order() {
        let mut numbers = vec![i64::MAX, 5, 0, -3, i64::MIN + 2];
        numbers.sort_by_key(|n| ordered(*n));
        assert_eq!(numbers, [i64::MIN + 2, -3, 0, 5, i64::MAX]);
    }

    proptest::proptest! {
        #[test]
        fn top_is_the_sorted_beginning(keys in proptest::collection::vec(0u64..50, 0..300), most in 1usize..40, skip in 0usize..40) {
            let all: Vec<_> = keys.iter().enumerate().map(|(at, key)| Candidate { key: *key, id: at as u128, segment: 0, doc: at as u32 }).collect();
            let mut top = Top::new(most);
            all.iter().for_each(|c| top.push(*c));
            let mut sorted = all;
            sorted.sort_unstable();
            let expected: Vec<_> = sorted.into_iter().take(most).skip(skip).collect();
            proptest::prop_assert_eq!(top.page(skip), expected);
        }
    }
}
