//! Deals, for their two sides.

use catalogue::newest_first;
use kernel::{DealId, OfferId, ThreadId};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use crate::{
    Cursor, Deal, Kind, Trader,
    entity::deal::{Column, Entity},
};

/// Any deal, for the worker.
pub async fn deal_by_id(db: &impl ConnectionTrait, id: DealId) -> Result<Option<Deal>, DbErr> {
    Ok(Entity::find_by_id(id.0).one(db).await?.map(Deal::from))
}

pub async fn deal_for(db: &impl ConnectionTrait, trader: &Trader, id: DealId) -> Result<Option<Deal>, DbErr> {
    let party = trader.party();
    let mine = Condition::any().add(Column::SellerId.eq(party)).add(Column::BuyerId.eq(party));
    Ok(Entity::find_by_id(id.0).filter(mine).one(db).await?.map(Deal::from))
}

/// What the trader sold, or bought, newest first; the next page's cursor is the last one's `agreed_at` and id.
pub async fn page_deals(
    db: &impl ConnectionTrait,
    trader: &Trader,
    kind: Kind,
    after: Option<Cursor>,
    limit: u64,
) -> Result<Vec<Deal>, DbErr> {
    let whose = match kind {
        Kind::Sell => Column::SellerId,
        Kind::Buy => Column::BuyerId,
    };
    let query =
        newest_first(Entity::find().filter(whose.eq(trader.party())), Column::AgreedAt, Column::Id, after, limit);
    Ok(query.all(db).await?.into_iter().map(Deal::from).collect())
}

/// The deals that came of a thread, newest first. Whether the reader may is asked with [`super::thread_for`].
pub async fn deals_in_thread(db: &impl ConnectionTrait, thread: ThreadId, limit: u64) -> Result<Vec<Deal>, DbErr> {
    let query =
        newest_first(Entity::find().filter(Column::ThreadId.eq(thread.0)), Column::AgreedAt, Column::Id, None, limit);
    Ok(query.all(db).await?.into_iter().map(Deal::from).collect())
}

/// The deals on an offer, newest first, for officers.
pub async fn deals_on_offer(db: &impl ConnectionTrait, offer: OfferId, limit: u64) -> Result<Vec<Deal>, DbErr> {
    let query =
        newest_first(Entity::find().filter(Column::OfferId.eq(offer.0)), Column::AgreedAt, Column::Id, None, limit);
    Ok(query.all(db).await?.into_iter().map(Deal::from).collect())
}
