//! Writing the live index: one thread, a small heap, one commit a batch.

use std::{collections::HashMap, fs, path::Path};

use tantivy::{
    Index, IndexReader, IndexSettings, IndexWriter, ReloadPolicy, Term,
    indexer::{IndexWriterOptions, LogMergePolicy},
    store::Compressor,
};
use uuid::Uuid;

use super::{
    current::Current,
    schema::{self, Fields},
    snapshot::{Loader, Snapshot},
};
use crate::{document::Change, engine::EngineError};

/// The least that tantivy works with is 15 MB a thread.
const HEAP: usize = 16_000_000;
const REBUILD_HEAP: usize = 48_000_000;
const REBUILD_THREADS: usize = 2;
/// Few segments keep searches fast: small ones merge early, and segments full of deletions are cleaned.
const SEGMENTS_TO_MERGE: usize = 6;
const DELETED_SHARE: f32 = 0.3;

/// What the engine writes.
pub(super) struct State {
    /// The live index. `None` where there is none, or after a failure until it is opened again.
    pub live: Option<Writing>,
    /// The highest number of an index so far.
    pub number: u64,
    /// Changes since a rebuild began, the latest of each document.
    pub rebuilding: Option<HashMap<Uuid, Change>>,
}

impl State {
    /// Keeps the changes for a rebuild that is under way.
    pub fn remember(&mut self, changes: Vec<Change>) {
        if let Some(rebuilding) = &mut self.rebuilding {
            rebuilding.extend(changes.into_iter().map(|change| (change.id(), change)));
        }
    }
}

pub(super) struct Writing {
    pub current: Current,
    /// `None` only while it is dropped.
    writer: Option<IndexWriter>,
    reader: IndexReader,
    loader: Loader,
}

impl Writing {
    pub fn open(index: Index, current: Current, fields: Fields) -> Result<(Self, Snapshot), EngineError> {
        let writer = Some(writer(&index, 1, HEAP)?);
        let reader = reader(&index)?;
        let loader = Loader::default();
        let snapshot = loader.open(&reader.searcher(), fields)?;
        Ok((Self { current, writer, reader, loader }, snapshot))
    }

    /// Opens an index that is on disk.
    ///
    /// # Errors
    /// [`EngineError::NotBuilt`] when this build can't read it.
    pub fn reopen(root: &Path, current: Current, fields: Fields) -> Result<(Self, Snapshot), EngineError> {
        if !current.is_readable() {
            return Err(EngineError::NotBuilt);
        }
        let index = Index::open_in_dir(current.folder(root))?;
        if index.schema() != schema::schema().0 {
            return Err(EngineError::NotBuilt);
        }
        Self::open(index, current, fields)
    }

    /// One commit. After an error the writer is of no use any more; what was committed before stays.
    pub fn apply(&mut self, changes: &[Change], fields: Fields) -> Result<Snapshot, EngineError> {
        let writer = self.writer.as_mut().ok_or(EngineError::NotBuilt)?;
        for change in changes {
            writer.delete_term(Term::from_field_bytes(fields.id, change.id().as_bytes()));
            if let Change::Put(document) = change {
                writer.add_document(fields.document(document))?;
            }
        }
        writer.commit()?;
        self.reader.reload()?;
        Ok(self.loader.open(&self.reader.searcher(), fields)?)
    }

    /// Makes one segment of all.
    pub fn merge(&mut self, fields: Fields) -> Result<Snapshot, EngineError> {
        let writer = self.writer.as_mut().ok_or(EngineError::NotBuilt)?;
        let segments = writer.index().searchable_segment_ids()?;
        if segments.len() > 1 {
            writer.merge(&segments).wait()?;
            self.reader.reload()?;
        }
        Ok(self.loader.open(&self.reader.searcher(), fields)?)
    }
}

impl Drop for Writing {
    /// Waits for merges that are under way. A writer that is only dropped leaves them behind, and at their end they remove
    /// what they know no use for: files that the next writer has made by then.
    fn drop(&mut self) {
        if let Some(Err(error)) = self.writer.take().map(IndexWriter::wait_merging_threads) {
            tracing::debug!(%error, "a writer of the search index ended with an error");
        }
    }
}

pub(super) fn create(folder: &Path) -> Result<Index, EngineError> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    let settings = IndexSettings { docstore_compression: Compressor::Lz4, ..IndexSettings::default() };
    Ok(Index::builder().schema(schema::schema().0).settings(settings).create_in_dir(folder)?)
}

pub(super) fn reader(index: &Index) -> Result<IndexReader, EngineError> {
    Ok(index.reader_builder().reload_policy(ReloadPolicy::Manual).doc_store_cache_num_blocks(0).try_into()?)
}

/// A writer for filling a new index.
pub(super) fn bulk_writer(index: &Index) -> Result<IndexWriter, EngineError> {
    writer(index, REBUILD_THREADS, REBUILD_HEAP)
}

fn writer(index: &Index, threads: usize, heap: usize) -> Result<IndexWriter, EngineError> {
    let options = IndexWriterOptions::builder()
        .num_worker_threads(threads)
        .memory_budget_per_thread(heap)
        .num_merge_threads(1)
        .build();
    let writer: IndexWriter = index.writer_with_options(options).map_err(|error| match error {
        tantivy::TantivyError::LockFailure(..) => EngineError::Locked,
        other => EngineError::Index(other),
    })?;
    let mut policy = LogMergePolicy::default();
    policy.set_min_num_segments(SEGMENTS_TO_MERGE);
    policy.set_del_docs_ratio_before_merge(DELETED_SHARE);
    writer.set_merge_policy(Box::new(policy));
    Ok(writer)
}
