//! Writes are tasks that the server carries out later: their ends are waited for, with a deadline of our own.
//!
//! Task states are read in a shape of our own: the SDK can't read a task that was cancelled.

use std::time::Duration;

use serde::Deserialize;
use tokio::time::Instant;

use super::MeilisearchEngine;
use crate::engine::EngineError;

const FIRST_LOOK: Duration = Duration::from_millis(50);
const LEAST_LOOK: Duration = Duration::from_millis(250);

#[derive(Debug, Deserialize)]
struct Task {
    status: String,
    error: Option<TaskError>,
}

#[derive(Debug, Deserialize)]
struct TaskError {
    message: String,
    code: String,
    #[serde(rename = "type")]
    kind: String,
}

/// How a task ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum End {
    Succeeded,
    /// What was sent is at fault: sending it again is of no use.
    Refused(String),
}

impl MeilisearchEngine {
    /// Waits for the task's end.
    ///
    /// # Errors
    /// [`EngineError::Unavailable`] when the server failed (its disk is full, say), cancelled it, or is too slow. The
    /// task may still be carried out later: every write may safely be done twice.
    pub(super) async fn end_of(&self, task: u32, within: Duration) -> Result<End, EngineError> {
        let (url, deadline) = (format!("{}/tasks/{task}", self.0.options.url), Instant::now() + within);
        let mut pause = FIRST_LOOK;
        loop {
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LEAST_LOOK);
            let task_now: Task = self.0.admin_http.get(&url).await?;
            match (task_now.status.as_str(), task_now.error) {
                ("succeeded", _) => return Ok(End::Succeeded),
                ("failed", Some(error)) if error.kind == "invalid_request" && error.code != "index_not_found" => {
                    return Ok(End::Refused(error.message));
                }
                ("failed", error) => {
                    let why = error.map_or_else(|| "without a reason".to_owned(), |error| error.message);
                    return Err(EngineError::Unavailable(format!("task {task} failed: {why}")));
                }
                ("canceled", _) => return Err(EngineError::Unavailable(format!("task {task} was cancelled"))),
                _ if Instant::now() >= deadline => {
                    return Err(EngineError::Unavailable(format!("task {task} takes more than {within:?}")));
                }
                _ => {}
            }
        }
    }

    /// Waits for the end of something that can't be refused.
    pub(super) async fn done(&self, task: u32, within: Duration) -> Result<(), EngineError> {
        match self.end_of(task, within).await? {
            End::Succeeded => Ok(()),
            End::Refused(why) => Err(EngineError::Refused(why)),
        }
    }
}
