//! The audit log: who did what to what, when and why. Append-only; written in the transaction of the deed.

use chrono::{DateTime, Utc};
use kernel::{Actor, Ctx, MemberId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};
use uuid::Uuid;

mod entity {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub at: ChronoDateTimeUtc,
        pub actor_id: Option<Uuid>,
        pub actor_kind: String,
        pub action: String,
        pub subject_kind: String,
        pub subject_id: Uuid,
        pub member_id: Option<Uuid>,
        pub reason: String,
        pub detail: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// One line to write.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// `area.verb`, such as `product.approved`.
    pub action: &'a str,
    pub subject_kind: &'a str,
    pub subject_id: Uuid,
    /// Whose business it concerns, so that the member can see it.
    pub member_id: Option<MemberId>,
    pub reason: &'a str,
    pub detail: serde_json::Value,
}

/// One line as read.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub actor: Option<Uuid>,
    pub actor_kind: String,
    pub action: String,
    pub subject_kind: String,
    pub subject_id: Uuid,
    pub member_id: Option<MemberId>,
    pub reason: String,
    pub detail: serde_json::Value,
}

/// Which lines to read.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub subject: Option<Uuid>,
    pub member: Option<MemberId>,
    pub actor: Option<Uuid>,
    /// The beginning of the action, such as `product.`.
    pub action: Option<String>,
    /// Lines older than this one.
    pub before: Option<Uuid>,
}

pub async fn record(txn: &impl ConnectionTrait, ctx: &Ctx, entry: Entry<'_>) -> Result<(), DbErr> {
    let actor_kind = match ctx.actor {
        Actor::Account(_) => "account",
        Actor::Anonymous => "anonymous",
        Actor::System => "system",
    };
    let row = entity::ActiveModel {
        id: Set(ctx.new_id()),
        at: Set(ctx.now),
        actor_id: Set(ctx.actor.account().map(Uuid::from)),
        actor_kind: Set(actor_kind.to_owned()),
        action: Set(entry.action.to_owned()),
        subject_kind: Set(entry.subject_kind.to_owned()),
        subject_id: Set(entry.subject_id),
        member_id: Set(entry.member_id.map(Uuid::from)),
        reason: Set(entry.reason.to_owned()),
        detail: Set(entry.detail.to_string()),
    };
    entity::Entity::insert(row).exec_without_returning(txn).await.map(|_| ())
}

/// The newest lines first, at most `limit`.
pub async fn page(db: &impl ConnectionTrait, filter: &Filter, limit: u64) -> Result<Vec<Line>, DbErr> {
    let rows = filtered(filter).order_by_desc(entity::Column::Id).limit(limit).all(db).await?;
    Ok(rows.into_iter().map(Line::from).collect())
}

/// How many lines there are.
pub async fn count(db: &impl ConnectionTrait, filter: &Filter) -> Result<u64, DbErr> {
    filtered(filter).count(db).await
}

fn filtered(filter: &Filter) -> Select<entity::Entity> {
    let mut query = entity::Entity::find();
    if let Some(subject) = filter.subject {
        query = query.filter(entity::Column::SubjectId.eq(subject));
    }
    if let Some(member) = filter.member {
        query = query.filter(entity::Column::MemberId.eq(member.0));
    }
    if let Some(actor) = filter.actor {
        query = query.filter(entity::Column::ActorId.eq(actor));
    }
    if let Some(action) = &filter.action {
        query = query.filter(entity::Column::Action.starts_with(action));
    }
    if let Some(before) = filter.before {
        query = query.filter(entity::Column::Id.lt(before));
    }
    query
}

impl From<entity::Model> for Line {
    fn from(row: entity::Model) -> Self {
        Self {
            id: row.id,
            at: row.at,
            actor: row.actor_id,
            actor_kind: row.actor_kind,
            action: row.action,
            subject_kind: row.subject_kind,
            subject_id: row.subject_id,
            member_id: row.member_id.map(MemberId),
            reason: row.reason,
            detail: serde_json::from_str(&row.detail).unwrap_or_default(),
        }
    }
}
