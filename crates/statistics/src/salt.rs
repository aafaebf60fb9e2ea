//! The salt of the day: one row that all processes share, the first one to write it wins.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use data_encoding::HEXLOWER;
use kernel::ctx::local_date;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, sea_query::OnConflict};

use crate::entity::visitor_salt::{ActiveModel, Column, Entity};

pub(crate) type Salt = [u8; 32];

/// How long before midnight the next day's salt is fetched, so that the first visitors of a day are known.
const AHEAD: TimeDelta = TimeDelta::minutes(10);

/// The salts that this process knows: today's, and shortly before midnight tomorrow's.
#[derive(Debug, Default)]
pub(crate) struct Salts(Vec<(NaiveDate, Salt)>);

impl Salts {
    pub(crate) fn of(&self, day: NaiveDate) -> Option<&Salt> {
        self.0.iter().find(|(other, _)| *other == day).map(|(_, salt)| salt)
    }

    /// The days whose salts are due at `now` and missing.
    pub(crate) fn missing(&self, now: DateTime<Utc>) -> Vec<NaiveDate> {
        let mut days = vec![local_date(now), local_date(now + AHEAD)];
        days.dedup();
        days.retain(|day| self.of(*day).is_none());
        days
    }

    pub(crate) fn add(&mut self, day: NaiveDate, salt: Salt, today: NaiveDate) {
        self.0.retain(|(other, _)| *other >= today && *other != day);
        self.0.push((day, salt));
    }
}

/// The salt of `day`, made where there is none yet.
pub(crate) async fn fetch(txn: &impl ConnectionTrait, day: NaiveDate) -> Result<Salt, DbErr> {
    let mut fresh = Salt::default();
    getrandom::fill(&mut fresh).map_err(|error| DbErr::Custom(format!("no random bytes: {error}")))?;
    let row = ActiveModel { day: Set(day), salt: Set(HEXLOWER.encode(&fresh)) };
    Entity::insert(row)
        .on_conflict(OnConflict::column(Column::Day).do_nothing().to_owned())
        .exec_without_returning(txn)
        .await?;
    let row = Entity::find_by_id(day).one(txn).await?;
    let bytes = row.and_then(|row| HEXLOWER.decode(row.salt.as_bytes()).ok());
    bytes
        .and_then(|bytes| Salt::try_from(bytes).ok())
        .ok_or_else(|| DbErr::Custom(format!("the visitors' salt of {day} is damaged")))
}
