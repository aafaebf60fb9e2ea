//! Change a product that was approved: prices at once, everything else as a revision that buyers don't see until it is approved.

use kernel::{Ctx, MemberId, Money, ProductId, Quantity, RevisionId};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel};
use serde_json::json;

use crate::{
    Content, Error, Event, FieldChange, RevisionState, RevisionVerb, Verb, diff,
    entity::{product, product_revision},
    journal, needs_review, price_goes_with_revision, rows,
    save::{check_choices, with_alts},
    store,
};

/// What became of an edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// What buyers see already.
    pub applied: Vec<FieldChange>,
    /// Where the rest waits, to be submitted; `None` when there is no rest.
    pub revision: Option<RevisionId>,
}

/// Takes the form of a listed, hidden or suspended product. The price and the smallest order change at once, unless the unit or the net
/// content changes with them. What needs review goes into the open revision; one that was submitted already is withdrawn and another
/// begun, so that an officer never approves what he has not seen. An edit that takes every change back withdraws the open revision.
/// As with drafts, photos have their own commands: of `content.photos` only the alternative texts are taken.
pub async fn propose(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    member: MemberId,
    id: ProductId,
    content: &Content,
) -> Result<Proposed, Error> {
    let row = store::lock_own(txn, member, id).await?;
    row.state().take(Verb::Propose)?;
    check_choices(txn, ctx, content).await?;
    let open = store::open_revision(txn, row.id).await?;
    let base = match &open {
        Some(open) => open.content().photos,
        None => store::photos(txn, row.id).await?,
    };
    let new = Content { photos: with_alts(&base, &content.photos), ..content.clone() };
    take(txn, ctx, row, open, new).await
}

/// Changes the price and the smallest order of what was approved, at once. The open revision stays as it is.
pub async fn set_price(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    member: MemberId,
    id: ProductId,
    price: Option<Money>,
    min_order: Option<Quantity>,
) -> Result<(), Error> {
    let row = store::lock_own(txn, member, id).await?;
    row.state().take(Verb::Propose)?;
    let live = store::content(txn, &row).await?;
    let new = Content { price, min_order, ..live.clone() };
    apply_price(txn, ctx, row, &live, &new).await?;
    Ok(())
}

pub async fn withdraw_revision(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    member: MemberId,
    id: RevisionId,
) -> Result<(), Error> {
    let (revision, product) = store::lock_own_revision(txn, member, id).await?;
    withdraw(txn, ctx, &product, revision).await
}

/// The edit of a locked product whose open revision is `open`.
pub(crate) async fn take(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    row: product::Model,
    open: Option<product_revision::Model>,
    new: Content,
) -> Result<Proposed, Error> {
    let live = store::content(txn, &row).await?;
    let (row, applied) = if price_goes_with_revision(&live, &new) {
        (row, Vec::new())
    } else {
        apply_price(txn, ctx, row, &live, &new).await?
    };
    let revision = if needs_review(&live, &new) {
        Some(match open {
            Some(open) if same_edit(&live, &open.content(), &new) => RevisionId(open.id),
            Some(open) if open.state().after(RevisionVerb::Save).is_some() => rewrite(txn, ctx, open, &new).await?,
            Some(open) => {
                withdraw(txn, ctx, &row, open).await?;
                begin(txn, ctx, &row, &new).await?
            }
            None => begin(txn, ctx, &row, &new).await?,
        })
    } else {
        if let Some(open) = open {
            withdraw(txn, ctx, &row, open).await?;
        }
        None
    };
    Ok(Proposed { applied, revision })
}

/// Whether what waits already says the same to an officer; a price that does not wait with it makes no difference.
fn same_edit(live: &Content, waiting: &Content, new: &Content) -> bool {
    let price_waits = price_goes_with_revision(live, new);
    diff(waiting, new).iter().all(|change| !price_waits && !change.field.is_reviewed())
}

async fn apply_price(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    mut row: product::Model,
    live: &Content,
    new: &Content,
) -> Result<(product::Model, Vec<FieldChange>), Error> {
    let priced = Content { price: new.price, min_order: new.min_order, ..live.clone() };
    let applied = diff(live, &priced);
    if applied.is_empty() {
        return Ok((row, applied));
    }
    rows::put_content(&mut row, &priced);
    let row = store::update_product(txn, ctx, row).await?;
    journal::tell(txn, ctx, Event::Changed, &row, "", journal::changes(&applied)).await?;
    Ok((row, applied))
}

async fn begin(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    product: &product::Model,
    content: &Content,
) -> Result<RevisionId, Error> {
    let row = product_revision::Model {
        id: ctx.new_id(),
        product_id: product.id,
        member_id: product.member_id,
        state: RevisionState::Draft.code().to_owned(),
        content: json!(content).to_string(),
        base_version: product.version,
        flags: String::new(),
        reason: String::new(),
        submitted_at: None,
        decided_at: None,
        created_at: ctx.now,
        updated_at: ctx.now,
    };
    let id = RevisionId(row.id);
    product_revision::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(txn).await?;
    journal::note(txn, ctx, "revision.begun", product, "", json!({ "revision": id })).await?;
    Ok(id)
}

async fn rewrite(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    mut open: product_revision::Model,
    content: &Content,
) -> Result<RevisionId, Error> {
    let id = RevisionId(open.id);
    open.content = json!(content).to_string();
    store::update_revision(txn, ctx, open).await?;
    Ok(id)
}

pub(crate) async fn withdraw(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    product: &product::Model,
    mut revision: product_revision::Model,
) -> Result<(), Error> {
    revision.state = revision.state().take(RevisionVerb::Withdraw)?.code().to_owned();
    revision.decided_at = Some(ctx.now);
    store::update_revision(txn, ctx, revision.clone()).await?;
    journal::tell_revision(txn, ctx, Event::RevisionWithdrawn, product, &revision, json!({})).await?;
    Ok(())
}
