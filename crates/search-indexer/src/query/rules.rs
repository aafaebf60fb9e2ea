//! What shapes searches besides the index, and may change between two of them: synonyms and the ranking's numbers.

use std::sync::{PoisonError, RwLock};

use super::synonyms::Synonyms;
use crate::ranking::Ranking;

/// What one search goes by, from its beginning to its end.
#[derive(Debug, Clone)]
pub struct Rules {
    pub synonyms: Synonyms,
    pub ranking: Ranking,
}

impl Default for Rules {
    fn default() -> Self {
        Self { synonyms: Synonyms::built_in(), ranking: Ranking::default() }
    }
}

/// The rules in force.
#[derive(Debug, Default)]
pub(crate) struct InForce(RwLock<Rules>);

impl InForce {
    pub fn get(&self) -> Rules {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn change(&self, change: impl FnOnce(&mut Rules)) {
        change(&mut self.0.write().unwrap_or_else(PoisonError::into_inner));
    }
}
