//! Quotes: what one side proposes to the other, in turns, until one accepts, declines, withdraws or lets it expire.

mod accept;
mod answer;
mod end;
mod send;

pub use accept::accept;
pub use answer::{counter, decline, withdraw};
pub(crate) use end::{end_all, expire};
use kernel::Ctx;
use sea_orm::ConnectionTrait;
pub use send::send;

use crate::{
    Error, Kind, Offer, QuoteVerb, Side, Trader,
    entity::{offer, quote, quote_thread},
    store::Locked,
    trader::{are_the_same, check_buyer, check_seller},
};

/// The quote waits for an answer, and its author has none to give.
fn check_turn(locked: &Locked, row: &quote::Model, verb: QuoteVerb) -> Result<(), Error> {
    row.state.take(verb)?;
    let by = Side::from_owner(row.by_owner);
    let whose = if verb == QuoteVerb::Withdraw { by } else { by.opposite() };
    if locked.side == whose { Ok(()) } else { Err(Error::NotYourTurn) }
}

/// The last day of neither has passed, even where the floor has not marked it yet.
fn check_days(ctx: &Ctx, offer: &offer::Model, row: &quote::Model) -> Result<(), Error> {
    if row.valid_until.min(offer.valid_until) < ctx.today() { Err(Error::Expired) } else { Ok(()) }
}

/// The two sides as they trade: who sells, who buys.
fn sides(offer: &offer::Model, thread: &quote_thread::Model) -> (Trader, Trader) {
    match offer.kind {
        Kind::Sell => (offer.owner(), thread.other()),
        Kind::Buy => (thread.other(), offer.owner()),
    }
}

/// Whether somebody may answer an offer that takes quotes, asked before he writes one.
///
/// # Errors
/// [`Error::OwnOffer`], [`Error::NotASeller`] or [`Error::NotVerified`].
pub async fn may_answer(db: &impl ConnectionTrait, trader: &Trader, offer: &Offer) -> Result<(), Error> {
    if are_the_same(db, &offer.owner, trader).await? {
        return Err(Error::OwnOffer);
    }
    check_kind(db, offer.kind, trader).await
}

/// Whether the one who answers an offer may: whoever answers one to buy sells.
async fn check_answerer(txn: &impl ConnectionTrait, offer: &offer::Model, trader: &Trader) -> Result<(), Error> {
    check_kind(txn, offer.kind, trader).await
}

async fn check_kind(db: &impl ConnectionTrait, kind: Kind, trader: &Trader) -> Result<(), Error> {
    match kind {
        Kind::Sell => check_buyer(db, trader).await,
        Kind::Buy => check_seller(db, trader).await.map(|_| ()),
    }
}
