//! The rules of the board, pure. They stand under its table in words, too.
//!
//! - **One price per party.** However many offers a party has in a group, it counts once: a seller by its lowest price, a buyer by
//!   its highest. Nobody moves the median by posting twenty offers.
//! - **Outliers.** Where at least [`LEAST_PARTIES`] parties name a price, offers under a quarter or over four times the median of
//!   their prices are left out and counted as such. Mistakes are of tens and hundreds (a zero too many, the price of a quintal for
//!   a kilogram), honest grades of one commodity differ two- or threefold; quartiles of five prices would throw these out and keep
//!   those. With fewer parties nobody can say which price is the odd one.
//! - **Median** of an even number: the mean of the middle two, to whole đồng.

use std::collections::HashMap;

use kernel::Money;
use uuid::Uuid;

use crate::Kind;

/// Fewer have no outliers.
pub const LEAST_PARTIES: usize = 5;
/// As many times over or under the median is an outlier.
pub const OUTLIER_FACTOR: i64 = 4;

/// An offer as the board sees it: its price is for the unit that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) party: Uuid,
    /// `None`: negotiable.
    pub(super) price: Option<i64>,
    /// Empty for a place outside the province's list.
    pub(super) commune: &'static str,
}

/// What one side asks or bids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Prices {
    /// All of them, negotiable ones and outliers too.
    pub offers: i32,
    /// Whose prices make the figures.
    pub parties: i32,
    /// Offers left out because their price is far off.
    pub outliers: i32,
    pub low: Option<Money>,
    pub median: Option<Money>,
    pub high: Option<Money>,
}

/// The prices between which an offer is none too odd.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds(Option<i64>);

impl Bounds {
    /// By all offers of a group: those of one commune are measured by the whole province.
    pub(super) fn of(kind: Kind, offers: &[Asked]) -> Self {
        let best = best_of_each(kind, offers.iter().filter_map(|one| Some((one.party, one.price?))));
        Self(if best.len() < LEAST_PARTIES { None } else { median(&best) })
    }

    fn is_outlier(self, price: i64) -> bool {
        let (price, factor) = (i128::from(price), i128::from(OUTLIER_FACTOR));
        self.0.map(i128::from).is_some_and(|median| price * factor < median || price > median * factor)
    }
}

pub(super) fn prices<'a>(kind: Kind, offers: impl Iterator<Item = &'a Asked>, bounds: Bounds) -> Prices {
    let (mut found, mut kept) = (Prices::default(), Vec::new());
    for offer in offers {
        found.offers += 1;
        match offer.price {
            Some(price) if bounds.is_outlier(price) => found.outliers += 1,
            Some(price) => kept.push((offer.party, price)),
            None => {}
        }
    }
    let best = best_of_each(kind, kept.into_iter());
    found.parties = i32::try_from(best.len()).unwrap_or(i32::MAX);
    found.low = best.first().copied().map(Money);
    found.median = median(&best).map(Money);
    found.high = best.last().copied().map(Money);
    found
}

/// One price of each party, ascending.
fn best_of_each(kind: Kind, prices: impl Iterator<Item = (Uuid, i64)>) -> Vec<i64> {
    let mut of_party: HashMap<Uuid, i64> = HashMap::new();
    for (party, price) in prices {
        let best = of_party.entry(party).or_insert(price);
        *best = match kind {
            Kind::Sell => price.min(*best),
            Kind::Buy => price.max(*best),
        };
    }
    let mut best: Vec<i64> = of_party.into_values().collect();
    best.sort_unstable();
    best
}

/// Of ascending numbers.
pub(super) fn median(sorted: &[i64]) -> Option<i64> {
    let (upper, lower) = (sorted.get(sorted.len() / 2)?, sorted.get((sorted.len() - 1) / 2)?);
    let sum = i128::from(*upper) + i128::from(*lower);
    i64::try_from((sum + 1).div_euclid(2)).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;

    fn asked(party: u128, price: i64) -> Asked {
        Asked { party: Uuid::from_u128(party), price: (price > 0).then_some(price), commune: "" }
    }

    fn figures(kind: Kind, all: &[Asked]) -> (i32, i32, i32, i64, i64, i64) {
        let found = prices(kind, all.iter(), Bounds::of(kind, all));
        let dong = |money: Option<Money>| money.map_or(0, |money| money.0);
        (found.offers, found.parties, found.outliers, dong(found.low), dong(found.median), dong(found.high))
    }

    #[test]
    fn a_party_counts_once_however_much_it_posts() {
        let mut all = vec![asked(1, 30), asked(2, 40), asked(3, 50)];
        assert_eq!(figures(Kind::Sell, &all), (3, 3, 0, 30, 40, 50));
        all.extend((0..20).map(|more| asked(3, 60 + more)));
        assert_eq!(figures(Kind::Sell, &all), (23, 3, 0, 30, 40, 50));
        assert_eq!(figures(Kind::Buy, &all), (23, 3, 0, 30, 40, 79));
    }

    #[test]
    fn what_is_negotiable_counts_as_an_offer_without_a_price() {
        assert_eq!(figures(Kind::Sell, &[asked(1, 0), asked(2, 40)]), (2, 1, 0, 40, 40, 40));
        assert_eq!(figures(Kind::Sell, &[asked(1, 0)]), (1, 0, 0, 0, 0, 0));
    }

    #[test]
    fn prices_far_from_the_median_are_left_out_from_five_parties_on() {
        let four = [asked(1, 40), asked(2, 44), asked(3, 48), asked(4, 4_400)];
        assert_eq!(figures(Kind::Sell, &four), (4, 4, 0, 40, 46, 4_400));
        let five = [four.as_slice(), &[asked(5, 45)]].concat();
        assert_eq!(figures(Kind::Sell, &five), (5, 4, 1, 40, 45, 48), "the median of the rest is 44,5");
        // A quarter and four times are still in.
        let edges = [asked(1, 10), asked(2, 40), asked(3, 40), asked(4, 40), asked(5, 160)];
        assert_eq!(figures(Kind::Sell, &edges), (5, 5, 0, 10, 40, 160));
        let over = [asked(1, 9), asked(2, 40), asked(3, 40), asked(4, 40), asked(5, 161)];
        assert_eq!(figures(Kind::Sell, &over), (5, 3, 2, 40, 40, 40));
        // A party whose best price is a slip counts by its next one.
        let slip = [asked(1, 4), asked(1, 41), asked(2, 40), asked(3, 40), asked(4, 40), asked(5, 43)];
        assert_eq!(figures(Kind::Sell, &slip), (6, 5, 1, 40, 40, 43));
    }

    proptest! {
        #[test]
        fn the_median_lies_between_and_no_order_matters(mut all in prop::collection::vec((0..12u128, 0..90i64), 0..40), turn in 0..40usize) {
            let offers: Vec<Asked> = all.iter().map(|(party, price)| asked(*party, *price)).collect();
            let before = figures(Kind::Sell, &offers);
            if before.1 > 0 {
                prop_assert!(before.3 <= before.4 && before.4 <= before.5);
            }
            prop_assert!(before.1 + before.2 <= before.0);
            let by = turn.checked_rem(all.len()).unwrap_or_default();
            all.rotate_left(by);
            let turned: Vec<Asked> = all.iter().map(|(party, price)| asked(*party, *price)).collect();
            prop_assert_eq!(figures(Kind::Sell, &turned), before);
        }
    }
}
