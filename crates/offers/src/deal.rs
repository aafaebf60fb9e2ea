//! Deals after they were agreed on: either side says that it is done, or calls it off.

use database::audit::{self, Filter};
use kernel::{Ctx, DealId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use crate::{
    ClosedBecause, DealState, DealVerb, Error, Event, MessageKind, State, Trader, Verb,
    decide::check_reason,
    entity::{deal, quote},
    journal::{self, Subject},
    message, show,
    store::{self, Locked},
};

/// The goods changed hands.
pub async fn complete(txn: &impl ConnectionTrait, ctx: &Ctx, trader: &Trader, id: DealId) -> Result<(), Error> {
    let (locked, row) = store::lock_deal(txn, trader, id).await?;
    let moved = (DealVerb::Complete, MessageKind::Completed, Event::DealCompleted);
    move_deal(txn, ctx, trader, (&locked, &row), moved, "").await
}

/// Calls a deal off. The offer gets its quantity back; one that was used up goes on where it stood before, if it still may, and one that
/// ended otherwise stays ended.
pub async fn cancel(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    trader: &Trader,
    id: DealId,
    reason: &str,
) -> Result<(), Error> {
    let reason = check_reason(reason)?;
    let (locked, row) = store::lock_deal(txn, trader, id).await?;
    let moved = (DealVerb::Cancel, MessageKind::Cancelled, Event::DealCancelled);
    move_deal(txn, ctx, trader, (&locked, &row), moved, &reason).await?;
    store::give_back(txn, &locked.offer, row.quantity).await?;
    match locked.offer.state() {
        State::Closed(ClosedBecause::UsedUp) => reopen(txn, ctx, locked.offer.id).await,
        state if state.is_over() => Ok(()),
        _ => {
            let detail = json!({ "given_back": row.quantity });
            journal::tell(txn, ctx, Event::OfferChanged, &Subject::offer(&locked.offer), "", detail).await?;
            Ok(())
        }
    }
}

/// Unless its last day has passed or its owner may not offer its subject any more.
async fn reopen(txn: &impl ConnectionTrait, ctx: &Ctx, id: Uuid) -> Result<(), Error> {
    let row = store::lock_offer(txn, id.into()).await?;
    match show::check_visible(txn, ctx, &row).await {
        Ok(()) => {}
        Err(Error::Db(error)) => return Err(error.into()),
        Err(_) => return Ok(()),
    }
    let verb = match used_up_from(txn, id).await?.as_deref() {
        Some("hidden") => Verb::ReopenHidden,
        Some("closed") => Verb::ReopenFull,
        _ => Verb::Reopen,
    };
    store::move_on(txn, ctx, row, verb, Event::OfferReopened, "").await?;
    Ok(())
}

/// The code of the state in which the offer was used up, which only the log knows: what its owner had hidden must not come into view.
async fn used_up_from(txn: &impl ConnectionTrait, id: Uuid) -> Result<Option<String>, Error> {
    let closed = Event::OfferClosed.kind().to_owned();
    let filter = Filter { subject: Some(id), action: Some(closed), ..Filter::default() };
    let last = audit::page(txn, &filter, 1).await?.pop();
    Ok(last.and_then(|line| line.detail.get("from")?.as_str().map(ToOwned::to_owned)))
}

async fn move_deal(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    trader: &Trader,
    (locked, row): (&Locked, &deal::Model),
    (verb, kind, event): (DealVerb, MessageKind, Event),
    reason: &str,
) -> Result<(), Error> {
    let to = row.state.take(verb)?;
    let moved = deal::Entity::update_many()
        .col_expr(deal::Column::State, Expr::value(to.code()))
        .col_expr(deal::Column::EndedAt, Expr::value(ctx.now))
        .col_expr(deal::Column::Reason, Expr::value(reason))
        .filter(deal::Column::Id.eq(row.id))
        .filter(deal::Column::State.eq(DealState::Agreed))
        .exec(txn)
        .await?;
    if moved.rows_affected != 1 {
        return Err(Error::Stale);
    }
    store::touch_thread(txn, ctx, locked.thread.id).await?;
    let quote = quote::Entity::find_by_id(row.quote_id).one(txn).await?;
    message::step(txn, ctx, &locked.thread, kind, quote.as_ref(), Some((locked.side, trader)), reason).await?;
    let subject = Subject::deal(row, &locked.offer, &locked.thread);
    journal::tell(txn, ctx, event, &subject, reason, json!({})).await?;
    Ok(())
}
