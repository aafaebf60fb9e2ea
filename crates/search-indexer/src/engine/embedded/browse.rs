//! Browsing without words asks the same few questions over and over: a category's first page, the newest, the counts of
//! all. A snapshot never changes, so it counts for each of them once.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use super::snapshot::Snapshot;
use crate::{
    document::Kind,
    engine::EngineError,
    query::{ProductQuery, ProductResults, rules::Rules},
};

/// Questions kept; more begin anew.
const KEPT: usize = 256;

/// The answers of one snapshot.
#[derive(Default)]
pub(super) struct Browsed(Mutex<HashMap<ProductQuery, ProductResults>>);

impl Snapshot {
    pub fn browse(&self, query: &ProductQuery, rules: &Rules) -> Result<ProductResults, EngineError> {
        let kept = &self.browsed.0;
        if let Some(known) = kept.lock().unwrap_or_else(PoisonError::into_inner).get(query) {
            return Ok(known.clone());
        }
        let results = self.answer(query, &self.everything(Kind::Product), rules)?;
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(query.clone(), results.clone());
        Ok(results)
    }
}
