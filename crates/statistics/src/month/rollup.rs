//! A month's counts, added up from its days.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Timelike, Utc};
use kernel::ctx::{UTC_OFFSET_HOURS, local_date};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::Figure;
use crate::{
    HOURS_DAYS, SUBJECT_DAYS,
    entity::{counter, counter_hour, counter_text, search_term},
    event::kind,
    period::Month,
    queries,
};

/// The dimension of the hours of the day.
pub const HOUR: &str = "hour";

/// Kinds that count the floor as a whole.
const WHOLE: [&str; 7] =
    [kind::PAGE, kind::LOGIN_OK, kind::LOGIN_FAILED, kind::SEARCH, kind::VISIT, kind::VISITOR, kind::CAPPED];

/// Kinds by subject, with the dimension under which a month keeps them.
const BY_SUBJECT: [(&str, &str); 6] = [
    (kind::PRODUCT_VIEW, "product"),
    (kind::COMMODITY_VIEW, "commodity"),
    (kind::STALL_VIEW, "stall"),
    (kind::OFFER_VIEW, "offer"),
    (kind::LOGIN_OK_MEMBER, "member"),
    (kind::LOGIN_FAILED_MEMBER, "member"),
];

/// Kinds by word, with the dimension under which a month keeps them.
const BY_WORD: [(&str, &str); 3] = [(kind::REFERRER, "site"), (kind::CAMPAIGN, "campaign"), (kind::EXPORT, "list")];

/// Kinds of which a month keeps the hours of the day.
const BY_HOUR: [&str; 1] = [kind::PAGE];

/// So many words of a month are kept by name; sums of all are kept beside them.
const WORDS: usize = 500;

/// Every kind that is measured, for [`crate::measure_from`].
pub(crate) fn measured() -> impl Iterator<Item = &'static str> {
    WHOLE.into_iter().chain(BY_SUBJECT.map(|(kind, _)| kind)).chain(BY_WORD.map(|(kind, _)| kind))
}

/// The first day of which anything was counted.
pub async fn first_day(db: &impl ConnectionTrait) -> Result<Option<NaiveDate>, DbErr> {
    use counter::{Column, Entity};
    Entity::find().select_only().column(Column::Day).order_by_asc(Column::Day).limit(1).into_tuple().one(db).await
}

/// The month's figures by what is counted now. A measure that was not counted in it has none, not nought.
pub async fn rollup(db: &impl ConnectionTrait, month: Month) -> Result<Vec<Figure>, DbErr> {
    let since = super::measures_since(db).await?;
    let counted = |kind: &str| since.get(kind).is_some_and(|since| *since <= month.last());
    let mut figures = Vec::new();
    for kind in WHOLE.into_iter().filter(|kind| counted(kind)) {
        figures.push(Figure::total(kind, queries::total(db, kind, month.first(), month.last()).await?));
    }
    for (kind, dimension) in BY_SUBJECT.into_iter().filter(|(kind, _)| counted(kind)) {
        let subjects = subjects(db, kind, month).await?;
        figures.push(Figure::total(kind, subjects.values().sum()));
        figures.extend(subjects.iter().map(|(id, count)| Figure::of(kind, dimension, &id.to_string(), *count)));
    }
    for kind in BY_HOUR.into_iter().filter(|kind| counted(kind)) {
        let hours = hours(db, kind, month).await?;
        figures.extend(hours.into_iter().map(|(hour, count)| Figure::of(kind, HOUR, &format!("{hour:02}"), count)));
    }
    for (kind, dimension) in BY_WORD.into_iter().filter(|(kind, _)| counted(kind)) {
        let words = words(db, kind, month).await?;
        figures.push(Figure::total(kind, words.iter().map(|(_, count)| count).sum()));
        figures.extend(words.iter().take(WORDS).map(|(word, count)| Figure::of(kind, dimension, word, *count)));
    }
    if counted(kind::SEARCH) {
        figures.extend(terms(db, month).await?);
    }
    Ok(figures)
}

