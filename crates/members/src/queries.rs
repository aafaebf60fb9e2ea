//! Read models for pages, desks and the index.

use std::collections::HashMap;

use kernel::{AccountId, MemberId, StallId};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, RelationTrait, Select, sea_query::JoinType,
};

use crate::{
    Key, Member, MemberState, Membership, SellerInfo, Shop, StaffRole, Stall, StallState,
    entity::{member, membership, stall},
};

/// Which member the account belongs to, and as what.
pub async fn membership(db: &impl ConnectionTrait, account: AccountId) -> Result<Option<Membership>, DbErr> {
    Ok(membership::Entity::find_by_id(account.0).one(db).await?.map(Membership::from))
}

pub async fn member(db: &impl ConnectionTrait, id: MemberId) -> Result<Option<Member>, DbErr> {
    Ok(member::Entity::find_by_id(id.0).one(db).await?.map(Member::from))
}

/// The names of those members, by id. At most a page's worth of ids.
pub async fn names(db: &impl ConnectionTrait, ids: &[MemberId]) -> Result<HashMap<MemberId, String>, DbErr> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(uuid::Uuid, String)> = member::Entity::find()
        .select_only()
        .columns([member::Column::Id, member::Column::Name])
        .filter(member::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(id, name)| (id.into(), name)).collect())
}

/// The member the account belongs to.
pub async fn member_of(db: &impl ConnectionTrait, account: AccountId) -> Result<Option<Member>, DbErr> {
    match membership(db, account).await? {
        Some(membership) => member(db, membership.member_id).await,
        None => Ok(None),
    }
}

/// Whom to tell what happens to the member.
pub async fn owners(db: &impl ConnectionTrait, id: MemberId) -> Result<Vec<AccountId>, DbErr> {
    let rows = membership::Entity::find()
        .filter(membership::Column::MemberId.eq(id.0))
        .filter(membership::Column::Role.eq(StaffRole::Owner))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.account_id.into()).collect())
}

/// Owner and staff of each of the members (at most a page's worth); one without people is not in the answer.
pub async fn people_of(
    db: &impl ConnectionTrait,
    ids: &[MemberId],
) -> Result<HashMap<MemberId, Vec<AccountId>>, DbErr> {
    let mut people: HashMap<MemberId, Vec<AccountId>> = HashMap::new();
    if ids.is_empty() {
        return Ok(people);
    }
    let of_them = membership::Column::MemberId.is_in(ids.iter().map(|id| id.0));
    for row in membership::Entity::find().filter(of_them).order_by_asc(membership::Column::AccountId).all(db).await? {
        people.entry(row.member_id.into()).or_default().push(row.account_id.into());
    }
    Ok(people)
}

/// The member's stall that is not closed.
pub async fn stall_of(db: &impl ConnectionTrait, member: MemberId) -> Result<Option<Stall>, DbErr> {
    let query = stall::Entity::find()
        .filter(stall::Column::MemberId.eq(member.0))
        .filter(stall::Column::State.ne(StallState::Closed));
    Ok(query.one(db).await?.map(Stall::from))
}

/// A stall of any state with its member.
pub async fn shop(db: &impl ConnectionTrait, id: StallId) -> Result<Option<Shop>, DbErr> {
    let pair = stall::Entity::find_by_id(id.0).find_also_related(member::Entity).one(db).await?;
    Ok(pair.and_then(into_shop))
}

/// The visible stall with this address.
pub async fn open_stall_by_slug(db: &impl ConnectionTrait, slug: &str) -> Result<Option<Shop>, DbErr> {
    let query = stall::Entity::find().filter(stall::Column::Slug.eq(slug)).find_also_related(member::Entity);
    Ok(query.one(db).await?.and_then(into_shop).filter(Shop::visible))
}

/// Every stall that a member ever had, closed ones too: a few at most.
pub async fn stalls_of(db: &impl ConnectionTrait, member: MemberId) -> Result<Vec<StallId>, DbErr> {
    let query = stall::Entity::find().filter(stall::Column::MemberId.eq(member.0)).limit(100);
    Ok(query.all(db).await?.into_iter().map(|row| row.id.into()).collect())
}

/// Stalls of any state, in no order. At most a page's worth of ids.
pub async fn stalls_by_ids(db: &impl ConnectionTrait, ids: &[StallId]) -> Result<Vec<Stall>, DbErr> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let query = stall::Entity::find().filter(stall::Column::Id.is_in(ids.iter().map(|id| id.0)));
    Ok(query.all(db).await?.into_iter().map(Stall::from).collect())
}

/// Stalls of any state with their members, by id. At most a page's worth of ids.
pub async fn shops_by_ids(db: &impl ConnectionTrait, ids: &[StallId]) -> Result<HashMap<StallId, Shop>, DbErr> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let query = stall::Entity::find().filter(stall::Column::Id.is_in(ids.iter().map(|id| id.0)));
    let pairs = query.find_also_related(member::Entity).all(db).await?;
    Ok(pairs.into_iter().filter_map(into_shop).map(|shop| (shop.stall.id, shop)).collect())
}

/// The visible stalls, the newest opened first, behind `after`.
pub async fn page_open_stalls(db: &impl ConnectionTrait, after: Option<Key>, limit: u64) -> Result<Vec<Shop>, DbErr> {
    use stall::Column;
    let behind = after.map(|key| {
        let same_moment = Condition::all().add(Column::OpenedAt.eq(key.at)).add(Column::Id.lt(key.id));
        Condition::any().add(Column::OpenedAt.lt(key.at)).add(same_moment)
    });
    let pairs = stall::Entity::find()
        .filter(Column::State.eq(StallState::Open))
        .apply_if(behind, QueryFilter::filter)
        .find_also_related(member::Entity)
        .filter(member::Column::State.eq(MemberState::Approved))
        .order_by_desc(Column::OpenedAt)
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    Ok(pairs.into_iter().filter_map(into_shop).collect())
}

/// How many stalls are visible.
pub async fn count_open_stalls(db: &impl ConnectionTrait) -> Result<u64, DbErr> {
    visible().count(db).await
}

/// How many members are approved.
pub async fn count_approved_members(db: &impl ConnectionTrait) -> Result<u64, DbErr> {
    member::Entity::find().filter(member::Column::State.eq(MemberState::Approved)).count(db).await
}

/// What the shop page must say of the seller.
pub async fn seller_info(db: &impl ConnectionTrait, id: StallId) -> Result<Option<SellerInfo>, DbErr> {
    Ok(shop(db, id).await?.map(|shop| shop.seller()))
}

fn visible() -> Select<stall::Entity> {
    stall::Entity::find()
        .join(JoinType::InnerJoin, stall::Relation::Member.def())
        .filter(stall::Column::State.eq(StallState::Open))
        .filter(member::Column::State.eq(MemberState::Approved))
}

/// The foreign key sees to it that there is a member.
pub(crate) fn into_shop((stall, member): (stall::Model, Option<member::Model>)) -> Option<Shop> {
    Some(Shop { stall: stall.into(), member: member?.into() })
}
