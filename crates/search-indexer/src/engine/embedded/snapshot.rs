//! One committed state of the index, opened for searching: postings, rows of columns, cards and vocabulary.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tantivy::{InvertedIndexReader, Searcher, SegmentReader, TantivyError, fastfield::AliveBitSet, index::SegmentId};
use uuid::Uuid;

use super::{
    browse::Browsed,
    cards::Cards,
    columns::{self, Names, Row},
    offer_columns::OfferColumns,
    schema::{Fields, MARKED_RANGE, WORD_RANGES},
};
use crate::{
    document::{Indexed, Kind},
    spelling::{Known, Vocabulary},
    terms::folded,
};

/// What of a segment never changes: everything but which documents were deleted since.
pub(super) struct Part {
    /// By kind.
    pub words: [Arc<InvertedIndexReader>; Kind::ALL.len()],
    pub rows: Vec<Row>,
    pub offers: OfferColumns,
    kinds: Vec<Kind>,
    pub cards: Cards,
    /// By kind.
    known: [Vec<Known>; Kind::ALL.len()],
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
}

pub(super) struct Snapshot {
    pub segments: Vec<Segment>,
    pub names: Arc<Names>,
    /// By kind.
    pub vocabularies: [Vocabulary; Kind::ALL.len()],
    /// How many there are, by kind.
    pub counts: [u64; Kind::ALL.len()],
    pub browsed: Browsed,
}

impl Snapshot {
    /// How many documents of the kind there are.
    pub fn count(&self, kind: Kind) -> u64 {
        self.counts[kind as usize]
    }

    /// Version and hash of every document, by id.
    pub fn versions(&self) -> Result<Vec<Indexed>, TantivyError> {
        let mut all = Vec::with_capacity(self.counts.iter().sum::<u64>() as usize);
        for segment in &self.segments {
            let columns = segment.reader.fast_fields();
            let (versions, hashes) = (columns.i64("version")?, columns.u64("hash")?);
            for kind in Kind::ALL {
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
        let mut grown = false;
        for reader in searcher.segment_readers() {
            let part = match loaded.parts.get(&reader.segment_id()) {
                Some(part) => part.clone(),
                None => {
                    grown = true;
                    Arc::new(Part::open(reader, &fields, Arc::make_mut(&mut names))?)
                }
            };
            segments.push(Segment { part, reader: reader.clone() });
        }
        if grown {
            Arc::make_mut(&mut names).sort();
        }
        loaded.parts = segments.iter().map(|s| (s.reader.segment_id(), s.part.clone())).collect();
        loaded.names = names;
        let living = |kind| segments.iter().map(|s| s.documents(kind).count() as u64).sum();
        Ok(Snapshot {
            names: loaded.names.clone(),
            vocabularies: Kind::ALL
                .map(|kind| Vocabulary::new(segments.iter().map(|s| s.part.known[kind as usize].as_slice()))),
            counts: Kind::ALL.map(living),
            segments,
            browsed: Browsed::default(),
        })
    }
}

impl Part {
    fn open(reader: &SegmentReader, fields: &Fields, names: &mut Names) -> Result<Self, TantivyError> {
        let [products, stalls, commodities, offers] = Kind::ALL.map(|kind| reader.inverted_index(fields.words(kind)));
        let words = [products?, stalls?, commodities?, offers?];
        let [products, stalls, commodities, offers] = words.each_ref().map(|index| known_words(index));
        let (rows, kinds) = columns::rows(reader, names)?;
        let known = [products?, stalls?, commodities?, offers?];
        let offers = OfferColumns::of(&rows, &kinds);
        Ok(Self { known, cards: Cards::open(reader, *fields)?, words, rows, offers, kinds })
    }
}

fn known_words(index: &InvertedIndexReader) -> Result<Vec<Known>, TantivyError> {
    let mut written: HashMap<String, (u32, Box<str>)> = HashMap::new();
    let mut stream = index.terms().range().ge(MARKED_RANGE.0).lt(MARKED_RANGE.1).into_stream()?;
    while let Some((term, info)) = stream.next() {
        let Ok(term) = std::str::from_utf8(term) else { continue };
        let marked = &term[1..];
        let most = written.entry(folded(term)).or_default();
        if info.doc_freq > most.0 {
            *most = (info.doc_freq, marked.into());
        }
    }
    let mut words = Vec::new();
    for (from, to) in WORD_RANGES {
        let mut stream = index.terms().range().ge(from).lt(to).into_stream()?;
        while let Some((word, info)) = stream.next() {
            if let Ok(word) = std::str::from_utf8(word) {
                let marked = written.remove(word).map_or_else(|| word.into(), |(_, marked)| marked);
                words.push(Known { word: word.into(), documents: info.doc_freq, marked });
            }
        }
    }
    Ok(words)
}
