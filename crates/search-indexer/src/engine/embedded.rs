//! The engine in this process: a tantivy index for postings, columns and cards; matching, ranking and facets of our own.
//!
//! The folder holds `current.json` (which index is live, and what shaped it), `lock`, and one folder per index: the live
//! one, and a second while a rebuild is under way. Without a live index (a new folder, a damaged index, one that this
//! build can't read) searches fail with [`EngineError::NotBuilt`] until a rebuild has made one.
//! Tried and left: tantivy's query and collector types cost one scorer per word and field and JSON for facets.

use std::{
    fs::{self, File},
    num::NonZero,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
    thread::available_parallelism,
};

use kernel::Locale;
use tokio::sync::Semaphore;

use self::{
    current::Current,
    schema::Fields,
    snapshot::Snapshot,
    write::{State, Writing},
};
use super::{EngineError, blocking};
use crate::{
    document::{Change, Indexed, Kind},
    query::{
        CommodityQuery, CommodityResults, OfferQuery, OfferResults, ProductQuery, ProductResults, StallQuery,
        StallResults, Suggestions,
        rules::{InForce, Rules},
    },
};

mod browse;
mod candidates;
mod cards;
mod columns;
mod commodities;
mod correction;
mod current;
mod facets;
mod matching;
mod offer_columns;
mod offer_facets;
mod offers;
mod places;
mod rebuild;
mod schema;
mod search;
mod snapshot;
mod suggest;
mod top;
mod write;

pub use rebuild::EmbeddedRebuild;

/// From so many documents on a search leaves the asynchronous threads; below it is shorter than the way there and back.
const BLOCKING_FROM: u64 = 50_000;

#[derive(Clone)]
pub struct EmbeddedEngine(Arc<Inner>);

struct Inner {
    root: PathBuf,
    fields: Fields,
    /// What searches see; it stays when writing fails. `None` before there is a readable index.
    shown: RwLock<Option<Arc<Snapshot>>>,
    writing: Mutex<State>,
    needs_rebuild: AtomicBool,
    rules: InForce,
    /// As many as there are, for long searches.
    cores: Arc<Semaphore>,
    /// Whose turn it is to feed the index.
    turn: Arc<tokio::sync::Mutex<()>>,
    /// Held as long as the engine lives: one process writes.
    _lock: File,
}

impl Inner {
    fn show(&self, snapshot: Snapshot) {
        *self.shown.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(snapshot));
    }

    /// What is written. A writer that panicked is not trusted any more: it is opened anew.
    fn state(&self) -> MutexGuard<'_, State> {
        self.writing.lock().unwrap_or_else(|poisoned| {
            self.writing.clear_poison();
            let mut state = poisoned.into_inner();
            state.live = None;
            state
        })
    }
}

impl EmbeddedEngine {
    /// Opens what is there. An index that is outdated but readable answers until a rebuild has made a new one; one that
    /// can't be read is left alone until then.
    pub fn open(root: &Path) -> Result<Self, EngineError> {
        fs::create_dir_all(root)?;
        let lock = File::options().create(true).truncate(false).write(true).open(root.join("lock"))?;
        lock.try_lock().map_err(|e| match e {
            fs::TryLockError::WouldBlock => EngineError::Locked,
            fs::TryLockError::Error(e) => EngineError::Folder(e),
        })?;
        let (_, fields) = schema::schema();
        let current = Current::read(root);
        let number = current.as_ref().map_or(0, |current| current.number);
        let outdated = current.as_ref().is_none_or(Current::is_outdated);
        let (live, shown) = match current.map(|current| Writing::reopen(root, current, fields)) {
            Some(Ok((writing, snapshot))) => (Some(writing), Some(Arc::new(snapshot))),
            Some(Err(error)) => {
                tracing::error!(%error, "the search index can't be opened: it will be rebuilt");
                (None, None)
            }
            None => (None, None),
        };
        if let Some(live) = &live {
            remove_others(root, &live.current.folder(root));
        }
        Ok(Self(Arc::new(Inner {
            root: root.to_owned(),
            fields,
            needs_rebuild: AtomicBool::new(outdated || live.is_none()),
            shown: RwLock::new(shown),
            writing: Mutex::new(State { live, number, rebuilding: None }),
            rules: InForce::default(),
            cores: Arc::new(Semaphore::new(available_parallelism().map_or(1, NonZero::get))),
            turn: Arc::default(),
            _lock: lock,
        })))
    }

    pub fn needs_rebuild(&self) -> bool {
        self.0.needs_rebuild.load(Ordering::Acquire)
    }

    pub(super) fn rules(&self) -> &InForce {
        &self.0.rules
    }

