//! The numbers of the ranking. They are data: `[search.ranking]` of the configuration says what each is for.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::{query::synonyms::SynonymKind, spelling::Slip};

/// Shares of what a word is worth that stands in the name exactly as typed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ranking {
    pub name: f32,
    pub commodity: f32,
    pub category: f32,
    pub place: f32,
    pub description: f32,
    pub other_tones: f32,
    pub tones_not_typed: f32,
    pub keystrokes: f32,
    pub synonym_same: f32,
    pub synonym_one_way: f32,
    pub synonym_loose: f32,
    pub synonym_without_tones: f32,
    pub unfinished: f32,
    pub sounds_alike: f32,
    pub one_slip: f32,
    pub two_slips: f32,
    pub per_slip: f32,
    pub shopping: f32,
    pub neighbours: f32,
    pub whole_name: f32,
    pub in_season: f32,
    pub fresh: f32,
}

/// The configuration's defaults are the ranking's too: the numbers stand in one place.
const DEFAULTS: &str = include_str!("../../../config/default.toml");

#[derive(Deserialize)]
struct File {
    search: Search,
}

#[derive(Deserialize)]
struct Search {
    ranking: Ranking,
}

impl Default for Ranking {
    fn default() -> Self {
        static RANKING: LazyLock<Ranking> =
            LazyLock::new(|| toml::from_str::<File>(DEFAULTS).expect("compiled in, and read by a test").search.ranking);
        *RANKING
    }
}

impl Ranking {
    const MOST: f64 = 10.0;

    /// The first key whose number is no share.
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        let numbers = serde_json::to_value(self).ok()?;
        let wrong = |number: &serde_json::Value| !number.as_f64().is_some_and(|n| (0.0..=Self::MOST).contains(&n));
        numbers.as_object()?.iter().find(|(_, number)| wrong(number)).map(|(key, _)| key.clone())
    }

    /// What the places are worth where a word can stand, by their tier.
    pub(crate) fn tiers(&self) -> [f32; 6] {
        [0.0, self.description, self.place, self.category, self.commodity, self.name]
    }

    pub(crate) fn synonym(&self, kind: SynonymKind) -> f32 {
        match kind {
            SynonymKind::Same => self.synonym_same,
            SynonymKind::OneWay => self.synonym_one_way,
            SynonymKind::Loose => self.synonym_loose,
        }
    }

    pub(crate) fn slip(&self, slip: Slip) -> f32 {
        match slip {
            Slip::Sound => self.sounds_alike,
            Slip::One => self.one_slip,
            Slip::Two => self.two_slips,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_sound_and_keep_the_promised_order() {
        let ranking = Ranking::default();
        assert_eq!(ranking.problem(), None);
        assert!(ranking.tiers().is_sorted_by(|a, b| a < b), "name before commodity, category, place, description");
        assert!(ranking.in_season > ranking.fresh);
    }

    #[test]
    fn a_number_that_is_no_share_is_named() {
        for wrong in [f32::NAN, -0.1, 11.0, f32::INFINITY] {
            let ranking = Ranking { fresh: wrong, ..Ranking::default() };
            assert_eq!(ranking.problem().as_deref(), Some("fresh"), "{wrong}");
        }
    }
}
