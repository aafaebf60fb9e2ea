//! What somebody sees of his own offers. Every query begins at the party.

use catalogue::newest_first;
use kernel::OfferId;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    Cursor, Kind, Offer, Trader,
    entity::offer::{Column, Entity},
};

/// In any state, for officers and the worker.
pub async fn offer_by_id(db: &impl ConnectionTrait, id: OfferId) -> Result<Option<Offer>, DbErr> {
    Ok(Entity::find_by_id(id.0).one(db).await?.map(Offer::from))
}

pub async fn offer_for(db: &impl ConnectionTrait, owner: &Trader, id: OfferId) -> Result<Option<Offer>, DbErr> {
    let query = Entity::find_by_id(id.0).filter(Column::PartyId.eq(owner.party()));
    Ok(query.one(db).await?.map(Offer::from))
}

/// The trader's offers, last changed first; the next page's cursor is the last one's `updated_at` and id. `state` is a code such as
/// `open`, `hidden` or `closed`.
pub async fn page_for(
    db: &impl ConnectionTrait,
    owner: &Trader,
    kind: Option<Kind>,
    state: Option<&str>,
    after: Option<Cursor>,
    limit: u64,
) -> Result<Vec<Offer>, DbErr> {
    let mut query = Entity::find().filter(Column::PartyId.eq(owner.party()));
    if let Some(kind) = kind {
        query = query.filter(Column::Kind.eq(kind));
    }
    if let Some(state) = state {
        query = query.filter(Column::State.eq(state));
    }
    let query = newest_first(query, Column::UpdatedAt, Column::Id, after, limit);
    Ok(query.all(db).await?.into_iter().map(Offer::from).collect())
}

/// How many offers the trader has by the code of their state; states without one are left out.
pub async fn count_by_state(db: &impl ConnectionTrait, owner: &Trader) -> Result<Vec<(String, i64)>, DbErr> {
    Entity::find()
        .select_only()
        .column(Column::State)
        .column_as(Column::Id.count(), "offers")
        .filter(Column::PartyId.eq(owner.party()))
        .group_by(Column::State)
        .order_by_asc(Column::State)
        .into_tuple()
        .all(db)
        .await
}
