//! In the serving process: keeps the price board in step with offers and deals.

use std::time::Duration;

use chrono::NaiveDate;
use database::{Db, Follower};
use kernel::{Clock, Ctx};
use offers::board;
use sea_orm::DbErr;
use tokio::{sync::watch, time::Instant};

/// What changes the board's figures.
const KINDS: [&str; 2] = ["offer.", "deal."];
/// How often it is looked whether the board has to be computed anew.
const POLL: Duration = Duration::from_secs(1);

/// Computes the weeks that are not closed at the start, with every new day, and after offers or deals changed, `every` so often at
/// most; never when that is zero.
pub async fn keep(db: Db, clock: Clock, every: Duration, mut stopped: watch::Receiver<bool>) {
    if every.is_zero() {
        return;
    }
    let mut keeper = Keeper { db, clock, follower: None, changed: true, day: None };
    let mut next = Instant::now();
    loop {
        let now = Instant::now();
        let day = Ctx::system(clock.now()).today();
        keeper.listen().await;
        if now >= next && (keeper.changed || keeper.day != Some(day)) {
            keeper.settle(day).await;
            next = Instant::now() + every;
        }
        tokio::select! {
            () = tokio::time::sleep(POLL.min(every)) => {}
            _ = stopped.changed() => return,
        }
    }
}

struct Keeper {
    db: Db,
    clock: Clock,
    follower: Option<Follower>,
    /// Something happened since the figures were computed.
    changed: bool,
    /// The day on which they were.
    day: Option<NaiveDate>,
}

impl Keeper {
    async fn listen(&mut self) {
        if let Err(error) = self.hear().await {
            tracing::warn!(%error, "the price board can't follow what happens");
            self.follower = None;
        }
    }

    async fn hear(&mut self) -> Result<(), DbErr> {
        if self.follower.is_none() {
            // Nobody can say what was missed.
            self.changed = true;
            self.follower = Some(Follower::begin(self.db.read()).await?);
        }
        let Some(follower) = &mut self.follower else { return Ok(()) };
        let fresh = follower.fresh(self.db.read()).await?;
        self.changed |= fresh.iter().any(|event| KINDS.iter().any(|kind| event.kind.starts_with(kind)));
        Ok(())
    }

    /// What happens meanwhile is heard of afterwards and computed the next time.
    async fn settle(&mut self, day: NaiveDate) {
        self.changed = false;
        match board::settle(&self.db, &Ctx::system(self.clock.now())).await {
            Ok(()) => self.day = Some(day),
            Err(error) => {
                tracing::warn!(%error, "the price board can't be computed");
                self.changed = true;
            }
        }
    }
}
