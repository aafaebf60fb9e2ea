//! What officers do with products and revisions. That the one who acts is an officer is the caller's to know.

use kernel::{Ctx, Problem, ProductId, RevisionId};
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::{
    Error, Event, RevisionVerb, Verb, diff,
    entity::{product, product_revision},
    journal, merge_approved, rows, save, store,
};

const MAX_REASON: usize = 2_000;

/// Lists a submitted product. `seen` is the version that the officer looked at.
///
/// # Errors
/// [`Error::Stale`] when it has changed since.
pub async fn approve(txn: &impl ConnectionTrait, ctx: &Ctx, id: ProductId, seen: Option<i64>) -> Result<(), Error> {
    let mut row = judged(txn, ctx, id, seen, Verb::Approve, "").await?;
    row.listed_at = row.listed_at.or(Some(ctx.now));
    save::move_on(txn, ctx, row, Verb::Approve, Event::Listed).await?;
    Ok(())
}

/// Gives a submitted product back to its member. The reason is shown to him.
pub async fn request_changes(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    id: ProductId,
    seen: Option<i64>,
    reason: &str,
) -> Result<(), Error> {
    check_reason(reason)?;
    let row = judged(txn, ctx, id, seen, Verb::RequestChanges, reason).await?;
    save::move_on(txn, ctx, row, Verb::RequestChanges, Event::ChangesRequested).await?;
    Ok(())
}

pub async fn reject(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    id: ProductId,
    seen: Option<i64>,
    reason: &str,
) -> Result<(), Error> {
    check_reason(reason)?;
    let row = judged(txn, ctx, id, seen, Verb::Reject, reason).await?;
    save::move_on(txn, ctx, row, Verb::Reject, Event::Rejected).await?;
    Ok(())
}

/// Takes a listed product from the buyers' sight until an officer restores it.
pub async fn suspend(txn: &impl ConnectionTrait, ctx: &Ctx, id: ProductId, reason: &str) -> Result<(), Error> {
    check_reason(reason)?;
    let row = judged(txn, ctx, id, None, Verb::Suspend, reason).await?;
    save::move_on(txn, ctx, row, Verb::Suspend, Event::Suspended).await?;
    Ok(())
}

/// Lists a suspended product again. The reason may be empty.
pub async fn restore(txn: &impl ConnectionTrait, ctx: &Ctx, id: ProductId, reason: &str) -> Result<(), Error> {
    let row = judged(txn, ctx, id, None, Verb::Restore, reason).await?;
    save::move_on(txn, ctx, row, Verb::Restore, Event::Restored).await?;
    Ok(())
}

/// The product, locked, that `verb` is possible for and that nobody changed, with the decision's time and reason.
async fn judged(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    id: ProductId,
    seen: Option<i64>,
    verb: Verb,
    reason: &str,
) -> Result<product::Model, Error> {
    let mut row = store::lock_product(txn, id).await?;
    row.state().take(verb)?;
    if seen.is_some_and(|seen| seen != row.version) {
        return Err(Error::Stale);
    }
    row.decided_at = Some(ctx.now);
    reason.clone_into(&mut row.reason);
    Ok(row)
}

/// Puts a revision in the place of what buyers see. Its content is what the officer saw: it never changes after it was submitted.
pub async fn approve_revision(txn: &impl ConnectionTrait, ctx: &Ctx, id: RevisionId) -> Result<(), Error> {
    let (revision, mut product) = decided_revision(txn, ctx, id, RevisionVerb::Approve, "").await?;
    let live = store::content(txn, &product).await?;
    let new = merge_approved(&live, &revision.content());
    let changed = diff(&live, &new);
    rows::put_content(&mut product, &new);
    if live.photos != new.photos {
        store::put_photos(txn, product.id, &new.photos).await?;
    }
    product.flags.clone_from(&revision.flags);
    product.decided_at = Some(ctx.now);
    let product = store::update_product(txn, ctx, product).await?;
    let detail = journal::changes(&changed);
    journal::tell_revision(txn, ctx, Event::RevisionApproved, &product, &revision, detail.clone()).await?;
    journal::tell(txn, ctx, Event::Changed, &product, "", detail).await?;
    Ok(())
}

pub async fn request_revision_changes(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    id: RevisionId,
    reason: &str,
) -> Result<(), Error> {
    check_reason(reason)?;
    let (revision, product) = decided_revision(txn, ctx, id, RevisionVerb::RequestChanges, reason).await?;
    journal::tell_revision(txn, ctx, Event::RevisionChangesRequested, &product, &revision, json!({})).await?;
    Ok(())
}

pub async fn reject_revision(txn: &impl ConnectionTrait, ctx: &Ctx, id: RevisionId, reason: &str) -> Result<(), Error> {
    check_reason(reason)?;
    let (revision, product) = decided_revision(txn, ctx, id, RevisionVerb::Reject, reason).await?;
    journal::tell_revision(txn, ctx, Event::RevisionRejected, &product, &revision, json!({})).await?;
    Ok(())
}

async fn decided_revision(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    id: RevisionId,
    verb: RevisionVerb,
    reason: &str,
) -> Result<(product_revision::Model, product::Model), Error> {
    let (mut revision, product) = store::lock_revision(txn, id).await?;
    revision.state = revision.state().take(verb)?.code().to_owned();
    revision.decided_at = Some(ctx.now);
    reason.clone_into(&mut revision.reason);
    store::update_revision(txn, ctx, revision.clone()).await?;
    Ok((revision, product))
}

fn check_reason(reason: &str) -> Result<(), Error> {
    match reason.trim().chars().count() {
        0 => Err(Error::invalid("reason", Problem::Required)),
        length if length > MAX_REASON => Err(Error::invalid("reason", Problem::TooLong(MAX_REASON))),
        _ => Ok(()),
    }
}
