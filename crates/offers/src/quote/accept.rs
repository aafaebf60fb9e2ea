//! Accept a quote: a deal is made, and the offer has less to give.

use kernel::{Ctx, DealId, Money, Quantity, QuoteId};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel};
use serde_json::json;

use super::{check_days, check_turn, sides};
use crate::{
    DealState, Error, Event, MessageKind, QuoteVerb, Trader, Verb, amount,
    entity::{deal, offer, quote},
    journal::{self, Subject},
    message,
    store::{self, Locked},
    trader::{check_buyer, check_seller},
};

/// Accepts the other side's quote. An offer of which nothing is left closes, and what else was quoted on it ends.
///
/// # Errors
/// [`Error::WrongState`] when the quote was answered already (accepting twice makes one deal) or the offer allows no deal;
/// [`Error::NotYourTurn`]; [`Error::Expired`]; [`Error::NotEnough`] when others took what was left.
pub async fn accept(txn: &impl ConnectionTrait, ctx: &Ctx, trader: &Trader, id: QuoteId) -> Result<DealId, Error> {
    let (locked, row) = store::lock_quote(txn, trader, id).await?;
    check_turn(&locked, &row, QuoteVerb::Accept)?;
    check_days(ctx, &locked.offer, &row)?;
    locked.offer.state().take(Verb::Agree)?;
    let (seller, buyer) = sides(&locked.offer, &locked.thread);
    check_seller(txn, &seller).await?;
    check_buyer(txn, &buyer).await?;
    if !store::take_quantity(txn, &locked.offer, row.quantity).await? {
        let left = store::lock_offer(txn, locked.offer.id.into()).await?.quantity_remaining;
        return Err(Error::NotEnough { left: Quantity(left) });
    }
    store::move_quote(txn, ctx, &row, QuoteVerb::Accept).await?;
    let deal = new_deal(ctx, &locked.offer, &row, &seller, &buyer);
    deal::Entity::insert(deal.clone().into_active_model().reset_all()).exec_without_returning(txn).await?;
    tell(txn, ctx, &locked, &row, &deal, trader).await?;
    lower(txn, ctx, &locked.offer).await?;
    Ok(deal.id.into())
}

fn new_deal(ctx: &Ctx, offer: &offer::Model, row: &quote::Model, seller: &Trader, buyer: &Trader) -> deal::Model {
    deal::Model {
        id: ctx.new_id(),
        offer_id: offer.id,
        thread_id: row.thread_id,
        quote_id: row.id,
        seller_id: seller.party(),
        buyer_id: buyer.party(),
        state: DealState::Agreed,
        price: row.price,
        quantity: row.quantity,
        unit_code: offer.unit_code.clone(),
        // The quote was refused where it came to more than fits.
        amount: amount(Money(row.price), Quantity(row.quantity)).unwrap_or_default().0,
        reason: String::new(),
        agreed_at: ctx.now,
        ended_at: None,
    }
}

async fn tell(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    locked: &Locked,
    row: &quote::Model,
    deal: &deal::Model,
    trader: &Trader,
) -> Result<(), Error> {
    let by = Some((locked.side, trader));
    message::step(txn, ctx, &locked.thread, MessageKind::Accepted, Some(row), by, "").await?;
    let subject = Subject::quote(row, &locked.offer, &locked.thread);
    journal::tell(txn, ctx, Event::QuoteAccepted, &subject, "", json!({ "deal": deal.id })).await?;
    let subject = Subject::deal(deal, &locked.offer, &locked.thread);
    let detail = json!({ "quote": row.id, "price": deal.price, "quantity": deal.quantity, "amount": deal.amount });
    journal::tell(txn, ctx, Event::DealAgreed, &subject, "", detail).await?;
    Ok(())
}

/// The offer after it gave something: changed, or used up.
async fn lower(txn: &impl ConnectionTrait, ctx: &Ctx, offer: &offer::Model) -> Result<(), Error> {
    let row = store::lock_offer(txn, offer.id.into()).await?;
    if row.quantity_remaining == 0 {
        store::move_on(txn, ctx, row, Verb::UseUp, Event::OfferClosed, "").await?;
        return Ok(());
    }
    let detail = json!({ "remaining": row.quantity_remaining });
    journal::tell(txn, ctx, Event::OfferChanged, &Subject::offer(&row), "", detail).await?;
    Ok(())
}
