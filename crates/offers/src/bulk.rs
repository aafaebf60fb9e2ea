//! Filling a database with many rows at once: no rules, no audit lines, no events. Only for demonstration data.

use kernel::AccountId;
use sea_orm::{ActiveModelTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, Iterable};
use uuid::Uuid;

use crate::{
    Deal, Message, Offer, Quote, Side, Thread,
    entity::{deal, offer, quote, quote_thread, thread_message},
};

/// SQLite takes 32,766 bound values in a statement; a statement of a few thousand is as quick and shorter to write.
const BINDS: usize = 16_000;

/// A thread with everything in it, oldest first. Its offer must be there.
#[derive(Debug, Clone)]
pub struct NewThread {
    pub thread: Thread,
    /// Who acts for the offer's owner.
    pub owner: AccountId,
    pub quotes: Vec<Quote>,
    pub deals: Vec<Deal>,
    pub messages: Vec<Message>,
}

impl NewThread {
    fn account(&self, side: Side) -> Uuid {
        match side {
            Side::Owner => self.owner.0,
            Side::Other => self.thread.other.account.0,
        }
    }
}

/// The accounts, members, stalls and products must be there. What remains must be what the deals leave: nobody counts.
pub async fn insert_offers(txn: &impl ConnectionTrait, all: &[Offer]) -> Result<(), DbErr> {
    insert::<offer::Entity, _>(txn, all.iter().map(|new| offer::Model::from(new).into_active_model().reset_all())).await
}

pub async fn insert_threads(txn: &impl ConnectionTrait, all: &[NewThread]) -> Result<(), DbErr> {
    insert::<quote_thread::Entity, _>(txn, all.iter().map(|new| thread_row(new).into_active_model().reset_all()))
        .await?;
    let quotes = all.iter().flat_map(|new| new.quotes.iter().map(|quote| quote_row(new, quote)));
    insert::<quote::Entity, _>(txn, quotes.map(|row| row.into_active_model().reset_all())).await?;
    let deals = all.iter().flat_map(|new| &new.deals).map(|deal| deal_row(deal).into_active_model().reset_all());
    insert::<deal::Entity, _>(txn, deals).await?;
    let messages = all.iter().flat_map(|new| new.messages.iter().map(|message| message_row(new, message)));
    insert::<thread_message::Entity, _>(txn, messages.map(|row| row.into_active_model().reset_all())).await
}

fn thread_row(new: &NewThread) -> quote_thread::Model {
    let thread = &new.thread;
    quote_thread::Model {
        id: thread.id.0,
        offer_id: thread.offer_id.0,
        owner_id: thread.owner_id,
        account_id: thread.other.account.0,
        member_id: thread.other.member.map(Uuid::from),
        party_id: thread.other.party(),
        contact: thread.contact,
        last_quote_id: new.quotes.last().map(|quote| quote.id.0),
        created_at: thread.created_at,
        updated_at: thread.updated_at,
    }
}

fn quote_row(new: &NewThread, quote: &Quote) -> quote::Model {
    quote::Model {
        id: quote.id.0,
        thread_id: quote.thread_id.0,
        offer_id: quote.offer_id.0,
        previous_id: quote.previous_id.map(Uuid::from),
        by_owner: quote.by == Side::Owner,
        account_id: new.account(quote.by),
        state: quote.state,
        price: quote.price.0,
        quantity: quote.quantity.0,
        terms: quote.terms.clone(),
        valid_until: quote.valid_until,
        created_at: quote.created_at,
        decided_at: quote.decided_at,
    }
}

fn deal_row(deal: &Deal) -> deal::Model {
    deal::Model {
        id: deal.id.0,
        offer_id: deal.offer_id.0,
        thread_id: deal.thread_id.0,
        quote_id: deal.quote_id.0,
        seller_id: deal.seller_id,
        buyer_id: deal.buyer_id,
        state: deal.state,
        price: deal.price.0,
        quantity: deal.quantity.0,
        unit_code: deal.unit_code.clone(),
        amount: deal.amount.0,
        reason: deal.reason.clone(),
        agreed_at: deal.agreed_at,
        ended_at: deal.ended_at,
    }
}

fn message_row(new: &NewThread, message: &Message) -> thread_message::Model {
    thread_message::Model {
        id: message.id.0,
        thread_id: message.thread_id.0,
        kind: message.kind,
        quote_id: message.quote_id.map(Uuid::from),
        account_id: message.by.map(|side| new.account(side)),
        by_owner: message.by.map(|side| side == Side::Owner),
        body: message.body.clone(),
        changes: message.change.as_ref().map(|change| serde_json::json!(change).to_string()).unwrap_or_default(),
        created_at: message.created_at,
    }
}

async fn insert<E, A>(txn: &impl ConnectionTrait, rows: impl Iterator<Item = A>) -> Result<(), DbErr>
where
    E: EntityTrait,
    A: ActiveModelTrait<Entity = E>,
{
    let per_statement = BINDS / E::Column::iter().count();
    let mut rows = rows.peekable();
    while rows.peek().is_some() {
        let chunk: Vec<A> = rows.by_ref().take(per_statement).collect();
        E::insert_many(chunk).exec_without_returning(txn).await?;
    }
    Ok(())
}
