//! Offers of an instant and deals of a time, for the floor's statistics.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};
use kernel::{Money, ProductId};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use crate::{
    DealState, Kind, State,
    entity::{deal, offer, offer::Column},
};

/// So many rows are read at a time.
const CHUNK: u64 = 5_000;

/// Open at `at`, whose day is `day`: opened before, and open still or ended only since. (What was hidden for a while in
/// between is not known; what is hidden now is not open.)
fn open_at(kind: Kind, at: DateTime<Utc>, day: NaiveDate) -> Select<offer::Entity> {
    let since = Condition::all().add(Column::EndedAt.is_not_null()).add(Column::EndedAt.gte(at));
    offer::Entity::find()
        .filter(Column::Kind.eq(kind))
        .filter(Column::OpenedAt.lt(at))
        .filter(Column::ValidUntil.gte(day))
        .filter(Condition::any().add(Expr::col(Column::State).eq(State::Open.code())).add(since))
}

pub async fn count_open_at(
    db: &impl ConnectionTrait,
    kind: Kind,
    at: DateTime<Utc>,
    day: NaiveDate,
) -> Result<u64, DbErr> {
    open_at(kind, at, day).count(db).await
}

/// The products with an offer to sell that was open at `at`.
pub async fn products_offered_at(
    db: &impl ConnectionTrait,
    at: DateTime<Utc>,
    day: NaiveDate,
) -> Result<HashSet<ProductId>, DbErr> {
    let mut found = HashSet::new();
    let mut after = Uuid::nil();
    loop {
        let rows: Vec<Uuid> = open_at(Kind::Sell, at, day)
            .filter(Column::ProductId.gt(after))
            .order_by_asc(Column::ProductId)
            .select_only()
            .column(Column::ProductId)
            .distinct()
            .limit(CHUNK)
            .into_tuple()
            .all(db)
            .await?;
        let Some(last) = rows.last() else { return Ok(found) };
        after = *last;
        found.extend(rows.into_iter().map(ProductId));
    }
}

/// A deal with what statistics sort it by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dealt {
    /// The member that sells.
    pub seller: Uuid,
    pub product: Option<ProductId>,
    pub category_code: Option<String>,
    pub commune_code: String,
    pub amount: Money,
}

/// Deal, seller, amount; product, category and commune of its offer.
type DealtRow = (Uuid, Uuid, i64, Option<Uuid>, Option<String>, String);

/// Calls `each` with every deal agreed from `from` until before `until` that was not cancelled.
pub async fn each_deal_between(
    db: &impl ConnectionTrait,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    mut each: impl FnMut(Dealt),
) -> Result<(), DbErr> {
    use deal::Column as D;
    let mut after = Uuid::nil();
    loop {
        let rows: Vec<DealtRow> = deal::Entity::find()
            .join(JoinType::InnerJoin, deal::Entity::belongs_to(offer::Entity).from(D::OfferId).to(Column::Id).into())
            .filter(D::AgreedAt.gte(from))
            .filter(D::AgreedAt.lt(until))
            .filter(D::State.ne(DealState::Cancelled))
            .filter(D::Id.gt(after))
            .order_by_asc(D::Id)
            .limit(CHUNK)
            .select_only()
            .columns([D::Id, D::SellerId, D::Amount])
            .columns([Column::ProductId, Column::CategoryCode, Column::CommuneCode])
            .into_tuple()
            .all(db)
            .await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.0;
        for (_, seller, amount, product, category_code, commune_code) in rows {
            let product = product.map(ProductId);
            each(Dealt { seller, product, category_code, commune_code, amount: Money(amount) });
        }
    }
}

/// What one member's quotes and deals came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Trade {
    /// Parties that quoted on the member's offers.
    pub quoted: i64,
    pub deals: i64,
    pub value: i64,
}

/// The trade of one member as the seller, or of its offers, from `from` until before `until`.
pub async fn trade_of(
    db: &impl ConnectionTrait,
    member: kernel::MemberId,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Trade, DbErr> {
    use crate::entity::quote_thread;
    let quoted = quote_thread::Entity::find()
        .filter(quote_thread::Column::OwnerId.eq(member.0))
        .filter(quote_thread::Column::CreatedAt.gte(from))
        .filter(quote_thread::Column::CreatedAt.lt(until))
        .count(db)
        .await?;
    let sums: Option<(i64, Option<i64>)> = deal::Entity::find()
        .filter(deal::Column::SellerId.eq(member.0))
        .filter(deal::Column::AgreedAt.gte(from))
        .filter(deal::Column::AgreedAt.lt(until))
        .filter(deal::Column::State.ne(DealState::Cancelled))
        .select_only()
        .column_as(deal::Column::Id.count(), "deals")
        .column_as(Expr::col(deal::Column::Amount).sum().cast_as("bigint"), "value")
        .into_tuple()
        .one(db)
        .await?;
    let (deals, value) = sums.map_or((0, 0), |(deals, value)| (deals, value.unwrap_or(0)));
    Ok(Trade { quoted: i64::try_from(quoted).unwrap_or(i64::MAX), deals, value })
}
