//! A Meilisearch server as the engine, through `meilisearch-sdk`. Several processes may share one index.
//!
//! Meilisearch filters, counts, sorts, pages and keeps the rows. How buyers type is understood here (the same plan as the
//! embedded engine's), and sent as a filter on the terms of a row; see `docs/search.md` for why.
//!
//! The live index carries the hash of the settings it was filled under; another hash asks for a rebuild.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use meilisearch_sdk::{client::Client, documents::DocumentsQuery};
use serde::Deserialize;
use tokio::{
    sync::{Mutex, OnceCell, OwnedMutexGuard},
    time::Instant,
};

use self::{dictionary::Dictionaries, http::Http, row::About, write::Writing};
use super::EngineError;
use crate::{
    document::{Indexed, Kind},
    query::rules::InForce,
};

mod breaker;
mod dictionary;
mod exchange;
mod facets;
mod filter;
mod http;
mod keys;
mod order;
mod rebuild;
mod results;
mod row;
mod score;
mod search;
mod settings;
mod suggest;
mod tasks;
mod write;

pub use rebuild::MeilisearchRebuild;

/// For anything but a search; a batch of ten thousand documents is twenty megabytes.
const ADMINISTRATION: Duration = Duration::from_secs(30);
/// The server is asked at most so often whether its index needs a rebuild.
const LOOK: Duration = Duration::from_secs(2);
/// Versions are read in parts of so many.
const PART: usize = 10_000;

/// Where the server is, and what opens it.
#[derive(Clone)]
pub struct MeilisearchOptions {
    /// As in `http://127.0.0.1:7700`.
    pub url: String,
    /// The master key, or one that may do everything with the index and the tasks. Empty: the server asks for none.
    pub key: String,
    /// May only search. Empty: one is looked for or made through `key`.
    pub search_key: String,
    /// The name of the index: letters, digits, hyphens and underscores.
    pub index: String,
}

#[derive(Clone)]
pub struct MeilisearchEngine(Arc<Inner>);

struct Inner {
    options: MeilisearchOptions,
    admin: Client<Http>,
    admin_http: Http,
    searching: OnceCell<Http>,
    dictionaries: Dictionaries,
    writing: Mutex<Writing>,
    /// The live index was seen. It stays: rebuilds are swapped with it.
    there: AtomicBool,
    needs_rebuild: AtomicBool,
    /// When the server was last asked whether the index needs a rebuild.
    looked: Mutex<Option<Instant>>,
    turn: Arc<Mutex<()>>,
    rules: InForce,
}

impl MeilisearchEngine {
    /// Asks nothing of the server yet.
    pub fn new(mut options: MeilisearchOptions) -> Result<Self, EngineError> {
        options.url = options.url.trim_end_matches('/').to_owned();
        let key = (!options.key.is_empty()).then(|| options.key.clone());
        let admin_http = Http::new(key.clone(), ADMINISTRATION)?;
        let admin = Client::new_with_client(&options.url, key, admin_http.clone());
        Ok(Self(Arc::new(Inner {
            options,
            admin,
            admin_http,
            searching: OnceCell::new(),
            dictionaries: Dictionaries::default(),
            writing: Mutex::default(),
            there: AtomicBool::new(false),
            needs_rebuild: AtomicBool::new(false),
            looked: Mutex::default(),
            turn: Arc::default(),
            rules: InForce::default(),
        })))
    }

    pub(super) fn rules(&self) -> &InForce {
        &self.0.rules
    }

    pub(super) async fn turn(&self) -> OwnedMutexGuard<()> {
        self.0.turn.clone().lock_owned().await
    }

    /// Whether there is a live index.
    async fn is_there(&self) -> Result<bool, EngineError> {
        if self.0.there.load(Ordering::Acquire) {
            return Ok(true);
        }
        match self.0.admin.get_raw_index(&self.0.options.index).await.map_err(EngineError::from) {
            Ok(_) => {
                self.0.there.store(true, Ordering::Release);
                Ok(true)
            }
            Err(EngineError::NotBuilt) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// As of the last look.
    pub(super) fn needs_rebuild(&self) -> bool {
        self.0.needs_rebuild.load(Ordering::Acquire)
    }

    /// Looks whether the index is new, was filled under other settings or was never filled. Another process may have
    /// rebuilt it. Looking often costs nothing: the server is asked now and then.
    pub(super) async fn look(&self) -> Result<(), EngineError> {
        let mut looked = self.0.looked.lock().await;
        if looked.is_some_and(|at| at.elapsed() < LOOK) {
            return Ok(());
        }
        let index = self.0.admin.index(&self.0.options.index);
        let mut query = DocumentsQuery::new(&index);
        query.with_ids([About::ID]);
        let outdated = match index.get_documents_with::<About>(&query).await.map_err(EngineError::from) {
            Ok(about) => about.results.first().is_none_or(|about| about.settings != settings::hash()),
            Err(EngineError::NotBuilt) => true,
            Err(error) => return Err(error),
        };
        self.0.needs_rebuild.store(outdated, Ordering::Release);
        *looked = Some(Instant::now());
        Ok(())
    }

    /// A rebuild of ours has taken the live index's place.
    fn filled(&self) {
        self.0.there.store(true, Ordering::Release);
        self.0.needs_rebuild.store(false, Ordering::Release);
    }

    pub(super) async fn count(&self) -> Result<u64, EngineError> {
        let answers = self.ask(&[self.query(filter::document())]).await?;
        Ok(answers.iter().map(|answer| answer.total_hits).sum())
    }

    pub(super) async fn versions(&self) -> Result<Vec<Indexed>, EngineError> {
        #[derive(Deserialize)]
        struct Version {
            id: uuid::Uuid,
            kind: Kind,
            version: i64,
            hash: String,
        }
        let index = self.0.admin.index(&self.0.options.index);
        let documents = filter::document();
        let mut all = Vec::new();
        loop {
            let mut query = DocumentsQuery::new(&index);
            query.with_offset(all.len()).with_limit(PART).with_fields(["id", "kind", "version", "hash"]);
            query.with_filter(&documents);
            let part = index.get_documents_with::<Version>(&query).await?.results;
            let end = part.len() < PART;
            all.extend(part.into_iter().map(|one| Indexed {
                id: one.id,
                kind: one.kind,
                version: one.version,
                // What can't be read equals nothing.
                hash: u64::from_str_radix(&one.hash, 16).unwrap_or_default(),
            }));
            if end {
                break;
            }
        }
        all.sort_by_key(|indexed| indexed.id);
        Ok(all)
    }
}
