//! The search engine as handlers ask it: every question has a time limit.

use std::{sync::Arc, time::Duration};

use kernel::Locale;
use search_indexer::{
    Engine, EngineError, OfferQuery, OfferResults, ProductQuery, ProductResults, StallQuery, StallResults, Suggestions,
};

#[derive(Clone)]
pub struct Search {
    engine: Arc<Engine>,
    limit: Duration,
}

impl Search {
    /// A question that takes longer than `limit` is given up.
    #[must_use]
    pub fn new(engine: Arc<Engine>, limit: Duration) -> Self {
        Self { engine, limit }
    }

    /// For whoever feeds it.
    #[must_use]
    pub fn engine(&self) -> &Arc<Engine> {
        &self.engine
    }

    pub async fn search_products(&self, query: &ProductQuery) -> Result<ProductResults, EngineError> {
        limited(self.limit, self.engine.search_products(query)).await
    }

    pub async fn search_stalls(&self, query: &StallQuery) -> Result<StallResults, EngineError> {
        limited(self.limit, self.engine.search_stalls(query)).await
    }

    pub async fn search_offers(&self, query: &OfferQuery) -> Result<OfferResults, EngineError> {
        limited(self.limit, self.engine.search_offers(query)).await
    }

    pub async fn suggest(&self, text: &str, locale: Locale, limit: usize) -> Result<Suggestions, EngineError> {
        limited(self.limit, self.engine.suggest(text, locale, limit)).await
    }

    /// How many documents there are; fails where the engine can't answer searches.
    pub async fn count(&self) -> Result<u64, EngineError> {
        limited(self.limit, self.engine.count()).await
    }

    #[must_use]
    pub fn needs_rebuild(&self) -> bool {
        self.engine.needs_rebuild()
    }
}

async fn limited<T>(limit: Duration, asked: impl Future<Output = Result<T, EngineError>>) -> Result<T, EngineError> {
    let answer = tokio::time::timeout(limit, asked).await.unwrap_or(Err(EngineError::TooSlow));
    if answer.is_err() {
        metrics::counter!("floor_search_failures_total").increment(1);
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_engine_that_hangs_is_given_up() {
        let hangs = std::future::pending::<Result<(), EngineError>>();
        let answer = limited(Duration::from_millis(20), hangs).await;
        assert!(matches!(answer, Err(EngineError::TooSlow)));
    }
}
