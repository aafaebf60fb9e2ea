//! The search side uses a key that may only search.

use std::time::Duration;

use meilisearch_sdk::key::{Action, Key, KeyBuilder, KeysQuery};

use super::{MeilisearchEngine, http::Http};
use crate::engine::EngineError;

/// A search that takes longer is of no use to anybody.
const SEARCH: Duration = Duration::from_secs(2);
const NAME: &str = "floor: search";
const MOST_KEYS: usize = 1_000;

impl MeilisearchEngine {
    /// The way that searches go. Its key is looked for (or made) when it is first needed, where none is configured.
    pub(super) async fn searching(&self) -> Result<&Http, EngineError> {
        self.0.searching.get_or_try_init(async || Http::new(self.search_key().await?, SEARCH)).await
    }

    async fn search_key(&self) -> Result<Option<String>, EngineError> {
        let options = &self.0.options;
        if !options.search_key.is_empty() {
            return Ok(Some(options.search_key.clone()));
        }
        if options.key.is_empty() {
            return Ok(None);
        }
        let keys = self.0.admin.get_keys_with(KeysQuery::new().with_limit(MOST_KEYS)).await.map_err(needed)?;
        if let Some(key) = keys.results.into_iter().find(|key| only_searches(key, &options.index)) {
            return Ok(Some(key.key));
        }
        let mut new = KeyBuilder::new();
        new.with_name(NAME).with_action(Action::Search).with_index(&options.index);
        Ok(Some(self.0.admin.create_key(new).await.map_err(needed)?.key))
    }
}

fn needed(error: meilisearch_sdk::errors::Error) -> EngineError {
    match EngineError::from(error) {
        EngineError::Refused(why) => {
            EngineError::Refused(format!("search.search_key is needed, since search.key can't make one: {why}"))
        }
        other => other,
    }
}

fn only_searches(key: &Key, index: &str) -> bool {
    let mut patterns = key.indexes.iter();
    key.actions == [Action::Search]
        && key.expires_at.is_none()
        && patterns
            .any(|pattern| pattern == index || pattern.strip_suffix('*').is_some_and(|start| index.starts_with(start)))
}
