//! Audit line and event of a deed, always in the transaction of the deed.

use database::{
    audit::{self, Entry},
    outbox,
};
use kernel::{Ctx, MemberId};
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    Event, FieldChange,
    entity::{product, product_revision},
};

/// An audit line of a product.
pub(crate) async fn note(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    action: &str,
    product: &product::Model,
    reason: &str,
    detail: Value,
) -> Result<(), DbErr> {
    let entry = Entry {
        action,
        subject_kind: "product",
        subject_id: product.id,
        member_id: Some(MemberId(product.member_id)),
        reason,
        detail,
    };
    audit::record(txn, ctx, entry).await
}

/// A deed on a product: audit line and event.
pub(crate) async fn tell(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    event: Event,
    product: &product::Model,
    reason: &str,
    detail: Value,
) -> Result<(), DbErr> {
    note(txn, ctx, event.kind(), product, reason, detail).await?;
    outbox::append(txn, ctx, outbox::Event::new(event.kind(), product.id)).await
}

/// A deed on a revision; the subject is the product, so that its history is one list.
pub(crate) async fn tell_revision(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    event: Event,
    product: &product::Model,
    revision: &product_revision::Model,
    detail: Value,
) -> Result<(), DbErr> {
    let mut payload = json!({ "revision": revision.id });
    let event_row = outbox::Event::new(event.kind(), product.id).with(payload.clone());
    if let (Some(all), Value::Object(more)) = (payload.as_object_mut(), detail) {
        all.extend(more);
    }
    note(txn, ctx, event.kind(), product, &revision.reason, payload).await?;
    outbox::append(txn, ctx, event_row).await
}

/// A deed on a category or commodity.
pub(crate) async fn tell_officers(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    event: Event,
    kind: &'static str,
    id: Uuid,
    detail: Value,
) -> Result<(), DbErr> {
    let entry = Entry {
        action: event.kind(),
        subject_kind: kind,
        subject_id: id,
        member_id: None,
        reason: "",
        detail: detail.clone(),
    };
    audit::record(txn, ctx, entry).await?;
    outbox::append(txn, ctx, outbox::Event::new(event.kind(), id).with(detail)).await
}

/// The changed fields with what stood there before. Long texts are named only: the log is no archive.
pub(crate) fn changes(all: &[FieldChange]) -> Value {
    let short = |text: &str| kernel::text::truncate(text, 200);
    let fields = all
        .iter()
        .map(|change| (change.field.form_name().to_owned(), json!([short(&change.before), short(&change.after)])));
    json!({ "changed": Value::Object(fields.collect()) })
}
