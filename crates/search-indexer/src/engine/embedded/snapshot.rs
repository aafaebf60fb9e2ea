//! One committed state of the index, opened for searching: postings, rows of columns, cards and vocabulary.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use serde::de::DeserializeOwned;
use tantivy::{
    InvertedIndexReader, Searcher, SegmentReader, TantivyDocument, TantivyError,
    columnar::{Column, StrColumn},
    fastfield::AliveBitSet,
    index::SegmentId,
    schema::Value,
    store::StoreReader,
};
use uuid::Uuid;

use super::{
    schema::{Fields, KIND_PRODUCT, KIND_STALL, SEPARATOR, WORD_RANGES},
    vocabulary::Vocabulary,
};
use crate::document::{Indexed, Kind};

/// Blocks of cards kept per segment (16 KiB each): all of a small floor, a slice of a large one.
const CARD_BLOCKS: usize = 512;

/// The columns of one document, side by side: a match touches one cache line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub id: u128,
    pub price: Option<i64>,
    /// Microseconds.
    pub listed: i64,
    pub stall: u32,
    /// Days since our era; the stars' last day.
    pub until: i32,
    pub path: u16,
    pub commune: u16,
    pub months: u16,
    pub stars: u8,
    pub name_words: u8,
}

impl Row {
    /// The stars that are valid on that day.
    pub fn stars_on(&self, today: i32) -> u8 {
        if today <= self.until { self.stars } else { 0 }
    }
}

