//! Cards of hits, decoded: reading one from the store costs the decompression of a block and its JSON.

use std::sync::{Arc, Mutex, PoisonError};

use serde::de::DeserializeOwned;
use tantivy::{SegmentReader, TantivyDocument, TantivyError, schema::Value, store::StoreReader};

use super::schema::Fields;
use crate::document::{CommodityCard, OfferCard, ProductCard, StallCard};

/// Decoded cards kept per segment: all of a small floor, a slice of a large one (about 1 KB each).
const KEPT: usize = 16_384;
/// Blocks of the store (16 KiB each) kept per segment, for cards that are read for the first time.
const BLOCKS: usize = 16;

/// The cards of one segment, which never changes.
pub(super) struct Cards {
    products: Kept<ProductCard>,
    stalls: Kept<StallCard>,
    commodities: Kept<CommodityCard>,
    offers: Kept<OfferCard>,
    store: StoreReader,
    fields: Fields,
}

/// One place for every document, shared by those that are `len` apart: no bookkeeping on the way to a card.
struct Kept<C>(Vec<Mutex<Place<C>>>);

/// A document's number and its card.
type Place<C> = Option<(u32, Arc<C>)>;

impl<C> Kept<C> {
    fn new(len: usize) -> Self {
        Self((0..len.max(1)).map(|_| Mutex::default()).collect())
    }

    fn get(&self, doc: u32, read: impl FnOnce() -> Result<C, TantivyError>) -> Result<Arc<C>, TantivyError> {
        let place = &self.0[doc as usize % self.0.len()];
        if let Some((kept, card)) = &*place.lock().unwrap_or_else(PoisonError::into_inner)
            && *kept == doc
        {
            return Ok(Arc::clone(card));
        }
        let card = Arc::new(read()?);
        *place.lock().unwrap_or_else(PoisonError::into_inner) = Some((doc, Arc::clone(&card)));
        Ok(card)
    }
}

impl Cards {
    pub fn open(reader: &SegmentReader, fields: Fields) -> Result<Self, TantivyError> {
        let most = (reader.max_doc() as usize).min(KEPT);
        Ok(Self {
            products: Kept::new(most),
            stalls: Kept::new(most / 8),
            commodities: Kept::new(most / 8),
            offers: Kept::new(most / 2),
            store: reader.get_store_reader(BLOCKS)?,
            fields,
        })
    }

    pub fn product(&self, doc: u32) -> Result<Arc<ProductCard>, TantivyError> {
        self.products.get(doc, || self.read(doc))
    }

    pub fn stall(&self, doc: u32) -> Result<Arc<StallCard>, TantivyError> {
        self.stalls.get(doc, || self.read(doc))
    }

    pub fn commodity(&self, doc: u32) -> Result<Arc<CommodityCard>, TantivyError> {
        self.commodities.get(doc, || self.read(doc))
    }

    pub fn offer(&self, doc: u32) -> Result<Arc<OfferCard>, TantivyError> {
        self.offers.get(doc, || self.read(doc))
    }

    fn read<C: DeserializeOwned>(&self, doc: u32) -> Result<C, TantivyError> {
        let stored: TantivyDocument = self.store.get(doc)?;
        let bytes = stored.get_first(self.fields.card).and_then(|value| value.as_bytes()).unwrap_or_default();
        serde_json::from_slice(bytes).map_err(|e| TantivyError::InternalError(format!("a card can't be read: {e}")))
    }
}
