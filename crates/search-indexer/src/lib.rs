//! Search: what buyers type becomes products, stalls, commodities and offers.
//!
//! Purpose: one engine behind one enum, fed with documents that are rebuilt from the database by id.
//! Invariants: the index is a copy and may be thrown away at any time; a document holds only what every buyer may see;
//! writing a document twice is the same as writing it once; totals are exact; every order is total (ties by id).
//! Tables owned: `search_synonym`. The index lives in a folder of its own.

pub mod apply;
pub mod check;
mod compare;
mod difference;
pub mod document;
pub mod engine;
mod plan;
pub mod query;
mod ranking;
pub mod rebuild;
pub mod refresh;
mod source;
mod spelling;
pub mod synonym;
mod terms;
pub mod verify;
mod words;

pub use apply::{ApplyError, apply};
pub use check::{Rota, check};
pub use difference::{Difference, What};
pub use document::{
    Change, CommodityCard, CommodityDocument, Document, Indexed, Kind, OfferCard, OfferDocument, PhotoRef, ProductCard,
    ProductDocument, Side, StallCard, StallDocument,
};
pub use engine::{Engine, EngineError, Feed, MeilisearchOptions, Rebuild};
pub use query::{
    CommodityHit, CommodityQuery, CommodityResults, FacetValue, Facets, Hit, OcopCount, OfferFacets, OfferHit,
    OfferQuery, OfferResults, OfferSort, PriceBand, ProductQuery, ProductResults, Sort, StallHit, StallQuery,
    StallResults, Suggestions,
    synonyms::{Synonym, SynonymKind, Synonyms},
};
pub use ranking::Ranking;
pub use rebuild::rebuild;
pub use refresh::{Subjects, refresh};
pub use verify::{Differences, verify};
