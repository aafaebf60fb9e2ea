//! Lists that are too long to be answered at once: asked for by an officer, written to a file by whoever takes them, kept for a day.
//!
//! Every change of state names the state it comes from, so a cancelled one is never finished and two processes never write the same.

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{AccountId, Ctx, Locale};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

mod entity {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "export")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub account_id: Uuid,
        pub kind: String,
        pub query: String,
        pub locale: String,
        pub state: String,
        pub done: i64,
        pub total: i64,
        pub bytes: i64,
        pub created_at: ChronoDateTimeUtc,
        pub updated_at: ChronoDateTimeUtc,
        pub expires_at: ChronoDateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
use entity::{Column, Entity};

/// How long a file, or what is known of an export that came to nothing, is kept.
pub const KEEP_HOURS: i64 = 24;

/// An export that has not moved for so long was left by a process that died.
const SILENT_SECONDS: i64 = 60;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Waiting,
    Running,
    Done,
    Failed,
    Cancelled,
}

impl State {
    const ALL: [Self; 5] = [Self::Waiting, Self::Running, Self::Done, Self::Failed, Self::Cancelled];

    fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether it goes on.
    #[must_use]
    pub fn is_under_way(self) -> bool {
        matches!(self, Self::Waiting | Self::Running)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    pub id: Uuid,
    pub account: AccountId,
    /// Which list, and its filter as the address had it.
    pub kind: String,
    pub query: String,
    pub locale: Locale,
    pub state: State,
    /// Rows that are written, of how many; the latter nought where nobody counted.
    pub done: i64,
    pub total: i64,
    pub bytes: i64,
    pub expires_at: DateTime<Utc>,
}

impl From<entity::Model> for Export {
    fn from(row: entity::Model) -> Self {
        Self {
            id: row.id,
            account: AccountId(row.account_id),
            kind: row.kind,
            query: row.query,
            locale: Locale::from_code(&row.locale),
            state: State::ALL.into_iter().find(|state| state.code() == row.state).unwrap_or(State::Failed),
            done: row.done,
            total: row.total,
            bytes: row.bytes,
            expires_at: row.expires_at,
        }
    }
}

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    pub account: AccountId,
    pub kind: &'a str,
    pub query: &'a str,
    pub locale: Locale,
}

/// The same one, where it is under way already.
pub async fn under_way(db: &impl ConnectionTrait, wanted: Wanted<'_>) -> Result<Option<Export>, DbErr> {
    let row = Entity::find()
        .filter(Column::AccountId.eq(wanted.account.0))
        .filter(Column::State.is_in([State::Waiting.code(), State::Running.code()]))
        .filter(Column::Kind.eq(wanted.kind))
        .filter(Column::Query.eq(wanted.query))
        .filter(Column::Locale.eq(wanted.locale.code()))
        .limit(1)
        .one(db)
        .await?;
    Ok(row.map(Export::from))
}

pub async fn ask(txn: &impl ConnectionTrait, ctx: &Ctx, wanted: Wanted<'_>, total: i64) -> Result<Uuid, DbErr> {
    let id = ctx.new_id();
    let row = entity::ActiveModel {
        id: Set(id),
        account_id: Set(wanted.account.0),
        kind: Set(wanted.kind.to_owned()),
        query: Set(wanted.query.to_owned()),
        locale: Set(wanted.locale.code().to_owned()),
        state: Set(State::Waiting.code().to_owned()),
        done: Set(0),
        total: Set(total),
        bytes: Set(0),
        created_at: Set(ctx.now),
        updated_at: Set(ctx.now),
        expires_at: Set(ctx.now + TimeDelta::hours(KEEP_HOURS)),
    };
    Entity::insert(row).exec_without_returning(txn).await?;
    Ok(id)
}

/// One's own; another's does not exist.
pub async fn find(db: &impl ConnectionTrait, id: Uuid, account: AccountId) -> Result<Option<Export>, DbErr> {
    let row = Entity::find_by_id(id).filter(Column::AccountId.eq(account.0)).one(db).await?;
    Ok(row.map(Export::from))
}

