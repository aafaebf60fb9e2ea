//! A new index beside the live one, then one swap.

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use meilisearch_sdk::{client::SwapIndexes, indexes::IndexesQuery};
use serde_json::value::RawValue;
use uuid::Uuid;

use super::{
    MeilisearchEngine,
    row::{About, Row},
    settings,
    write::{ID, Rebuilding, Writing},
};
use crate::{
    document::{Change, Document},
    engine::EngineError,
};

/// Documents of one task: Meilisearch indexes large batches best.
const BATCH: usize = 10_000;
/// How long one task of a rebuild may take.
const WITHIN: Duration = Duration::from_secs(900);
/// More indexes than this are not on one server.
const MOST_INDEXES: usize = 1_000;

pub struct MeilisearchRebuild {
    engine: MeilisearchEngine,
    index: String,
    loaded: HashSet<Uuid>,
    /// Rows that wait for their batch, as JSON.
    waiting: Vec<Box<RawValue>>,
    /// Tasks under way.
    tasks: Vec<u32>,
    finished: bool,
}

impl MeilisearchEngine {
    pub(in crate::engine) async fn begin_rebuild(&self) -> Result<MeilisearchRebuild, EngineError> {
        let mut writing = self.0.writing.lock().await;
        if writing.rebuilding.is_some() {
            return Err(EngineError::Rebuilding);
        }
        let number = self.unfinished().await?.into_iter().map(|(number, _)| number).max().unwrap_or(0) + 1;
        let index = format!("{}{number}", self.prefix());
        self.create(&index).await?;
        writing.rebuilding = Some(Rebuilding { index: index.clone(), changes: HashMap::new() });
        Ok(MeilisearchRebuild {
            engine: self.clone(),
            index,
            loaded: HashSet::new(),
            waiting: Vec::new(),
            tasks: Vec::new(),
            finished: false,
        })
    }

    fn prefix(&self) -> String {
        format!("{}-rebuild-", self.0.options.index)
    }

    /// Rebuilds that are under way somewhere, or were broken off by a crash.
    async fn unfinished(&self) -> Result<Vec<(u64, String)>, EngineError> {
        let mut query = IndexesQuery::new(&self.0.admin);
        let indexes = query.with_limit(MOST_INDEXES).execute().await?.results;
        let prefix = self.prefix();
        let number = |uid: String| Some((uid.strip_prefix(&prefix)?.parse().ok()?, uid.clone()));
        Ok(indexes.into_iter().filter_map(|index| number(index.uid)).collect())
    }

    /// Makes an index with its settings, before any document.
    pub(super) async fn create(&self, index: &str) -> Result<(), EngineError> {
        let task = self.0.admin.create_index(index, Some(ID)).await?;
        self.done(task.get_task_uid(), WITHIN).await?;
        let task = self.0.admin.index(index).set_settings(&settings::settings()).await?;
        self.done(task.get_task_uid(), WITHIN).await
    }

    async fn remove(&self, index: &str) {
        let removed = match self.0.admin.delete_index(index).await {
            Ok(task) => self.done(task.get_task_uid(), WITHIN).await,
            Err(error) => Err(error.into()),
        };
        if let Err(error) = removed {
            tracing::warn!(%error, index, "an old search index could not be removed");
        }
    }
}

impl MeilisearchRebuild {
    pub(in crate::engine) async fn load(&mut self, documents: &[Document]) -> Result<(), EngineError> {
        for document in documents {
            self.loaded.insert(document.id());
            self.waiting.push(raw(&Row::new(document))?);
            if self.waiting.len() == BATCH {
                self.send().await?;
            }
        }
        Ok(())
    }

    async fn send(&mut self) -> Result<(), EngineError> {
        let rows = std::mem::take(&mut self.waiting);
        if !rows.is_empty() {
            let index = self.engine.0.admin.index(&self.index);
            self.tasks.push(index.add_or_replace(&rows, Some(ID)).await?.get_task_uid());
        }
        Ok(())
    }

    pub(in crate::engine) async fn finish(mut self) -> Result<(), EngineError> {
        self.send().await?;
        for task in std::mem::take(&mut self.tasks) {
            self.engine.done(task, WITHIN).await?;
        }
        let engine = self.engine.clone();
        // From here on no change of this process comes between.
        let mut writing = engine.0.writing.lock().await;
        let changes = writing.rebuilding.take().map(|rebuilding| rebuilding.changes).unwrap_or_default();
        engine.write(&self.index, changes.values(), WITHIN).await?;
        for change in changes.values() {
            match change {
                Change::Put(document) => self.loaded.insert(document.id()),
                Change::Delete(id) => self.loaded.remove(id),
            };
        }
        self.mark_filled().await?;
        self.check_count().await?;
        self.put_in_place().await?;
        self.finished = true;
        engine.filled();
        drop(writing);
        engine.refresh_dictionary(true).await;
        // The old index stands under the new one's name now; rebuilds that were broken off go too.
        for (_, index) in engine.unfinished().await? {
            engine.remove(&index).await;
        }
        Ok(())
    }

    /// Swaps with the live index; the first one takes its name.
    async fn put_in_place(&self) -> Result<(), EngineError> {
        let (engine, live) = (&self.engine, &self.engine.0.options.index);
        let swap = if engine.is_there().await? {
            SwapIndexes { indexes: (live.clone(), self.index.clone()), rename: None }
        } else {
            SwapIndexes { indexes: (self.index.clone(), live.clone()), rename: Some(true) }
        };
        let task = engine.0.admin.swap_indexes([&swap]).await?;
        engine.done(task.get_task_uid(), WITHIN).await
    }

    async fn mark_filled(&self) -> Result<(), EngineError> {
        let task = self.engine.0.admin.index(&self.index).add_or_replace(&[About::filled()], Some(ID)).await?;
        self.engine.done(task.get_task_uid(), WITHIN).await
    }

    /// Nothing was lost on the way.
    async fn check_count(&self) -> Result<(), EngineError> {
        let there = self.engine.0.admin.index(&self.index).get_stats().await?.number_of_documents;
        let expected = self.loaded.len() + 1;
        if there == expected {
            return Ok(());
        }
        Err(EngineError::Refused(format!("the new index holds {there} rows instead of {expected}")))
    }
}

fn raw(row: &Row) -> Result<Box<RawValue>, EngineError> {
    serde_json::value::to_raw_value(row).map_err(|error| EngineError::Refused(error.to_string()))
}

impl Drop for MeilisearchRebuild {
    /// Given up half-way: the live index stays.
    fn drop(&mut self) {
        if self.finished {
            return;
        }
        let (engine, index) = (self.engine.clone(), std::mem::take(&mut self.index));
        // Now where nobody writes, so that another may begin at once.
        if let Ok(mut writing) = engine.0.writing.try_lock() {
            give_up(&mut writing, &index);
        }
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                give_up(&mut *engine.0.writing.lock().await, &index);
                engine.remove(&index).await;
            });
        }
    }
}

/// Keeps no more changes for that index; another rebuild may have begun since.
fn give_up(writing: &mut Writing, index: &str) {
    if writing.rebuilding.as_ref().is_some_and(|rebuilding| rebuilding.index == index) {
        writing.rebuilding = None;
    }
}
