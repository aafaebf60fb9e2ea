//! Audit line and event of a deed, always in the transaction of the deed.

use database::{
    audit::{self, Entry},
    outbox,
};
use kernel::Ctx;
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::{Value, json};
use uuid::Uuid;

use super::entity::Model;

/// The kind of every event about synonyms: whoever follows it reads the list again.
pub const CHANGED: &str = "synonym.changed";

pub(super) async fn tell(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    action: &str,
    row: &Model,
    before: Option<&Model>,
) -> Result<(), DbErr> {
    let mut detail = facts(row);
    if let Some(before) = before {
        detail["before"] = facts(before);
    }
    let entry = Entry { action, subject_kind: "synonym", subject_id: row.id, member_id: None, reason: "", detail };
    audit::record(txn, ctx, entry).await?;
    outbox::append(txn, ctx, outbox::Event::new(CHANGED, row.id)).await
}

/// The list that a new floor begins with: one line for all.
pub(super) async fn tell_seeded(txn: &impl ConnectionTrait, ctx: &Ctx, count: usize) -> Result<(), DbErr> {
    let entry = Entry {
        action: "synonym.seeded",
        subject_kind: "synonym",
        subject_id: Uuid::nil(),
        member_id: None,
        reason: "",
        detail: json!({ "count": count }),
    };
    audit::record(txn, ctx, entry).await?;
    outbox::append(txn, ctx, outbox::Event::new(CHANGED, Uuid::nil())).await
}

fn facts(row: &Model) -> Value {
    json!({ "term": row.term, "canonical": row.canonical, "kind": row.kind })
}
