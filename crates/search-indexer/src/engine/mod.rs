//! The engine: one enum, one contract, whichever engine answers.
//!
//! Contract: [`Engine::apply`] makes its changes searchable before it returns; a put replaces the document of the same id
//! whole; searches never see half a batch, and see either the old or the new index around a rebuild.

use std::path::Path;

use kernel::Locale;

use crate::{
    document::{Change, Document, Indexed},
    query::{
        CommodityQuery, CommodityResults, OfferQuery, OfferResults, ProductQuery, ProductResults, StallQuery,
        StallResults, Suggestions,
        rules::InForce,
        synonyms::Synonyms,
        understand::{Typed, understand},
    },
    ranking::Ranking,
};

mod embedded;
mod meilisearch;

pub use embedded::{EmbeddedEngine, EmbeddedRebuild};
pub use meilisearch::{MeilisearchEngine, MeilisearchOptions, MeilisearchRebuild};

#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    #[error("another process holds the index")]
    Locked,
    /// There is none that this build can read: it is being built, or building it fails.
    #[error("the search index is not built yet")]
    NotBuilt,
    /// It did not answer within the time that the caller gave it.
    #[error("the search engine took too long")]
    TooSlow,
    #[error("a rebuild is already under way")]
    Rebuilding,
    #[error("the index failed: {0}")]
    Index(#[from] tantivy::TantivyError),
    #[error("the index's folder failed: {0}")]
    Folder(#[from] std::io::Error),
    #[error("the search was interrupted")]
    Interrupted,
    /// The server is down, slow, failing, or its disk is full: later it may be well again.
    #[error("the search server is unavailable: {0}")]
    Unavailable(String),
    /// The server answers, and will answer the same again.
    #[error("the search server refuses: {0}")]
    Refused(String),
}

/// A search engine, cheap to clone.
#[derive(Clone)]
pub enum Engine {
    /// In this process, in a folder that this process alone writes.
    Embedded(EmbeddedEngine),
    /// A server of its own, which several processes may share.
    Meilisearch(MeilisearchEngine),
}

impl Engine {
    /// Opens the embedded engine in `folder`, which is made where it is missing.
    ///
    /// # Errors
    /// [`EngineError::Locked`] while another process has it open.
    pub async fn open_embedded(folder: &Path) -> Result<Self, EngineError> {
        let folder = folder.to_owned();
        blocking(move || EmbeddedEngine::open(&folder)).await.map(Self::Embedded)
    }

    /// Uses a Meilisearch server. One that does not answer now may answer later; until then searches fail.
    ///
    /// # Errors
    /// [`EngineError::Refused`] when it does not accept the key.
    pub async fn open_meilisearch(options: MeilisearchOptions) -> Result<Self, EngineError> {
        let engine = MeilisearchEngine::new(options)?;
        match engine.look().await {
            Err(EngineError::Unavailable(why)) => tracing::warn!(why, "the search server does not answer yet"),
            looked => looked?,
        }
        Ok(Self::Meilisearch(engine))
    }

    /// Whether other processes may write the same index.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        matches!(self, Self::Meilisearch(_))
    }

    /// The index is new, of another version or was never filled: rebuild it.
    #[must_use]
    pub fn needs_rebuild(&self) -> bool {
        match self {
            Self::Embedded(engine) => engine.needs_rebuild(),
            Self::Meilisearch(engine) => engine.needs_rebuild(),
        }
    }

    /// Looks what others made of a shared index, so that [`Self::needs_rebuild`] is up to date.
    pub async fn look(&self) -> Result<(), EngineError> {
        match self {
            Self::Embedded(_) => Ok(()),
            Self::Meilisearch(engine) => engine.look().await,
        }
    }

    fn rules(&self) -> &InForce {
        match self {
            Self::Embedded(engine) => engine.rules(),
            Self::Meilisearch(engine) => engine.rules(),
        }
    }

    /// The synonyms that searches use now: the built-in ones until others are set.
    #[must_use]
    pub fn synonyms(&self) -> Synonyms {
        self.rules().get().synonyms
    }

    /// Searches that begin from now on use these synonyms, through every clone of this engine.
    pub fn set_synonyms(&self, synonyms: Synonyms) {
        self.rules().change(|rules| rules.synonyms = synonyms);
    }

    /// How searches understand a text now, for whoever keeps the synonyms.
    #[must_use]
    pub fn understand(&self, text: &str) -> Typed {
        understand(text, &self.rules().get())
    }

    /// Searches that begin from now on are ranked by these numbers.
    pub fn set_ranking(&self, ranking: Ranking) {
        self.rules().change(|rules| rules.ranking = ranking);
    }

    pub async fn search_products(&self, query: &ProductQuery) -> Result<ProductResults, EngineError> {
        match self {
            Self::Embedded(engine) => engine.search_products(query).await,
            Self::Meilisearch(engine) => engine.search_products(query).await,
        }
    }

    pub async fn search_stalls(&self, query: &StallQuery) -> Result<StallResults, EngineError> {
        match self {
            Self::Embedded(engine) => engine.search_stalls(query).await,
            Self::Meilisearch(engine) => engine.search_stalls(query).await,
        }
    }

    pub async fn search_commodities(&self, query: &CommodityQuery) -> Result<CommodityResults, EngineError> {
        match self {
            Self::Embedded(engine) => engine.search_commodities(query),
            Self::Meilisearch(engine) => engine.search_commodities(query).await,
        }
    }

    pub async fn search_offers(&self, query: &OfferQuery) -> Result<OfferResults, EngineError> {
        match self {
            Self::Embedded(engine) => engine.search_offers(query).await,
            Self::Meilisearch(engine) => engine.search_offers(query).await,
        }
    }

    /// At most `limit` products of different names, as many stalls and as many commodities.
    pub async fn suggest(&self, text: &str, locale: Locale, limit: usize) -> Result<Suggestions, EngineError> {
        match self {
            Self::Embedded(engine) => engine.suggest(text, locale, limit).await,
            Self::Meilisearch(engine) => engine.suggest(text, locale, limit).await,
        }
    }

    /// Applies the changes in their order as one step. They are searchable when this returns.
    pub async fn apply(&self, changes: Vec<Change>) -> Result<(), EngineError> {
        match self {
            Self::Embedded(engine) => {
                let engine = engine.clone();
                blocking(move || engine.apply(changes)).await
            }
            Self::Meilisearch(engine) => engine.apply(changes).await,
        }
    }

    /// Waits for the turn to feed the index. Whoever brings documents from the database into it holds the turn from
    /// before reading until they are written, so that no older reading is ever written after a newer one.
    pub async fn feed(&self) -> Feed {
        match self {
            Self::Embedded(engine) => Feed { engine: self.clone(), _turn: engine.turn().await },
            Self::Meilisearch(engine) => Feed { engine: self.clone(), _turn: engine.turn().await },
        }
    }

    /// How many documents there are, of all kinds together.
    pub async fn count(&self) -> Result<u64, EngineError> {
        match self {
            Self::Embedded(engine) => engine.count(),
            Self::Meilisearch(engine) => engine.count().await,
        }
    }

    /// Version and hash of every document, sorted by id: what verification compares.
    pub async fn versions(&self) -> Result<Vec<Indexed>, EngineError> {
        match self {
            Self::Embedded(engine) => engine.versions().await,
            Self::Meilisearch(engine) => engine.versions().await,
        }
    }

    /// Begins a new index beside the live one. Searches and changes go on; the changes are carried over by
    /// [`Rebuild::finish`]. A rebuild that is dropped leaves no trace.
    ///
    /// # Errors
    /// [`EngineError::Rebuilding`] while another is under way.
    pub async fn begin_rebuild(&self) -> Result<Rebuild, EngineError> {
        match self {
            Self::Embedded(engine) => {
                let engine = engine.clone();
                blocking(move || engine.begin_rebuild()).await.map(Rebuild::Embedded)
            }
            Self::Meilisearch(engine) => engine.begin_rebuild().await.map(Rebuild::Meilisearch),
        }
    }
}

