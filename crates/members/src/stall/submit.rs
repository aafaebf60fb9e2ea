//! The member submits its stall.

use kernel::{Ctx, FieldErrors, MemberId, StallId};
use sea_orm::ConnectionTrait;
use serde_json::json;

use super::{
    save::{MAX_NAME, MIN_NAME, form},
    slug::check_slug,
};
use crate::{
    Error, Event, MemberVerb, Stall, StallVerb,
    journal::{self, Subject},
    store, validate,
};

/// What is still wrong with a stall, all at once, by form field.
#[must_use]
pub fn check(stall: &Stall) -> FieldErrors {
    let form = form(stall);
    let mut errors = FieldErrors::default();
    form.text(&mut errors, "name", MIN_NAME, MAX_NAME);
    if let Err(problem) = check_slug(&stall.slug) {
        errors.add("slug", problem);
    }
    validate::place_and_contact(&mut errors, &form);
    errors
}

/// Submits the member's stall, for the first time or after changes were requested. The member must have submitted its
/// own application; the stall opens only once that is approved.
pub async fn submit(txn: &impl ConnectionTrait, ctx: &Ctx, member: MemberId) -> Result<StallId, Error> {
    store::lock_member(txn, member).await?.state.next(MemberVerb::SubmitStall)?;
    let mut row = store::lock_live_stall(txn, member).await?.ok_or(Error::NotFound)?;
    row.state = row.state.next(StallVerb::Submit)?;
    check(&row.clone().into()).into_result(())?;
    let (id, again) = (row.id, row.submitted_at.is_some());
    row.submitted_at = Some(ctx.now);
    row.reason.clear();
    store::update_stall(txn, ctx, row).await?;
    let subject = Subject::stall(id, member.0);
    journal::happened(txn, ctx, subject, Event::StallSubmitted, "", json!({ "again": again })).await?;
    Ok(StallId(id))
}
