//! What a serving process does about alerts by the clock: claims the morning's digests and forgets what is old.

use std::time::Duration;

use gateway::App;
use kernel::Actor;
use sea_orm::DbErr;
use tokio::sync::watch;

const EVERY: Duration = Duration::from_secs(60);
/// Accounts, and alerts, in one transaction.
const PART: u64 = 500;

pub async fn run(app: App, mut stopped: watch::Receiver<bool>) {
    loop {
        if let Err(error) = digests(&app).await {
            tracing::warn!(%error, "digests can't be claimed");
        }
        if let Err(error) = prune(&app).await {
            tracing::warn!(%error, "old alerts can't be removed");
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            _ = stopped.changed() => return,
        }
    }
}

async fn digests(app: &App) -> Result<(), DbErr> {
    loop {
        let txn = app.db.begin().await?;
        let claimed = alerts::digest::claim(&txn, &app.ctx(Actor::System), PART).await?;
        txn.commit().await?;
        if claimed == 0 {
            return Ok(());
        }
        app.wake.notify_one();
    }
}

async fn prune(app: &App) -> Result<(), DbErr> {
    loop {
        let txn = app.db.begin().await?;
        let removed = alerts::prune(&txn, &app.ctx(Actor::System), PART).await?;
        txn.commit().await?;
        if removed < PART {
            return Ok(());
        }
    }
}
