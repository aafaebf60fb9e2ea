//! One round of work: claim, hand out, settle.

use std::{collections::BTreeMap, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use database::{
    Db,
    outbox::{self, Message},
};
use futures::{StreamExt, stream};
use sea_orm::DbErr;
use tokio::time::Instant;

use crate::handlers::{Failure, Handlers, Many};

/// How many events are claimed together.
pub const BATCH: u64 = 200;

/// How long a claim holds.
pub const LEASE: Duration = Duration::from_secs(60);

/// A handler that takes longer has failed.
pub const HANDLER_TIMEOUT: Duration = Duration::from_secs(20);

/// No handler begins later after the claim than this: it, its time limit and the settling stay within the lease.
const LAST_START: Duration = Duration::from_secs(30);

/// How many events a round hands to handlers of single events at the same time.
const AT_ONCE: usize = 8;

/// Claimed events and what became of them.
pub(crate) struct Round {
    messages: Vec<Message>,
    claimed: Instant,
    failed: BTreeMap<i64, Failure>,
    /// Events for whom the time was too short; they are given back.
    unbegun: Vec<i64>,
}

impl Round {
    /// Claims for `worker`; `None` when nothing waits.
    pub(crate) async fn claim(db: &Db, worker: &str, now: DateTime<Utc>) -> Result<Option<Self>, DbErr> {
        let claimed = Instant::now();
        let lease = TimeDelta::from_std(LEASE).unwrap_or(TimeDelta::MAX);
        let txn = db.begin().await?;
        let messages = outbox::claim(&txn, worker, now, lease, BATCH).await?;
        txn.commit().await?;
        let round = Self { messages, claimed, failed: BTreeMap::new(), unbegun: Vec::new() };
        Ok((!round.messages.is_empty()).then_some(round))
    }

    pub(crate) fn len(&self) -> usize {
        self.messages.len()
    }

    fn is_late(&self) -> bool {
        self.claimed.elapsed() >= LAST_START
    }

    /// Hands events to the handlers of many, one handler after the other.
    pub(crate) async fn run_many(&mut self, handlers: &Handlers) {
        for handler in &handlers.many {
            let wanted: Vec<Message> = self.messages.iter().filter(|message| handler.wants(message)).cloned().collect();
            if !wanted.is_empty() {
                self.run_batch(handler, wanted).await;
            }
        }
    }

    async fn run_batch(&mut self, handler: &Many, wanted: Vec<Message>) {
        if self.is_late() {
            return self.unbegun.extend(wanted.iter().map(|message| message.id));
        }
        let Err(failure) = handler.run(wanted.clone(), HANDLER_TIMEOUT).await else { return };
        // What is away for all is away for each.
        if wanted.len() == 1 || failure.postponed {
            return self.failed.extend(wanted.iter().map(|message| (message.id, failure.clone())));
        }
        tracing::warn!(events = wanted.len(), "a batch failed and is tried one by one");
        for message in wanted {
            let id = message.id;
            if self.is_late() {
                self.unbegun.push(id);
            } else if let Err(failure) = handler.run(vec![message], HANDLER_TIMEOUT).await {
                self.failed.insert(id, failure);
            }
        }
    }

    /// Hands events to the handlers of single events. Events that have failed already are left for their next time.
    pub(crate) async fn run_one(&mut self, handlers: &Handlers) {
        let waiting: Vec<Message> = self
            .messages
            .iter()
            .filter(|m| !self.failed.contains_key(&m.id) && !self.unbegun.contains(&m.id))
            .cloned()
            .collect();
        let claimed = self.claimed;
        let results: Vec<(i64, Outcome)> = stream::iter(waiting)
            .map(|message| async move { (message.id, hand_out(handlers, message, claimed).await) })
            .buffer_unordered(AT_ONCE)
            .collect()
            .await;
        for (id, outcome) in results {
            match outcome {
                Outcome::Done => {}
                Outcome::Failed(failure) => drop(self.failed.insert(id, failure)),
                Outcome::Unbegun => self.unbegun.push(id),
            }
        }
    }

    /// Writes down what became of the events. Where that fails, their lease ends and they are handled again.
    pub(crate) async fn settle(self, db: &Db, now: DateTime<Utc>) -> Result<usize, DbErr> {
        let txn = db.begin().await?;
        let mut done = Vec::new();
        for message in &self.messages {
            if let Some(failure) = self.failed.get(&message.id) {
                if failure.postponed {
                    outbox::postpone(&txn, now, message, &failure.text).await?;
                } else {
                    outbox::fail(&txn, now, message, &failure.text).await?;
                }
            } else if !self.unbegun.contains(&message.id) {
                done.push(message.id);
            }
        }
        outbox::settle(&txn, now, &done).await?;
        outbox::release(&txn, &self.unbegun).await?;
        txn.commit().await?;
        self.report();
        Ok(done.len())
    }

    /// The error's text may name a person (a mail address), so it stands with the event and not in the log.
    fn report(&self) {
        let mut postponed = 0u64;
        for message in &self.messages {
            match self.failed.get(&message.id) {
                Some(failure) if failure.postponed => postponed += 1,
                Some(_) => {
                    metrics::counter!("floor_outbox_failures_total").increment(1);
                    let attempt = message.attempts + 1;
                    tracing::warn!(event = message.id, kind = message.kind, attempt, "an event failed");
                }
                None => {}
            }
        }
        if postponed > 0 {
            metrics::counter!("floor_outbox_postponed_total").increment(postponed);
            tracing::warn!(events = postponed, "events wait for what is away");
        }
    }
}

enum Outcome {
    Done,
    Failed(Failure),
    Unbegun,
}

async fn hand_out(handlers: &Handlers, message: Message, claimed: Instant) -> Outcome {
    for handler in handlers.one.iter().filter(|handler| handler.wants(&message)) {
        if claimed.elapsed() >= LAST_START {
            return Outcome::Unbegun;
        }
        if let Err(failure) = handler.run(message.clone(), HANDLER_TIMEOUT).await {
            return Outcome::Failed(failure);
        }
    }
    Outcome::Done
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::sync::atomic::{AtomicUsize, Ordering};

    use database::testing;
    use kernel::Ctx;

    use super::*;

    #[tokio::test]
    async fn what_cannot_end_within_the_lease_is_given_back() {
        static CALLS: AtomicUsize = AtomicUsize::new(0);
        let db = testing::sqlite().await.unwrap();
        let ctx = Ctx::system("2026-11-20T05:00:00Z".parse().unwrap());
        let txn = db.begin().await.unwrap();
        for kind in ["product.listed", "account.registered"] {
            outbox::append(&txn, &ctx, outbox::Event::new(kind, ctx.new_id())).await.unwrap();
        }
        txn.commit().await.unwrap();
        let count = || {
            CALLS.fetch_add(1, Ordering::SeqCst);
            async { Ok(()) }
        };
        let handlers = Handlers::new().on("account.", move |_| count()).on_batch(&["product."], move |_| count());

        let mut round = Round::claim(&db, "slow", ctx.now).await.unwrap().unwrap();
        round.claimed -= LAST_START;
        round.run_many(&handlers).await;
        round.run_one(&handlers).await;
        assert_eq!(round.settle(&db, ctx.now).await.unwrap(), 0);
        assert_eq!(CALLS.load(Ordering::SeqCst), 0);

        let again = Round::claim(&db, "other", ctx.now).await.unwrap().expect("both are available at once");
        assert_eq!(again.len(), 2);
        assert!(again.messages.iter().all(|message| message.attempts == 0), "giving back is no failure");
    }
}
