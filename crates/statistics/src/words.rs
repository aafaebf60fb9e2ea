//! Writing counts that go by a word: sites, campaigns, exports, where a stall's visitors came from.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
    sea_query::OnConflict,
};
use uuid::Uuid;

use crate::{
    batch::{Batch, Word},
    entity::counter_text::{ActiveModel, Column, Entity},
    flush::{sum, upsert},
};

/// Different words of one kind and subject within a day; whoever forges more of them finds them added up under
/// [`OTHER`].
pub const MAX_WORDS_A_DAY: u64 = 1_000;

/// All words beyond those.
pub const OTHER: &str = "other";

type Group = (NaiveDate, &'static str, Uuid);

pub(crate) async fn add(txn: &impl ConnectionTrait, batch: &Batch) -> Result<(), DbErr> {
    let mut models = Vec::with_capacity(batch.words.len());
    let mut named: BTreeMap<Group, BTreeMap<&str, i64>> = BTreeMap::new();
    for ((day, kind, subject, word), by) in &batch.words {
        let group = (*day, *kind, *subject);
        match word {
            // The floor's own words are few: nothing is to be counted for them.
            Word::Borrowed(word) => models.push(model(group, word, *by)),
            Word::Owned(word) => {
                named.entry(group).or_default().insert(word, *by);
            }
        }
    }
    for (group, words) in named {
        let words = bounded(txn, group, words).await?;
        models.extend(words.into_iter().map(|(word, by)| model(group, word, by)));
    }
    let on_conflict = OnConflict::columns([Column::Day, Column::Kind, Column::SubjectId, Column::Word])
        .value(Column::Count, sum(Entity, Column::Count))
        .to_owned();
    upsert::<Entity>(txn, models, &on_conflict).await
}

fn model((day, kind, subject): Group, word: &str, by: i64) -> ActiveModel {
    ActiveModel {
        day: Set(day),
        kind: Set(kind.to_owned()),
        subject_id: Set(subject),
        word: Set(word.to_owned()),
        count: Set(by),
    }
}

/// The words, or those of them that are known where there are too many already.
async fn bounded<'a>(
    txn: &impl ConnectionTrait,
    (day, kind, subject): Group,
    words: BTreeMap<&'a str, i64>,
) -> Result<BTreeMap<&'a str, i64>, DbErr> {
    let of_group =
        Entity::find().filter(Column::Day.eq(day)).filter(Column::Kind.eq(kind)).filter(Column::SubjectId.eq(subject));
    let known = of_group.clone().count(txn).await?;
    if known + words.len() as u64 <= MAX_WORDS_A_DAY {
        return Ok(words);
    }
    let known: Vec<String> = of_group.select_only().column(Column::Word).into_tuple().all(txn).await?;
    let known: HashSet<String> = known.into_iter().collect();
    let mut kept = BTreeMap::new();
    for (word, by) in words {
        *kept.entry(if known.contains(word) { word } else { OTHER }).or_default() += by;
    }
    Ok(kept)
}
