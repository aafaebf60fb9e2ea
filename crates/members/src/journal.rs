//! Audit line and event of a deed, always in the transaction of the deed.

use database::{
    audit::{self, Entry},
    outbox,
};
use kernel::{Ctx, MemberId};
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::Event;

/// What a deed was done to, and whose it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject {
    kind: &'static str,
    id: Uuid,
    member: MemberId,
}

impl Subject {
    pub(crate) fn member(id: MemberId) -> Self {
        Self { kind: "member", id: id.0, member: id }
    }

    pub(crate) fn stall(id: Uuid, member: Uuid) -> Self {
        Self { kind: "stall", id, member: MemberId(member) }
    }

    pub(crate) fn inquiry(id: Uuid, member: Uuid) -> Self {
        Self { kind: "inquiry", id, member: MemberId(member) }
    }
}

/// An audit line without an event: what nobody outside acts on.
pub(crate) async fn note(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    subject: Subject,
    action: &str,
    detail: Value,
) -> Result<(), DbErr> {
    line(txn, ctx, subject, action, "", detail).await
}

/// An audit line and an event of the same name.
pub(crate) async fn happened(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    subject: Subject,
    event: Event,
    reason: &str,
    detail: Value,
) -> Result<(), DbErr> {
    let mut payload = json!({});
    if subject.kind != "member" {
        payload["member"] = json!(subject.member);
    }
    if let Some(account) = detail.get("account") {
        payload["account"] = account.clone();
    }
    line(txn, ctx, subject, event.kind(), reason, detail).await?;
    outbox::append(txn, ctx, outbox::Event::new(event.kind(), subject.id).with(payload)).await
}

async fn line(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    subject: Subject,
    action: &str,
    reason: &str,
    detail: Value,
) -> Result<(), DbErr> {
    let entry = Entry {
        action,
        subject_kind: subject.kind,
        subject_id: subject.id,
        member_id: Some(subject.member),
        reason,
        detail,
    };
    audit::record(txn, ctx, entry).await
}
