//! A new index beside the live one, then one swap.

use std::{collections::HashMap, path::PathBuf, sync::atomic::Ordering};

use tantivy::{Index, IndexWriter};

use super::{
    EmbeddedEngine,
    current::{Current, folder},
    remove, remove_others, write,
    write::Writing,
};
use crate::{
    document::{Change, Document},
    engine::EngineError,
};

/// Up to so many documents a fresh index becomes one segment: quick to do and quickest to search.
const ONE_SEGMENT_UP_TO: u64 = 200_000;

pub struct EmbeddedRebuild {
    engine: EmbeddedEngine,
    number: u64,
    /// `None` once it is being finished.
    filling: Option<(Index, IndexWriter)>,
    /// Changes are kept for it.
    open: bool,
}

impl EmbeddedEngine {
    pub(in crate::engine) fn begin_rebuild(&self) -> Result<EmbeddedRebuild, EngineError> {
        let mut state = self.0.state();
        if state.rebuilding.is_some() {
            return Err(EngineError::Rebuilding);
        }
        let number = state.number + 1;
        let index = write::create(&folder(&self.0.root, number))?;
        let writer = write::bulk_writer(&index)?;
        state.rebuilding = Some(HashMap::new());
        Ok(EmbeddedRebuild { engine: self.clone(), number, filling: Some((index, writer)), open: true })
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
        let engine = self.engine.clone();
        let inner = &engine.0;
        let done = (|| {
            writer.commit()?;
            writer.wait_merging_threads()?;
            let (mut new, snapshot) = Writing::open(index, Current::new(self.number), inner.fields)?;
            if snapshot.counts.iter().sum::<u64>() <= ONE_SEGMENT_UP_TO {
                new.merge(inner.fields)?;
            }
            Ok::<_, EngineError>(new)
        })();
        // From here on no change comes between: the ones since the beginning are carried over, then the new index is live.
        let mut state = inner.state();
        self.open = false;
        let changes: Vec<Change> = state.rebuilding.take().unwrap_or_default().into_values().collect();
        let swapped = done.and_then(|mut new| {
            let snapshot = new.apply(&changes, inner.fields)?;
            new.current.write(&inner.root)?;
            Ok((new, snapshot))
        });
        match swapped {
            Ok((new, snapshot)) => {
                state.number = self.number;
                inner.show(snapshot);
                drop(state.live.replace(new));
                inner.needs_rebuild.store(false, Ordering::Release);
                remove_others(&inner.root, &self.path());
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
        if self.open {
            self.filling = None;
            remove(&self.path());
            self.engine.0.state().rebuilding = None;
        }
    }
}
