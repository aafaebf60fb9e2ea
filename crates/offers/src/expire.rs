//! Offers and quotes whose last day has passed.

use chrono::NaiveDate;
use kernel::Ctx;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use crate::{
    Error, Event, QuoteState, Verb,
    entity::{offer, quote},
    quote as quotes, store,
};

/// Ends at most `limit` offers that are due, or quotes where no offer is, each with its audit line and event. Answers how many: the
/// worker calls it again, in a transaction of its own each time, until it is none.
pub async fn expire_due(txn: &impl ConnectionTrait, ctx: &Ctx, limit: u64) -> Result<u64, Error> {
    match expire_offers(txn, ctx, limit).await? {
        0 => expire_quotes(txn, ctx, limit).await,
        ended => Ok(ended),
    }
}

async fn expire_offers(txn: &impl ConnectionTrait, ctx: &Ctx, limit: u64) -> Result<u64, Error> {
    let today = ctx.today();
    let mut due: Vec<Uuid> = offer::Entity::find()
        .select_only()
        .column(offer::Column::Id)
        .filter(states_that_expire())
        .filter(offer::Column::ValidUntil.lt(today))
        .order_by_asc(offer::Column::ValidUntil)
        .order_by_asc(offer::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(txn)
        .await?;
    // Whoever locks several offers in one transaction does so in the order of their ids.
    due.sort();
    let mut ended = 0;
    for id in due {
        let row = store::lock_offer(txn, id.into()).await?;
        // Somebody may have ended it while we waited for its lock.
        if row.state().after(Verb::Expire).is_some() && is_due(row.valid_until, today) {
            store::move_on(txn, ctx, row, Verb::Expire, Event::OfferExpired, "").await?;
            ended += 1;
        }
    }
    Ok(ended)
}

async fn expire_quotes(txn: &impl ConnectionTrait, ctx: &Ctx, limit: u64) -> Result<u64, Error> {
    let today = ctx.today();
    let mut due = quote::Entity::find()
        .filter(store::is_sent())
        .filter(quote::Column::ValidUntil.lt(today))
        .order_by_asc(quote::Column::ValidUntil)
        .order_by_asc(quote::Column::Id)
        .limit(limit)
        .all(txn)
        .await?;
    due.sort_by_key(|row| row.offer_id);
    let mut ended = 0;
    for seen in due {
        let offer = store::lock_offer(txn, seen.offer_id.into()).await?;
        let Some(row) = quote::Entity::find_by_id(seen.id).one(txn).await? else { continue };
        if row.state == QuoteState::Sent && is_due(row.valid_until, today) {
            quotes::expire(txn, ctx, &offer, &row).await?;
            ended += 1;
        }
    }
    Ok(ended)
}

fn is_due(last: NaiveDate, today: NaiveDate) -> bool {
    last < today
}

/// The states stand in the statement itself, as in the partial index that answers it.
fn states_that_expire() -> Expr {
    let codes = ["submitted", "open", "hidden"].map(|code| Expr::Constant(code.into()));
    Expr::col((offer::Entity, offer::Column::State)).is_in(codes)
}
