//! Answer an offer with a quote.

use kernel::{Ctx, FieldErrors, OfferId, QuoteId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr,
};
use serde_json::json;

use super::check_answerer;
use crate::{
    Bid, ClosedBecause, Error, Event, MessageKind, Offer, QuoteState, Side, State, Trader, Verb,
    entity::{offer, quote, quote_thread},
    journal::{self, Subject},
    message, store,
    trader::are_the_same,
};

/// Sends a first quote, or another one after the last was answered. `id` comes from the form, so that sending the form twice sends one
/// quote. An offer to buy that has its quotes now is closed to others.
///
/// # Errors
/// [`Error::OwnOffer`], [`Error::Expired`], [`Error::QuotesFull`], [`Error::NotASeller`], [`Error::NotVerified`];
/// [`Error::WrongState`] while the offer is not open or a quote of the thread waits; [`Error::Invalid`] for what the offer's terms and
/// its rest don't allow.
pub async fn send(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    trader: &Trader,
    offer_id: OfferId,
    id: QuoteId,
    bid: &Bid,
) -> Result<QuoteId, Error> {
    let row = store::lock_offer(txn, offer_id).await?;
    if let Some(sent) = quote::Entity::find_by_id(id.0).one(txn).await? {
        // The same form again.
        let is_same = sent.offer_id == row.id && sent.account_id == trader.account.0;
        return if is_same { Ok(id) } else { Err(Error::NotFound) };
    }
    check_offer(txn, ctx, &row, trader).await?;
    check_bid(ctx, &row, bid)?;
    let thread = thread_of(txn, ctx, &row, trader, bid).await?;
    let new = new_quote(ctx, id, &thread, Side::Other, trader, bid);
    insert(txn, ctx, &new).await?;
    message::step(txn, ctx, &thread, MessageKind::Sent, Some(&new), Some((Side::Other, trader)), &bid.terms).await?;
    journal::tell(txn, ctx, Event::QuoteSent, &Subject::quote(&new, &row, &thread), "", detail(bid)).await?;
    close_when_full(txn, ctx, offer_id).await?;
    Ok(id)
}

async fn check_offer(txn: &impl ConnectionTrait, ctx: &Ctx, row: &offer::Model, trader: &Trader) -> Result<(), Error> {
    if are_the_same(txn, &row.owner(), trader).await? {
        return Err(Error::OwnOffer);
    }
    // What was never open does not exist for others.
    if row.opened_at.is_none() {
        return Err(Error::NotFound);
    }
    if row.state() == State::Closed(ClosedBecause::Quotes) {
        return Err(Error::QuotesFull);
    }
    row.state().take(Verb::Quote)?;
    if row.valid_until < ctx.today() {
        return Err(Error::Expired);
    }
    check_answerer(txn, row, trader).await
}

/// The party's thread on this offer, begun if there is none.
async fn thread_of(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    row: &offer::Model,
    trader: &Trader,
    bid: &Bid,
) -> Result<quote_thread::Model, Error> {
    let found = quote_thread::Entity::find()
        .filter(quote_thread::Column::OfferId.eq(row.id))
        .filter(quote_thread::Column::PartyId.eq(trader.party()))
        .one(txn)
        .await?;
    if let Some(thread) = found {
        let waiting = quote::Entity::find()
            .filter(quote::Column::ThreadId.eq(thread.id))
            .filter(store::is_sent())
            .one(txn)
            .await?;
        if waiting.is_some() {
            return Err(Error::WrongState { from: QuoteState::Sent.code(), verb: Verb::Quote.code() });
        }
        return Ok(thread);
    }
    if !store::take_place(txn, row).await? {
        return Err(Error::QuotesFull);
    }
    let thread = quote_thread::Model {
        id: ctx.new_id(),
        offer_id: row.id,
        owner_id: row.party_id,
        account_id: trader.account.0,
        member_id: trader.member.map(Into::into),
        party_id: trader.party(),
        contact: bid.contact,
        last_quote_id: None,
        created_at: ctx.now,
        updated_at: ctx.now,
    };
    quote_thread::Entity::insert(thread.clone().into_active_model().reset_all()).exec_without_returning(txn).await?;
    Ok(thread)
}

async fn close_when_full(txn: &impl ConnectionTrait, ctx: &Ctx, id: OfferId) -> Result<(), Error> {
    let row = store::lock_offer(txn, id).await?;
    if row.max_quotes.is_some_and(|most| row.quotes >= most) {
        store::move_on(txn, ctx, row, Verb::Fill, Event::OfferClosed, "").await?;
    }
    Ok(())
}

/// What the offer has against it, as it is now.
pub(super) fn check_bid(ctx: &Ctx, row: &offer::Model, bid: &Bid) -> Result<(), FieldErrors> {
    let mut errors = FieldErrors::default();
    bid.check(&Offer::from(row.clone()), ctx.today(), &mut errors);
    errors.into_result(())
}

pub(super) fn new_quote(
    ctx: &Ctx,
    id: QuoteId,
    thread: &quote_thread::Model,
    by: Side,
    trader: &Trader,
    bid: &Bid,
) -> quote::Model {
    quote::Model {
        id: id.0,
        thread_id: thread.id,
        offer_id: thread.offer_id,
        previous_id: None,
        by_owner: by == Side::Owner,
        account_id: trader.account.0,
        state: QuoteState::Sent,
        price: bid.price.0,
        quantity: bid.quantity.0,
        terms: bid.terms.clone(),
        valid_until: bid.valid_until,
        created_at: ctx.now,
        decided_at: None,
    }
}

/// Inserts a quote as the last one of its thread.
pub(super) async fn insert(txn: &impl ConnectionTrait, ctx: &Ctx, row: &quote::Model) -> Result<(), DbErr> {
    let new = row.clone().into_active_model().reset_all();
    quote::Entity::insert(new).exec_without_returning(txn).await?;
    quote_thread::Entity::update_many()
        .col_expr(quote_thread::Column::LastQuoteId, Expr::value(row.id))
        .col_expr(quote_thread::Column::UpdatedAt, Expr::value(ctx.now))
        .filter(quote_thread::Column::Id.eq(row.thread_id))
        .exec(txn)
        .await
        .map(|_| ())
}

pub(super) fn detail(bid: &Bid) -> serde_json::Value {
    json!({ "price": bid.price, "quantity": bid.quantity, "valid_until": bid.valid_until })
}
