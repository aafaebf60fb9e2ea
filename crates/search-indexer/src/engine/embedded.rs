//! The engine in this process: a tantivy index for postings, columns and cards; matching, ranking and facets of our own.
//!
//! The folder holds `current.json` (which index is live, of which version, whether it was ever filled), `lock`, and one
//! folder per index: the live one, and a second while a rebuild is under way.
//! Tried and left: tantivy's query and collector types cost one scorer per word and field and JSON for facets.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
};

use kernel::Locale;
use serde::{Deserialize, Serialize};
use tantivy::Index;

use self::{
    schema::{Fields, VERSION},
    snapshot::Snapshot,
    write::Writing,
};
use super::{EngineError, blocking};
use crate::{
    document::{Change, Indexed},
    query::{
        ProductQuery, ProductResults, StallQuery, StallResults, Suggestions,
        synonyms::{InForce, Synonyms},
    },
};

mod columns;
mod facets;
mod matching;
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
    snapshot: RwLock<Arc<Snapshot>>,
    /// `None` when opened for reading only.
    writing: Mutex<Option<Writing>>,
    needs_rebuild: AtomicBool,
    synonyms: InForce,
    /// Held as long as the engine lives: one process writes.
    _lock: Option<File>,
}

/// Which index is live.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Current {
    version: u32,
    number: u64,
    /// A rebuild filled it once.
    filled: bool,
}

impl Current {
    fn read(root: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(root.join("current.json")).ok()?).ok()
    }

    fn write(&self, root: &Path) -> Result<(), EngineError> {
        let new = root.join("current.json.new");
        fs::write(&new, serde_json::to_vec(self).expect("plain data"))?;
        File::open(&new)?.sync_all()?;
        Ok(fs::rename(new, root.join("current.json"))?)
    }

    fn folder(&self, root: &Path) -> PathBuf {
        folder(root, self.number)
    }
}

fn folder(root: &Path, number: u64) -> PathBuf {
    root.join(format!("index-{number}"))
}

impl EmbeddedEngine {
    pub fn open(root: &Path) -> Result<Self, EngineError> {
        fs::create_dir_all(root)?;
        let lock = File::options().create(true).truncate(false).write(true).open(root.join("lock"))?;
        lock.try_lock().map_err(|e| match e {
            fs::TryLockError::WouldBlock => EngineError::Locked,
            fs::TryLockError::Error(e) => EngineError::Folder(e),
        })?;
        let (_, fields) = schema::schema();
        let found = Current::read(root);
        let usable = found.clone().filter(|current| current.version == VERSION);
        let opened = usable.and_then(|current| match Index::open_in_dir(current.folder(root)) {
            Ok(index) => Some((current, index)),
            Err(error) => {
                tracing::error!(%error, "the search index can't be opened: it will be rebuilt");
                None
            }
        });
        let (current, index) = match opened {
            Some(opened) => opened,
            None => {
                let current =
                    Current { version: VERSION, number: found.map_or(1, |old| old.number + 1), filled: false };
                let index = write::create(&current.folder(root))?;
                current.write(root)?;
                (current, index)
            }
        };
        remove_others(root, &current.folder(root));
        let (writing, snapshot) = Writing::open(index, current.clone(), fields)?;
        Ok(Self::new(root, fields, snapshot, Some(writing), !current.filled, Some(lock)))
    }

    pub fn open_read_only(root: &Path) -> Result<Self, EngineError> {
        let (_, fields) = schema::schema();
        let current = Current::read(root).filter(|current| current.version == VERSION).ok_or(EngineError::NotBuilt)?;
        let index = Index::open_in_dir(current.folder(root))?;
        let snapshot = snapshot::Loader::default().open(&write::reader(&index)?.searcher(), fields)?;
        Ok(Self::new(root, fields, snapshot, None, !current.filled, None))
    }

    fn new(
        root: &Path,
        fields: Fields,
        snapshot: Snapshot,
        writing: Option<Writing>,
        needs_rebuild: bool,
        lock: Option<File>,
    ) -> Self {
        Self(Arc::new(Inner {
            root: root.to_owned(),
            fields,
            snapshot: RwLock::new(Arc::new(snapshot)),
            writing: Mutex::new(writing),
            needs_rebuild: AtomicBool::new(needs_rebuild),
            synonyms: InForce::default(),
            _lock: lock,
        }))
    }

    pub fn needs_rebuild(&self) -> bool {
        self.0.needs_rebuild.load(Ordering::Acquire)
    }

    pub(super) fn synonyms(&self) -> Synonyms {
        self.0.synonyms.get()
    }

    pub(super) fn set_synonyms(&self, synonyms: Synonyms) {
        self.0.synonyms.set(synonyms);
    }

    fn snapshot(&self) -> Arc<Snapshot> {
        self.0.snapshot.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn show(&self, snapshot: Snapshot) {
        *self.0.snapshot.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(snapshot);
    }

    pub(super) async fn search_products(&self, query: &ProductQuery) -> Result<ProductResults, EngineError> {
        let (snapshot, synonyms) = (self.snapshot(), self.synonyms());
        if snapshot.products < BLOCKING_FROM {
            return snapshot.products(query, &synonyms);
        }
        let query = query.clone();
        blocking(move || snapshot.products(&query, &synonyms)).await
    }

    pub(super) async fn search_stalls(&self, query: &StallQuery) -> Result<StallResults, EngineError> {
        let (snapshot, synonyms) = (self.snapshot(), self.synonyms());
        if snapshot.stalls < BLOCKING_FROM {
            return snapshot.stalls(query, &synonyms);
        }
        let query = query.clone();
        blocking(move || snapshot.stalls(&query, &synonyms)).await
    }

    pub(super) async fn suggest(&self, text: &str, locale: Locale, limit: usize) -> Result<Suggestions, EngineError> {
        let (snapshot, synonyms) = (self.snapshot(), self.synonyms());
        if snapshot.products < BLOCKING_FROM {
            return snapshot.suggest(text, &synonyms, locale, limit);
        }
        let text = text.to_owned();
        blocking(move || snapshot.suggest(&text, &synonyms, locale, limit)).await
    }

    pub(super) fn count(&self) -> u64 {
        let snapshot = self.snapshot();
        snapshot.products + snapshot.stalls
    }

    pub(super) async fn versions(&self) -> Result<Vec<Indexed>, EngineError> {
        let snapshot = self.snapshot();
        blocking(move || Ok(snapshot.versions()?)).await
    }

    pub(super) fn apply(&self, changes: Vec<Change>) -> Result<(), EngineError> {
        let mut writing = self.0.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let writing = writing.as_mut().ok_or(EngineError::ReadOnly)?;
        let snapshot = writing.apply(&changes, self.0.fields)?;
        writing.remember(changes);
        self.show(snapshot);
        Ok(())
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
