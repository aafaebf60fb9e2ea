//! What officers see: what waits, oldest first, and everything that there is.

use chrono::{DateTime, Utc};
use kernel::{MemberId, Money, ProductId, RevisionId, StallId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};
use uuid::Uuid;

use crate::{
    Cursor, Flag, FlagSet, Revision, RevisionState, State,
    entity::{product, product::Column, product_revision},
    oldest_first,
};

/// A product in the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingProduct {
    pub id: ProductId,
    pub name: String,
    pub category_code: String,
    pub member_id: MemberId,
    pub stall_id: StallId,
    pub flags: FlagSet,
    pub submitted_at: DateTime<Utc>,
}

/// A revision in the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingRevision {
    pub id: RevisionId,
    pub product_id: ProductId,
    /// As buyers see it now.
    pub name: String,
    pub member_id: MemberId,
    pub flags: FlagSet,
    pub submitted_at: DateTime<Utc>,
}

#[derive(FromQueryResult)]
struct ProductRow {
    id: Uuid,
    name: String,
    category_code: String,
    member_id: Uuid,
    stall_id: Uuid,
    flags: String,
    submitted_at: DateTime<Utc>,
}

/// The products that wait longest.
pub async fn waiting_products(
    db: &impl ConnectionTrait,
    after: Option<Cursor>,
    limit: u64,
) -> Result<Vec<WaitingProduct>, DbErr> {
    let query = oldest_first(
        product::Entity::find()
            .filter(Column::State.eq(State::Submitted.code()))
            .filter(Column::SubmittedAt.is_not_null()),
        Column::SubmittedAt,
        Column::Id,
        after,
        limit,
    );
    let columns = [
        Column::Id,
        Column::Name,
        Column::CategoryCode,
        Column::MemberId,
        Column::StallId,
        Column::Flags,
        Column::SubmittedAt,
    ];
    let rows: Vec<ProductRow> = query.select_only().columns(columns).into_model().all(db).await?;
    Ok(rows
        .into_iter()
        .map(|row| WaitingProduct {
            id: row.id.into(),
            name: row.name,
            category_code: row.category_code,
            member_id: row.member_id.into(),
            stall_id: row.stall_id.into(),
            flags: FlagSet::read(&row.flags),
            submitted_at: row.submitted_at,
        })
        .collect())
}

/// The revisions that wait longest.
pub async fn waiting_revisions(
    db: &impl ConnectionTrait,
    after: Option<Cursor>,
    limit: u64,
) -> Result<Vec<WaitingRevision>, DbErr> {
    use product_revision::Column as Rev;
    let query = oldest_first(
        product_revision::Entity::find()
            .filter(Rev::State.eq(RevisionState::Submitted.code()))
            .filter(Rev::SubmittedAt.is_not_null()),
        Rev::SubmittedAt,
        Rev::Id,
        after,
        limit,
    );
    let revisions = query.all(db).await?;
    let names: Vec<(Uuid, String)> = product::Entity::find()
        .select_only()
        .columns([Column::Id, Column::Name])
        .filter(Column::Id.is_in(revisions.iter().map(|row| row.product_id)))
        .into_tuple()
        .all(db)
        .await?;
    let name_of = |id: Uuid| names.iter().find(|(product, _)| *product == id).map(|(_, name)| name.clone());
    Ok(revisions
        .into_iter()
        .map(|row| WaitingRevision {
            id: row.id.into(),
            product_id: row.product_id.into(),
            name: name_of(row.product_id).unwrap_or_default(),
            member_id: row.member_id.into(),
            flags: FlagSet::read(&row.flags),
            submitted_at: row.submitted_at.unwrap_or(row.updated_at),
        })
        .collect())
}

/// How many products and how many revisions wait.
pub async fn count_waiting(db: &impl ConnectionTrait) -> Result<(u64, u64), DbErr> {
    let products = product::Entity::find().filter(Column::State.eq(State::Submitted.code())).count(db).await?;
    let revisions = product_revision::Entity::find()
        .filter(product_revision::Column::State.eq(RevisionState::Submitted.code()))
        .count(db)
        .await?;
    Ok((products, revisions))
}

pub async fn revision_by_id(db: &impl ConnectionTrait, id: RevisionId) -> Result<Option<Revision>, DbErr> {
    Ok(product_revision::Entity::find_by_id(id.0).one(db).await?.map(Revision::from))
}

/// The newest revisions of a product.
pub async fn revisions_of(db: &impl ConnectionTrait, product: ProductId, limit: u64) -> Result<Vec<Revision>, DbErr> {
    let rows = product_revision::Entity::find()
        .filter(product_revision::Column::ProductId.eq(product.0))
        .order_by_desc(product_revision::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(Revision::from).collect())
}

/// Which products to read; nothing set: all.
#[derive(Debug, Clone, Default)]
pub struct ConsoleFilter {
    pub state: Option<State>,
    pub category: Option<String>,
    pub member: Option<MemberId>,
    pub stall: Option<StallId>,
    pub flag: Option<Flag>,
    /// Part of the slug: words without marks find it.
    pub text: Option<String>,
    /// The last id of the page before.
    pub before: Option<ProductId>,
}

/// A product in the officers' list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductLine {
    pub id: ProductId,
    pub slug: String,
    pub name: String,
    pub state: State,
    pub category_code: String,
    pub price: Option<Money>,
    pub unit_code: String,
    pub member_id: MemberId,
    pub stall_id: StallId,
    pub flags: FlagSet,
    pub updated_at: DateTime<Utc>,
}

/// Products of every state, the newest begun first.
pub async fn page_products(
    db: &impl ConnectionTrait,
    filter: &ConsoleFilter,
    limit: u64,
) -> Result<Vec<ProductLine>, DbErr> {
    let rows = filtered(filter).order_by_desc(Column::Id).limit(limit).all(db).await?;
    Ok(rows.into_iter().map(ProductLine::from).collect())
}

/// How many products there are.
pub async fn count_products(db: &impl ConnectionTrait, filter: &ConsoleFilter) -> Result<u64, DbErr> {
    filtered(filter).count(db).await
}

fn filtered(filter: &ConsoleFilter) -> Select<product::Entity> {
    let mut query = product::Entity::find();
    if let Some(state) = filter.state {
        query = query.filter(Column::State.eq(state.code()));
    }
    if let Some(category) = &filter.category {
        query = query.filter(Column::CategoryCode.eq(category.as_str()));
    }
    if let Some(member) = filter.member {
        query = query.filter(Column::MemberId.eq(member.0));
    }
    if let Some(stall) = filter.stall {
        query = query.filter(Column::StallId.eq(stall.0));
    }
    if let Some(flag) = filter.flag {
        query = query.filter(Column::Flags.contains(flag.code()));
    }
    let words = filter.text.as_deref().map(kernel::text::slugify).filter(|words| !words.is_empty());
    if let Some(words) = words {
        query = query.filter(Column::Slug.contains(&words));
    }
    if let Some(before) = filter.before {
        query = query.filter(Column::Id.lt(before.0));
    }
    query
}

impl From<product::Model> for ProductLine {
    fn from(row: product::Model) -> Self {
        Self {
            id: row.id.into(),
            state: row.state(),
            slug: row.slug,
            name: row.name,
            category_code: row.category_code,
            price: row.price.map(Money),
            unit_code: row.unit_code,
            member_id: row.member_id.into(),
            stall_id: row.stall_id.into(),
            flags: FlagSet::read(&row.flags),
            updated_at: row.updated_at,
        }
    }
}
