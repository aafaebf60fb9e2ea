//! The outbox: what happened, waiting to be carried on (search index, mail, page caches).
//!
//! An event is written in the transaction of the deed, so it exists exactly when the deed does. A worker claims
//! events, reloads the subject by id and applies; applying twice or in another order is harmless. An event that keeps
//! failing backs off and at last becomes a dead letter, which the console shows and can send again.

use chrono::{DateTime, TimeDelta, Utc};
use kernel::Ctx;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, DatabaseBackend, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, UpdateMany,
    sea_query::{Expr, LockBehavior, LockType},
};
use uuid::Uuid;

mod entity {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "outbox")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub kind: String,
        pub subject_id: Uuid,
        pub payload: String,
        pub created_at: ChronoDateTimeUtc,
        pub available_at: ChronoDateTimeUtc,
        pub attempts: i32,
        pub claimed_by: Option<String>,
        pub claimed_until: Option<ChronoDateTimeUtc>,
        pub done_at: Option<ChronoDateTimeUtc>,
        pub dead_at: Option<ChronoDateTimeUtc>,
        pub last_error: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
use entity::{Column, Entity};

/// An event to write. `kind` is `area.what-happened`; the payload carries only what a reload by id can't tell.
#[derive(Debug, Clone)]
pub struct Event {
    pub kind: &'static str,
    pub subject: Uuid,
    pub payload: serde_json::Value,
}

impl Event {
    #[must_use]
    pub fn new(kind: &'static str, subject: impl Into<Uuid>) -> Self {
        Self { kind, subject: subject.into(), payload: serde_json::json!({}) }
    }

    #[must_use]
    pub fn with(mut self, payload: serde_json::Value) -> Self {
        self.payload = payload;
        self
    }
}

/// An event as a worker or a follower sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    pub id: i64,
    pub kind: String,
    pub subject: Uuid,
    pub payload: serde_json::Value,
    pub created_at: DateTime<Utc>,
    /// How often it has failed.
    pub attempts: i32,
    pub dead_at: Option<DateTime<Utc>>,
    pub last_error: Option<String>,
}

impl From<entity::Model> for Message {
    fn from(row: entity::Model) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            subject: row.subject_id,
            payload: serde_json::from_str(&row.payload).unwrap_or_default(),
            created_at: row.created_at,
            attempts: row.attempts,
            dead_at: row.dead_at,
            last_error: row.last_error,
        }
    }
}

/// How often an event is tried before it becomes a dead letter.
pub const MAX_ATTEMPTS: i32 = 8;

pub async fn append(txn: &impl ConnectionTrait, ctx: &Ctx, event: Event) -> Result<(), DbErr> {
    let row = entity::ActiveModel {
        id: NotSet,
        kind: Set(event.kind.to_owned()),
        subject_id: Set(event.subject),
        payload: Set(event.payload.to_string()),
        created_at: Set(ctx.now),
        available_at: Set(ctx.now),
        attempts: Set(0),
        ..Default::default()
    };
    Entity::insert(row).exec_without_returning(txn).await.map(|_| ())
}

fn open() -> Condition {
    Condition::all().add(Column::DoneAt.is_null()).add(Column::DeadAt.is_null())
}

/// Claims up to `limit` events for `worker` until `now + lease`, oldest first. Call it in a transaction of its own and
/// commit before working.
pub async fn claim(
    txn: &impl ConnectionTrait,
    worker: &str,
    now: DateTime<Utc>,
    lease: TimeDelta,
    limit: u64,
) -> Result<Vec<Message>, DbErr> {
    let mut query = Entity::find()
        .filter(open())
        .filter(Column::AvailableAt.lte(now))
        .filter(Condition::any().add(Column::ClaimedUntil.is_null()).add(Column::ClaimedUntil.lt(now)))
        .order_by_asc(Column::Id)
        .limit(limit);
    if txn.get_database_backend() == DatabaseBackend::Postgres {
        query = query.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    }
    let rows = query.all(txn).await?;
    if !rows.is_empty() {
        Entity::update_many()
            .col_expr(Column::ClaimedBy, Expr::value(worker))
            .col_expr(Column::ClaimedUntil, Expr::value(now + lease))
            .filter(Column::Id.is_in(rows.iter().map(|row| row.id)))
            .exec(txn)
            .await?;
    }
    Ok(rows.into_iter().map(Message::from).collect())
}

/// Marks events as carried on.
pub async fn settle(txn: &impl ConnectionTrait, now: DateTime<Utc>, ids: &[i64]) -> Result<(), DbErr> {
    if ids.is_empty() {
        return Ok(());
    }
    Entity::update_many()
        .col_expr(Column::DoneAt, Expr::value(now))
        .filter(Column::Id.is_in(ids.iter().copied()))
        .exec(txn)
        .await
        .map(|_| ())
}

