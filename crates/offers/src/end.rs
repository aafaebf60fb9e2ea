//! An owner ends his offer. Quotes that wait for an answer end with it, and their threads say so.

use kernel::{Ctx, OfferId};
use sea_orm::ConnectionTrait;

use crate::{Error, Event, Trader, Verb, store};

/// It has done its work.
pub async fn close(txn: &impl ConnectionTrait, ctx: &Ctx, owner: &Trader, id: OfferId) -> Result<(), Error> {
    let row = store::lock_own(txn, owner, id).await?;
    store::move_on(txn, ctx, row, Verb::Close, Event::OfferClosed, "").await?;
    Ok(())
}

/// It should not have been: what was withdrawn counts in no statistics of prices.
pub async fn withdraw(txn: &impl ConnectionTrait, ctx: &Ctx, owner: &Trader, id: OfferId) -> Result<(), Error> {
    let row = store::lock_own(txn, owner, id).await?;
    store::move_on(txn, ctx, row, Verb::Withdraw, Event::OfferWithdrawn, "").await?;
    Ok(())
}
