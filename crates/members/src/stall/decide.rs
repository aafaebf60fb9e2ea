//! An officer decides about a stall. Closing is also the owner's.

use kernel::{Ctx, StallId};
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::{
    Error, Event, MemberVerb, StallVerb,
    entity::stall::Model,
    journal::{self, Subject},
    store, validate,
};

/// Opens a stall; only under an approved member. `seen` is the version that the officer read; a later one is
/// [`Error::Stale`].
pub async fn approve(txn: &impl ConnectionTrait, ctx: &Ctx, id: StallId, seen: Option<i64>) -> Result<(), Error> {
    let (mut row, member) = store::lock_shop(txn, id).await?;
    if row.state.next(StallVerb::Approve).is_ok() {
        member.state.next(MemberVerb::OpenStall)?;
        if seen.is_some_and(|version| version != row.version) {
            return Err(Error::Stale);
        }
    }
    row.opened_at = row.opened_at.or(Some(ctx.now));
    decide(txn, ctx, row, StallVerb::Approve, Event::StallApproved, String::new()).await
}

/// Sends the stall back with what is to be changed.
pub async fn request_changes(txn: &impl ConnectionTrait, ctx: &Ctx, id: StallId, reason: &str) -> Result<(), Error> {
    let reason = validate::reason(reason, true)?;
    let (row, _) = store::lock_shop(txn, id).await?;
    decide(txn, ctx, row, StallVerb::RequestChanges, Event::StallChangesRequested, reason).await
}

pub async fn reject(txn: &impl ConnectionTrait, ctx: &Ctx, id: StallId, reason: &str) -> Result<(), Error> {
    let reason = validate::reason(reason, true)?;
    let (row, _) = store::lock_shop(txn, id).await?;
    decide(txn, ctx, row, StallVerb::Reject, Event::StallRejected, reason).await
}

pub async fn suspend(txn: &impl ConnectionTrait, ctx: &Ctx, id: StallId, reason: &str) -> Result<(), Error> {
    let reason = validate::reason(reason, true)?;
    let (row, _) = store::lock_shop(txn, id).await?;
    decide(txn, ctx, row, StallVerb::Suspend, Event::StallSuspended, reason).await
}

/// Opens a suspended stall again, only under an approved member; the reason may be empty.
pub async fn restore(txn: &impl ConnectionTrait, ctx: &Ctx, id: StallId, reason: &str) -> Result<(), Error> {
    let reason = validate::reason(reason, false)?;
    let (row, member) = store::lock_shop(txn, id).await?;
    if row.state.next(StallVerb::Restore).is_ok() {
        member.state.next(MemberVerb::OpenStall)?;
    }
    decide(txn, ctx, row, StallVerb::Restore, Event::StallRestored, reason).await
}

/// Closes a stall for good; its address stays taken. The reason may be empty.
pub async fn close(txn: &impl ConnectionTrait, ctx: &Ctx, id: StallId, reason: &str) -> Result<(), Error> {
    let reason = validate::reason(reason, false)?;
    let (row, _) = store::lock_shop(txn, id).await?;
    close_row(txn, ctx, row, reason).await
}

pub(crate) async fn close_row(txn: &impl ConnectionTrait, ctx: &Ctx, row: Model, reason: String) -> Result<(), Error> {
    decide(txn, ctx, row, StallVerb::Close, Event::StallClosed, reason).await
}

async fn decide(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    mut row: Model,
    verb: StallVerb,
    event: Event,
    reason: String,
) -> Result<(), Error> {
    let from = row.state;
    row.state = from.next(verb)?;
    row.decided_at = Some(ctx.now);
    row.reason.clone_from(&reason);
    let subject = Subject::stall(row.id, row.member_id);
    store::update_stall(txn, ctx, row).await?;
    journal::happened(txn, ctx, subject, event, &reason, json!({ "from": from.code() })).await?;
    Ok(())
}
