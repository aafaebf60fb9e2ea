//! Threads, for their two sides and for officers.

use std::collections::HashMap;

use catalogue::newest_first;
use kernel::{AttachmentId, MessageId, OfferId, QuoteId, ThreadId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use uuid::Uuid;

use crate::{
    Attachment, Contact, Cursor, DealState, Kind, Message, MessageKind, Offer, Quote, Side, State, Thread, Trader,
    entity::{deal, offer, quote, quote_thread, thread_attachment, thread_message},
    store,
};

/// A thread in the list of one of its sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThreadLine {
    pub thread: Thread,
    pub offer: Offer,
    pub last_quote: Option<Quote>,
    /// Where the deal stands that came of the last quote.
    pub deal: Option<DealState>,
}

impl ThreadLine {
    /// Which side has to answer; `None` when nobody has.
    #[must_use]
    pub fn turn(&self) -> Option<Side> {
        self.last_quote.as_ref().and_then(Quote::turn)
    }

    /// Whether the seller sees who the buyer is and how to reach him; `has_deal`: a deal came of it.
    #[must_use]
    pub fn shows_buyer(&self, has_deal: bool) -> bool {
        buyers_choice(&self.offer, &self.thread).is_shown(has_deal)
    }
}

/// When the seller sees how to reach the buyer, who chose it with his offer or with his first quote.
fn buyers_choice(offer: &Offer, thread: &Thread) -> Contact {
    match offer.kind {
        Kind::Buy => offer.terms.contact,
        Kind::Sell => thread.contact,
    }
}

/// A thread as one of its sides sees it, without its messages, which come in pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Negotiation {
    pub thread: Thread,
    pub offer: Offer,
    pub last_quote: Option<Quote>,
    /// Where the deal stands that came of the last quote.
    pub deal: Option<DealState>,
    pub side: Side,
    /// Whether a deal came of it that was not cancelled.
    pub has_deal: bool,
}

impl Negotiation {
    #[must_use]
    pub fn is_my_turn(&self) -> bool {
        self.last_quote.as_ref().and_then(Quote::turn) == Some(self.side)
    }

    /// Whether the seller sees who the buyer is and how to reach him.
    #[must_use]
    pub fn shows_buyers_contact(&self) -> bool {
        buyers_choice(&self.offer, &self.thread).is_shown(self.has_deal)
    }
}

/// The trader's threads, as the offers' owner or as the one who answered, last touched first; the next page's cursor is the last one's
/// `updated_at` and id.
pub async fn page_threads(
    db: &impl ConnectionTrait,
    trader: &Trader,
    side: Side,
    after: Option<Cursor>,
    limit: u64,
) -> Result<Vec<ThreadLine>, DbErr> {
    use quote_thread::Column;
    let whose = match side {
        Side::Owner => Column::OwnerId,
        Side::Other => Column::PartyId,
    };
    let query = newest_first(
        quote_thread::Entity::find().filter(whose.eq(trader.party())),
        Column::UpdatedAt,
        Column::Id,
        after,
        limit,
    );
    lines(db, query.all(db).await?).await
}

/// The threads on one offer of the trader's, in the order in which they were begun; the next page begins behind the last one's id.
pub async fn page_threads_of_offer(
    db: &impl ConnectionTrait,
    owner: &Trader,
    offer: OfferId,
    after: Option<ThreadId>,
    limit: u64,
) -> Result<Vec<ThreadLine>, DbErr> {
    use quote_thread::Column;
    let mut query = quote_thread::Entity::find()
        .filter(Column::OfferId.eq(offer.0))
        .filter(Column::OwnerId.eq(owner.party()))
        .order_by_asc(Column::Id)
        .limit(limit);
    if let Some(after) = after {
        query = query.filter(Column::Id.gt(after.0));
    }
    lines(db, query.all(db).await?).await
}

