//! Lists for the officers' console.

use chrono::{DateTime, Utc};
use kernel::{MemberId, StallId};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseBackend, DbErr, EntityTrait, ExprTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, Func, IntoColumnRef, SimpleExpr},
};

use crate::{
    Member, MemberKind, MemberState, Shop, StallState, TaxCodeText,
    entity::{member, stall},
    queries::into_shop,
};

/// An application that waits for an officer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingMember {
    pub id: MemberId,
    pub name: String,
    pub kind: MemberKind,
    pub submitted_at: DateTime<Utc>,
}

/// A stall that waits for an officer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingStall {
    pub id: StallId,
    pub name: String,
    pub member_id: MemberId,
    /// It opens only when this is approved.
    pub member_state: MemberState,
    pub submitted_at: DateTime<Utc>,
}

/// Which members to list; an empty text means any.
#[derive(Debug, Clone, Default)]
pub struct MemberFilter {
    pub state: Option<MemberState>,
    /// A part of the name, or a whole tax code or telephone number.
    pub text: String,
}

/// Which stalls to list; an empty text means any.
#[derive(Debug, Clone, Default)]
pub struct StallFilter {
    pub state: Option<StallState>,
    /// A part of the name or of the address on the site.
    pub text: String,
}

/// The applications that wait, oldest first.
pub async fn waiting_members(db: &impl ConnectionTrait, limit: u64) -> Result<Vec<WaitingMember>, DbErr> {
    let rows = member::Entity::find()
        .filter(member::Column::State.eq(MemberState::Submitted))
        .order_by_asc(member::Column::SubmittedAt)
        .order_by_asc(member::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    let waiting = rows.into_iter().map(|row| WaitingMember {
        id: row.id.into(),
        name: row.name,
        kind: row.kind,
        submitted_at: row.submitted_at.unwrap_or(row.created_at),
    });
    Ok(waiting.collect())
}

/// The stalls that wait, oldest first.
pub async fn waiting_stalls(db: &impl ConnectionTrait, limit: u64) -> Result<Vec<WaitingStall>, DbErr> {
    let pairs = stall::Entity::find()
        .find_also_related(member::Entity)
        .filter(stall::Column::State.eq(StallState::Submitted))
        .order_by_asc(stall::Column::SubmittedAt)
        .order_by_asc(stall::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    let waiting = pairs.into_iter().filter_map(into_shop).map(|Shop { stall, member }| WaitingStall {
        id: stall.id,
        name: stall.name,
        member_id: member.id,
        member_state: member.state,
        submitted_at: stall.submitted_at.unwrap_or(stall.created_at),
    });
    Ok(waiting.collect())
}

/// How many applications and how many stalls wait.
pub async fn count_waiting(db: &impl ConnectionTrait) -> Result<(u64, u64), DbErr> {
    let members = member::Entity::find().filter(member::Column::State.eq(MemberState::Submitted)).count(db).await?;
    let stalls = stall::Entity::find().filter(stall::Column::State.eq(StallState::Submitted)).count(db).await?;
    Ok((members, stalls))
}

/// Members, the newest first, behind `after`.
pub async fn page_members(
    db: &impl ConnectionTrait,
    filter: &MemberFilter,
    after: Option<MemberId>,
    limit: u64,
) -> Result<Vec<Member>, DbErr> {
    use member::Column;
    let text = filter.text.trim();
    let matching = (!text.is_empty()).then(|| {
        Condition::any()
            .add(contains(db, (member::Entity, Column::Name), text))
            .add(Column::TaxCode.eq(TaxCodeText::typed(text)))
            .add(Column::Phone.eq(crate::validate::phone_or_typed(text)))
    });
    let rows = member::Entity::find()
        .apply_if(filter.state, |query, state| query.filter(Column::State.eq(state)))
        .apply_if(matching, QueryFilter::filter)
        .apply_if(after, |query, id| query.filter(Column::Id.lt(id.0)))
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(Member::from).collect())
}

/// Stalls with their members, the newest first, behind `after`.
pub async fn page_stalls(
    db: &impl ConnectionTrait,
    filter: &StallFilter,
    after: Option<StallId>,
    limit: u64,
) -> Result<Vec<Shop>, DbErr> {
    use stall::Column;
    let text = filter.text.trim();
    let matching = (!text.is_empty()).then(|| {
        Condition::any().add(contains(db, (stall::Entity, Column::Name), text)).add(contains(
            db,
            (stall::Entity, Column::Slug),
            text,
        ))
    });
    let pairs = stall::Entity::find()
        .apply_if(filter.state, |query, state| query.filter(Column::State.eq(state)))
        .apply_if(matching, QueryFilter::filter)
        .apply_if(after, |query, id| query.filter(Column::Id.lt(id.0)))
        .find_also_related(member::Entity)
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    Ok(pairs.into_iter().filter_map(into_shop).collect())
}

/// The column contains the text, whatever the case of a–z (SQLite folds no other letters).
fn contains(db: &impl ConnectionTrait, column: impl IntoColumnRef, text: &str) -> SimpleExpr {
    let position = if db.get_database_backend() == DatabaseBackend::Sqlite { "instr" } else { "strpos" };
    let (whole, part) = (Func::lower(Expr::col(column)), Func::lower(Expr::val(text)));
    Expr::expr(Func::cust(position).arg(whole).arg(part)).gt(0)
}
