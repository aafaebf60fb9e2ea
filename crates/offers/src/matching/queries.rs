//! An offer's list, as it is read.

use chrono::NaiveDate;
use kernel::OfferId;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{Match, SHOWN};
use crate::{
    Offer,
    entity::offer_match::{Column, Entity},
    queries::offers_by_ids,
};

/// An open offer that matches, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counterpart {
    pub offer: Offer,
    pub found: Match,
}

/// The best first, at most [`SHOWN`]; none that is not open today.
pub async fn counterparts(db: &impl ConnectionTrait, id: OfferId, today: NaiveDate) -> Result<Vec<Counterpart>, DbErr> {
    let rows = Entity::find()
        .filter(Column::OfferId.eq(id.0))
        .order_by_desc(Column::Score)
        .order_by_asc(Column::CounterpartId)
        .limit(SHOWN as u64)
        .all(db)
        .await?;
    let ids: Vec<OfferId> = rows.iter().map(|row| row.counterpart_id.into()).collect();
    let mut offers = offers_by_ids(db, &ids, today).await?;
    let line = |row: crate::entity::offer_match::Model| {
        let at = offers.iter().position(|offer| offer.id.0 == row.counterpart_id)?;
        // Written by us and by nobody else.
        let reasons = serde_json::from_str(&row.reasons).unwrap_or_default();
        let score = u8::try_from(row.score).unwrap_or_default();
        Some(Counterpart { offer: offers.swap_remove(at), found: Match { score, reasons } })
    };
    Ok(rows.into_iter().filter_map(line).collect())
}
