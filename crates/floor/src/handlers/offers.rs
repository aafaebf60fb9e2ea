//! What follows around offers: they are hidden and shown with what stands behind them, and the other side hears of every step.

use alerts::{Alert, Kind as Told};
use database::outbox::Message;
use kernel::{AccountId, Ctx, DealId, Locale, MemberId, MessageId, OfferId, ProductId, QuoteId, StallId, ThreadId};
use offers::{Behind, Event, Kind, MessageKind, Offer, Side, State, Trader, queries, queries::ThreadLine};
use uuid::Uuid;
use worker::BoxError;

use super::{Means, matching::people, names::Names};
use crate::mails;

/// So many offers are looked at in one transaction.
const PART: u64 = 100;

/// A product, a stall, a member or an account changed: its offers follow.
pub async fn follow(means: Means, event: Message) -> Result<(), BoxError> {
    let behind = match event.kind.split_once('.').map(|(subject, _)| subject) {
        Some("product") => Behind::Product(ProductId(event.subject)),
        Some("member") => Behind::Member(MemberId(event.subject)),
        Some("stall") => match members::queries::shop(means.db.read(), StallId(event.subject)).await? {
            Some(shop) => Behind::Member(shop.member.id),
            None => return Ok(()),
        },
        Some("account") => Behind::Account(AccountId(event.subject)),
        _ => return Ok(()),
    };
    let mut after = None;
    loop {
        let txn = means.db.begin().await?;
        after = offers::follow(&txn, &Ctx::system(means.clock.now()), behind, after, PART).await?;
        txn.commit().await?;
        if after.is_none() {
            return Ok(());
        }
    }
}

/// What happened to an offer, for its owner.
pub async fn offer_news(means: Means, event: Message) -> Result<(), BoxError> {
    let Some(offer) = queries::offer_by_id(means.db.read(), OfferId(event.subject)).await? else { return Ok(()) };
    let Some(kind) = decided(&event, &offer) else { return Ok(()) };
    let reason = if kind.is_mailed_at_once() { offer.reason.as_str() } else { "" };
    let path = format!("/giao-dich/chao-hang/{}", offer.id);
    // An offer can be sent back, approved or hidden more than once: each event is told of by itself.
    let other = Uuid::from_u64_pair(0, event.id.unsigned_abs());
    tell(&means, &offer, &offer.owner, News { kind, subject: offer.id.0, other, path, reason }).await
}

/// What is news to the owner: what others decided, and what the calendar did. His own deeds are none.
fn decided(event: &Message, offer: &Offer) -> Option<Told> {
    use offers::{ClosedBecause, HiddenBy};
    Some(match (Event::from_kind(&event.kind)?, offer.state) {
        (Event::OfferOpened, State::Open) if offer.decided_at.is_some() => Told::OfferApproved,
        (Event::OfferChangesRequested, _) => Told::OfferChangesRequested,
        (Event::OfferRejected, _) => Told::OfferRejected,
        (Event::OfferHidden, State::Hidden(HiddenBy::Officer | HiddenBy::Floor)) => Told::OfferHidden,
        (Event::OfferReopened, _) => Told::OfferReopened,
        (Event::OfferExpired, _) => Told::OfferExpired,
        (Event::OfferClosed, State::Closed(ClosedBecause::Listing | ClosedBecause::Quotes | ClosedBecause::UsedUp)) => {
            Told::OfferClosed
        }
        _ => return None,
    })
}

/// A step of a negotiation, for the side that did not take it.
pub async fn quote_news(means: Means, event: Message) -> Result<(), BoxError> {
    let Some(line) = thread_of(&means, &event).await? else { return Ok(()) };
    let Some(quote) = queries::quote_by_id(means.db.read(), QuoteId(event.subject)).await? else { return Ok(()) };
    let (side, kind) = match Event::from_kind(&event.kind) {
        Some(Event::QuoteSent) => (quote.by.opposite(), Told::QuoteReceived),
        Some(Event::QuoteCountered) => (quote.by.opposite(), Told::QuoteCountered),
        Some(Event::QuoteAccepted) => (quote.by, Told::QuoteAccepted),
        Some(Event::QuoteDeclined) => (quote.by, Told::QuoteDeclined),
        Some(Event::QuoteWithdrawn) => (quote.by.opposite(), Told::QuoteWithdrawn),
        // What ends with its offer is news to whoever answered it, whoever wrote the last quote.
        Some(Event::QuoteExpired) => match queries::offer_ended_by(means.db.read(), &quote).await? {
            Some(state) => (Side::Other, ended(state, line.offer.kind)),
            None => (quote.by, Told::QuoteExpired),
        },
        _ => return Ok(()),
    };
    step(&means, &line, side, kind, quote.id.0, "").await
}

