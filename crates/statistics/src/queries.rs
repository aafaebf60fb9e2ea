//! What the console and the reports read. Days are days in Hà Tĩnh; `from` and `to` belong to the period.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kernel::{CommodityId, MemberId, ProductId, StallId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use crate::{
    entity::{
        counter::{Column, Entity},
        counter_text, search_term, visitor,
    },
    event::kind,
};

/// Periods are cut to this many days, some eleven years.
const MAX_DAYS: usize = 4_000;

/// A day's count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    pub day: NaiveDate,
    pub count: i64,
}

/// A member's logins of one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoginDay {
    pub day: NaiveDate,
    pub ok: i64,
    pub failed: i64,
}

/// A member's logins of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemberLogins {
    pub member: MemberId,
    pub ok: i64,
    pub failed: i64,
}

/// A search term's figures in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    pub term: String,
    pub searches: i64,
    /// Products found, added up over all searches.
    pub hits: i64,
    /// Searches that found nothing.
    pub zero_hits: i64,
}

impl Term {
    /// How many products a search found on average, rounded.
    #[must_use]
    pub fn hits_per_search(&self) -> i64 {
        if self.searches == 0 { 0 } else { (self.hits + self.searches / 2) / self.searches }
    }
}

fn of_kind(kind: &str, from: NaiveDate, to: NaiveDate) -> Select<Entity> {
    Entity::find().filter(Column::Kind.eq(kind)).filter(Column::Day.between(from, to))
}

/// A sum as `bigint`; PostgreSQL makes it `numeric` otherwise.
fn sum(column: impl ColumnTrait) -> Expr {
    Expr::col(column).sum().cast_as("bigint")
}

/// The count of every day of the period, days without any too, over all subjects. Visits and visitors include the days
/// that are not closed yet.
pub async fn days(db: &impl ConnectionTrait, kind: &str, from: NaiveDate, to: NaiveDate) -> Result<Vec<Day>, DbErr> {
    let mut counts = by_day(db, of_kind(kind, from, to)).await?;
    if kind == kind::VISIT || kind == kind::VISITOR {
        for open in open_days(db, from, to).await? {
            *counts.entry(open.day).or_default() += if kind == kind::VISIT { open.visits } else { open.visitors };
        }
    }
    Ok(every_day(from, to).map(|day| Day { day, count: counts.get(&day).copied().unwrap_or(0) }).collect())
}

/// The same for one subject, such as a stall's own views.
pub async fn days_of(
    db: &impl ConnectionTrait,
    kind: &str,
    subject: Uuid,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<Day>, DbErr> {
    let counts = by_day(db, of_kind(kind, from, to).filter(Column::SubjectId.eq(subject))).await?;
    Ok(every_day(from, to).map(|day| Day { day, count: counts.get(&day).copied().unwrap_or(0) }).collect())
}

/// The counts of the floor as a whole, of every closed day that has any: one question for all kinds. Unlike [`days`] it
/// never looks at visitors.
pub async fn whole_days(
    db: &impl ConnectionTrait,
    kinds: &[&str],
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<(NaiveDate, String, i64)>, DbErr> {
    Entity::find()
        .filter(Column::SubjectId.eq(Uuid::nil()))
        .filter(Column::Kind.is_in(kinds.iter().copied()))
        .filter(Column::Day.between(from, to))
        .select_only()
        .columns([Column::Day, Column::Kind, Column::Count])
        .order_by_asc(Column::Day)
        .into_tuple()
        .all(db)
        .await
}

fn every_day(from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    from.iter_days().take_while(move |day| *day <= to).take(MAX_DAYS)
}

async fn by_day(db: &impl ConnectionTrait, query: Select<Entity>) -> Result<BTreeMap<NaiveDate, i64>, DbErr> {
    let rows: Vec<(NaiveDate, i64)> = query
        .select_only()
        .column(Column::Day)
        .column_as(sum(Column::Count), "sum")
        .group_by(Column::Day)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// The whole period's count over all subjects. Visitors are added up by day: who comes on two days counts twice.
pub async fn total(db: &impl ConnectionTrait, kind: &str, from: NaiveDate, to: NaiveDate) -> Result<i64, DbErr> {
    Ok(days(db, kind, from, to).await?.iter().map(|day| day.count).sum())
}

/// The subjects of a kind with the highest counts, highest first.
pub async fn most(
    db: &impl ConnectionTrait,
    kind: &str,
    from: NaiveDate,
    to: NaiveDate,
    limit: u64,
) -> Result<Vec<(Uuid, i64)>, DbErr> {
    of_kind(kind, from, to)
        .select_only()
        .column(Column::SubjectId)
        .column_as(sum(Column::Count), "sum")
        .group_by(Column::SubjectId)
        .order_by(sum(Column::Count), Order::Desc)
        .order_by_asc(Column::SubjectId)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await
}

async fn most_as<T: From<Uuid>>(
    db: &impl ConnectionTrait,
    kind: &str,
    (from, to): (NaiveDate, NaiveDate),
    limit: u64,
) -> Result<Vec<(T, i64)>, DbErr> {
    Ok(most(db, kind, from, to, limit).await?.into_iter().map(|(id, count)| (T::from(id), count)).collect())
}

pub async fn most_viewed_products(
    db: &impl ConnectionTrait,
    from: NaiveDate,
    to: NaiveDate,
    limit: u64,
) -> Result<Vec<(ProductId, i64)>, DbErr> {
    most_as(db, kind::PRODUCT_VIEW, (from, to), limit).await
}

pub async fn most_viewed_commodities(
    db: &impl ConnectionTrait,
    from: NaiveDate,
    to: NaiveDate,
    limit: u64,
) -> Result<Vec<(CommodityId, i64)>, DbErr> {
    most_as(db, kind::COMMODITY_VIEW, (from, to), limit).await
}

pub async fn most_viewed_stalls(
    db: &impl ConnectionTrait,
    from: NaiveDate,
    to: NaiveDate,
    limit: u64,
) -> Result<Vec<(StallId, i64)>, DbErr> {
    most_as(db, kind::STALL_VIEW, (from, to), limit).await
}

/// `ok` and `failed` as sums of a condition over the two kinds of a member's logins.
fn login_sums() -> [Expr; 2] {
    [kind::LOGIN_OK_MEMBER, kind::LOGIN_FAILED_MEMBER].map(|kind| {
        let counted = Expr::case(Column::Kind.eq(kind), Expr::col(Column::Count)).finally(0i64);
        Expr::expr(counted).sum().cast_as("bigint")
    })
}

fn member_logins(from: NaiveDate, to: NaiveDate) -> Select<Entity> {
    let [ok, failed] = login_sums();
    Entity::find()
        .filter(Column::Kind.is_in([kind::LOGIN_OK_MEMBER, kind::LOGIN_FAILED_MEMBER]))
        .filter(Column::Day.between(from, to))
        .select_only()
        .column_as(ok, "ok")
        .column_as(failed, "failed")
}

/// The members with the most successful logins.
pub async fn logins_by_member(
    db: &impl ConnectionTrait,
    from: NaiveDate,
    to: NaiveDate,
    limit: u64,
) -> Result<Vec<MemberLogins>, DbErr> {
    let [ok, failed] = login_sums();
    let rows: Vec<(i64, i64, Uuid)> = member_logins(from, to)
        .column(Column::SubjectId)
        .group_by(Column::SubjectId)
        .order_by(ok, Order::Desc)
        .order_by(failed, Order::Desc)
        .order_by_asc(Column::SubjectId)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(ok, failed, id)| MemberLogins { member: MemberId(id), ok, failed }).collect())
}

/// One member's logins by day, only days that have any, the newest first.
pub async fn logins_of(
    db: &impl ConnectionTrait,
    member: MemberId,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<LoginDay>, DbErr> {
    let rows: Vec<(i64, i64, NaiveDate)> = member_logins(from, to)
        .filter(Column::SubjectId.eq(member.0))
        .column(Column::Day)
        .group_by(Column::Day)
        .order_by_desc(Column::Day)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(ok, failed, day)| LoginDay { day, ok, failed }).collect())
}

