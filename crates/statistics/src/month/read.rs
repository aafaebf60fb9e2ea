//! Reading months. What a page costs goes with the months it shows, never with those that are stored.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{Figure, checksum, rollup};
use crate::{
    entity::{
        measure,
        month_figure::{Column, Entity},
        month_version,
    },
    period::Month,
};

/// How a month was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthVersion {
    pub month: Month,
    /// Nought: provisional. One: as it was closed. More: corrected.
    pub version: i32,
    pub checksum: String,
    pub reason: String,
    pub actor: Option<Uuid>,
    pub taken_at: DateTime<Utc>,
}

impl MonthVersion {
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.version > 0
    }
}

impl From<month_version::Model> for MonthVersion {
    fn from(row: month_version::Model) -> Self {
        let month_version::Model { month, version, checksum, reason, actor_id, taken_at } = row;
        Self { month: Month::of(month), version, checksum, reason, actor: actor_id, taken_at }
    }
}

/// All versions of a month, the newest first.
pub async fn versions_of(db: &impl ConnectionTrait, month: Month) -> Result<Vec<MonthVersion>, DbErr> {
    use month_version::Column;
    let rows = month_version::Entity::find()
        .filter(Column::Month.eq(month.first()))
        .order_by_desc(Column::Version)
        .limit(1_000)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(MonthVersion::from).collect())
}

pub(crate) async fn newest_version(db: &impl ConnectionTrait, month: Month) -> Result<Option<MonthVersion>, DbErr> {
    Ok(newest_versions(db, &[month]).await?.pop())
}

/// The version that counts of each of these months that has any, in order.
pub async fn newest_versions(db: &impl ConnectionTrait, months: &[Month]) -> Result<Vec<MonthVersion>, DbErr> {
    use month_version::Column;
    let rows = month_version::Entity::find()
        .filter(Column::Month.is_in(months.iter().map(|month| month.first())))
        .order_by_asc(Column::Month)
        .order_by_asc(Column::Version)
        .all(db)
        .await?;
    let newest: BTreeMap<NaiveDate, month_version::Model> = rows.into_iter().map(|row| (row.month, row)).collect();
    Ok(newest.into_values().map(MonthVersion::from).collect())
}

/// The last month that is closed.
pub async fn closed_up_to(db: &impl ConnectionTrait) -> Result<Option<Month>, DbErr> {
    use month_version::Column;
    let row = month_version::Entity::find()
        .filter(Column::Version.gt(0))
        .order_by_desc(Column::Month)
        .limit(1)
        .one(db)
        .await?;
    Ok(row.map(|row| Month::of(row.month)))
}

/// Since when each measure is counted.
pub async fn measures_since(db: &impl ConnectionTrait) -> Result<HashMap<String, NaiveDate>, DbErr> {
    let rows = measure::Entity::find().limit(1_000).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.code, row.since)).collect())
}

fn of_versions(versions: &[MonthVersion]) -> Condition {
    versions.iter().fold(Condition::any(), |any, one| {
        any.add(Condition::all().add(Column::Month.eq(one.month.first())).add(Column::Version.eq(one.version)))
    })
}

fn of_dimension(versions: &[MonthVersion], measure: &str, dimension: &str) -> Select<Entity> {
    Entity::find()
        .filter(of_versions(versions))
        .filter(Column::Measure.eq(measure))
        .filter(Column::Dimension.eq(dimension))
}

/// One dimension of a measure, month by month (the whole floor's figure is the dimension `""`). At most 20,000 rows.
pub async fn of_period(
    db: &impl ConnectionTrait,
    versions: &[MonthVersion],
    measure: &str,
    dimension: &str,
) -> Result<Vec<(Month, String, i64)>, DbErr> {
    if versions.is_empty() {
        return Ok(Vec::new());
    }
    let rows = of_dimension(versions, measure, dimension)
        .order_by_asc(Column::Month)
        .order_by_asc(Column::Word)
        .limit(20_000)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (Month::of(row.month), row.word, row.value)).collect())
}

/// Every figure of the floor as a whole, month by month.
pub async fn totals_of_period(
    db: &impl ConnectionTrait,
    versions: &[MonthVersion],
) -> Result<Vec<(Month, String, i64)>, DbErr> {
    if versions.is_empty() {
        return Ok(Vec::new());
    }
    let rows = Entity::find().filter(of_versions(versions)).filter(Column::Dimension.eq("")).all(db).await?;
    Ok(rows.into_iter().map(|row| (Month::of(row.month), row.measure, row.value)).collect())
}

/// The words with the highest sums over these months, highest first.
pub async fn top_of_period(
    db: &impl ConnectionTrait,
    versions: &[MonthVersion],
    measure: &str,
    dimension: &str,
    limit: u64,
) -> Result<Vec<(String, i64)>, DbErr> {
    if versions.is_empty() {
        return Ok(Vec::new());
    }
    let sum = || Expr::col(Column::Value).sum().cast_as("bigint");
    of_dimension(versions, measure, dimension)
        .select_only()
        .column(Column::Word)
        .column_as(sum(), "sum")
        .group_by(Column::Word)
        .order_by(sum(), Order::Desc)
        .order_by_asc(Column::Word)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await
}

/// The sums of these words over these months; words that have none are left out.
pub async fn words_of_period(
    db: &impl ConnectionTrait,
    versions: &[MonthVersion],
    (measure, dimension): (&str, &str),
    words: &[String],
) -> Result<BTreeMap<String, i64>, DbErr> {
    if versions.is_empty() || words.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<(String, i64)> = of_dimension(versions, measure, dimension)
        .filter(Column::Word.is_in(words))
        .select_only()
        .column(Column::Word)
        .column_as(Expr::col(Column::Value).sum().cast_as("bigint"), "sum")
        .group_by(Column::Word)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Everything of one version, sorted.
pub(crate) async fn figures(db: &impl ConnectionTrait, month: Month, version: i32) -> Result<Vec<Figure>, DbErr> {
    let rows =
        Entity::find().filter(Column::Month.eq(month.first())).filter(Column::Version.eq(version)).all(db).await?;
    let mut figures: Vec<Figure> =
        rows.iter().map(|row| Figure::of(&row.measure, &row.dimension, &row.word, row.value)).collect();
    figures.sort();
    Ok(figures)
}

/// Whether a version still is what it was sealed as.
pub async fn verify_month(db: &impl ConnectionTrait, version: &MonthVersion) -> Result<bool, DbErr> {
    let figures = figures(db, version.month, version.version).await?;
    let now = checksum(version.month, version.version, &version.reason, version.taken_at, &figures);
    Ok(now == version.checksum)
}

/// The closed ones of these months whose counters have changed since: something came late, and nobody has corrected
/// the month yet. With what the month says, and what was counted, by measure.
pub async fn late_months(
    db: &impl ConnectionTrait,
    months: &[Month],
) -> Result<Vec<(Month, Vec<(String, i64, i64)>)>, DbErr> {
    let mut versions = newest_versions(db, months).await?;
    versions.retain(MonthVersion::is_closed);
    let closed: Vec<Month> = versions.iter().map(|version| version.month).collect();
    let counted = rollup::totals(db, &closed).await?;
    let mut late: BTreeMap<Month, Vec<(String, i64, i64)>> = BTreeMap::new();
    for (month, measure, sealed) in totals_of_period(db, &versions).await? {
        if let Some(now) = counted.get(&(month, measure.clone())).filter(|now| **now != sealed) {
            late.entry(month).or_default().push((measure, sealed, *now));
        }
    }
    Ok(late.into_iter().collect())
}