/// Facet values by number. Numbers are only ever added, so that snapshots share them.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    pub categories: Values,
    pub communes: Values,
    pub stalls: Values,
    /// Every category path in use, as numbers of `categories`.
    pub paths: Vec<Vec<u32>>,
    path_numbers: HashMap<String, u16>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Values {
    pub slugs: Vec<String>,
    pub names: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl Values {
    pub fn number(&self, slug: &str) -> Option<u32> {
        self.numbers.get(slug).copied()
    }

    /// The value's number; the latest name stays.
    fn intern(&mut self, value: &str) -> u32 {
        let (slug, name) = value.split_once(SEPARATOR).unwrap_or((value, ""));
        if let Some(&number) = self.numbers.get(slug) {
            name.clone_into(&mut self.names[number as usize]);
            return number;
        }
        let number = self.slugs.len() as u32;
        self.slugs.push(slug.to_owned());
        self.names.push(name.to_owned());
        self.numbers.insert(slug.to_owned(), number);
        number
    }
}

impl Names {
    fn path(&mut self, path: &str) -> u16 {
        if let Some(&number) = self.path_numbers.get(path) {
            return number;
        }
        let categories = path.split('/').filter(|slug| !slug.is_empty()).map(|slug| self.categories.intern(slug)).collect();
        let number = u16::try_from(self.paths.len()).expect("fewer than 65,536 category paths");
        self.paths.push(categories);
        self.path_numbers.insert(path.to_owned(), number);
        number
    }
}

/// What of a segment never changes: everything but which documents were deleted since.
pub(super) struct Part {
    pub products: Arc<InvertedIndexReader>,
    pub stalls: Arc<InvertedIndexReader>,
    pub rows: Vec<Row>,
    kinds: Vec<Kind>,
    cards: StoreReader,
    product_words: Vec<(Box<str>, u32)>,
    stall_words: Vec<(Box<str>, u32)>,
}

pub(super) struct Segment {
    pub part: Arc<Part>,
    reader: SegmentReader,
}

impl Segment {
    pub fn alive(&self) -> Option<&AliveBitSet> {
        self.reader.alive_bitset()
    }

    /// The living documents of a kind.
    pub fn documents(&self, kind: Kind) -> impl Iterator<Item = u32> {
        let alive = self.alive();
        self.part
            .kinds
            .iter()
            .enumerate()
            .filter(move |(_, k)| **k == kind)
            .map(|(doc, _)| doc as u32)
            .filter(move |doc| alive.is_none_or(|alive| alive.is_alive(*doc)))
    }

    /// The card, decoded.
    pub fn card<C: DeserializeOwned>(&self, doc: u32, fields: &Fields) -> Result<C, TantivyError> {
        let stored: TantivyDocument = self.part.cards.get(doc)?;
        let bytes = stored.get_first(fields.card).and_then(|value| value.as_bytes()).unwrap_or_default();
        serde_json::from_slice(bytes).map_err(|e| TantivyError::InternalError(format!("a card can't be read: {e}")))
    }
}

pub(super) struct Snapshot {
    pub segments: Vec<Segment>,
    pub names: Arc<Names>,
    pub product_words: Vocabulary,
    pub stall_words: Vocabulary,
    pub products: u64,
    pub stalls: u64,
    pub fields: Fields,
}

impl Snapshot {
    /// Version and hash of every document, by id.
    pub fn versions(&self) -> Result<Vec<Indexed>, TantivyError> {
        let mut all = Vec::with_capacity((self.products + self.stalls) as usize);
        for segment in &self.segments {
            let columns = segment.reader.fast_fields();
            let (versions, hashes) = (columns.i64("version")?, columns.u64("hash")?);
            for kind in [Kind::Product, Kind::Stall] {
                all.extend(segment.documents(kind).map(|doc| Indexed {
                    id: Uuid::from_u128(segment.part.rows[doc as usize].id),
                    kind,
                    version: versions.first(doc).unwrap_or_default(),
                    hash: hashes.first(doc).unwrap_or_default(),
                }));
            }
        }
        all.sort_by_key(|indexed| indexed.id);
        Ok(all)
    }
}

/// Opens snapshots, keeping what the next one can share.
#[derive(Default)]
pub(super) struct Loader(Mutex<Loaded>);

#[derive(Default)]
struct Loaded {
    parts: HashMap<SegmentId, Arc<Part>>,
    names: Arc<Names>,
}

impl Loader {
    pub fn open(&self, searcher: &Searcher, fields: Fields) -> Result<Snapshot, TantivyError> {
        let mut loaded = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut names = loaded.names.clone();
        let mut segments = Vec::new();
        for reader in searcher.segment_readers() {
            let part = match loaded.parts.get(&reader.segment_id()) {
                Some(part) => part.clone(),
                None => Arc::new(Part::open(reader, &fields, Arc::make_mut(&mut names))?),
            };
            segments.push(Segment { part, reader: reader.clone() });
        }
        loaded.parts = segments.iter().map(|s| (s.reader.segment_id(), s.part.clone())).collect();
        loaded.names = names;
        let living = |kind| segments.iter().map(|s| s.documents(kind).count() as u64).sum();
        Ok(Snapshot {
            names: loaded.names.clone(),
            product_words: Vocabulary::new(segments.iter().map(|s| s.part.product_words.as_slice())),
            stall_words: Vocabulary::new(segments.iter().map(|s| s.part.stall_words.as_slice())),
            products: living(Kind::Product),
            stalls: living(Kind::Stall),
            segments,
            fields,
        })
    }
}

impl Part {
    fn open(reader: &SegmentReader, fields: &Fields, names: &mut Names) -> Result<Self, TantivyError> {
        let products = reader.inverted_index(fields.products)?;
        let stalls = reader.inverted_index(fields.stalls)?;
        let (rows, kinds) = rows(reader, names)?;
        Ok(Self {
            product_words: known_words(&products)?,
            stall_words: known_words(&stalls)?,
            cards: reader.get_store_reader(CARD_BLOCKS)?,
            products,
            stalls,
            rows,
            kinds,
        })
    }
}

fn rows(reader: &SegmentReader, names: &mut Names) -> Result<(Vec<Row>, Vec<Kind>), TantivyError> {
    let columns = reader.fast_fields();
    let paths = Numbers::open(columns.str("path")?, |value| u32::from(names.path(value)))?;
    let communes = Numbers::open(columns.str("commune")?, |value| names.communes.intern(value))?;
    let stalls = Numbers::open(columns.str("stall")?, |value| names.stalls.intern(value))?;
    let number = |name: &str| columns.u64(name);
    let (high, low, kind) = (number("id_high")?, number("id_low")?, number("kind")?);
    let (months, stars, name_words) = (opt(columns.column_opt("months")?), opt(columns.column_opt("stars")?), number("name_words")?);
    let (price, until) = (columns.column_opt::<i64>("price")?, columns.column_opt::<i64>("until")?);
    let listed = columns.i64("listed")?;
    let of = |column: &Column<u64>, doc| column.first(doc).unwrap_or_default();
    let mut rows = Vec::with_capacity(reader.max_doc() as usize);
    let mut kinds = Vec::with_capacity(rows.capacity());
    for doc in 0..reader.max_doc() {
        let until = until.as_ref().and_then(|until| until.first(doc));
        rows.push(Row {
            id: u128::from(of(&high, doc)) << 64 | u128::from(of(&low, doc)),
            price: price.as_ref().and_then(|price| price.first(doc)),
            listed: listed.first(doc).unwrap_or_default(),
            stall: stalls.of(doc),
            until: until.map_or(i32::MAX, |days| days as i32),
            path: paths.of(doc) as u16,
            commune: communes.of(doc) as u16,
            months: months(doc) as u16,
            stars: stars(doc) as u8,
            name_words: of(&name_words, doc).clamp(1, 255) as u8,
        });
        debug_assert!([KIND_PRODUCT, KIND_STALL].contains(&of(&kind, doc)));
        kinds.push(if of(&kind, doc) == KIND_STALL { Kind::Stall } else { Kind::Product });
    }
    Ok((rows, kinds))
}

/// A column that a segment of stalls alone does not have.
fn opt(column: Option<Column<u64>>) -> impl Fn(u32) -> u64 {
    move |doc| column.as_ref().and_then(|column| column.first(doc)).unwrap_or_default()
}

/// The number of each document's facet value.
struct Numbers {
    column: Option<StrColumn>,
    by_ordinal: Vec<u32>,
}

impl Numbers {
    fn open(column: Option<StrColumn>, mut intern: impl FnMut(&str) -> u32) -> Result<Self, TantivyError> {
        let mut by_ordinal = Vec::new();
        if let Some(column) = &column {
            let mut value = String::new();
            for ordinal in 0..column.num_terms() as u64 {
                column.ord_to_str(ordinal, &mut value)?;
                by_ordinal.push(intern(&value));
            }
        }
        Ok(Self { column, by_ordinal })
    }

    /// `u32::MAX` where the document has none.
    fn of(&self, doc: u32) -> u32 {
        self.column.as_ref().and_then(|c| c.ords().first(doc)).map_or(u32::MAX, |ordinal| self.by_ordinal[ordinal as usize])
    }
}

fn known_words(index: &InvertedIndexReader) -> Result<Vec<(Box<str>, u32)>, TantivyError> {
    let mut words = Vec::new();
    for (from, to) in WORD_RANGES {
        let mut stream = index.terms().range().ge(from).lt(to).into_stream()?;
        while let Some((word, info)) = stream.next() {
            if let Ok(word) = std::str::from_utf8(word) {
                words.push((word.into(), info.doc_freq));
            }
        }
    }
    Ok(words)
}
