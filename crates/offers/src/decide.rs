//! What officers do with offers. That the one who acts is an officer is the caller's to know.

use kernel::{Ctx, OfferId, Problem, text};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel};

use crate::{
    Error, Event, Verb,
    entity::{offer, offer_decision},
    show, store,
};

const MAX_REASON: usize = 2_000;

/// Opens a submitted offer. `seen` is the version that the officer looked at.
///
/// # Errors
/// [`Error::Stale`] when it has changed since; [`Error::Expired`] when its last day has passed meanwhile; what [`crate::create`] says
/// of what can't be offered any more.
pub async fn approve(txn: &impl ConnectionTrait, ctx: &Ctx, id: OfferId, seen: Option<i64>) -> Result<(), Error> {
    let row = judged(txn, ctx, id, seen, Verb::Approve, "").await?;
    show::check_visible(txn, ctx, &row).await?;
    store::move_on(txn, ctx, row, Verb::Approve, Event::OfferOpened, "").await?;
    Ok(())
}

/// Gives a submitted offer back to its owner, who reads the reason.
pub async fn request_changes(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    id: OfferId,
    seen: Option<i64>,
    reason: &str,
) -> Result<(), Error> {
    let reason = check_reason(reason)?;
    let row = judged(txn, ctx, id, seen, Verb::RequestChanges, &reason).await?;
    store::move_on(txn, ctx, row, Verb::RequestChanges, Event::OfferChangesRequested, &reason).await?;
    Ok(())
}

pub async fn reject(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    id: OfferId,
    seen: Option<i64>,
    reason: &str,
) -> Result<(), Error> {
    let reason = check_reason(reason)?;
    let row = judged(txn, ctx, id, seen, Verb::Reject, &reason).await?;
    store::move_on(txn, ctx, row, Verb::Reject, Event::OfferRejected, &reason).await?;
    Ok(())
}

/// Hides an offer until an officer restores it. Those who negotiate on it read that in their threads.
pub async fn suspend(txn: &impl ConnectionTrait, ctx: &Ctx, id: OfferId, reason: &str) -> Result<(), Error> {
    let reason = check_reason(reason)?;
    let mut row = store::lock_offer(txn, id).await?;
    reason.clone_into(&mut row.reason);
    store::move_on(txn, ctx, row, Verb::Suspend, Event::OfferHidden, &reason).await?;
    Ok(())
}

/// Opens a suspended offer again, where it could be opened anew. Here `reason` may be empty.
pub async fn restore(txn: &impl ConnectionTrait, ctx: &Ctx, id: OfferId, reason: &str) -> Result<(), Error> {
    let reason = match text::clean(reason) {
        empty if empty.is_empty() => empty,
        reason => check_reason(&reason)?,
    };
    let mut row = store::lock_offer(txn, id).await?;
    row.state().take(Verb::Restore)?;
    show::check_visible(txn, ctx, &row).await?;
    row.reason.clear();
    store::move_on(txn, ctx, row, Verb::Restore, Event::OfferShown, &reason).await?;
    Ok(())
}

/// The offer, locked, that `verb` is possible for and that nobody changed; the decision counts for the officer's day.
async fn judged(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    id: OfferId,
    seen: Option<i64>,
    verb: Verb,
    reason: &str,
) -> Result<offer::Model, Error> {
    let mut row = store::lock_offer(txn, id).await?;
    row.state().take(verb)?;
    if seen.is_some_and(|seen| seen != row.version) {
        return Err(Error::Stale);
    }
    row.decided_at = Some(ctx.now);
    reason.clone_into(&mut row.reason);
    if let Some(officer) = ctx.actor.account() {
        let decision = offer_decision::Model {
            id: ctx.new_id(),
            offer_id: row.id,
            officer_id: officer.0,
            verb,
            day: ctx.today(),
            decided_at: ctx.now,
        };
        offer_decision::Entity::insert(decision.into_active_model().reset_all()).exec_without_returning(txn).await?;
    }
    Ok(row)
}

/// What the other side reads; never empty.
pub(crate) fn check_reason(reason: &str) -> Result<String, Error> {
    let reason = text::clean(reason);
    match reason.chars().count() {
        0 => Err(Error::invalid("reason", Problem::Required)),
        length if length > MAX_REASON => Err(Error::invalid("reason", Problem::TooLong(MAX_REASON))),
        _ if text::has_control(&reason) => Err(Error::invalid("reason", Problem::BadText)),
        _ => Ok(reason),
    }
}
