//! What follows around offers: they are hidden and shown with what stands behind them, and the other side hears of every step.

use database::outbox::Message;
use kernel::{AccountId, Ctx, DealId, MemberId, MessageId, OfferId, ProductId, QuoteId, StallId, ThreadId};
use offers::{Behind, Event, Kind, MessageKind, Offer, Side, State, Trader, queries, queries::ThreadLine};
use worker::BoxError;

use super::{Means, recipients};
use crate::mails::{self, News};

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
    let Some((vi, en)) = decided(&event, &offer) else { return Ok(()) };
    let name = title(&means, &offer).await?;
    let (kind_vi, kind_en) = kind_of(&offer);
    let news = News {
        what_vi: format!("{kind_vi} “{name}” {vi}"),
        what_en: format!("Your {kind_en} “{name}” {en}"),
        reason: &offer.reason,
        path: &format!("/giao-dich/chao-hang/{}", offer.id),
    };
    tell(&means, &offer.owner, &news).await
}

/// In words what is news to the owner: what others decided, and what the calendar did. His own deeds are none.
fn decided(event: &Message, offer: &Offer) -> Option<(&'static str, &'static str)> {
    Some(match (Event::from_kind(&event.kind)?, offer.state) {
        (Event::OfferOpened, _) if offer.decided_at.is_some() => {
            ("đã được duyệt và đang mở", "has been approved and is open")
        }
        (Event::OfferChangesRequested, _) => ("cần bổ sung", "needs changes"),
        (Event::OfferRejected, _) => ("không được duyệt", "was not approved"),
        (Event::OfferHidden, State::Hidden(offers::HiddenBy::Officer)) => ("đã bị tạm ngừng", "has been suspended"),
        (Event::OfferExpired, _) => ("đã hết hạn", "has expired"),
        (Event::OfferClosed, State::Closed(offers::ClosedBecause::Listing)) => {
            ("đã đóng vì sản phẩm không còn bán", "was closed because its product is no longer listed")
        }
        (Event::OfferClosed, State::Closed(offers::ClosedBecause::Quotes)) => {
            ("đã nhận đủ báo giá, mời bạn chọn", "has all its quotes: please choose")
        }
        _ => return None,
    })
}

/// A step of a negotiation, for the side that did not take it.
pub async fn quote_news(means: Means, event: Message) -> Result<(), BoxError> {
    let Some(line) = thread_of(&means, &event).await? else { return Ok(()) };
    let db = means.db.read();
    let Some(quote) = queries::quote_by_id(db, QuoteId(event.subject)).await? else { return Ok(()) };
    let (side, vi, en) = match Event::from_kind(&event.kind) {
        Some(Event::QuoteSent) => (quote.by.opposite(), "Có báo giá mới cho", "A new quote for"),
        Some(Event::QuoteCountered) => (quote.by.opposite(), "Bên kia trả giá lại cho", "A counter-offer for"),
        Some(Event::QuoteAccepted) => (quote.by, "Báo giá của bạn đã được chấp nhận:", "Your quote was accepted:"),
        Some(Event::QuoteDeclined) => (quote.by, "Báo giá của bạn bị từ chối:", "Your quote was declined:"),
        Some(Event::QuoteWithdrawn) => {
            (quote.by.opposite(), "Bên kia đã rút báo giá cho", "The quote was withdrawn for")
        }
        Some(Event::QuoteExpired) => (quote.by, "Báo giá của bạn đã hết hạn:", "Your quote has expired:"),
        _ => return Ok(()),
    };
    step(&means, &line, side, (vi, en), "").await
}

/// A deal was completed or called off, for the side that did not say so.
pub async fn deal_news(means: Means, event: Message) -> Result<(), BoxError> {
    let (kind, vi, en) = match Event::from_kind(&event.kind) {
        Some(Event::DealCompleted) => (MessageKind::Completed, "Thoả thuận đã hoàn thành:", "The deal is completed:"),
        Some(Event::DealCancelled) => {
            (MessageKind::Cancelled, "Bên kia đã huỷ thoả thuận:", "The deal was called off:")
        }
        // The acceptance that made it is told as such.
        _ => return Ok(()),
    };
    let Some(line) = thread_of(&means, &event).await? else { return Ok(()) };
    let Some(deal) = queries::deal_by_id(means.db.read(), DealId(event.subject)).await? else { return Ok(()) };
    let steps = queries::messages_of(means.db.read(), line.thread.id, None, 200).await?;
    let by = steps.iter().find(|step| step.kind == kind && step.quote_id == Some(deal.quote_id)).and_then(|one| one.by);
    let Some(by) = by else { return Ok(()) };
    step(&means, &line, by.opposite(), (vi, en), &deal.reason).await
}

/// Words in a thread, for the other side.
pub async fn message_news(means: Means, event: Message) -> Result<(), BoxError> {
    let Some(line) = thread_of(&means, &event).await? else { return Ok(()) };
    let found = queries::message_by_id(means.db.read(), MessageId(event.subject)).await?;
    let Some(by) = found.and_then(|message| message.by) else { return Ok(()) };
    step(&means, &line, by.opposite(), ("Có lời nhắn mới về", "A new message about"), "").await
}

async fn thread_of(means: &Means, event: &Message) -> Result<Option<ThreadLine>, BoxError> {
    let Some(id) = event.payload.get("thread").and_then(serde_json::Value::as_str) else { return Ok(None) };
    Ok(queries::thread_by_id(means.db.read(), ThreadId(id.parse()?)).await?)
}

async fn step(
    means: &Means,
    line: &ThreadLine,
    side: Side,
    (vi, en): (&str, &str),
    reason: &str,
) -> Result<(), BoxError> {
    let name = title(means, &line.offer).await?;
    let trader = match side {
        Side::Owner => line.offer.owner,
        Side::Other => line.thread.other,
    };
    let news = News {
        what_vi: format!("{vi} “{name}”"),
        what_en: format!("{en} “{name}”"),
        reason,
        path: &format!("/giao-dich/trao-doi/{}", line.thread.id),
    };
    tell(means, &trader, &news).await
}

fn kind_of(offer: &Offer) -> (&'static str, &'static str) {
    match offer.kind {
        Kind::Sell => ("Chào bán", "offer to sell"),
        Kind::Buy => ("Chào mua", "offer to buy"),
    }
}

/// What is offered or wanted, in Vietnamese: what people call their goods.
async fn title(means: &Means, offer: &Offer) -> Result<String, BoxError> {
    if !offer.title.is_empty() {
        return Ok(offer.title.clone());
    }
    if let Some(id) = offer.commodity_id
        && let Some(commodity) = catalogue::queries::find_commodity(means.db.read(), id).await?
    {
        return Ok(commodity.name_vi);
    }
    let tree = catalogue::queries::category_tree(means.db.read()).await?;
    Ok(offer
        .category_code
        .as_deref()
        .and_then(|code| tree.by_code(code))
        .map_or_else(String::new, |one| one.name_vi.clone()))
}

/// The owners of a business, or the person himself.
async fn tell(means: &Means, trader: &Trader, news: &News<'_>) -> Result<(), BoxError> {
    let people = match trader.member {
        Some(member) => recipients(means, member).await?,
        None => accounts::find_account(means.db.read(), trader.account).await?.into_iter().collect(),
    };
    for account in people {
        let Some(email) = &account.email else { continue };
        means.mailer.send(&mails::news(&means.mailer, email, &account.display_name, account.locale, news)).await?;
    }
    Ok(())
}
