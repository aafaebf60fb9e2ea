//! How well a row matches: the same sum as the embedded engine's, from the terms that the row brings along.

use std::collections::HashMap;

use super::{
    exchange::HitRow,
    row::{TERM, TIER},
};
use crate::{
    plan::{Plan, Slot},
    terms::NAME,
};

/// Where a word stands that is in none of the tiers which a row brings along.
const DESCRIPTION: usize = 1;

pub(super) struct Scorer<'p> {
    plan: &'p Plan,
    /// The plan's terms by number.
    numbers: HashMap<&'p str, usize>,
    /// What a word is worth on average.
    typical: f32,
}

impl<'p> Scorer<'p> {
    pub fn new(plan: &'p Plan) -> Self {
        let mut numbers = HashMap::new();
        let alternatives = plan.slots.iter().flat_map(|slot| &slot.alternatives);
        let terms = alternatives.flat_map(|a| std::iter::once(&a.term).chain(&a.also));
        for term in terms.chain(plan.pairs.iter().map(|pair| &pair.term)) {
            let next = numbers.len();
            numbers.entry(term.as_str()).or_insert(next);
        }
        let typical = plan.slots.iter().map(|slot| slot.weight).sum::<f32>() / plan.slots.len().max(1) as f32;
        Self { plan, numbers, typical }
    }

    pub fn score(&self, row: &HitRow) -> f32 {
        let (tiers, worth) = (self.tiers(&row.bag), self.plan.ranking.tiers());
        let tier = |term: &String| self.numbers.get(term.as_str()).map_or(0, |number| tiers[*number]);
        let (mut score, mut in_name, mut slips) = (0.0, 0u32, 0);
        for slot in &self.plan.slots {
            let mut best = (0.0, false, u8::MAX);
            for alternative in &slot.alternatives {
                let tier = alternative.also.iter().map(tier).fold(tier(&alternative.term), usize::min);
                if tier < alternative.least as usize {
                    continue;
                }
                if tier > 0 {
                    best.2 = best.2.min(alternative.slips());
                }
                let value = alternative.weight * slot.weight * worth[tier];
                if value > best.0 {
                    best = (value, tier >= NAME as usize, best.2);
                }
            }
            if best.2 == u8::MAX && slot.required {
                let likely = slot.alternatives.iter().map(|a| a.weight).fold(0.0, f32::max);
                best = (likely * slot.weight * worth[DESCRIPTION], false, self.surely_a_slip(slot));
            }
            score += best.0;
            in_name += u32::from(best.1);
            slips += if best.2 == u8::MAX { 0 } else { i32::from(best.2) };
        }
        score += self.plan.pairs.iter().map(|pair| pair.weight * worth[tier(&pair.term)]).sum::<f32>();
        let share = in_name as f32 / row.name_words.max(1) as f32;
        score += self.plan.ranking.whole_name * self.typical * share.min(1.0);
        score * self.plan.ranking.per_slip.powi(slips)
    }

    fn surely_a_slip(&self, slot: &Slot) -> u8 {
        u8::from(!slot.alternatives.is_empty() && slot.alternatives.iter().all(|a| a.slips() > 0))
    }

    /// The tier of each of the plan's terms in a row; zero where it is not there.
    fn tiers(&self, bag: &str) -> Vec<usize> {
        let mut tiers = vec![0; self.numbers.len()];
        for (terms, tier) in bag.split(TIER).zip((0..=NAME as usize).rev()) {
            for term in terms.split(TERM) {
                if let Some(number) = self.numbers.get(term) {
                    tiers[*number] = tier;
                }
            }
        }
        tiers
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        plan::{Alternative, Pair, Why},
        ranking::Ranking,
    };

    fn slot(term: &str, why: Why) -> Slot {
        let alternatives = vec![Alternative::new(term.to_owned(), 1.0, why)];
        Slot { typed: String::new(), alternatives, required: true, weight: 1.0 }
    }

    fn score(plan: &Plan, bag: &str, name_words: u32) -> f32 {
        let row =
            HitRow { id: Uuid::nil(), card: String::new(), bag: bag.into(), name_words, month_bits: 0, listed: 0 };
        Scorer::new(plan).score(&row)
    }

    #[test]
    fn name_counts_most_then_neighbours_and_a_whole_name() {
        let ranking = Ranking::default();
        let plan = Plan {
            slots: vec![slot("cam", Why::Typed), slot("khe", Why::Typed)],
            pairs: vec![Pair { term: "+cam khe".into(), weight: 0.5 }],
            ..Plan::default()
        };
        assert_eq!(score(&plan, "cam,khe,+cam khe,;;;;", 2), 2.0 * ranking.name + 0.5 + ranking.whole_name);
        assert_eq!(score(&plan, "cam,khe,;;;;", 4), 2.0 * ranking.name + ranking.whole_name / 2.0);
        assert_eq!(score(&plan, ";;cam,khe,;;", 4), 2.0 * ranking.category);
        assert_eq!(score(&plan, ";;;;", 4), 2.0 * ranking.description, "matched elsewhere: in the description");
    }

    #[test]
    fn every_slip_takes_the_whole_score_down() {
        let plan = Plan { slots: vec![slot("cam", Why::Typed), slot("khe", Why::Slip)], ..Plan::default() };
        let as_typed = Plan { slots: vec![slot("cam", Why::Typed), slot("khe", Why::Typed)], ..Plan::default() };
        let bag = "cam,khe,;;;;";
        assert_eq!(score(&plan, bag, 9), score(&as_typed, bag, 9) * Ranking::default().per_slip);
    }
}
