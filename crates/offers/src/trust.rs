//! Members that officers trust: their offers open at once.

use kernel::{Ctx, MemberId};
use sea_orm::{ActiveModelTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, sea_query::OnConflict};
use serde_json::json;

use crate::{Error, decide::check_reason, entity::offer_trust};

pub async fn is_trusted(db: &impl ConnectionTrait, member: MemberId) -> Result<bool, DbErr> {
    Ok(offer_trust::Entity::find_by_id(member.0).one(db).await?.is_some())
}

/// Trusting twice changes nothing. What was submitted before still waits for an officer.
pub async fn trust(txn: &impl ConnectionTrait, ctx: &Ctx, member: MemberId, reason: &str) -> Result<(), Error> {
    let reason = check_reason(reason)?;
    let officer = ctx.actor.account().ok_or(Error::NotFound)?;
    members::queries::member(txn, member).await?.ok_or(Error::NotFound)?;
    let row = offer_trust::Model { member_id: member.0, officer_id: officer.0, reason: reason.clone(), since: ctx.now };
    let insert = offer_trust::Entity::insert(row.into_active_model().reset_all())
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .try_insert();
    if let sea_orm::TryInsertResult::Inserted(1..) = insert.exec_without_returning(txn).await? {
        note(txn, ctx, member, "offer.trusted", &reason).await?;
    }
    Ok(())
}

/// Its open offers stay open; the next one waits for an officer.
pub async fn distrust(txn: &impl ConnectionTrait, ctx: &Ctx, member: MemberId, reason: &str) -> Result<(), Error> {
    let reason = check_reason(reason)?;
    if offer_trust::Entity::delete_by_id(member.0).exec(txn).await?.rows_affected > 0 {
        note(txn, ctx, member, "offer.distrusted", &reason).await?;
    }
    Ok(())
}

async fn note(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    member: MemberId,
    action: &str,
    reason: &str,
) -> Result<(), DbErr> {
    let entry = database::audit::Entry {
        action,
        subject_kind: "member",
        subject_id: member.0,
        member_id: Some(member),
        reason,
        detail: json!({}),
    };
    database::audit::record(txn, ctx, entry).await
}