async fn subjects(db: &impl ConnectionTrait, kind: &str, month: Month) -> Result<BTreeMap<Uuid, i64>, DbErr> {
    use counter::{Column, Entity};
    let rows: Vec<(Uuid, i64)> = Entity::find()
        .filter(Column::Kind.eq(kind))
        .filter(Column::Day.between(month.first(), month.last()))
        .select_only()
        .column(Column::SubjectId)
        .column_as(Expr::col(Column::Count).sum().cast_as("bigint"), "sum")
        .group_by(Column::SubjectId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// The month's sums of each hour of the day in Hà Tĩnh, of those that have any.
async fn hours(db: &impl ConnectionTrait, kind: &str, month: Month) -> Result<BTreeMap<u32, i64>, DbErr> {
    use counter_hour::{Column, Entity};
    let rows: Vec<(DateTime<Utc>, i64)> = Entity::find()
        .filter(Column::Kind.eq(kind))
        .filter(Column::Hour.gte(month.start()))
        .filter(Column::Hour.lt(month.end()))
        .select_only()
        .column(Column::Hour)
        .column(Column::Count)
        .into_tuple()
        .all(db)
        .await?;
    let mut hours = BTreeMap::new();
    for (hour, count) in rows {
        *hours.entry((hour + TimeDelta::hours(UTC_OFFSET_HOURS)).hour()).or_default() += count;
    }
    Ok(hours)
}

/// Whether what `figure` is added up from is still kept whole at `now`.
pub(super) fn is_kept(figure: &Figure, month: Month, now: DateTime<Utc>) -> bool {
    if figure.dimension == HOUR {
        return month.start() >= now - TimeDelta::days(HOURS_DAYS);
    }
    let whole = figure.dimension.is_empty() && WHOLE.contains(&figure.measure.as_str());
    whole || month.first() >= local_date(now) - chrono::Days::new(SUBJECT_DAYS)
}

async fn words(db: &impl ConnectionTrait, kind: &str, month: Month) -> Result<Vec<(String, i64)>, DbErr> {
    use counter_text::{Column, Entity};
    let sum = || Expr::col(Column::Count).sum().cast_as("bigint");
    Entity::find()
        .filter(Column::Kind.eq(kind))
        .filter(Column::SubjectId.eq(Uuid::nil()))
        .filter(Column::Day.between(month.first(), month.last()))
        .select_only()
        .column(Column::Word)
        .column_as(sum(), "sum")
        .group_by(Column::Word)
        .order_by(sum(), Order::Desc)
        .order_by_asc(Column::Word)
        .into_tuple()
        .all(db)
        .await
}

/// The most searched terms and those that most often found nothing.
async fn terms(db: &impl ConnectionTrait, month: Month) -> Result<Vec<Figure>, DbErr> {
    let (from, to) = (month.first(), month.last());
    let zero: Option<Option<i64>> = search_term::Entity::find()
        .filter(search_term::Column::Day.between(from, to))
        .select_only()
        .column_as(Expr::col(search_term::Column::ZeroHits).sum().cast_as("bigint"), "sum")
        .into_tuple()
        .one(db)
        .await?;
    let mut figures = vec![Figure::total("zero_hit", zero.flatten().unwrap_or(0))];
    let top = queries::top_terms(db, from, to, WORDS as u64).await?;
    figures.extend(top.into_iter().map(|term| Figure::of(kind::SEARCH, "term", &term.term, term.searches)));
    let vain = queries::zero_hit_terms(db, from, to, WORDS as u64).await?;
    figures.extend(vain.into_iter().map(|term| Figure::of("zero_hit", "term", &term.term, term.zero_hits)));
    Ok(figures)
}

/// What the days of these kinds add up to by now, for each of `months`, by kind. Their days are kept for ever.
pub(super) async fn totals(
    db: &impl ConnectionTrait,
    months: &[Month],
) -> Result<BTreeMap<(Month, String), i64>, DbErr> {
    let (Some(first), Some(last)) = (months.iter().min(), months.iter().max()) else { return Ok(BTreeMap::new()) };
    let mut totals: BTreeMap<(Month, String), i64> =
        months.iter().flat_map(|month| WHOLE.map(|kind| ((*month, kind.to_owned()), 0))).collect();
    for (day, kind, count) in queries::whole_days(db, &WHOLE, first.first(), last.last()).await? {
        if let Some(total) = totals.get_mut(&(Month::of(day), kind)) {
            *total += count;
        }
    }
    Ok(totals)
}
