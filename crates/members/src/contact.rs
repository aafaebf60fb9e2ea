//! An approved member changes how it is reached and described: at once, since an officer approved who it is, not where
//! it answers the telephone.

use kernel::{Ctx, FieldErrors, Fields, MemberId};
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::{
    Error, Event, MemberVerb, apply,
    journal::{self, Subject},
    store, validate,
};

/// Fields: `phone`, `email`, `address`, `description`.
pub async fn update(txn: &impl ConnectionTrait, ctx: &Ctx, id: MemberId, fields: &Fields) -> Result<(), Error> {
    let before = store::lock_member(txn, id).await?;
    let mut after = before.clone();
    after.state = before.state.next(MemberVerb::EditContact)?;
    let mut errors = FieldErrors::default();
    validate::contact(&mut errors, fields);
    after.description = fields.optional(&mut errors, "description", validate::MAX_TEXT);
    errors.into_result(())?;
    after.phone = validate::phone_or_typed(fields.get("phone"));
    after.email = fields.get("email").to_owned();
    after.address = fields.get("address").to_owned();
    let changed = apply::changed(&before, &after);
    if changed.is_empty() {
        return Ok(());
    }
    store::update_member(txn, ctx, after).await?;
    journal::happened(txn, ctx, Subject::member(id), Event::MemberEdited, "", json!({ "changed": changed })).await?;
    Ok(())
}
