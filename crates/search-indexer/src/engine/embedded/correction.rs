//! The mended query, from what the best hit says.

use super::{
    search::{Area, Found},
    snapshot::Snapshot,
};
use crate::engine::EngineError;

impl Snapshot {
    /// See [`crate::query::ProductResults::did_you_mean`]. Filters play no part: the text is what is corrected.
    pub fn correction(&self, found: &Found, area: &Area<'_>) -> Result<Option<String>, EngineError> {
        if !found.plan.is_mended() {
            return Ok(None);
        }
        let matches = found.matches.iter().enumerate().flat_map(|(at, segment)| segment.iter().map(move |m| (at, m)));
        let Some((at, best)) = matches.max_by(|(_, a), (_, b)| a.score.total_cmp(&b.score)) else {
            return Ok(None);
        };
        let card = self.segments[at].part.cards.product(best.doc)?;
        let texts = [card.name.as_str(), &card.name_en, &card.stall_name, &card.commune_name];
        Ok(found.plan.correction(area.words, &texts))
    }
}
