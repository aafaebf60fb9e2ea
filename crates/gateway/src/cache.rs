//! Rendered public pages, kept for a few seconds and dropped when a committed change could touch one.
//!
//! Only pages for visitors without a session are kept, so a page never holds anything of a person. Each entry notes
//! the generation that was current *before* it was rendered; a committed change raises the generation, and an entry
//! of an older one is never served. The follower reads the outbox with a cursor of its own, so every process that
//! serves hears of every change, whichever process made it.

use std::{
    hash::Hash,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::body::Bytes;
use catalogue::{Commodity, Product};
use database::{Db, Follower};
use kernel::{Locale, ProductId, StallId};
use members::Shop;
use tokio::sync::watch;

use crate::{
    AppError,
    market::Line,
    seen::View,
    together::Together,
    web::{Alike, Shelves},
};

/// A kept page lives this long at most, whatever happens.
pub const TIME_TO_LIVE: Duration = Duration::from_secs(5);
const POLL: Duration = Duration::from_millis(200);
/// What changes of these kinds may show on a public page.
const PUBLIC_KINDS: [&str; 7] = ["product.", "revision.", "stall.", "member.", "category.", "commodity.", "offer."];

#[derive(Debug)]
pub struct Kept {
    generation: u64,
    pub body: Bytes,
    gzip: OnceLock<Bytes>,
    /// What a visit of this page counts as.
    pub view: Option<View>,
}

impl Kept {
    /// The body compressed, when it is first asked for.
    #[must_use]
    pub fn gzip(&self) -> Bytes {
        self.gzip.get_or_init(|| compress(&self.body)).clone()
    }
}

#[derive(Clone)]
pub struct PageCache {
    pages: moka::sync::Cache<String, Arc<Kept>>,
    generation: Arc<AtomicU64>,
    enabled: bool,
    /// Listed products by their address.
    pub(crate) listings: Together<String, Arc<Product>>,
    /// The categories.
    pub(crate) shelves: Reads<(), Arc<Shelves>>,
    /// All commodities by slug, closed ones too.
    pub(crate) commodities: Reads<(), Arc<[Commodity]>>,
    /// Stalls with their members, of any state.
    pub(crate) shops: Reads<StallId, Option<Arc<Shop>>>,
    /// The open offers that sell a product, the newest first.
    pub(crate) product_offers: Reads<(ProductId, Locale), Arc<Vec<Line>>>,
    /// Products that are like one another: by category, first words of the name, language.
    pub(crate) similar: Reads<(String, String, Locale), Alike>,
}

/// What pages share, held for one generation: as young as a kept page.
#[derive(Clone)]
pub(crate) struct Reads<K, V>(moka::sync::Cache<(u64, K), V>);

impl<K, V> Reads<K, V>
where
    K: Hash + Eq + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    fn new(most: u64) -> Self {
        Self(moka::sync::Cache::builder().max_capacity(most).time_to_live(TIME_TO_LIVE).build())
    }

    /// From memory, or read now. The generation is the one that was current before the reading.
    pub async fn get(
        &self,
        pages: &PageCache,
        key: K,
        read: impl Future<Output = Result<V, AppError>>,
    ) -> Result<V, AppError> {
        let key = (pages.generation(), key);
        if let Some(known) = self.0.get(&key) {
            return Ok(known);
        }
        let value = read.await?;
        self.0.insert(key, value.clone());
        Ok(value)
    }
}

impl PageCache {
    /// `megabytes` bounds what is kept; 0 keeps nothing.
    #[must_use]
    pub fn new(megabytes: u64) -> Self {
        let pages = moka::sync::Cache::builder()
            .max_capacity(megabytes * 1024 * 1024)
            .weigher(|key: &String, page: &Arc<Kept>| {
                // Compressed it is about a quarter of the body.
                u32::try_from(key.len() + page.body.len() * 5 / 4).unwrap_or(u32::MAX)
            })
            .time_to_live(TIME_TO_LIVE)
            .build();
        Self {
            pages,
            generation: Arc::default(),
            enabled: megabytes > 0,
            listings: Together::default(),
            shelves: Reads::new(2),
            commodities: Reads::new(2),
            shops: Reads::new(1_000),
            product_offers: Reads::new(2_000),
            similar: Reads::new(500),
        }
    }

    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// Drops every kept page.
    pub fn drop_all(&self) {
        self.generation.fetch_add(1, Ordering::AcqRel);
    }

    #[must_use]
    pub fn get(&self, key: &str) -> Option<Arc<Kept>> {
        if !self.enabled {
            return None;
        }
        self.pages.get(key).filter(|page| page.generation == self.generation())
    }

    /// Keeps a page that was rendered from what was read after `generation` was current, unless that is over.
    pub fn keep(&self, key: String, generation: u64, body: Bytes, view: Option<View>) -> Arc<Kept> {
        let page = Arc::new(Kept { generation, body, gzip: OnceLock::new(), view });
        if self.enabled && generation == self.generation() {
            self.pages.insert(key, page.clone());
        }
        page
    }

    /// Follows committed changes until `shutdown` turns true.
    pub async fn follow(self, db: Db, mut shutdown: watch::Receiver<bool>) {
        let mut follower = None;
        loop {
            tokio::select! {
                () = tokio::time::sleep(POLL) => {}
                _ = shutdown.changed() => return,
            }
            if follower.is_none() {
                // Nobody can say what was missed.
                self.drop_all();
                follower = Follower::begin(db.read()).await.ok();
            }
            let Some(follower) = &mut follower else { continue };
            let Ok(fresh) = follower.fresh(db.read()).await else { continue };
            if fresh.iter().any(|message| PUBLIC_KINDS.iter().any(|kind| message.kind.starts_with(kind))) {
                self.drop_all();
            }
        }
    }
}

fn compress(body: &[u8]) -> Bytes {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    // Writing to memory can't fail; an empty result is never served.
    let _ = encoder.write_all(body);
    encoder.finish().map(Bytes::from).unwrap_or_default()
}
