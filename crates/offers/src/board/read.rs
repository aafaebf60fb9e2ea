//! The offers that were open in a week and the deals of it, read in pages.

use std::collections::HashMap;

use catalogue::{Cursor, oldest_first};
use chrono::{DateTime, Utc};
use kernel::{CommodityId, Measure, Money, Quantity};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    Select,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{
    Week,
    tally::{Goods, Tally},
};
use crate::{
    DealState, Kind,
    entity::{
        deal,
        offer::{Column, Entity},
        offer_price,
    },
};

const PAGE: u64 = 5_000;
/// Deals name their offers in the next statement.
const DEALS_PAGE: u64 = 1_000;

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    kind: Kind,
    party_id: Uuid,
    commodity_id: Option<Uuid>,
    category_code: Option<String>,
    commune_code: String,
    unit_code: String,
    pack_quantity: Option<i64>,
    pack_unit: String,
    price: Option<i64>,
    at: DateTime<Utc>,
}

impl Row {
    fn goods(&self) -> Goods {
        Goods {
            commodity: self.commodity_id.map(CommodityId),
            category: self.category_code.clone(),
            commune: self.commune_code.clone(),
            measure: match self.pack_quantity {
                Some(content) => Measure::packed(&self.unit_code, Quantity(content), &self.pack_unit),
                None => Measure::new(&self.unit_code),
            },
        }
    }
}

pub(super) async fn tally(db: &impl ConnectionTrait, week: Week) -> Result<Tally, DbErr> {
    let mut tally = Tally::default();
    // Each in the order of an index of its own; an offer is in one of them alone.
    for (query, by) in [
        (live(week, "open"), Column::OpenedAt),
        (live(week, "closed").filter(Column::EndedAt.gt(week.begins_at())), Column::EndedAt),
        (live(week, "expired").filter(Column::EndedAt.gt(week.begins_at())), Column::EndedAt),
        (filled(week), Column::UpdatedAt),
    ] {
        add_offers(db, &mut tally, week, &query, by).await?;
    }
    add_deals(db, &mut tally, week).await?;
    Ok(tally)
}

/// Offers in a state, written into the statement as in the partial indexes, that were open in the week. What an officer had hidden
/// when it ended still carries his reason.
fn live(week: Week, state: &'static str) -> Select<Entity> {
    Entity::find()
        .filter(constant(Column::State, state))
        .filter(Column::OpenedAt.lt(week.ends_at()))
        .filter(Column::ValidUntil.gte(week.monday()))
        .filter(Column::Reason.eq(""))
}

/// Offers to buy that got their quotes: closed to newcomers, though a deal may still end them.
fn filled(week: Week) -> Select<Entity> {
    live(week, "closed")
        .filter(constant(Column::Cause, "quotes"))
        .filter(Column::EndedAt.is_null())
        .filter(Column::UpdatedAt.gt(week.begins_at()))
}

fn constant(column: Column, code: &'static str) -> Expr {
    Expr::col((Entity, column)).eq(Expr::Constant(code.into()))
}

async fn add_offers(
    db: &impl ConnectionTrait,
    tally: &mut Tally,
    week: Week,
    query: &Select<Entity>,
    by: Column,
) -> Result<(), DbErr> {
    let mut after: Option<Cursor> = None;
    loop {
        let page = oldest_first(columns(query.clone(), by), by, Column::Id, after, PAGE);
        let rows: Vec<Row> = page.into_model().all(db).await?;
        let past = past_prices(db, &rows, week).await?;
        for row in &rows {
            let price = past.get(&row.id).copied().unwrap_or(row.price);
            tally.offer(&row.goods(), row.kind, row.party_id, price.map(Money));
        }
        match rows.last() {
            Some(last) if rows.len() as u64 == PAGE => after = Some(Cursor { at: last.at, id: last.id }),
            _ => return Ok(()),
        }
    }
}

/// The prices with which offers went out of the week, of those that changed theirs since.
async fn past_prices(db: &impl ConnectionTrait, rows: &[Row], week: Week) -> Result<HashMap<Uuid, Option<i64>>, DbErr> {
    if rows.is_empty() {
        return Ok(HashMap::new());
    }
    let later = offer_price::Entity::find()
        .filter(offer_price::Column::OfferId.is_in(rows.iter().map(|row| row.id)))
        .filter(offer_price::Column::Until.gte(week.ends_at()))
        .order_by_desc(offer_price::Column::Until)
        .all(db)
        .await?;
    // The earliest change behind the week comes last, and stays.
    Ok(later.into_iter().map(|past| (past.offer_id, past.price)).collect())
}

fn columns(query: Select<Entity>, at: Column) -> Select<Entity> {
    let columns = [
        Column::Id,
        Column::Kind,
        Column::PartyId,
        Column::CommodityId,
        Column::CategoryCode,
        Column::CommuneCode,
        Column::UnitCode,
        Column::PackQuantity,
        Column::PackUnit,
        Column::Price,
    ];
    query.select_only().columns(columns).column_as(at, "at")
}

async fn add_deals(db: &impl ConnectionTrait, tally: &mut Tally, week: Week) -> Result<(), DbErr> {
    let of_week = Condition::all()
        .add(deal::Column::AgreedAt.gte(week.begins_at()))
        .add(deal::Column::AgreedAt.lt(week.ends_at()))
        .add(deal::Column::State.ne(DealState::Cancelled));
    let mut after: Option<Cursor> = None;
    loop {
        let query = deal::Entity::find().filter(of_week.clone());
        let deals = oldest_first(query, deal::Column::AgreedAt, deal::Column::Id, after, DEALS_PAGE).all(db).await?;
        let named = Entity::find().filter(Column::Id.is_in(deals.iter().map(|deal| deal.offer_id)));
        let offers: Vec<Row> = columns(named, Column::CreatedAt).into_model().all(db).await?;
        let goods: HashMap<Uuid, Goods> = offers.iter().map(|row| (row.id, row.goods())).collect();
        for deal in &deals {
            if let Some(goods) = goods.get(&deal.offer_id) {
                tally.deal(goods, Money(deal.price), Quantity(deal.quantity));
            }
        }
        match deals.last() {
            Some(last) if deals.len() as u64 == DEALS_PAGE => after = Some(Cursor { at: last.agreed_at, id: last.id }),
            _ => return Ok(()),
        }
    }
}
