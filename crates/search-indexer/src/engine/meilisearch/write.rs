//! Writing the live index.

use std::{collections::HashMap, time::Duration};

use uuid::Uuid;

use super::{MeilisearchEngine, row::Row, tasks::End};
use crate::{document::Change, engine::EngineError};

/// How long a batch may take until it is tried again.
const WITHIN: Duration = Duration::from_secs(60);
/// The primary key of every row.
pub(super) const ID: &str = "id";

/// What writes share.
#[derive(Default)]
pub(super) struct Writing {
    /// A rebuild that is under way here.
    pub rebuilding: Option<Rebuilding>,
}

pub(super) struct Rebuilding {
    /// The new index.
    pub index: String,
    /// Changes since it began, the latest of each document.
    pub changes: HashMap<Uuid, Change>,
}

impl MeilisearchEngine {
    pub(in crate::engine) async fn apply(&self, changes: Vec<Change>) -> Result<(), EngineError> {
        let mut writing = self.0.writing.lock().await;
        let latest = latest(changes);
        // A document sent to a missing index would make one without settings.
        if self.is_there().await? {
            self.write(&self.0.options.index, latest.values(), WITHIN).await?;
        } else if writing.rebuilding.is_none() {
            return Err(EngineError::NotBuilt);
        }
        if let Some(rebuilding) = &mut writing.rebuilding {
            rebuilding.changes.extend(latest);
        }
        drop(writing);
        self.refresh_dictionary(false).await;
        Ok(())
    }

    /// Writes changes of different documents to an index and waits until they are searchable.
    ///
    /// # Errors
    /// [`EngineError::Refused`] when the server refuses a document; all others are written all the same.
    pub(super) async fn write(
        &self,
        index: &str,
        changes: impl Iterator<Item = &Change>,
        within: Duration,
    ) -> Result<(), EngineError> {
        let (mut rows, mut gone) = (Vec::new(), Vec::new());
        for change in changes {
            match change {
                Change::Put(document) => rows.push(Row::new(document)),
                Change::Delete(id) => gone.push(id.to_string()),
            }
        }
        let index = self.0.admin.index(index);
        let deletion = if gone.is_empty() { None } else { Some(index.delete_documents(&gone).await?.get_task_uid()) };
        let mut refused: Option<String> = None;
        // A refused batch is halved until the document at fault stands alone.
        let mut parts: Vec<&[Row]> = if rows.is_empty() { Vec::new() } else { vec![&rows] };
        while let Some(part) = parts.pop() {
            let task = index.add_or_replace(part, Some(ID)).await?;
            match (self.end_of(task.get_task_uid(), within).await?, part) {
                (End::Succeeded, _) => {}
                (End::Refused(why), [row]) => {
                    tracing::error!(id = row.id(), why, "the search engine refuses a document");
                    refused = Some(why);
                }
                (End::Refused(_), several) => {
                    let (one, other) = several.split_at(several.len() / 2);
                    parts.extend([other, one]);
                }
            }
        }
        if let Some(task) = deletion {
            self.done(task, within).await?;
        }
        refused.map_or(Ok(()), |why| Err(EngineError::Refused(why)))
    }
}

/// The latest change of each document.
fn latest(changes: Vec<Change>) -> HashMap<Uuid, Change> {
    changes.into_iter().map(|change| (change.id(), change)).collect()
}
