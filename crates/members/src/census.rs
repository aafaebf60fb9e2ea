//! How many there were at an instant, for the floor's statistics. Who was approved or opened later, or is not any more,
//! does not count; what was suspended for a while in between is not known.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use kernel::MemberId;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, RelationTrait,
    sea_query::JoinType,
};
use uuid::Uuid;

use crate::{
    MemberKind, MemberState, StallState,
    entity::{member, stall},
};

/// So many rows are read at a time.
const CHUNK: u64 = 10_000;

/// Members or stalls of one kind in one commune.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    pub kind: MemberKind,
    pub commune_code: String,
    pub count: i64,
}

/// The approved members, by kind and commune.
pub async fn members_at(db: &impl ConnectionTrait, at: DateTime<Utc>) -> Result<Vec<Counted>, DbErr> {
    use member::Column;
    let rows: Vec<(MemberKind, String, i64)> = member::Entity::find()
        .filter(Column::State.eq(MemberState::Approved))
        .filter(Column::ApprovedAt.lt(at))
        .select_only()
        .columns([Column::Kind, Column::CommuneCode])
        .column_as(Column::Id.count(), "members")
        .group_by(Column::Kind)
        .group_by(Column::CommuneCode)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(kind, commune_code, count)| Counted { kind, commune_code, count }).collect())
}

/// The open stalls of approved members, by the member's kind and the stall's commune.
pub async fn stalls_at(db: &impl ConnectionTrait, at: DateTime<Utc>) -> Result<Vec<Counted>, DbErr> {
    use stall::Column;
    let rows: Vec<(MemberKind, String, i64)> = stall::Entity::find()
        .join(JoinType::InnerJoin, stall::Relation::Member.def())
        .filter(member::Column::State.eq(MemberState::Approved))
        .filter(Column::State.eq(StallState::Open))
        .filter(Column::OpenedAt.lt(at))
        .select_only()
        .column(member::Column::Kind)
        .column(Column::CommuneCode)
        .column_as(Column::Id.count(), "stalls")
        .group_by(member::Column::Kind)
        .group_by(Column::CommuneCode)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(kind, commune_code, count)| Counted { kind, commune_code, count }).collect())
}

/// The kind of every member there is, read in parts.
pub async fn kinds(db: &impl ConnectionTrait) -> Result<HashMap<MemberId, MemberKind>, DbErr> {
    use member::Column;
    let mut kinds = HashMap::new();
    let mut after = Uuid::nil();
    loop {
        let rows: Vec<(Uuid, MemberKind)> = member::Entity::find()
            .filter(Column::Id.gt(after))
            .order_by_asc(Column::Id)
            .limit(CHUNK)
            .select_only()
            .columns([Column::Id, Column::Kind])
            .into_tuple()
            .all(db)
            .await?;
        let Some((last, _)) = rows.last() else { return Ok(kinds) };
        after = *last;
        kinds.extend(rows.into_iter().map(|(id, kind)| (MemberId(id), kind)));
    }
}

/// When the first of the members that are approved now was approved.
pub async fn first_approval(db: &impl ConnectionTrait) -> Result<Option<DateTime<Utc>>, DbErr> {
    use member::Column;
    let first = member::Entity::find()
        .filter(Column::State.eq(MemberState::Approved))
        .filter(Column::ApprovedAt.is_not_null())
        .order_by_asc(Column::ApprovedAt)
        .limit(1)
        .one(db)
        .await?;
    Ok(first.and_then(|row| row.approved_at))
}