    fn snapshot(&self) -> Result<Arc<Snapshot>, EngineError> {
        self.0.shown.read().unwrap_or_else(PoisonError::into_inner).clone().ok_or(EngineError::NotBuilt)
    }

    pub(super) async fn search_products(&self, query: &ProductQuery) -> Result<ProductResults, EngineError> {
        let query = query.clone();
        self.search(Kind::Product, move |snapshot, rules| snapshot.products(&query, rules)).await
    }

    pub(super) async fn search_stalls(&self, query: &StallQuery) -> Result<StallResults, EngineError> {
        let query = query.clone();
        self.search(Kind::Stall, move |snapshot, rules| snapshot.stalls(&query, rules)).await
    }

    pub(super) async fn search_offers(&self, query: &OfferQuery) -> Result<OfferResults, EngineError> {
        let query = query.clone();
        self.search(Kind::Offer, move |snapshot, rules| snapshot.offers(&query, rules)).await
    }

    pub(super) async fn suggest(&self, text: &str, locale: Locale, limit: usize) -> Result<Suggestions, EngineError> {
        let text = text.to_owned();
        self.search(Kind::Product, move |snapshot, rules| snapshot.suggest(&text, rules, locale, limit)).await
    }

    /// What is long leaves the asynchronous threads, and waits for a core of its own: two searches that share one would
    /// both take twice as long, and the longest are what people wait for.
    async fn search<T: Send + 'static>(
        &self,
        kind: Kind,
        work: impl FnOnce(&Snapshot, &Rules) -> Result<T, EngineError> + Send + 'static,
    ) -> Result<T, EngineError> {
        let (snapshot, rules) = (self.snapshot()?, self.0.rules.get());
        if snapshot.count(kind) < BLOCKING_FROM {
            return work(&snapshot, &rules);
        }
        let core = self.0.cores.clone().acquire_owned().await.map_err(|_| EngineError::Interrupted)?;
        blocking(move || {
            let _core = core;
            work(&snapshot, &rules)
        })
        .await
    }

    /// Commodities are few: there is no need to leave the asynchronous threads.
    pub(super) fn search_commodities(&self, query: &CommodityQuery) -> Result<CommodityResults, EngineError> {
        self.snapshot()?.commodities(query, &self.0.rules.get())
    }

    pub(super) fn count(&self) -> Result<u64, EngineError> {
        let snapshot = self.snapshot()?;
        Ok(snapshot.counts.iter().sum())
    }

    pub(super) async fn versions(&self) -> Result<Vec<Indexed>, EngineError> {
        let snapshot = self.snapshot()?;
        blocking(move || Ok(snapshot.versions()?)).await
    }

    pub(super) async fn turn(&self) -> tokio::sync::OwnedMutexGuard<()> {
        self.0.turn.clone().lock_owned().await
    }

    /// Writes the live index, and keeps the changes for a rebuild that is under way.
    pub(super) fn apply(&self, changes: Vec<Change>) -> Result<(), EngineError> {
        let mut state = self.0.state();
        if state.live.is_none() {
            self.reopen(&mut state);
        }
        match state.live.take() {
            Some(mut live) => match live.apply(&changes, self.0.fields) {
                Ok(snapshot) => {
                    state.live = Some(live);
                    self.0.show(snapshot);
                }
                Err(error) => {
                    // What was not committed goes with the writer, and the next batch opens another.
                    drop(live);
                    return Err(error);
                }
            },
            // Nothing shows them yet: the index that is being built takes them along.
            None if state.rebuilding.is_some() => {}
            None => return Err(EngineError::NotBuilt),
        }
        state.remember(changes);
        Ok(())
    }

    /// Tries to open the live index for writing again. Where that fails only a rebuild helps.
    fn reopen(&self, state: &mut State) {
        let opened = Current::read(&self.0.root).map(|current| Writing::reopen(&self.0.root, current, self.0.fields));
        match opened {
            Some(Ok((writing, snapshot))) => {
                state.live = Some(writing);
                self.0.show(snapshot);
            }
            Some(Err(error)) => {
                if !self.0.needs_rebuild.swap(true, Ordering::AcqRel) {
                    tracing::error!(%error, "the search index can't be written: it will be rebuilt");
                }
            }
            None => self.0.needs_rebuild.store(true, Ordering::Release),
        }
    }
}

/// Removes what an unfinished rebuild or an older version left. What can't be removed only takes space.
fn remove_others(root: &Path, live: &Path) {
    for entry in fs::read_dir(root).into_iter().flatten().flatten() {
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with("index-") && path != live {
            remove(&path);
        }
    }
}

fn remove(folder: &Path) {
    if let Err(error) = fs::remove_dir_all(folder) {
        tracing::warn!(%error, folder = %folder.display(), "an old search index could not be removed");
    }
}