/// Notes a failure: the event waits 1, 2, 4 … seconds (60 at most) or, after [`MAX_ATTEMPTS`], is dead.
pub async fn fail(txn: &impl ConnectionTrait, now: DateTime<Utc>, message: &Message, error: &str) -> Result<(), DbErr> {
    let attempts = message.attempts + 1;
    let wait = TimeDelta::seconds(1i64 << message.attempts.clamp(0, 6)).min(TimeDelta::seconds(60));
    let dead = (attempts >= MAX_ATTEMPTS).then_some(now);
    put_off(message, now + wait, error)
        .col_expr(Column::Attempts, Expr::value(attempts))
        .col_expr(Column::DeadAt, Expr::value(dead))
        .exec(txn)
        .await
        .map(|_| ())
}

/// Notes that what the event needs is away for now (a search engine that is down). That is no fault of the event, so it
/// never becomes a dead letter: it waits a quarter of its age, between one second and ten, for as long as it takes.
pub async fn postpone(
    txn: &impl ConnectionTrait,
    now: DateTime<Utc>,
    message: &Message,
    error: &str,
) -> Result<(), DbErr> {
    let wait = ((now - message.created_at) / 4).clamp(TimeDelta::seconds(1), TimeDelta::seconds(10));
    put_off(message, now + wait, error).exec(txn).await.map(|_| ())
}

fn put_off(message: &Message, until: DateTime<Utc>, error: &str) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::AvailableAt, Expr::value(until))
        .col_expr(Column::ClaimedUntil, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(Column::LastError, Expr::value(kernel::text::truncate(error, 500)))
        .filter(Column::Id.eq(message.id))
}

/// Gives claimed events back that were not begun; they are available at once and have not failed.
pub async fn release(txn: &impl ConnectionTrait, ids: &[i64]) -> Result<(), DbErr> {
    if ids.is_empty() {
        return Ok(());
    }
    Entity::update_many()
        .col_expr(Column::ClaimedUntil, Expr::value(Option::<DateTime<Utc>>::None))
        .filter(Column::Id.is_in(ids.iter().copied()))
        .exec(txn)
        .await
        .map(|_| ())
}

/// Gives back everything that is claimed: for whoever knows that all other workers are dead, so that nothing waits for
/// the end of a dead one's lease. Answers how many events that were.
pub async fn release_all(txn: &impl ConnectionTrait) -> Result<u64, DbErr> {
    let result = Entity::update_many()
        .col_expr(Column::ClaimedUntil, Expr::value(Option::<DateTime<Utc>>::None))
        .filter(open())
        .filter(Column::ClaimedUntil.is_not_null())
        .exec(txn)
        .await?;
    Ok(result.rows_affected)
}

/// How many events wait to be carried on (dead ones not counted).
pub async fn waiting(db: &impl ConnectionTrait) -> Result<u64, DbErr> {
    Entity::find().filter(open()).count(db).await
}

/// How many of the events up to the id `last` wait to be carried on.
pub async fn waiting_up_to(db: &impl ConnectionTrait, last: i64) -> Result<u64, DbErr> {
    Entity::find().filter(open()).filter(Column::Id.lte(last)).count(db).await
}

/// How many dead letters there are.
pub async fn count_dead(db: &impl ConnectionTrait) -> Result<u64, DbErr> {
    Entity::find().filter(Column::DeadAt.is_not_null()).count(db).await
}

/// The dead letters, newest first.
pub async fn dead(db: &impl ConnectionTrait, limit: u64) -> Result<Vec<Message>, DbErr> {
    let rows =
        Entity::find().filter(Column::DeadAt.is_not_null()).order_by_desc(Column::Id).limit(limit).all(db).await?;
    Ok(rows.into_iter().map(Message::from).collect())
}

/// Sends a dead letter again; `false` when it is not dead.
pub async fn revive(txn: &impl ConnectionTrait, now: DateTime<Utc>, id: i64) -> Result<bool, DbErr> {
    let result = Entity::update_many()
        .col_expr(Column::DeadAt, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(Column::Attempts, Expr::value(0))
        .col_expr(Column::AvailableAt, Expr::value(now))
        .filter(Column::Id.eq(id))
        .filter(Column::DeadAt.is_not_null())
        .exec(txn)
        .await?;
    Ok(result.rows_affected > 0)
}

/// Forgets events that were carried on before `before`.
pub async fn prune(txn: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<u64, DbErr> {
    Ok(Entity::delete_many().filter(Column::DoneAt.lt(before)).exec(txn).await?.rows_affected)
}

/// The id of the newest event.
pub async fn head(db: &impl ConnectionTrait) -> Result<i64, DbErr> {
    let newest: Option<i64> =
        Entity::find().select_only().column(Column::Id).order_by_desc(Column::Id).limit(1).into_tuple().one(db).await?;
    Ok(newest.unwrap_or(0))
}

/// The events above `cursor`, oldest first. Under PostgreSQL an id may become visible after a higher one: who follows
/// what was committed takes a [`crate::Follower`], which re-reads a little below its cursor.
pub async fn follow(db: &impl ConnectionTrait, cursor: i64, limit: u64) -> Result<Vec<Message>, DbErr> {
    let rows = Entity::find().filter(Column::Id.gt(cursor)).order_by_asc(Column::Id).limit(limit).all(db).await?;
    Ok(rows.into_iter().map(Message::from).collect())
}
