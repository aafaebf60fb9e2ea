//! Answer a quote with another, decline it, or take back one's own.

use kernel::{Ctx, QuoteId};
use sea_orm::{ConnectionTrait, EntityTrait};
use serde_json::json;

use super::{check_answerer, check_days, check_turn, send};
use crate::{
    Bid, Error, Event, MessageKind, QuoteVerb, Side, Trader, Verb,
    entity::quote,
    journal::{self, Subject},
    message, save, store,
};

/// Answers a quote with one's own; the turn goes to the other side. `id` comes from the form, so that sending the form twice counters
/// once.
///
/// # Errors
/// Those of [`super::send`], [`Error::NotYourTurn`], and [`Error::WrongState`] when the quote was answered already.
pub async fn counter(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    trader: &Trader,
    previous: QuoteId,
    id: QuoteId,
    bid: &Bid,
) -> Result<QuoteId, Error> {
    let (locked, row) = store::lock_quote(txn, trader, previous).await?;
    if let Some(sent) = quote::Entity::find_by_id(id.0).one(txn).await? {
        let is_same = sent.previous_id == Some(row.id) && sent.account_id == trader.account.0;
        return if is_same { Ok(id) } else { Err(Error::NotFound) };
    }
    check_turn(&locked, &row, QuoteVerb::Counter)?;
    check_days(ctx, &locked.offer, &row)?;
    locked.offer.state().take(Verb::Agree)?;
    match locked.side {
        Side::Owner => save::resolve(txn, ctx.today(), trader, &locked.offer.terms().subject).await.map(|_| ())?,
        Side::Other => check_answerer(txn, &locked.offer, trader).await?,
    }
    send::check_bid(ctx, &locked.offer, bid)?;
    store::move_quote(txn, ctx, &row, QuoteVerb::Counter).await?;
    let new = quote::Model {
        previous_id: Some(row.id),
        ..send::new_quote(ctx, id, &locked.thread, locked.side, trader, bid)
    };
    send::insert(txn, ctx, &new).await?;
    let by = Some((locked.side, trader));
    message::step(txn, ctx, &locked.thread, MessageKind::Countered, Some(&new), by, &bid.terms).await?;
    let subject = Subject::quote(&new, &locked.offer, &locked.thread);
    let mut detail = send::detail(bid);
    detail["previous"] = json!(row.id);
    journal::tell(txn, ctx, Event::QuoteCountered, &subject, "", detail).await?;
    Ok(id)
}

/// Says no to the other side's quote. `why` may be empty; the other side reads it.
pub async fn decline(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    trader: &Trader,
    id: QuoteId,
    why: &str,
) -> Result<(), Error> {
    answer(txn, ctx, trader, id, QuoteVerb::Decline, (MessageKind::Declined, Event::QuoteDeclined), why).await
}

/// Takes back one's own quote before it was answered.
pub async fn withdraw(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    trader: &Trader,
    id: QuoteId,
    why: &str,
) -> Result<(), Error> {
    answer(txn, ctx, trader, id, QuoteVerb::Withdraw, (MessageKind::Withdrawn, Event::QuoteWithdrawn), why).await
}

async fn answer(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    trader: &Trader,
    id: QuoteId,
    verb: QuoteVerb,
    (kind, event): (MessageKind, Event),
    why: &str,
) -> Result<(), Error> {
    let why = message::check_body(why, true)?;
    let (locked, row) = store::lock_quote(txn, trader, id).await?;
    check_turn(&locked, &row, verb)?;
    store::move_quote(txn, ctx, &row, verb).await?;
    message::step(txn, ctx, &locked.thread, kind, Some(&row), Some((locked.side, trader)), &why).await?;
    let subject = Subject::quote(&row, &locked.offer, &locked.thread);
    journal::tell(txn, ctx, event, &subject, &why, json!({})).await?;
    Ok(())
}
