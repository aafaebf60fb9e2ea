//! Long work that one process asks of another: rebuilding the search index beside a serving floor.

use chrono::{DateTime, Utc};
use kernel::Ctx;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    sea_query::Expr,
};
use uuid::Uuid;

mod entity {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "job")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub kind: String,
        pub state: String,
        pub done: i64,
        pub total: i64,
        pub detail: String,
        pub created_at: ChronoDateTimeUtc,
        pub updated_at: ChronoDateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
use entity::{Column, Entity};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Waiting,
    Running,
    Done,
    Failed,
}

impl State {
    fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    pub id: Uuid,
    pub kind: String,
    pub state: State,
    /// How much is done, of how much; 0 of 0 before it is known.
    pub done: i64,
    pub total: i64,
    pub detail: serde_json::Value,
}

impl From<entity::Model> for Job {
    fn from(row: entity::Model) -> Self {
        let state = match row.state.as_str() {
            "waiting" => State::Waiting,
            "running" => State::Running,
            "done" => State::Done,
            _ => State::Failed,
        };
        let detail = serde_json::from_str(&row.detail).unwrap_or_default();
        Self { id: row.id, kind: row.kind, state, done: row.done, total: row.total, detail }
    }
}

pub async fn ask(txn: &impl ConnectionTrait, ctx: &Ctx, kind: &str) -> Result<Uuid, DbErr> {
    let id = ctx.new_id();
    let row = entity::ActiveModel {
        id: Set(id),
        kind: Set(kind.to_owned()),
        state: Set(State::Waiting.code().to_owned()),
        done: Set(0),
        total: Set(0),
        detail: Set("{}".to_owned()),
        created_at: Set(ctx.now),
        updated_at: Set(ctx.now),
    };
    Entity::insert(row).exec_without_returning(txn).await?;
    Ok(id)
}

pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Job>, DbErr> {
    Ok(Entity::find_by_id(id).one(db).await?.map(Job::from))
}

/// How many jobs of `kind` wait: asked before a writing transaction is begun for nothing.
pub async fn waiting(db: &impl ConnectionTrait, kind: &str) -> Result<u64, DbErr> {
    Entity::find().filter(Column::Kind.eq(kind)).filter(Column::State.eq(State::Waiting.code())).count(db).await
}

/// Jobs that a process began and did not live to end: whoever asked is told.
pub async fn fail_running(txn: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(State::Failed.code()))
        .col_expr(Column::Detail, Expr::value(r#"{"error":"interrupted"}"#))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .filter(Column::State.eq(State::Running.code()))
        .exec(txn)
        .await
        .map(|_| ())
}

/// The oldest waiting job of `kind`, marked as running.
pub async fn take(txn: &impl ConnectionTrait, now: DateTime<Utc>, kind: &str) -> Result<Option<Job>, DbErr> {
    let waiting = Entity::find()
        .filter(Column::Kind.eq(kind))
        .filter(Column::State.eq(State::Waiting.code()))
        .order_by_asc(Column::CreatedAt)
        .one(txn)
        .await?;
    let Some(row) = waiting else { return Ok(None) };
    update(txn, now, row.id, State::Running, 0, 0, &serde_json::json!({})).await?;
    Ok(Some(row.into()))
}

pub async fn update(
    txn: &impl ConnectionTrait,
    now: DateTime<Utc>,
    id: Uuid,
    state: State,
    done: i64,
    total: i64,
    detail: &serde_json::Value,
) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(state.code()))
        .col_expr(Column::Done, Expr::value(done))
        .col_expr(Column::Total, Expr::value(total))
        .col_expr(Column::Detail, Expr::value(detail.to_string()))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .filter(Column::Id.eq(id))
        .exec(txn)
        .await
        .map(|_| ())
}
