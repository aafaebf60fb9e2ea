//! Send a product, or a revision of one, to the officers.

use chrono::NaiveDate;
use kernel::{Ctx, MemberId, ProductId, RevisionId};
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use crate::{Content, Error, Event, FlagSet, RevisionVerb, Verb, check_for_submit, flags_of, journal, save, store};

/// Submits a draft, or again what an officer asked to change.
///
/// # Errors
/// [`Error::Invalid`] with every field that is missing or wrong.
pub async fn submit(txn: &impl ConnectionTrait, ctx: &Ctx, member: MemberId, id: ProductId) -> Result<(), Error> {
    let mut row = store::lock_own(txn, member, id).await?;
    row.state().take(Verb::Submit)?;
    let content = store::content(txn, &row).await?;
    row.flags = examine(txn, row.id, &content, ctx.today()).await?.to_string();
    row.submitted_at = Some(ctx.now);
    row.reason.clear();
    save::move_on(txn, ctx, row, Verb::Submit, Event::Submitted).await?;
    Ok(())
}

pub async fn submit_revision(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    member: MemberId,
    id: RevisionId,
) -> Result<(), Error> {
    let (mut revision, product) = store::lock_own_revision(txn, member, id).await?;
    // An archived product takes no revision any more.
    product.state().take(Verb::Propose)?;
    let from = revision.state();
    revision.state = from.take(RevisionVerb::Submit)?.code().to_owned();
    revision.flags = examine(txn, product.id, &revision.content(), ctx.today()).await?.to_string();
    revision.submitted_at = Some(ctx.now);
    revision.reason.clear();
    store::update_revision(txn, ctx, revision.clone()).await?;
    journal::tell_revision(txn, ctx, Event::RevisionSubmitted, &product, &revision, json!({ "from": from.code() }))
        .await?;
    Ok(())
}

/// Refuses what is not complete, and finds what an officer should look at.
async fn examine(
    txn: &impl ConnectionTrait,
    product: Uuid,
    content: &Content,
    today: NaiveDate,
) -> Result<FlagSet, Error> {
    let Some(category) = store::category(txn, &content.category_code).await? else {
        return Err(Error::invalid("category", kernel::Problem::NotAChoice));
    };
    let papers = store::paper_kinds(txn, product).await?;
    check_for_submit(content, &category, &papers, today).into_result(())?;
    let protected = store::protected_commodities(txn).await?;
    Ok(flags_of(content, category.rule, &protected, &papers, today))
}
