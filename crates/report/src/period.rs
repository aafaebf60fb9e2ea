//! The figures of a period.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};
use statistics::{
    Month, MonthVersion, Period, measures_since, newest_versions, of_period, top_of_period, totals_of_period,
    words_of_period,
};

use crate::{Measure, Nature};

/// A figure, or that there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// It was not counted.
    Missing,
    Known(i64),
    /// It is counted only since that day, which lies within the period.
    Since(i64, NaiveDate),
}

impl Value {
    #[must_use]
    pub fn known(self) -> Option<i64> {
        match self {
            Self::Missing => None,
            Self::Known(value) | Self::Since(value, _) => Some(value),
        }
    }
}

/// What is known of a period's months.
pub struct PeriodFigures {
    pub period: Period,
    /// The version that counts of each month that has one, in order.
    pub versions: Vec<MonthVersion>,
    totals: BTreeMap<(Month, String), i64>,
    since: HashMap<String, NaiveDate>,
}

impl PeriodFigures {
    pub async fn read(db: &impl ConnectionTrait, period: Period) -> Result<Self, DbErr> {
        let versions = newest_versions(db, &period.months()).await?;
        let totals = totals_of_period(db, &versions).await?;
        let totals = totals.into_iter().map(|(month, measure, value)| ((month, measure), value)).collect();
        Ok(Self { period, versions, totals, since: measures_since(db).await? })
    }

    /// Whether figures may still change: a month of the period is not closed.
    #[must_use]
    pub fn is_provisional(&self) -> bool {
        self.versions.last().is_none_or(|last| !last.is_closed() || last.month < self.period.last())
    }

    /// The last month of which anything is known.
    fn last(&self) -> &[MonthVersion] {
        self.versions.last().map_or(&[], std::slice::from_ref)
    }

    fn versions_for(&self, measure: Measure) -> &[MonthVersion] {
        if measure.nature() == Nature::Stock { self.last() } else { &self.versions }
    }

    #[must_use]
    pub fn value(&self, measure: Measure) -> Value {
        let found: Vec<i64> = self
            .versions_for(measure)
            .iter()
            .filter_map(|version| self.month_value(version.month, measure).known())
            .collect();
        if found.is_empty() {
            return Value::Missing;
        }
        let sum = found.iter().sum();
        match self.since.get(measure.code()) {
            Some(since) if *since > self.period.first().first() => Value::Since(sum, *since),
            _ => Value::Known(sum),
        }
    }

    /// Since when a measure is counted; nothing where that is not noted, or it is not counted at all.
    #[must_use]
    pub fn since(&self, measure: Measure) -> Option<NaiveDate> {
        self.since.get(measure.code()).copied()
    }

    /// One month's figure.
    #[must_use]
    pub fn month_value(&self, month: Month, measure: Measure) -> Value {
        self.totals.get(&(month, measure.code().to_owned())).map_or(Value::Missing, |value| Value::Known(*value))
    }

    /// The figures of one dimension, by word.
    pub async fn by(
        &self,
        db: &impl ConnectionTrait,
        measure: Measure,
        dimension: &str,
    ) -> Result<BTreeMap<String, i64>, DbErr> {
        let mut sums = BTreeMap::new();
        for (_, word, value) in of_period(db, self.versions_for(measure), measure.code(), dimension).await? {
            *sums.entry(word).or_default() += value;
        }
        Ok(sums)
    }

    /// The words with the highest figures of what flows; `measure` is a kind of `statistics`.
    pub async fn top(
        &self,
        db: &impl ConnectionTrait,
        measure: &str,
        dimension: &str,
        limit: u64,
    ) -> Result<Vec<(String, i64)>, DbErr> {
        top_of_period(db, &self.versions, measure, dimension, limit).await
    }

    /// The sums of these words.
    pub async fn of_words(
        &self,
        db: &impl ConnectionTrait,
        measure: &str,
        dimension: &str,
        words: &[String],
    ) -> Result<BTreeMap<String, i64>, DbErr> {
        words_of_period(db, &self.versions, (measure, dimension), words).await
    }
}
