//! What an account is told, newest first.

use chrono::{DateTime, Utc};
use kernel::AccountId;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
};
use uuid::Uuid;

use crate::{
    Kind,
    entity::alert::{Column, Entity, Model},
};

/// More are not counted: 99+ says it.
pub const MOST_COUNTED: u64 = 100;

/// An alert in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub id: Uuid,
    pub kind: Kind,
    pub subject: Uuid,
    pub other: Uuid,
    pub title: String,
    pub path: String,
    pub created_at: DateTime<Utc>,
    pub is_seen: bool,
}

/// The account's alerts behind that time and id.
pub async fn page(
    db: &impl ConnectionTrait,
    account: AccountId,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: u64,
) -> Result<Vec<Line>, DbErr> {
    let mut query = Entity::find().filter(Column::AccountId.eq(account.0));
    if let Some((at, id)) = after {
        let same = Condition::all().add(Column::CreatedAt.eq(at)).add(Column::Id.lt(id));
        query = query.filter(Condition::any().add(Column::CreatedAt.lt(at)).add(same));
    }
    let rows = query.order_by_desc(Column::CreatedAt).order_by_desc(Column::Id).limit(limit).all(db).await?;
    Ok(lines(rows))
}

/// One alert of the account's.
pub async fn find(db: &impl ConnectionTrait, account: AccountId, id: Uuid) -> Result<Option<Line>, DbErr> {
    let row = Entity::find_by_id(id).filter(Column::AccountId.eq(account.0)).one(db).await?;
    Ok(lines(row.into_iter().collect()).pop())
}

pub(crate) fn lines(rows: Vec<Model>) -> Vec<Line> {
    let line = |row: Model| {
        Some(Line {
            id: row.id,
            // A kind that a later release told of, read by this one.
            kind: Kind::from_code(&row.kind)?,
            subject: row.subject_id,
            other: row.other_id,
            title: row.title,
            path: row.path,
            created_at: row.created_at,
            is_seen: row.seen_at.is_some(),
        })
    };
    rows.into_iter().filter_map(line).collect()
}

/// How many the account has not seen, counted to [`MOST_COUNTED`]: it stands on every page.
pub async fn count_unseen(db: &impl ConnectionTrait, account: AccountId) -> Result<u64, DbErr> {
    unseen(account).count(db).await
}

/// How many of those that lead to a talk the account has not seen, counted to [`MOST_COUNTED`].
pub async fn count_unseen_of_talks(db: &impl ConnectionTrait, account: AccountId) -> Result<u64, DbErr> {
    unseen(account).filter(Column::Kind.is_in(Kind::of_talks())).count(db).await
}

fn unseen(account: AccountId) -> Select<Entity> {
    let own = Entity::find().select_only().column(Column::Id).filter(Column::AccountId.eq(account.0));
    own.filter(Column::SeenAt.is_null()).limit(MOST_COUNTED)
}