/// The turn to feed the index; the next one's begins when it is dropped.
pub struct Feed {
    engine: Engine,
    _turn: tokio::sync::OwnedMutexGuard<()>,
}

impl Feed {
    /// As [`Engine::apply`]. Even where the caller gives up waiting the turn ends only with the writing.
    pub async fn apply(self, changes: Vec<Change>) -> Result<Self, EngineError> {
        match &self.engine {
            Engine::Embedded(engine) => {
                let engine = engine.clone();
                blocking(move || engine.apply(changes).map(|()| self)).await
            }
            Engine::Meilisearch(engine) => {
                let engine = engine.clone();
                let writing = tokio::spawn(async move { engine.apply(changes).await.map(|()| self) });
                writing.await.map_err(|_| EngineError::Interrupted)?
            }
        }
    }
}

/// A new index that is being filled.
#[expect(clippy::large_enum_variant, reason = "there is one at a time")]
pub enum Rebuild {
    Embedded(EmbeddedRebuild),
    Meilisearch(MeilisearchRebuild),
}

impl Rebuild {
    /// Adds documents; each id at most once in a rebuild.
    pub async fn load(self, documents: Vec<Document>) -> Result<Self, EngineError> {
        match self {
            Self::Embedded(rebuild) => {
                blocking(move || rebuild.load(&documents).map(|()| rebuild)).await.map(Self::Embedded)
            }
            Self::Meilisearch(mut rebuild) => {
                rebuild.load(&documents).await?;
                Ok(Self::Meilisearch(rebuild))
            }
        }
    }

    /// Puts the new index in the place of the live one.
    pub async fn finish(self) -> Result<(), EngineError> {
        match self {
            Self::Embedded(rebuild) => blocking(move || rebuild.finish()).await,
            Self::Meilisearch(rebuild) => rebuild.finish().await,
        }
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, EngineError> + Send + 'static,
) -> Result<T, EngineError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| EngineError::Interrupted)?
}
