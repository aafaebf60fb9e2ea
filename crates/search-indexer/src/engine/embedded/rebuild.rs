//! A new index beside the live one, then one swap.

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{PoisonError, atomic::Ordering},
};

use tantivy::{Index, IndexWriter};

use super::{Current, EmbeddedEngine, folder, remove, schema::VERSION, write, write::Writing};
use crate::{
    document::{Change, Document},
    engine::EngineError,
};

/// Up to so many documents a fresh index becomes one segment: quick to do and quickest to search.
const ONE_SEGMENT_UP_TO: u64 = 200_000;

pub struct EmbeddedRebuild {
    engine: EmbeddedEngine,
    number: u64,
    /// `None` once it is finished.
    filling: Option<(Index, IndexWriter)>,
}

impl EmbeddedEngine {
    pub(in crate::engine) fn begin_rebuild(&self) -> Result<EmbeddedRebuild, EngineError> {
        let mut writing = self.0.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let writing = writing.as_mut().ok_or(EngineError::ReadOnly)?;
        if writing.rebuilding.is_some() {
            return Err(EngineError::Rebuilding);
        }
        let number = writing.current.number + 1;
        let index = write::create(&folder(&self.0.root, number))?;
        let writer = write::bulk_writer(&index)?;
        writing.rebuilding = Some(HashMap::new());
        Ok(EmbeddedRebuild { engine: self.clone(), number, filling: Some((index, writer)) })
    }
}

impl EmbeddedRebuild {
    pub(in crate::engine) fn load(&self, documents: &[Document]) -> Result<(), EngineError> {
        let (_, writer) = self.filling.as_ref().ok_or(EngineError::Interrupted)?;
        for document in documents {
            writer.add_document(self.engine.0.fields.document(document))?;
        }
        Ok(())
    }

    pub(in crate::engine) fn finish(mut self) -> Result<(), EngineError> {
        let Some((index, mut writer)) = self.filling.take() else {
            return Err(EngineError::Interrupted);
        };
        let inner = &self.engine.0;
        let done = (|| {
            writer.commit()?;
            writer.wait_merging_threads()?;
            let current = Current { version: VERSION, number: self.number, filled: true };
            let (mut new, snapshot) = Writing::open(index, current, inner.fields)?;
            if snapshot.products + snapshot.stalls <= ONE_SEGMENT_UP_TO {
                new.merge(inner.fields)?;
            }
            Ok::<_, EngineError>(new)
        })();
        // From here on no change comes between: the ones since the beginning are carried over, then the new index is live.
        let mut writing = inner.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let live = writing.as_mut().ok_or(EngineError::ReadOnly)?;
        let changes: Vec<Change> = live.rebuilding.take().unwrap_or_default().into_values().collect();
        let swapped = done.and_then(|mut new| {
            let snapshot = new.apply(&changes, inner.fields)?;
            new.current.write(&inner.root)?;
            let old = std::mem::replace(live, new);
            self.engine.show(snapshot);
            Ok(old)
        });
        match swapped {
            Ok(old) => {
                let path = old.current.folder(&inner.root);
                drop(old);
                inner.needs_rebuild.store(false, Ordering::Release);
                remove(&path);
                Ok(())
            }
            Err(error) => {
                remove(&self.path());
                Err(error)
            }
        }
    }

    fn path(&self) -> PathBuf {
        folder(&self.engine.0.root, self.number)
    }
}

impl Drop for EmbeddedRebuild {
    /// Given up half-way: the live index stays.
    fn drop(&mut self) {
        let Some((index, writer)) = self.filling.take() else {
            return;
        };
        drop((index, writer));
        remove(&self.path());
        if let Some(live) = self.engine.0.writing.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            live.rebuilding = None;
        }
    }
}
