//! Computing weeks anew. A job of the serving process: what it reads stands outside of a transaction, what it writes in one per week.

use database::{
    Db,
    audit::{self, Entry},
};
use kernel::Ctx;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, Iterable, QueryFilter,
    QueryOrder, QuerySelect, sea_query::OnConflict,
};
use serde_json::json;
use uuid::Uuid;

use super::{Line, Week, read};
use crate::entity::{price_board, price_board_week};

/// Bound values of one statement.
const BINDS: usize = 16_000;
/// Weeks that a floor which stood still catches up on.
const MOST_MISSED: i64 = 60;

/// What became of a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recomputed {
    Written,
    /// It was closed before; its figures stay.
    Closed,
}

/// Computes the week anew, unless it is closed, and closes it when its day has come.
pub async fn recompute(db: &Db, ctx: &Ctx, week: Week) -> Result<Recomputed, DbErr> {
    if is_closed(db.read(), week).await? {
        return Ok(Recomputed::Closed);
    }
    compute(db, ctx, week, false).await
}

/// Computes every week anew that is not closed: the current one, those before it until they close, and those that nobody computed
/// because the floor stood still.
pub async fn settle(db: &Db, ctx: &Ctx) -> Result<(), DbErr> {
    let current = Week::of(ctx.today());
    let last = price_board_week::Entity::find().order_by_desc(price_board_week::Column::Week).one(db.read()).await?;
    let missed = last.map_or(0, |last| current.since(Week::of(last.week)).clamp(0, MOST_MISSED));
    let open = price_board_week::Entity::find()
        .filter(price_board_week::Column::ClosedAt.is_null())
        .filter(price_board_week::Column::Week.lt(current.plus(-missed).monday()))
        .order_by_asc(price_board_week::Column::Week)
        .limit(MOST_MISSED.unsigned_abs())
        .all(db.read())
        .await?;
    let open = open.into_iter().map(|row| Week::of(row.week));
    for week in open.chain((0..=missed).map(|back| current.plus(back - missed))) {
        recompute(db, ctx, week).await?;
    }
    Ok(())
}

/// Computes every week between the two anew, closed ones too: for a floor that got its offers from elsewhere, and where a rule of the
/// board changed. The audit log says so.
pub async fn rebuild(db: &Db, ctx: &Ctx, from: Week, until: Week) -> Result<(), DbErr> {
    let txn = db.begin().await?;
    let entry = Entry {
        action: "price_board.rebuilt",
        subject_kind: "price_board",
        subject_id: Uuid::nil(),
        member_id: None,
        reason: "",
        detail: json!({ "from": from.code(), "until": until.code() }),
    };
    audit::record(&txn, ctx, entry).await?;
    txn.commit().await?;
    let until = until.min(Week::of(ctx.today()));
    for weeks in 0..=until.since(from) {
        compute(db, ctx, from.plus(weeks), true).await?;
    }
    Ok(())
}

async fn compute(db: &Db, ctx: &Ctx, week: Week, even_closed: bool) -> Result<Recomputed, DbErr> {
    let lines = read::tally(db.read(), week).await?.lines(week);
    let txn = db.begin().await?;
    // Its row is the lock: of two processes, the second waits here and writes over what the first wrote.
    let closed = (ctx.today() >= week.closes_on()).then_some(ctx.now);
    let row = price_board_week::Model { week: week.monday(), computed_at: ctx.now, closed_at: None };
    let computed = OnConflict::column(price_board_week::Column::Week)
        .update_column(price_board_week::Column::ComputedAt)
        .to_owned();
    price_board_week::Entity::insert(row.into_active_model().reset_all())
        .on_conflict(computed)
        .exec_without_returning(&txn)
        .await?;
    if !even_closed && is_closed(&txn, week).await? {
        txn.rollback().await?;
        return Ok(Recomputed::Closed);
    }
    write(&txn, week, &lines).await?;
    price_board_week::Entity::update_many()
        .col_expr(price_board_week::Column::ClosedAt, closed.into())
        .filter(price_board_week::Column::Week.eq(week.monday()))
        .exec(&txn)
        .await?;
    txn.commit().await?;
    Ok(Recomputed::Written)
}

async fn is_closed(db: &impl ConnectionTrait, week: Week) -> Result<bool, DbErr> {
    let row = price_board_week::Entity::find_by_id(week.monday()).one(db).await?;
    Ok(row.is_some_and(|row| row.closed_at.is_some()))
}

async fn write(txn: &impl ConnectionTrait, week: Week, lines: &[Line]) -> Result<(), DbErr> {
    use price_board::{Column, Entity, Model};
    Entity::delete_many().filter(Column::Week.eq(week.monday())).exec(txn).await?;
    for chunk in lines.chunks(BINDS / Column::iter().count()) {
        let rows = chunk.iter().map(|line| Model::from(line).into_active_model().reset_all());
        Entity::insert_many(rows).exec_without_returning(txn).await?;
    }
    Ok(())
}
