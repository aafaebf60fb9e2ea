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
    Event,
    entity::{deal, offer, quote, quote_thread},
};

/// What a deed was done to, whose business it is, and what its events carry.
#[derive(Debug, Clone)]
pub(crate) struct Subject {
    kind: &'static str,
    id: Uuid,
    member: Option<Uuid>,
    payload: Value,
}

impl Subject {
    pub(crate) fn offer(row: &offer::Model) -> Self {
        Self { kind: "offer", id: row.id, member: row.member_id, payload: json!({}) }
    }

    pub(crate) fn quote(row: &quote::Model, offer: &offer::Model, thread: &quote_thread::Model) -> Self {
        Self::within("quote", row.id, offer, thread)
    }

    pub(crate) fn deal(row: &deal::Model, offer: &offer::Model, thread: &quote_thread::Model) -> Self {
        Self::within("deal", row.id, offer, thread)
    }

    pub(crate) fn message(id: Uuid, offer: &offer::Model, thread: &quote_thread::Model) -> Self {
        Self::within("message", id, offer, thread)
    }

    /// The log names one member: the offer's, else the one that answered. Both read their thread anyhow.
    fn within(kind: &'static str, id: Uuid, offer: &offer::Model, thread: &quote_thread::Model) -> Self {
        let payload = json!({ "offer": offer.id, "thread": thread.id });
        Self { kind, id, member: offer.member_id.or(thread.member_id), payload }
    }
}

/// An audit line without an event: what nobody outside acts on.
pub(crate) async fn note(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    subject: &Subject,
    action: &str,
    reason: &str,
    detail: Value,
) -> Result<(), DbErr> {
    let entry = Entry {
        action,
        subject_kind: subject.kind,
        subject_id: subject.id,
        member_id: subject.member.map(MemberId),
        reason,
        detail,
    };
    audit::record(txn, ctx, entry).await
}

/// An audit line and an event of the same name.
pub(crate) async fn tell(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    event: Event,
    subject: &Subject,
    reason: &str,
    detail: Value,
) -> Result<(), DbErr> {
    note(txn, ctx, subject, event.kind(), reason, detail).await?;
    announce(txn, ctx, event, subject).await
}

/// An event whose audit line says more than that it happened.
pub(crate) async fn announce(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    event: Event,
    subject: &Subject,
) -> Result<(), DbErr> {
    outbox::append(txn, ctx, outbox::Event::new(event.kind(), subject.id).with(subject.payload.clone())).await
}