async fn lines(db: &impl ConnectionTrait, threads: Vec<quote_thread::Model>) -> Result<Vec<ThreadLine>, DbErr> {
    if threads.is_empty() {
        return Ok(Vec::new());
    }
    let ids = threads.iter().map(|thread| thread.offer_id);
    let offers = offer::Entity::find().filter(offer::Column::Id.is_in(ids)).all(db).await?;
    let offers: HashMap<Uuid, Offer> = offers.into_iter().map(|row| (row.id, row.into())).collect();
    let last: Vec<Uuid> = threads.iter().filter_map(|thread| thread.last_quote_id).collect();
    let deals: Vec<(Uuid, DealState)> = deal::Entity::find()
        .select_only()
        .columns([deal::Column::QuoteId, deal::Column::State])
        .filter(deal::Column::QuoteId.is_in(last.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    let deals: HashMap<Uuid, DealState> = deals.into_iter().collect();
    let quotes = quote::Entity::find().filter(quote::Column::Id.is_in(last)).all(db).await?;
    let mut quotes: HashMap<Uuid, Quote> = quotes.into_iter().map(|row| (row.id, row.into())).collect();
    Ok(threads
        .into_iter()
        .filter_map(|row| {
            let last_quote = row.last_quote_id.and_then(|id| quotes.remove(&id));
            let deal = row.last_quote_id.and_then(|id| deals.get(&id)).copied();
            Some(ThreadLine { offer: offers.get(&row.offer_id)?.clone(), last_quote, deal, thread: row.into() })
        })
        .collect())
}

/// The thread if the trader is one of its two sides.
pub async fn thread_for(
    db: &impl ConnectionTrait,
    trader: &Trader,
    id: ThreadId,
) -> Result<Option<Negotiation>, DbErr> {
    let Some(ThreadLine { thread, offer, last_quote, deal }) = thread_by_id(db, id).await? else { return Ok(None) };
    let Some(side) = thread.side(trader) else { return Ok(None) };
    let deals = deal::Entity::find()
        .filter(deal::Column::ThreadId.eq(id.0))
        .filter(deal::Column::State.ne(DealState::Cancelled))
        .limit(1)
        .count(db)
        .await?;
    Ok(Some(Negotiation { thread, offer, last_quote, deal, side, has_deal: deals > 0 }))
}

/// The trader's thread on another's offer, when he has answered it.
pub async fn thread_on(db: &impl ConnectionTrait, trader: &Trader, offer: OfferId) -> Result<Option<ThreadId>, DbErr> {
    use quote_thread::Column;
    let query = quote_thread::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::OfferId.eq(offer.0))
        .filter(Column::PartyId.eq(trader.party()));
    Ok(query.into_tuple::<Uuid>().one(db).await?.map(ThreadId))
}

/// Those threads, by id. Whose they are is the caller's to know; at most a page's worth.
pub async fn threads_by_ids(
    db: &impl ConnectionTrait,
    ids: &[ThreadId],
) -> Result<HashMap<ThreadId, ThreadLine>, DbErr> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let query = quote_thread::Entity::find().filter(quote_thread::Column::Id.is_in(ids.iter().map(|id| id.0)));
    let found = lines(db, query.all(db).await?).await?;
    Ok(found.into_iter().map(|line| (line.thread.id, line)).collect())
}

/// A quote with its thread, if the trader is one of the two sides.
pub async fn quote_for(
    db: &impl ConnectionTrait,
    trader: &Trader,
    id: QuoteId,
) -> Result<Option<(Quote, Negotiation)>, DbErr> {
    let Some(quote) = quote::Entity::find_by_id(id.0).one(db).await?.map(Quote::from) else { return Ok(None) };
    let thread = thread_for(db, trader, quote.thread_id).await?;
    Ok(thread.map(|thread| (quote, thread)))
}

/// Any thread, for officers and the worker.
pub async fn thread_by_id(db: &impl ConnectionTrait, id: ThreadId) -> Result<Option<ThreadLine>, DbErr> {
    let found = quote_thread::Entity::find_by_id(id.0).one(db).await?;
    Ok(lines(db, found.into_iter().collect()).await?.pop())
}

/// Where a subject of the audit log hangs, by its kind as the log writes it: a quote, a deal or a message.
pub async fn thread_behind(
    db: &impl ConnectionTrait,
    kind: &str,
    id: Uuid,
) -> Result<Option<(OfferId, ThreadId)>, DbErr> {
    let thread = match kind {
        "quote" => quote::Entity::find_by_id(id).one(db).await?.map(|row| row.thread_id),
        "deal" => deal::Entity::find_by_id(id).one(db).await?.map(|row| row.thread_id),
        "message" => thread_message::Entity::find_by_id(id).one(db).await?.map(|row| row.thread_id),
        _ => None,
    };
    let Some(thread) = thread else { return Ok(None) };
    let found = quote_thread::Entity::find_by_id(thread).one(db).await?;
    Ok(found.map(|row| (row.offer_id.into(), row.id.into())))
}

/// Any quote, for the worker.
pub async fn quote_by_id(db: &impl ConnectionTrait, id: QuoteId) -> Result<Option<Quote>, DbErr> {
    Ok(quote::Entity::find_by_id(id.0).one(db).await?.map(Quote::from))
}

/// Those quotes. Whose they are is the caller's to know; at most a page's worth.
pub async fn quotes_by_ids(db: &impl ConnectionTrait, ids: &[QuoteId]) -> Result<Vec<Quote>, DbErr> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = quote::Entity::find().filter(quote::Column::Id.is_in(ids.iter().map(|id| id.0))).all(db).await?;
    Ok(rows.into_iter().map(Quote::from).collect())
}