/// Whether anything waits: asked before a writing transaction is begun for nothing.
pub async fn is_waiting(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<bool, DbErr> {
    Ok(next(db, now).await?.is_some())
}

/// The oldest that waits, or was left half-way by a process that died.
async fn next(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Option<entity::Model>, DbErr> {
    let left =
        Column::State.eq(State::Running.code()).and(Column::UpdatedAt.lt(now - TimeDelta::seconds(SILENT_SECONDS)));
    Entity::find()
        .filter(Column::State.eq(State::Waiting.code()).or(left))
        .order_by_asc(Column::CreatedAt)
        .limit(1)
        .one(db)
        .await
}

/// Takes the next one; `None` when nothing waits or another process was quicker.
pub async fn take(txn: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Option<Export>, DbErr> {
    let Some(row) = next(txn, now).await? else { return Ok(None) };
    let taken = Entity::update_many()
        .col_expr(Column::State, Expr::value(State::Running.code()))
        .col_expr(Column::Done, Expr::value(0i64))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .filter(Column::Id.eq(row.id))
        .filter(Column::State.eq(row.state.as_str()))
        .filter(Column::UpdatedAt.eq(row.updated_at))
        .exec(txn)
        .await?;
    Ok((taken.rows_affected == 1).then(|| row.into()))
}

/// Moves it from one of `from` to `to`, with what was written. Answers whether it was in such a state.
async fn change(
    txn: &impl ConnectionTrait,
    now: DateTime<Utc>,
    id: Uuid,
    (from, to): (&[State], State),
    written: Option<(i64, i64)>,
) -> Result<bool, DbErr> {
    let mut update = Entity::update_many()
        .col_expr(Column::State, Expr::value(to.code()))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .filter(Column::Id.eq(id))
        .filter(Column::State.is_in(from.iter().map(|state| state.code())));
    if let Some((done, bytes)) = written {
        update = update.col_expr(Column::Done, Expr::value(done)).col_expr(Column::Bytes, Expr::value(bytes));
    }
    Ok(update.exec(txn).await?.rows_affected == 1)
}

/// Notes how far it is. `false`: it was cancelled meanwhile.
pub async fn progress(
    txn: &impl ConnectionTrait,
    now: DateTime<Utc>,
    id: Uuid,
    written: (i64, i64),
) -> Result<bool, DbErr> {
    change(txn, now, id, (&[State::Running], State::Running), Some(written)).await
}

/// The file is whole. `false`: it was cancelled meanwhile, and is nobody's.
pub async fn finish(
    txn: &impl ConnectionTrait,
    now: DateTime<Utc>,
    id: Uuid,
    written: (i64, i64),
) -> Result<bool, DbErr> {
    change(txn, now, id, (&[State::Running], State::Done), Some(written)).await
}

pub async fn fail(txn: &impl ConnectionTrait, now: DateTime<Utc>, id: Uuid) -> Result<bool, DbErr> {
    change(txn, now, id, (&[State::Running], State::Failed), None).await
}

/// Gives it back, to be begun anew: the process stops.
pub async fn release(txn: &impl ConnectionTrait, now: DateTime<Utc>, id: Uuid) -> Result<bool, DbErr> {
    change(txn, now, id, (&[State::Running], State::Waiting), None).await
}

/// `false`: it had ended already.
pub async fn cancel(txn: &impl ConnectionTrait, now: DateTime<Utc>, id: Uuid) -> Result<bool, DbErr> {
    change(txn, now, id, (&[State::Waiting, State::Running], State::Cancelled), None).await
}

/// Those whose time is over, at most `limit`; their files go first.
pub async fn expired(db: &impl ConnectionTrait, now: DateTime<Utc>, limit: u64) -> Result<Vec<Uuid>, DbErr> {
    Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::ExpiresAt.lt(now))
        .order_by_asc(Column::ExpiresAt)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await
}

pub async fn forget(txn: &impl ConnectionTrait, ids: &[Uuid]) -> Result<(), DbErr> {
    Entity::delete_many().filter(Column::Id.is_in(ids.iter().copied())).exec(txn).await.map(|_| ())
}
