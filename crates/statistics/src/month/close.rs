//! Writing a month.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use database::audit::{self, Entry};
use kernel::Ctx;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::{Figure, actor_id, checksum, read, rollup};
use crate::{
    entity::{month_figure, month_version},
    flush,
    period::Month,
};

/// Rows of one statement; SQLite takes at most 32,766 values.
const ROWS: usize = 4_000;

/// How old provisional figures get before they are written anew.
const FRESH: TimeDelta = TimeDelta::minutes(5);

/// The version of figures that may still change.
const PROVISIONAL: i32 = 0;

/// Why a month was not corrected.
#[derive(Debug, thiserror::Error)]
pub enum Correction {
    #[error("the month is not closed yet")]
    Open,
    #[error("nothing differs from what the month says")]
    Unchanged,
    #[error("a correction needs a reason of 10 to 500 letters")]
    NoReason,
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Closes a month: its first version, which nothing changes any more. Answers whether it did; a closed month stays as it
/// is, also when two processes close it at once.
pub async fn close_month(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    month: Month,
    figures: Vec<Figure>,
) -> Result<bool, DbErr> {
    flush::lock(txn).await?;
    if read::newest_version(txn, month).await?.is_some_and(|version| version.version > PROVISIONAL) {
        return Ok(false);
    }
    forget_provisional(txn, month).await?;
    write(txn, ctx, month, 1, "", figures).await?;
    Ok(true)
}

/// Writes the running month's figures anew, unless they were just written.
pub async fn provide_month(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    month: Month,
    figures: Vec<Figure>,
) -> Result<bool, DbErr> {
    flush::lock(txn).await?;
    if let Some(known) = read::newest_version(txn, month).await? {
        let age = ctx.now - known.taken_at;
        if known.version > PROVISIONAL || (TimeDelta::zero()..FRESH).contains(&age) {
            return Ok(false);
        }
    }
    forget_provisional(txn, month).await?;
    write(txn, ctx, month, PROVISIONAL, "", figures).await?;
    Ok(true)
}

/// Counts of a closed month that came late: the next version, with the reason, noted in the audit log. `counted` are the
/// month's counts by now; what no counter counts (members, stalls …) stays as the version before has it.
///
/// # Errors
/// [`Correction`].
pub async fn correct_month(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    month: Month,
    reason: &str,
    counted: Vec<Figure>,
) -> Result<i32, Correction> {
    let reason = kernel::text::clean(reason);
    if !(10..=500).contains(&reason.chars().count()) {
        return Err(Correction::NoReason);
    }
    flush::lock(txn).await?;
    let before = read::newest_version(txn, month).await?.filter(|version| version.version > PROVISIONAL);
    let Some(before) = before else { return Err(Correction::Open) };
    let known = read::figures(txn, month, before.version).await?;
    // What the months outlive (days by subject, hours) is not added up anew: it would come out too small.
    let counted: Vec<Figure> = counted.into_iter().filter(|one| rollup::is_kept(one, month, ctx.now)).collect();
    let renewed: BTreeSet<(&str, &str)> = counted.iter().map(|one| (&*one.measure, &*one.dimension)).collect();
    let kept = known.iter().filter(|one| !renewed.contains(&(&*one.measure, &*one.dimension))).cloned();
    let mut figures: Vec<Figure> = kept.chain(counted.iter().cloned()).collect();
    figures.sort();
    if figures == known {
        return Err(Correction::Unchanged);
    }
    let version = before.version + 1;
    let total = |all: &[Figure]| -> serde_json::Value {
        let totals = all.iter().filter(|figure| figure.dimension.is_empty());
        totals.map(|figure| (figure.measure.clone(), json!(figure.value))).collect::<serde_json::Map<_, _>>().into()
    };
    let entry = Entry {
        action: "statistics.correct",
        subject_kind: "month",
        subject_id: Uuid::nil(),
        member_id: None,
        reason: &reason,
        detail: json!({ "month": month.to_string(), "version": version, "before": total(&known), "after": total(&figures) }),
    };
    audit::record(txn, ctx, entry).await?;
    write(txn, ctx, month, version, &reason, figures).await?;
    Ok(version)
}

async fn forget_provisional(txn: &impl ConnectionTrait, month: Month) -> Result<(), DbErr> {
    use month_figure::Column;
    month_figure::Entity::delete_many()
        .filter(Column::Month.eq(month.first()))
        .filter(Column::Version.eq(PROVISIONAL))
        .exec(txn)
        .await?;
    month_version::Entity::delete_by_id((month.first(), PROVISIONAL)).exec(txn).await?;
    Ok(())
}

async fn write(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    month: Month,
    version: i32,
    reason: &str,
    figures: Vec<Figure>,
) -> Result<(), DbErr> {
    let row = month_version::Model {
        month: month.first(),
        version,
        checksum: checksum(month, version, reason, ctx.now, &figures),
        reason: reason.to_owned(),
        actor_id: actor_id(ctx.actor),
        taken_at: ctx.now,
    };
    month_version::Entity::insert(row.into_active_model()).exec_without_returning(txn).await?;
    for rows in figures.chunks(ROWS) {
        let rows = rows.iter().map(|figure| month_figure::ActiveModel {
            month: Set(month.first()),
            version: Set(version),
            measure: Set(figure.measure.clone()),
            dimension: Set(figure.dimension.clone()),
            word: Set(figure.word.clone()),
            value: Set(figure.value),
        });
        month_figure::Entity::insert_many(rows).exec_without_returning(txn).await?;
    }
    Ok(())
}