/// The words counted most for one subject, such as where a stall's visitors came from.
pub async fn words_of(
    db: &impl ConnectionTrait,
    kind: &str,
    subject: Uuid,
    (from, to): (NaiveDate, NaiveDate),
    limit: u64,
) -> Result<Vec<(String, i64)>, DbErr> {
    use counter_text::Column as C;
    counter_text::Entity::find()
        .filter(C::Kind.eq(kind))
        .filter(C::SubjectId.eq(subject))
        .filter(C::Day.between(from, to))
        .select_only()
        .column(C::Word)
        .column_as(sum(C::Count), "sum")
        .group_by(C::Word)
        .order_by(sum(C::Count), Order::Desc)
        .order_by_asc(C::Word)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await
}

/// The terms searched for most.
pub async fn top_terms(
    db: &impl ConnectionTrait,
    from: NaiveDate,
    to: NaiveDate,
    limit: u64,
) -> Result<Vec<Term>, DbErr> {
    terms(db, from, to, search_term::Column::Searches, limit).await
}

/// The terms that found nothing most often.
pub async fn zero_hit_terms(
    db: &impl ConnectionTrait,
    from: NaiveDate,
    to: NaiveDate,
    limit: u64,
) -> Result<Vec<Term>, DbErr> {
    terms(db, from, to, search_term::Column::ZeroHits, limit).await
}

async fn terms(
    db: &impl ConnectionTrait,
    from: NaiveDate,
    to: NaiveDate,
    by: search_term::Column,
    limit: u64,
) -> Result<Vec<Term>, DbErr> {
    use search_term::Column as C;
    let rows: Vec<(String, i64, i64, i64)> = search_term::Entity::find()
        .filter(C::Day.between(from, to))
        .filter(by.gt(0))
        .select_only()
        .column(C::Term)
        .column_as(sum(C::Searches), "searches_sum")
        .column_as(sum(C::Hits), "hits_sum")
        .column_as(sum(C::ZeroHits), "zero_hits_sum")
        .group_by(C::Term)
        .order_by(sum(by), Order::Desc)
        .order_by_asc(C::Term)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(term, searches, hits, zero_hits)| Term { term, searches, hits, zero_hits }).collect())
}

/// A day whose visitors still stand in `visitor`.
pub(crate) struct OpenDay {
    pub day: NaiveDate,
    pub visits: i64,
    pub visitors: i64,
}

pub(crate) async fn open_days(
    db: &impl ConnectionTrait,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<OpenDay>, DbErr> {
    use visitor::Column as C;
    let rows: Vec<(NaiveDate, i64, i64)> = visitor::Entity::find()
        .filter(C::Day.between(from, to))
        .select_only()
        .column(C::Day)
        .column_as(sum(C::Visits), "visits_sum")
        .column_as(Expr::col(C::Hash).count(), "visitors")
        .group_by(C::Day)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(day, visits, visitors)| OpenDay { day, visits, visitors }).collect())
}
