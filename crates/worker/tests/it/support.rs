//! Events and workers of the tests.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use database::{Db, outbox};
use kernel::{Clock, Ctx};
use tokio::sync::Notify;
use uuid::Uuid;
use worker::{Handlers, Worker};

pub fn noon() -> DateTime<Utc> {
    "2026-11-20T05:00:00Z".parse().unwrap()
}

pub fn worker(db: &Db, handlers: Handlers) -> Worker {
    Worker::new(db.clone(), handlers, Clock::Fixed(noon()), Arc::new(Notify::new()))
}

/// Events of `kind` about the subjects 1, 2, 3 …
pub async fn append(db: &Db, kind: &'static str, subjects: impl IntoIterator<Item = u128>) {
    let txn = db.begin().await.unwrap();
    for subject in subjects {
        let event = outbox::Event::new(kind, Uuid::from_u128(subject));
        outbox::append(&txn, &Ctx::system(noon()), event).await.unwrap();
    }
    txn.commit().await.unwrap();
}

/// What handlers were called with.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u128>>>);

impl Log {
    pub fn add(&self, message: &outbox::Message) {
        self.0.lock().unwrap().push(message.subject.as_u128());
    }

    pub fn sorted(&self) -> Vec<u128> {
        let mut all = self.0.lock().unwrap().clone();
        all.sort_unstable();
        all
    }
}

pub async fn waiting(db: &Db) -> u64 {
    outbox::waiting(db.read()).await.unwrap()
}
