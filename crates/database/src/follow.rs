//! Following the outbox: every process hears of every committed event once, whichever process made it.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, DbErr};

use crate::outbox::{self, Message};

/// Under PostgreSQL an event may become visible after one with a higher id: so many are read again.
const OVERLAP: i64 = 200;
const MOST: u64 = 1_000;

/// A cursor of one follower. It hears of what is committed after it was made.
pub struct Follower {
    cursor: i64,
    seen: BTreeSet<i64>,
}

impl Follower {
    /// Begins at the newest event.
    pub async fn begin(db: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let cursor = outbox::head(db).await?;
        let known = outbox::follow(db, cursor - OVERLAP, MOST).await?;
        Ok(Self { cursor, seen: known.into_iter().map(|message| message.id).collect() })
    }

    /// What was committed since the last time, oldest first, a thousand at most.
    pub async fn fresh(&mut self, db: &impl ConnectionTrait) -> Result<Vec<Message>, DbErr> {
        let messages = outbox::follow(db, self.cursor - OVERLAP, MOST).await?;
        let fresh: Vec<_> = messages.into_iter().filter(|message| self.seen.insert(message.id)).collect();
        self.cursor = fresh.last().map_or(self.cursor, |message| message.id.max(self.cursor));
        self.seen = self.seen.split_off(&(self.cursor - OVERLAP));
        Ok(fresh)
    }
}
