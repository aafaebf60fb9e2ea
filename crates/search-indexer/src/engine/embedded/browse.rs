//! Browsing without words asks the same few questions over and over: a category's first page, the newest, the counts of
//! all. A snapshot never changes, so it counts for each of them once.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, PoisonError},
};

use super::snapshot::Snapshot;
use crate::{
    document::Kind,
    engine::EngineError,
    query::{OfferQuery, OfferResults, ProductQuery, ProductResults, rules::Rules},
};

/// Questions kept; more begin anew.
const KEPT: usize = 256;

/// The answers of one snapshot.
#[derive(Default)]
pub(super) struct Browsed {
    products: Answers<ProductQuery, ProductResults>,
    offers: Answers<OfferQuery, OfferResults>,
}

type Answers<Q, R> = Mutex<HashMap<Q, R>>;

impl Snapshot {
    pub fn browse(&self, query: &ProductQuery, rules: &Rules) -> Result<ProductResults, EngineError> {
        once(&self.browsed.products, query, || self.answer(query, &self.everything(Kind::Product), rules))
    }

    pub fn browse_offers(&self, query: &OfferQuery) -> Result<OfferResults, EngineError> {
        once(&self.browsed.offers, query, || self.all_offers(query))
    }
}

fn once<Q: Clone + Eq + Hash, R: Clone>(
    kept: &Answers<Q, R>,
    query: &Q,
    answer: impl FnOnce() -> Result<R, EngineError>,
) -> Result<R, EngineError> {
    if let Some(known) = kept.lock().unwrap_or_else(PoisonError::into_inner).get(query) {
        return Ok(known.clone());
    }
    let results = answer()?;
    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.len() >= KEPT {
        kept.clear();
    }
    kept.insert(query.clone(), results.clone());
    Ok(results)
}
