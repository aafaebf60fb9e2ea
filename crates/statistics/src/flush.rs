//! Writing a batch: one transaction of additions. Nothing is lost when it fails and nothing is written twice.
//!
//! (Where the connection breaks in the middle of the commit itself, nobody can know whether it took place; the batch
//! then counts as not written.)

use std::{collections::BTreeMap, mem, sync::PoisonError};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use data_encoding::HEXLOWER;
use database::Db;
use foldhash::HashSet;
use kernel::ctx::local_date;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DatabaseBackend, DbErr, EntityTrait,
    sea_query::{Alias, Expr, ExprTrait, OnConflict},
};
use uuid::Uuid;

use crate::{
    Recorder, VISIT_MINUTES,
    batch::{Batch, TermSums},
    entity::{counter, counter_hour, search_term, visitor},
    salt, term,
    visitor::{Hash, Minute},
    words,
};

/// Rows of one statement; SQLite takes at most 32,766 values.
const ROWS: usize = 1_000;

impl Recorder {
    /// Fetches the salt of the day where it is due, and writes what was counted since the last flush. When it fails
    /// (or is dropped half-way) the counts stay in memory for the next one.
    pub async fn flush(&self, db: &Db, now: DateTime<Utc>) -> Result<(), DbErr> {
        self.refresh_salts(db, now).await?;
        let mut taken = Taken { recorder: self, batch: mem::take(&mut self.sums().batch) };
        if taken.batch.is_empty() {
            return Ok(());
        }
        taken.batch.take_apart();
        let txn = db.begin().await?;
        write(&txn, &taken.batch).await?;
        txn.commit().await?;
        let written = mem::take(&mut taken.batch);
        self.sums().written.add(&written.visitors);
        if written.dropped > 0 {
            tracing::warn!(dropped = written.dropped, "more was counted than there is room for");
        }
        Ok(())
    }

    async fn refresh_salts(&self, db: &Db, now: DateTime<Utc>) -> Result<(), DbErr> {
        let missing = self.salts().read().unwrap_or_else(PoisonError::into_inner).missing(now);
        for day in missing {
            let txn = db.begin().await?;
            let salt = salt::fetch(&txn, day).await?;
            txn.commit().await?;
            self.salts().write().unwrap_or_else(PoisonError::into_inner).add(day, salt, local_date(now));
        }
        Ok(())
    }
}

/// A batch on its way; what is still in it when it is dropped goes back to the recorder.
struct Taken<'a> {
    recorder: &'a Recorder,
    batch: Batch,
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        let batch = mem::take(&mut self.batch);
        if !batch.is_empty() {
            self.recorder.sums().batch.merge(batch);
        }
    }
}

pub(crate) async fn write(txn: &impl ConnectionTrait, batch: &Batch) -> Result<(), DbErr> {
    lock(txn).await?;
    let counters: Vec<_> =
        batch.counters.iter().map(|((day, kind, subject), by)| (*day, *kind, *subject, *by)).collect();
    add_counters(txn, &counters).await?;
    add_hours(txn, batch).await?;
    words::add(txn, batch).await?;
    add_visitors(txn, &batch.visitors).await?;
    add_terms(txn, batch).await
}

async fn add_hours(txn: &impl ConnectionTrait, batch: &Batch) -> Result<(), DbErr> {
    use counter_hour::{ActiveModel, Column, Entity};
    let on_conflict =
        OnConflict::columns([Column::Hour, Column::Kind]).value(Column::Count, sum(Entity, Column::Count)).to_owned();
    let models = batch.hours.iter().map(|((hour, kind), by)| ActiveModel {
        hour: Set(DateTime::from_timestamp(hour * 3_600, 0).unwrap_or_default()),
        kind: Set((*kind).to_owned()),
        count: Set(*by),
    });
    upsert::<Entity>(txn, models.collect(), &on_conflict).await
}

/// One process writes at a time, else two that touch the same rows in different order would wait for each other.
/// SQLite has one writer anyway.
pub(crate) async fn lock(txn: &impl ConnectionTrait) -> Result<(), DbErr> {
    if txn.get_database_backend() == DatabaseBackend::Postgres {
        txn.execute_unprepared("SELECT pg_advisory_xact_lock(7110423)").await?;
    }
    Ok(())
}

