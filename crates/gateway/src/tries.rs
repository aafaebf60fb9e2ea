//! Counting the tries of costly forms, each try by itself, so that refused ones count as well.

use std::net::IpAddr;

use accounts::throttle::{self, Action};
use chrono::{DateTime, Utc};
use kernel::Actor;

use crate::{AppError, state::App};

/// Counts one sending from `address`. When there were too many of late, the time until which it is refused.
pub async fn refused_until(app: &App, action: Action, address: IpAddr) -> Result<Option<DateTime<Utc>>, AppError> {
    let txn = app.db.begin().await?;
    match throttle::admit(&txn, &app.ctx(Actor::Anonymous), action, address).await {
        Ok(()) => txn.commit().await.map(|()| None).map_err(Into::into),
        Err(accounts::Error::Throttled { until }) => Ok(Some(until)),
        Err(error) => Err(error.into()),
    }
}
