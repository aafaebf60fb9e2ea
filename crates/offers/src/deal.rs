//! Deals after they were agreed on: either side says that it is done, or calls it off.

use kernel::{Ctx, DealId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;

use crate::{
    DealState, DealVerb, Error, Event, MessageKind, Trader,
    decide::check_reason,
    entity::{deal, quote},
    journal::{self, Subject},
    message,
    store::{self, Locked},
};

/// The goods changed hands.
pub async fn complete(txn: &impl ConnectionTrait, ctx: &Ctx, trader: &Trader, id: DealId) -> Result<(), Error> {
    let (locked, row) = store::lock_deal(txn, trader, id).await?;
    let moved = (DealVerb::Complete, MessageKind::Completed, Event::DealCompleted);
    move_deal(txn, ctx, trader, (&locked, &row), moved, "").await
}

/// Calls a deal off. The offer gets its quantity back; where it has ended already it stays ended.
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
    if !locked.offer.state().is_over() {
        let detail = json!({ "given_back": row.quantity });
        journal::tell(txn, ctx, Event::OfferChanged, &Subject::offer(&locked.offer), "", detail).await?;
    }
    Ok(())
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
