//! What officers see: what waits, what was done, and how many products have a live offer.

use catalogue::oldest_first;
use chrono::{DateTime, NaiveDate, Utc};
use kernel::{AccountId, MemberId, OfferId, ProductId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::lists::is_open;
use crate::{
    Cursor, Kind, Offer, State, Verb,
    entity::{
        offer::{Column, Entity},
        offer_decision, offer_trust,
    },
};

/// The offers that wait longest; the next page's cursor is the last one's `submitted_at` and id.
pub async fn waiting_offers(db: &impl ConnectionTrait, after: Option<Cursor>, limit: u64) -> Result<Vec<Offer>, DbErr> {
    let query = oldest_first(
        Entity::find().filter(is_waiting()).filter(Column::SubmittedAt.is_not_null()),
        Column::SubmittedAt,
        Column::Id,
        after,
        limit,
    );
    Ok(query.all(db).await?.into_iter().map(Offer::from).collect())
}

pub async fn count_waiting(db: &impl ConnectionTrait) -> Result<u64, DbErr> {
    Entity::find().filter(is_waiting()).count(db).await
}

fn is_waiting() -> Expr {
    Expr::col((Entity, Column::State)).eq(Expr::Constant(State::Submitted.code().into()))
}

/// The desk's figures of one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figures {
    pub waiting: u64,
    /// Since when the longest waits.
    pub waiting_since: Option<DateTime<Utc>>,
    /// Products with at least one open offer to sell, of those that are listed.
    pub products_with_offer: u64,
    pub products_listed: u64,
}

pub async fn figures(db: &impl ConnectionTrait, today: NaiveDate) -> Result<Figures, DbErr> {
    let oldest = waiting_offers(db, None, 1).await?.pop();
    let with_offer: Option<i64> = Entity::find()
        .select_only()
        .column_as(Expr::col((Entity, Column::ProductId)).count_distinct(), "products")
        .filter(is_open())
        .filter(Column::Kind.eq(Kind::Sell))
        .filter(Column::ValidUntil.gte(today))
        .into_tuple()
        .one(db)
        .await?;
    Ok(Figures {
        waiting: count_waiting(db).await?,
        waiting_since: oldest.and_then(|offer| offer.submitted_at),
        products_with_offer: with_offer.and_then(|count| u64::try_from(count).ok()).unwrap_or(0),
        products_listed: catalogue::queries::count_listed(db).await?,
    })
}

/// How many decisions of one kind an officer made on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Processed {
    pub day: NaiveDate,
    pub officer: AccountId,
    pub verb: Verb,
    pub count: i64,
}

/// At most this many lines: three verbs of eleven officers for three months.
const MAX_LINES: u64 = 3_000;

/// What was decided from one day to another, both counted, by day and officer.
pub async fn decisions_by_day(
    db: &impl ConnectionTrait,
    from: NaiveDate,
    until: NaiveDate,
) -> Result<Vec<Processed>, DbErr> {
    use offer_decision::Column;
    let rows: Vec<(NaiveDate, Uuid, Verb, i64)> = offer_decision::Entity::find()
        .select_only()
        .columns([Column::Day, Column::OfficerId, Column::Verb])
        .column_as(Column::Id.count(), "decisions")
        .filter(Column::Day.gte(from))
        .filter(Column::Day.lte(until))
        .group_by(Column::Day)
        .group_by(Column::OfficerId)
        .group_by(Column::Verb)
        .order_by_asc(Column::Day)
        .order_by_asc(Column::OfficerId)
        .order_by_asc(Column::Verb)
        .limit(MAX_LINES)
        .into_tuple()
        .all(db)
        .await?;
    let processed = |(day, officer, verb, count)| Processed { day, officer: AccountId(officer), verb, count };
    Ok(rows.into_iter().map(processed).collect())
}

/// Which offers to read; nothing set: all.
#[derive(Debug, Clone, Default)]
pub struct ConsoleFilter {
    /// A code such as `open` or `hidden`.
    pub state: Option<String>,
    pub kind: Option<Kind>,
    /// A category, or a group with what is below it; empty: any.
    pub categories: Vec<String>,
    /// Of one of these members or accounts; of nobody where the list is empty.
    pub parties: Option<Vec<Uuid>>,
    pub product: Option<ProductId>,
    /// The last id of the page before.
    pub before: Option<OfferId>,
}

/// Offers of every state, the newest begun first.
pub async fn page_offers(db: &impl ConnectionTrait, filter: &ConsoleFilter, limit: u64) -> Result<Vec<Offer>, DbErr> {
    let mut query = Entity::find();
    if let Some(state) = &filter.state {
        query = query.filter(Column::State.eq(state.as_str()));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(Column::Kind.eq(kind));
    }
    if !filter.categories.is_empty() {
        query = query.filter(Column::CategoryCode.is_in(filter.categories.iter().map(String::as_str)));
    }
    if let Some(parties) = &filter.parties {
        query = query.filter(Column::PartyId.is_in(parties.iter().copied()));
    }
    if let Some(product) = filter.product {
        query = query.filter(Column::ProductId.eq(product.0));
    }
    if let Some(before) = filter.before {
        query = query.filter(Column::Id.lt(before.0));
    }
    let rows = query.order_by_desc(Column::Id).limit(limit).all(db).await?;
    Ok(rows.into_iter().map(Offer::from).collect())
}

/// A member whose offers open at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trusted {
    pub member: MemberId,
    pub officer: AccountId,
    pub reason: String,
    pub since: DateTime<Utc>,
}

/// By member; the next page begins behind the last one.
pub async fn page_trusted(
    db: &impl ConnectionTrait,
    after: Option<MemberId>,
    limit: u64,
) -> Result<Vec<Trusted>, DbErr> {
    let mut query = offer_trust::Entity::find().order_by_asc(offer_trust::Column::MemberId).limit(limit);
    if let Some(after) = after {
        query = query.filter(offer_trust::Column::MemberId.gt(after.0));
    }
    Ok(query.all(db).await?.into_iter().map(trusted).collect())
}

/// Since when, by whom and why a member is trusted; `None`: it is not.
pub async fn trust_of(db: &impl ConnectionTrait, member: MemberId) -> Result<Option<Trusted>, DbErr> {
    Ok(offer_trust::Entity::find_by_id(member.0).one(db).await?.map(trusted))
}

fn trusted(row: offer_trust::Model) -> Trusted {
    Trusted { member: row.member_id.into(), officer: row.officer_id.into(), reason: row.reason, since: row.since }
}
