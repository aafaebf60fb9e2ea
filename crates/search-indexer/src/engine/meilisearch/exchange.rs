//! One round trip: several queries of one moment, and their answers.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::MeilisearchEngine;
use crate::engine::EngineError;

/// What a hit brings along to be shown, and what it brings to be scored besides.
pub(super) const SHOWN: &[&str] = &["id", "card"];
pub(super) const SCORED: &[&str] = &["id", "card", "bag", "name_words", "month_bits", "listed"];

/// Pages by number make Meilisearch count exactly.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Query {
    index_uid: String,
    filter: String,
    page: u64,
    hits_per_page: u64,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    sort: &'static [&'static str],
    attributes_to_retrieve: &'static [&'static str],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub facets: Vec<&'static str>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Answer {
    pub hits: Vec<HitRow>,
    pub total_hits: u64,
    #[serde(default)]
    pub facet_distribution: Distribution,
}

/// Counts by attribute and value.
pub(super) type Distribution = HashMap<String, HashMap<String, u64>>;

#[derive(Debug, Clone, Deserialize)]
pub(super) struct HitRow {
    pub id: Uuid,
    pub card: String,
    #[serde(default)]
    pub bag: String,
    #[serde(default)]
    pub name_words: u32,
    #[serde(default)]
    pub month_bits: u16,
    /// Microseconds.
    #[serde(default)]
    pub listed: i64,
}

#[derive(Serialize)]
struct Request<'a> {
    queries: &'a [Query],
}

#[derive(Deserialize)]
struct Answers {
    results: Vec<Answer>,
}

impl MeilisearchEngine {
    /// A query of the live index that only counts; [`Query::hits`] makes it bring rows.
    pub(super) fn query(&self, filter: String) -> Query {
        Query {
            index_uid: self.0.options.index.clone(),
            filter,
            page: 1,
            hits_per_page: 0,
            sort: &[],
            attributes_to_retrieve: SHOWN,
            facets: Vec::new(),
        }
    }

    /// One answer per query, in their order.
    pub(super) async fn ask(&self, queries: &[Query]) -> Result<Vec<Answer>, EngineError> {
        let http = self.searching().await?;
        let url = format!("{}/multi-search", self.0.options.url);
        let answers: Answers = http.post(&url, &Request { queries }).await?;
        if answers.results.len() != queries.len() {
            return Err(EngineError::Unavailable("an answer is missing".to_owned()));
        }
        Ok(answers.results)
    }
}

impl Query {
    pub fn hits(mut self, page: u64, count: u64, sort: &'static [&'static str], rows: &'static [&'static str]) -> Self {
        (self.page, self.hits_per_page, self.sort, self.attributes_to_retrieve) = (page, count, sort, rows);
        self
    }

    pub fn facets(mut self, facets: Vec<&'static str>) -> Self {
        self.facets = facets;
        self
    }
}