/// Any message, for the worker.
pub async fn message_by_id(db: &impl ConnectionTrait, id: MessageId) -> Result<Option<Message>, DbErr> {
    Ok(thread_message::Entity::find_by_id(id.0).one(db).await?.map(Message::from))
}

/// Which side took that step about a quote. Whether the reader may know is the caller's to ask; the latest where it was taken more than once.
pub async fn who_said(
    db: &impl ConnectionTrait,
    thread: ThreadId,
    kind: MessageKind,
    quote: QuoteId,
) -> Result<Option<Side>, DbErr> {
    use thread_message::Column;
    let query = thread_message::Entity::find()
        .filter(Column::ThreadId.eq(thread.0))
        .filter(Column::Kind.eq(kind))
        .filter(Column::QuoteId.eq(quote.0))
        .order_by_desc(Column::CreatedAt);
    Ok(query.one(db).await?.and_then(|row| row.by_owner).map(Side::from_owner))
}

/// In which state its offer ended a quote, for the worker; `None` for one that expired by itself.
pub async fn offer_ended_by(db: &impl ConnectionTrait, quote: &Quote) -> Result<Option<State>, DbErr> {
    use thread_message::Column;
    let query = thread_message::Entity::find()
        .filter(Column::ThreadId.eq(quote.thread_id.0))
        .filter(Column::Kind.eq(MessageKind::Expired))
        .filter(Column::QuoteId.eq(quote.id.0));
    Ok(query.one(db).await?.and_then(|row| Message::from(row).ended))
}

/// The quotes of a thread, newest first. Whether the reader may is asked with [`thread_for`].
pub async fn quotes_of(
    db: &impl ConnectionTrait,
    thread: ThreadId,
    after: Option<Cursor>,
    limit: u64,
) -> Result<Vec<Quote>, DbErr> {
    use quote::Column;
    let query = newest_first(
        quote::Entity::find().filter(Column::ThreadId.eq(thread.0)),
        Column::CreatedAt,
        Column::Id,
        after,
        limit,
    );
    Ok(query.all(db).await?.into_iter().map(Quote::from).collect())
}

/// What was said and done in a thread, newest first. Whether the reader may is asked with [`thread_for`].
pub async fn messages_of(
    db: &impl ConnectionTrait,
    thread: ThreadId,
    after: Option<Cursor>,
    limit: u64,
) -> Result<Vec<Message>, DbErr> {
    use thread_message::Column;
    let query = newest_first(
        thread_message::Entity::find().filter(Column::ThreadId.eq(thread.0)),
        Column::CreatedAt,
        Column::Id,
        after,
        limit,
    );
    Ok(query.all(db).await?.into_iter().map(Message::from).collect())
}

/// The files of those messages, by message. At most a page's worth of messages.
pub async fn attachments_of(
    db: &impl ConnectionTrait,
    messages: &[MessageId],
) -> Result<HashMap<MessageId, Vec<Attachment>>, DbErr> {
    use thread_attachment::Column;
    let mut found: HashMap<MessageId, Vec<Attachment>> = HashMap::new();
    if messages.is_empty() {
        return Ok(found);
    }
    let query = thread_attachment::Entity::find().filter(Column::MessageId.is_in(messages.iter().map(|id| id.0)));
    for row in query.order_by_asc(Column::Id).all(db).await? {
        found.entry(row.message_id.into()).or_default().push(row.into());
    }
    Ok(found)
}

/// A file of a thread. Whether the reader may is asked with [`thread_for`].
pub async fn attachment(db: &impl ConnectionTrait, id: AttachmentId) -> Result<Option<Attachment>, DbErr> {
    Ok(thread_attachment::Entity::find_by_id(id.0).one(db).await?.map(Attachment::from))
}

/// So many are counted on each side: beyond that the number says nothing more.
const MOST_WAITING: u64 = 100;

/// How many quotes wait for the trader's answer, on his own offers and on others': at most twice [`MOST_WAITING`].
pub async fn count_my_turn(db: &impl ConnectionTrait, trader: &Trader) -> Result<u64, DbErr> {
    use quote_thread::Column;
    let mut waiting = 0;
    for (whose, by_owner) in [(Column::OwnerId, false), (Column::PartyId, true)] {
        let mine =
            quote_thread::Entity::find().select_only().column(Column::Id).filter(whose.eq(trader.party())).into_query();
        waiting += quote::Entity::find()
            .filter(store::is_sent())
            .filter(quote::Column::ByOwner.eq(by_owner))
            .filter(quote::Column::ThreadId.in_subquery(mine))
            .limit(MOST_WAITING)
            .count(db)
            .await?;
    }
    Ok(waiting)
}
