//! Rows in and out. Whoever changes an offer or what hangs on it locks the offer's row first, so that two who act at the same time act
//! one after the other (SQLite has one writer anyhow).

use kernel::{Ctx, DealId, OfferId, QuoteId, ThreadId};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::NotSet,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use serde_json::json;

use crate::{
    Error, Event, QuoteState, QuoteVerb, Side, State, Trader, Verb,
    entity::{deal, offer, quote, quote_thread},
    journal, message, quote as quotes,
};

/// As many parties may quote on one offer: all of them are told at once when it ends.
pub(crate) const MAX_THREADS: u16 = 500;

pub(crate) async fn lock_offer(txn: &impl ConnectionTrait, id: OfferId) -> Result<offer::Model, Error> {
    offer::Entity::find_by_id(id.0).lock_exclusive().one(txn).await?.ok_or(Error::NotFound)
}

/// The offer if it is the trader's.
pub(crate) async fn lock_own(txn: &impl ConnectionTrait, owner: &Trader, id: OfferId) -> Result<offer::Model, Error> {
    offer::Entity::find_by_id(id.0)
        .filter(offer::Column::PartyId.eq(owner.party()))
        .lock_exclusive()
        .one(txn)
        .await?
        .ok_or(Error::NotFound)
}

/// A thread with its offer locked, and the side that the trader is on.
pub(crate) struct Locked {
    pub(crate) offer: offer::Model,
    pub(crate) thread: quote_thread::Model,
    pub(crate) side: Side,
}

/// The thread if the trader is one of its two sides.
pub(crate) async fn lock_thread(txn: &impl ConnectionTrait, trader: &Trader, id: ThreadId) -> Result<Locked, Error> {
    let thread = quote_thread::Entity::find_by_id(id.0).one(txn).await?.ok_or(Error::NotFound)?;
    let side = thread.side(trader.party()).ok_or(Error::NotFound)?;
    let offer = lock_offer(txn, thread.offer_id.into()).await?;
    Ok(Locked { offer, thread, side })
}

pub(crate) async fn lock_quote(
    txn: &impl ConnectionTrait,
    trader: &Trader,
    id: QuoteId,
) -> Result<(Locked, quote::Model), Error> {
    let seen = quote::Entity::find_by_id(id.0).one(txn).await?.ok_or(Error::NotFound)?;
    let locked = lock_thread(txn, trader, seen.thread_id.into()).await?;
    let quote = quote::Entity::find_by_id(id.0).one(txn).await?.ok_or(Error::NotFound)?;
    Ok((locked, quote))
}

pub(crate) async fn lock_deal(
    txn: &impl ConnectionTrait,
    trader: &Trader,
    id: DealId,
) -> Result<(Locked, deal::Model), Error> {
    let seen = deal::Entity::find_by_id(id.0).one(txn).await?.ok_or(Error::NotFound)?;
    let locked = lock_thread(txn, trader, seen.thread_id.into()).await?;
    let deal = deal::Entity::find_by_id(id.0).one(txn).await?.ok_or(Error::NotFound)?;
    Ok((locked, deal))
}

/// Writes a changed offer as its next version. What remains and how many quoted is left alone: only the conditional updates below
/// change these.
pub(crate) async fn update_offer(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    mut row: offer::Model,
) -> Result<offer::Model, DbErr> {
    row.version += 1;
    row.updated_at = ctx.now;
    let mut row = row.into_active_model().reset_all();
    row.quantity_remaining = NotSet;
    row.quotes = NotSet;
    row.update(txn).await
}

/// Moves an offer to the state that `verb` leads to and tells it: those who negotiate on it too, where it concerns them.
pub(crate) async fn move_on(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    mut row: offer::Model,
    verb: Verb,
    event: Event,
    reason: &str,
) -> Result<offer::Model, Error> {
    let from = row.state();
    let to = from.take(verb)?;
    row.set_state(to);
    match (from.is_over(), to.is_over()) {
        (_, true) => row.ended_at = Some(ctx.now),
        (true, false) => row.ended_at = None,
        (false, false) => {}
    }
    if to == State::Open {
        row.opened_at = row.opened_at.or(Some(ctx.now));
    }
    let row = update_offer(txn, ctx, row).await?;
    let detail = json!({ "from": from.code(), "cause": to.cause() });
    journal::tell(txn, ctx, event, &journal::Subject::offer(&row), reason, detail).await?;
    if to.is_over() {
        quotes::end_all(txn, ctx, &row).await?;
    }
    message::tell_threads(txn, ctx, &row, verb).await?;
    Ok(row)
}

