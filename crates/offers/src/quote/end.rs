//! Quotes that nobody answered in time, or whose offer ended. The thread says which of both it was.

use kernel::Ctx;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;

use crate::{
    Error, Event, MessageKind, QuoteVerb, State,
    entity::{offer, quote, quote_thread},
    journal::{self, Subject},
    message,
    store::{self, MAX_THREADS},
};

/// Ends what waits on an offer that is over: at most one quote of each of its threads.
pub(crate) async fn end_all(txn: &impl ConnectionTrait, ctx: &Ctx, offer: &offer::Model) -> Result<(), Error> {
    let waiting = quote::Entity::find()
        .filter(quote::Column::OfferId.eq(offer.id))
        .filter(store::is_sent())
        .order_by_asc(quote::Column::Id)
        .limit(u64::from(MAX_THREADS))
        .all(txn)
        .await?;
    for row in waiting {
        end(txn, ctx, offer, &row, Some(offer.state())).await?;
    }
    Ok(())
}

/// Its last day has passed. The offer is locked, the quote waits.
pub(crate) async fn expire(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    offer: &offer::Model,
    row: &quote::Model,
) -> Result<(), Error> {
    end(txn, ctx, offer, row, None).await
}

/// `with`: the state in which its offer ended.
async fn end(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    offer: &offer::Model,
    row: &quote::Model,
    with: Option<State>,
) -> Result<(), Error> {
    let thread = quote_thread::Entity::find_by_id(row.thread_id).one(txn).await?.ok_or(Error::NotFound)?;
    store::move_quote(txn, ctx, row, QuoteVerb::Expire).await?;
    message::step(
        txn,
        ctx,
        &thread,
        MessageKind::Expired,
        Some(row),
        None,
        &with.map(State::stored).unwrap_or_default(),
    )
    .await?;
    journal::tell(
        txn,
        ctx,
        Event::QuoteExpired,
        &Subject::quote(row, offer, &thread),
        "",
        json!({ "offer": with.map(State::stored) }),
    )
    .await?;
    Ok(())
}