/// How the offer ended, as the one who quoted on it is told.
fn ended(state: State, kind: Kind) -> Told {
    use offers::ClosedBecause;
    match (state, kind) {
        (State::Withdrawn, Kind::Sell) => Told::SellerWithdrew,
        (State::Withdrawn, Kind::Buy) => Told::BuyerWithdrew,
        (State::Closed(ClosedBecause::UsedUp), _) => Told::QuoteUsedUp,
        (State::Closed(ClosedBecause::Listing), _) => Told::QuoteDelisted,
        (State::Closed(_), Kind::Sell) => Told::SellerClosed,
        (State::Closed(_), Kind::Buy) => Told::BuyerClosed,
        _ => Told::QuoteOfferExpired,
    }
}

/// A deal was completed or called off, for the side that did not say so.
pub async fn deal_news(means: Means, event: Message) -> Result<(), BoxError> {
    let (step_kind, kind) = match Event::from_kind(&event.kind) {
        Some(Event::DealCompleted) => (MessageKind::Completed, Told::DealCompleted),
        Some(Event::DealCancelled) => (MessageKind::Cancelled, Told::DealCancelled),
        // The acceptance that made it is told as such.
        _ => return Ok(()),
    };
    let Some(line) = thread_of(&means, &event).await? else { return Ok(()) };
    let Some(deal) = queries::deal_by_id(means.db.read(), DealId(event.subject)).await? else { return Ok(()) };
    let by = queries::who_said(means.db.read(), line.thread.id, step_kind, deal.quote_id).await?;
    let Some(by) = by else { return Ok(()) };
    step(&means, &line, by.opposite(), kind, deal.id.0, &deal.reason).await
}

/// Words in a thread, for the other side.
pub async fn message_news(means: Means, event: Message) -> Result<(), BoxError> {
    let Some(line) = thread_of(&means, &event).await? else { return Ok(()) };
    let found = queries::message_by_id(means.db.read(), MessageId(event.subject)).await?;
    let Some(by) = found.and_then(|message| message.by) else { return Ok(()) };
    step(&means, &line, by.opposite(), Told::MessageReceived, event.subject, "").await
}

async fn thread_of(means: &Means, event: &Message) -> Result<Option<ThreadLine>, BoxError> {
    let Some(id) = event.payload.get("thread").and_then(serde_json::Value::as_str) else { return Ok(None) };
    Ok(queries::thread_by_id(means.db.read(), ThreadId(id.parse()?)).await?)
}

async fn step(
    means: &Means,
    line: &ThreadLine,
    side: Side,
    kind: Told,
    subject: Uuid,
    reason: &str,
) -> Result<(), BoxError> {
    let trader = match side {
        Side::Owner => line.offer.owner,
        Side::Other => line.thread.other,
    };
    let path = format!("/giao-dich/trao-doi/{}", line.thread.id);
    tell(means, &line.offer, &trader, News { kind, subject, other: Uuid::nil(), path, reason }).await
}

/// What one side is told.
struct News<'a> {
    kind: Told,
    subject: Uuid,
    other: Uuid,
    path: String,
    reason: &'a str,
}

/// An alert for everybody of a business, or for the person himself; what can't wait for the morning goes out as a mail as well.
async fn tell(means: &Means, offer: &Offer, trader: &Trader, news: News<'_>) -> Result<(), BoxError> {
    let db = means.db.read();
    let title = Names::of(db, std::slice::from_ref(offer)).await?.of_offer(offer);
    let people = people(db, std::iter::once(*trader)).await?.remove(&trader.party()).unwrap_or_default();
    let News { kind, subject, other, path, reason } = news;
    let alert = Alert { kind, subject, other, title: &title, path: &path };
    let ctx = Ctx::system(means.clock.now());
    let txn = means.db.begin().await?;
    alerts::tell_all(&txn, &ctx, &people, &alert).await?;
    let is_mailed = kind.is_mailed_at_once() && alerts::claim_mail(&txn, &ctx, &people, &alert).await?;
    txn.commit().await?;
    if !is_mailed {
        return Ok(());
    }
    let what = |l| kind.sentence(l, &title);
    let letter = mails::News { what_vi: what(Locale::Vi), what_en: what(Locale::En), reason, path: &path };
    let sent = match trader.member {
        Some(member) => super::tell(means, member, &letter).await,
        None => match accounts::find_account(means.db.read(), trader.account).await? {
            Some(account) => super::write(means, &account, &letter).await,
            None => Ok(()),
        },
    };
    if sent.is_err() {
        let txn = means.db.begin().await?;
        alerts::give_mail_back(&txn, &people, &alert).await?;
        txn.commit().await?;
    }
    sent
}
