//! Follow a commodity, a category, a stall or a saved search, and stop it.

use chrono::{DateTime, Utc};
use kernel::{AccountId, CommodityId, Ctx, StallId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, sea_query::OnConflict,
};
use uuid::Uuid;

use crate::{
    Error, SavedSearch,
    entity::follow::{Column, Entity, Model},
};

/// Follows and saved searches of one account, together.
pub const MAX_FOLLOWS: u64 = 100;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FollowKind {
    Commodity,
    Category,
    Stall,
    Search,
}

impl FollowKind {
    pub const ALL: [Self; 4] = [Self::Commodity, Self::Category, Self::Stall, Self::Search];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Commodity => "commodity",
            Self::Category => "category",
            Self::Stall => "stall",
            Self::Search => "search",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// What an account follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Follow {
    pub id: Uuid,
    pub kind: FollowKind,
    /// The id of a commodity or stall, the code of a category, or a search as [`SavedSearch::to_query`] writes it.
    pub subject: String,
    pub created_at: DateTime<Utc>,
}

/// Under which the followers of a commodity are found.
#[must_use]
pub fn anchor_of_commodity(id: CommodityId) -> String {
    format!("commodity:{id}")
}

#[must_use]
pub fn anchor_of_category(code: &str) -> String {
    format!("category:{code}")
}

#[must_use]
pub fn anchor_of_stall(id: StallId) -> String {
    format!("stall:{id}")
}

/// The subject in its one spelling, and its anchor. That a commodity, category or stall is there is the caller's to know.
fn read(kind: FollowKind, subject: &str) -> Result<(String, String), Error> {
    let id = || subject.parse::<Uuid>().map_err(|_| Error::BadSubject);
    Ok(match kind {
        FollowKind::Commodity => (id()?.to_string(), anchor_of_commodity(id()?.into())),
        FollowKind::Stall => (id()?.to_string(), anchor_of_stall(id()?.into())),
        FollowKind::Category if subject.is_empty() => return Err(Error::BadSubject),
        FollowKind::Category => (subject.to_owned(), anchor_of_category(subject)),
        FollowKind::Search => {
            let search = SavedSearch::from_query(subject).ok_or(Error::BadSubject)?;
            (search.to_query(), search.anchor())
        }
    })
}

/// Following twice is following once.
///
/// # Errors
/// [`Error::TooMany`] beyond [`MAX_FOLLOWS`], [`Error::BadSubject`].
pub async fn follow(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    account: AccountId,
    kind: FollowKind,
    subject: &str,
) -> Result<(), Error> {
    let (subject, anchor) = read(kind, subject)?;
    if is_followed(txn, account, kind, &subject).await? {
        return Ok(());
    }
    if Entity::find().filter(Column::AccountId.eq(account.0)).count(txn).await? >= MAX_FOLLOWS {
        return Err(Error::TooMany);
    }
    let row = Model {
        id: ctx.new_id(),
        account_id: account.0,
        kind: kind.code().to_owned(),
        subject,
        anchor,
        created_at: ctx.now,
    };
    let nothing = OnConflict::new().do_nothing().to_owned();
    let insert = Entity::insert(row.into_active_model().reset_all()).on_conflict(nothing);
    insert.try_insert().exec_without_returning(txn).await?;
    Ok(())
}

/// Stopping what is not followed changes nothing.
pub async fn unfollow(
    txn: &impl ConnectionTrait,
    account: AccountId,
    kind: FollowKind,
    subject: &str,
) -> Result<(), Error> {
    let (subject, _) = read(kind, subject)?;
    Entity::delete_many()
        .filter(Column::AccountId.eq(account.0))
        .filter(Column::Kind.eq(kind.code()))
        .filter(Column::Subject.eq(subject))
        .exec(txn)
        .await?;
    Ok(())
}

pub async fn is_followed(
    db: &impl ConnectionTrait,
    account: AccountId,
    kind: FollowKind,
    subject: &str,
) -> Result<bool, DbErr> {
    let found = Entity::find()
        .filter(Column::AccountId.eq(account.0))
        .filter(Column::Kind.eq(kind.code()))
        .filter(Column::Subject.eq(subject))
        .one(db)
        .await?;
    Ok(found.is_some())
}

/// Everything that the account follows, the newest first.
pub async fn all(db: &impl ConnectionTrait, account: AccountId) -> Result<Vec<Follow>, DbErr> {
    let rows = Entity::find()
        .filter(Column::AccountId.eq(account.0))
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .limit(MAX_FOLLOWS)
        .all(db)
        .await?;
    let line = |row: Model| {
        // A check constraint keeps other kinds out.
        let kind = FollowKind::from_code(&row.kind)?;
        Some(Follow { id: row.id, kind, subject: row.subject, created_at: row.created_at })
    };
    Ok(rows.into_iter().filter_map(line).collect())
}