/// Takes so much of what remains; `false` when less is left. One statement decides, whoever else reads or writes at that moment.
pub(crate) async fn take_quantity(
    txn: &impl ConnectionTrait,
    offer: &offer::Model,
    quantity: i64,
) -> Result<bool, DbErr> {
    let left = Expr::col(offer::Column::QuantityRemaining);
    let taken = offer::Entity::update_many()
        .col_expr(offer::Column::QuantityRemaining, left.sub(quantity))
        .filter(offer::Column::Id.eq(offer.id))
        .filter(offer::Column::QuantityRemaining.gte(quantity))
        .exec(txn)
        .await?;
    Ok(taken.rows_affected == 1)
}

/// Gives back what a deal had taken.
pub(crate) async fn give_back(txn: &impl ConnectionTrait, offer: &offer::Model, quantity: i64) -> Result<(), DbErr> {
    let left = Expr::col(offer::Column::QuantityRemaining);
    offer::Entity::update_many()
        .col_expr(offer::Column::QuantityRemaining, left.add(quantity))
        .filter(offer::Column::Id.eq(offer.id))
        .exec(txn)
        .await
        .map(|_| ())
}

/// Counts one more party that quotes; `false` when the offer has as many as it takes.
pub(crate) async fn take_place(txn: &impl ConnectionTrait, offer: &offer::Model) -> Result<bool, DbErr> {
    let most = offer.max_quotes.unwrap_or(MAX_THREADS.into());
    let taken = offer::Entity::update_many()
        .col_expr(offer::Column::Quotes, Expr::col(offer::Column::Quotes).add(1))
        .filter(offer::Column::Id.eq(offer.id))
        .filter(offer::Column::Quotes.lt(most))
        .exec(txn)
        .await?;
    Ok(taken.rows_affected == 1)
}

/// The quotes that wait for an answer. The state stands in the statement itself, as in the partial indexes that answer it: SQLite prepares
/// a statement anew at every call where a bound value decides whether such an index may be used.
pub(crate) fn is_sent() -> Expr {
    Expr::col((quote::Entity, quote::Column::State)).eq(Expr::Constant(QuoteState::Sent.code().into()))
}

/// Moves a quote that waits to where `verb` leads; whoever comes second finds it decided.
pub(crate) async fn move_quote(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    row: &quote::Model,
    verb: QuoteVerb,
) -> Result<(), Error> {
    let to = row.state.take(verb)?;
    let moved = quote::Entity::update_many()
        .col_expr(quote::Column::State, Expr::value(to.code()))
        .col_expr(quote::Column::DecidedAt, Expr::value(ctx.now))
        .filter(quote::Column::Id.eq(row.id))
        .filter(is_sent())
        .exec(txn)
        .await?;
    if moved.rows_affected == 1 {
        touch_thread(txn, ctx, row.thread_id).await.map_err(Into::into)
    } else {
        Err(Error::Stale)
    }
}

/// The thread stands first in both sides' lists.
pub(crate) async fn touch_thread(txn: &impl ConnectionTrait, ctx: &Ctx, id: uuid::Uuid) -> Result<(), DbErr> {
    touch_threads(txn, ctx, vec![id]).await
}

pub(crate) async fn touch_threads(txn: &impl ConnectionTrait, ctx: &Ctx, ids: Vec<uuid::Uuid>) -> Result<(), DbErr> {
    if ids.is_empty() {
        return Ok(());
    }
    quote_thread::Entity::update_many()
        .col_expr(quote_thread::Column::UpdatedAt, Expr::value(ctx.now))
        .filter(quote_thread::Column::Id.is_in(ids))
        .exec(txn)
        .await
        .map(|_| ())
}
