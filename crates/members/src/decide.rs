//! An officer decides about a member. Closing is also the owner's.

use kernel::{Ctx, MemberId};
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::{
    Error, Event, MemberVerb,
    entity::member,
    journal::{self, Subject},
    stall, store, validate,
};

/// How a seller is identified until there is a link to the national identification service.
pub const IDENTIFIED_BY_PAPERS: &str = "officer checked papers";

/// Approves a member whose papers the officer checked: the seller counts as identified from now on. `seen` is the
/// version that the officer read; a later one is [`Error::Stale`].
pub async fn approve(txn: &impl ConnectionTrait, ctx: &Ctx, id: MemberId, seen: Option<i64>) -> Result<(), Error> {
    decide(txn, ctx, id, MemberVerb::Approve, Event::MemberApproved, String::new(), |row| {
        if seen.is_some_and(|version| version != row.version) {
            return Err(Error::Stale);
        }
        row.approved_at = Some(ctx.now);
        row.identified_at = Some(ctx.now);
        IDENTIFIED_BY_PAPERS.clone_into(&mut row.identified_how);
        Ok(())
    })
    .await
}

/// Sends the application back with what is to be changed.
pub async fn request_changes(txn: &impl ConnectionTrait, ctx: &Ctx, id: MemberId, reason: &str) -> Result<(), Error> {
    let reason = validate::reason(reason, true)?;
    decide(txn, ctx, id, MemberVerb::RequestChanges, Event::MemberChangesRequested, reason, |_| Ok(())).await
}

pub async fn reject(txn: &impl ConnectionTrait, ctx: &Ctx, id: MemberId, reason: &str) -> Result<(), Error> {
    let reason = validate::reason(reason, true)?;
    decide(txn, ctx, id, MemberVerb::Reject, Event::MemberRejected, reason, |_| Ok(())).await
}

/// Suspends a member: nothing of its stall is visible until it is restored.
pub async fn suspend(txn: &impl ConnectionTrait, ctx: &Ctx, id: MemberId, reason: &str) -> Result<(), Error> {
    let reason = validate::reason(reason, true)?;
    decide(txn, ctx, id, MemberVerb::Suspend, Event::MemberSuspended, reason, |_| Ok(())).await
}

/// Lifts the suspension; the reason may be empty.
pub async fn restore(txn: &impl ConnectionTrait, ctx: &Ctx, id: MemberId, reason: &str) -> Result<(), Error> {
    let reason = validate::reason(reason, false)?;
    decide(txn, ctx, id, MemberVerb::Restore, Event::MemberRestored, reason, |_| Ok(())).await
}

/// Closes a member for good, and its stall with it; the reason may be empty.
pub async fn close(txn: &impl ConnectionTrait, ctx: &Ctx, id: MemberId, reason: &str) -> Result<(), Error> {
    let reason = validate::reason(reason, false)?;
    decide(txn, ctx, id, MemberVerb::Close, Event::MemberClosed, reason.clone(), |_| Ok(())).await?;
    if let Some(live) = store::lock_live_stall(txn, id).await? {
        stall::decide::close_row(txn, ctx, live, reason).await?;
    }
    Ok(())
}

async fn decide(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    id: MemberId,
    verb: MemberVerb,
    event: Event,
    reason: String,
    change: impl FnOnce(&mut member::Model) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut row = store::lock_member(txn, id).await?;
    let from = row.state;
    row.state = from.next(verb)?;
    change(&mut row)?;
    row.decided_at = Some(ctx.now);
    row.reason.clone_from(&reason);
    store::update_member(txn, ctx, row).await?;
    journal::happened(txn, ctx, Subject::member(id), event, &reason, json!({ "from": from.code() })).await?;
    Ok(())
}