/// Adds to counters, making those that are missing. No key twice.
pub(crate) async fn add_counters(
    txn: &impl ConnectionTrait,
    rows: &[(NaiveDate, &'static str, Uuid, i64)],
) -> Result<(), DbErr> {
    use counter::{ActiveModel, Column, Entity};
    let on_conflict = OnConflict::columns([Column::Day, Column::Kind, Column::SubjectId])
        .value(Column::Count, sum(Entity, Column::Count))
        .to_owned();
    let models = rows.iter().map(|(day, kind, subject, by)| ActiveModel {
        day: Set(*day),
        kind: Set((*kind).to_owned()),
        subject_id: Set(*subject),
        count: Set(*by),
    });
    upsert::<Entity>(txn, models.collect(), &on_conflict).await
}

/// Sees visitors, minute by minute, so that one statement's rows share the time that tells a new visit.
async fn add_visitors(txn: &impl ConnectionTrait, seen: &HashSet<(Minute, Hash)>) -> Result<(), DbErr> {
    use visitor::{ActiveModel, Column, Entity};
    let mut minutes: BTreeMap<Minute, Vec<Hash>> = BTreeMap::new();
    for (minute, hash) in seen {
        minutes.entry(*minute).or_default().push(*hash);
    }
    for (minute, hashes) in minutes {
        let gone = minute.start() - TimeDelta::minutes(VISIT_MINUTES);
        let (before, now) = (Expr::col((Entity, Column::LastSeenAt)), excluded(Column::LastSeenAt));
        let new_visit = Expr::case(before.clone().lte(gone), 1i64).finally(0i64);
        let latest = Expr::case(before.clone().lt(now.clone()), now).finally(before);
        let on_conflict = OnConflict::columns([Column::Day, Column::Hash])
            .value(Column::Visits, Expr::col((Entity, Column::Visits)).add(new_visit))
            .value(Column::LastSeenAt, latest)
            .to_owned();
        let models = hashes.iter().map(|hash| ActiveModel {
            day: Set(minute.day()),
            hash: Set(HEXLOWER.encode(hash)),
            last_seen_at: Set(minute.start()),
            visits: Set(1),
        });
        upsert::<Entity>(txn, models.collect(), &on_conflict).await?;
    }
    Ok(())
}

async fn add_terms(txn: &impl ConnectionTrait, batch: &Batch) -> Result<(), DbErr> {
    use search_term::{ActiveModel, Column, Entity};
    let mut terms: BTreeMap<(NaiveDate, String), TermSums> = BTreeMap::new();
    for ((day, typed), sums) in &batch.terms {
        if let Some(term) = term::normalise(typed) {
            terms.entry((*day, term)).or_default().add(*sums);
        }
    }
    let on_conflict = OnConflict::columns([Column::Day, Column::Term])
        .values([Column::Searches, Column::Hits, Column::ZeroHits].map(|column| (column, sum(Entity, column))))
        .to_owned();
    let models = terms.into_iter().map(|((day, term), sums)| ActiveModel {
        day: Set(day),
        term: Set(term),
        searches: Set(sums.searches),
        hits: Set(sums.hits),
        zero_hits: Set(sums.zero_hits),
    });
    upsert::<Entity>(txn, models.collect(), &on_conflict).await
}

pub(crate) async fn upsert<E: EntityTrait>(
    txn: &impl ConnectionTrait,
    mut models: Vec<E::ActiveModel>,
    on_conflict: &OnConflict,
) -> Result<(), DbErr> {
    while !models.is_empty() {
        let rest = models.split_off(models.len().min(ROWS));
        let rows = mem::replace(&mut models, rest);
        E::insert_many(rows).on_conflict(on_conflict.clone()).exec_without_returning(txn).await?;
    }
    Ok(())
}

/// What stands there plus what comes.
pub(crate) fn sum<E: EntityTrait, C: ColumnTrait>(entity: E, column: C) -> Expr {
    Expr::col((entity, column)).add(excluded(column))
}

/// The value that the conflicting insert brought.
fn excluded<C: ColumnTrait>(column: C) -> Expr {
    Expr::col((Alias::new("excluded"), column))
}
