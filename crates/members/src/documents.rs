//! The papers that a member shows to the officers: private, never public.

use kernel::{Ctx, DocumentId, FieldErrors, MemberId, Problem};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder, Select,
};
use serde_json::json;

use crate::{
    Document, DocumentKind, Error, MemberVerb,
    entity::member_document::{Column, Entity, Model},
    journal::{self, Subject},
    store,
};

/// How many papers a member may have at a time.
pub const MAX_PAPERS: u64 = 20;

/// A paper whose bytes are already stored.
#[derive(Debug, Clone)]
pub struct Paper {
    pub file_name: String,
    pub content_type: String,
    /// Bytes.
    pub size: i64,
    pub blob_key: String,
}

/// Adds a paper. Also while the application waits, so that an officer's question can be answered.
pub async fn add(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    member: MemberId,
    kind: DocumentKind,
    paper: Paper,
) -> Result<DocumentId, Error> {
    let row = store::lock_member(txn, member).await?;
    row.state.next(MemberVerb::AddDocument)?;
    let account = ctx.actor.account().ok_or(Error::OwnerOnly)?;
    if live(member).count(txn).await? >= MAX_PAPERS {
        return Err(FieldErrors::one("file", Problem::TooMany(MAX_PAPERS as usize)).into());
    }
    let id = ctx.new_id();
    let document = Model {
        id,
        member_id: member.0,
        kind,
        file_name: kernel::text::truncate(&paper.file_name, 200),
        content_type: paper.content_type,
        size: paper.size,
        blob_key: paper.blob_key,
        uploaded_by: account.0,
        uploaded_at: ctx.now,
        removed_at: None,
    };
    Entity::insert(document.into_active_model()).exec_without_returning(txn).await?;
    // What the officer reads has changed: an approval of the version before is stale.
    store::update_member(txn, ctx, row).await?;
    let detail = json!({ "document": id, "kind": kind.code() });
    journal::note(txn, ctx, Subject::member(member), "member.document_added", detail).await?;
    Ok(DocumentId(id))
}

/// Removes a paper from the member's list; the row stays for the officers as evidence.
pub async fn remove(txn: &impl ConnectionTrait, ctx: &Ctx, member: MemberId, id: DocumentId) -> Result<(), Error> {
    let row = store::lock_member(txn, member).await?;
    row.state.next(MemberVerb::RemoveDocument)?;
    let document = live(member).filter(Column::Id.eq(id.0)).one(txn).await?.ok_or(Error::NotFound)?;
    let kind = document.kind;
    let mut document = document.into_active_model();
    document.removed_at = Set(Some(ctx.now));
    document.update(txn).await?;
    store::update_member(txn, ctx, row).await?;
    let detail = json!({ "document": id, "kind": kind.code() });
    journal::note(txn, ctx, Subject::member(member), "member.document_removed", detail).await?;
    Ok(())
}

/// Takes a removal back.
pub async fn put_back(txn: &impl ConnectionTrait, ctx: &Ctx, member: MemberId, id: DocumentId) -> Result<(), Error> {
    let row = store::lock_member(txn, member).await?;
    row.state.next(MemberVerb::AddDocument)?;
    let removed =
        Entity::find_by_id(id.0).filter(Column::MemberId.eq(member.0)).filter(Column::RemovedAt.is_not_null());
    let document = removed.one(txn).await?.ok_or(Error::NotFound)?;
    if live(member).count(txn).await? >= MAX_PAPERS {
        return Err(FieldErrors::one("file", Problem::TooMany(MAX_PAPERS as usize)).into());
    }
    let kind = document.kind;
    let mut document = document.into_active_model();
    document.removed_at = Set(None);
    document.update(txn).await?;
    store::update_member(txn, ctx, row).await?;
    let detail = json!({ "document": id, "kind": kind.code(), "again": true });
    journal::note(txn, ctx, Subject::member(member), "member.document_added", detail).await?;
    Ok(())
}

/// The member's papers, oldest first.
pub async fn list(db: &impl ConnectionTrait, member: MemberId) -> Result<Vec<Document>, DbErr> {
    let rows = live(member).order_by_asc(Column::UploadedAt).order_by_asc(Column::Id).all(db).await?;
    Ok(rows.into_iter().map(Document::from).collect())
}

/// A paper of this member.
pub async fn find(db: &impl ConnectionTrait, member: MemberId, id: DocumentId) -> Result<Option<Document>, DbErr> {
    Ok(live(member).filter(Column::Id.eq(id.0)).one(db).await?.map(Document::from))
}

/// A paper of any member, removed ones too. For officers only.
pub async fn find_for_officer(db: &impl ConnectionTrait, id: DocumentId) -> Result<Option<Document>, DbErr> {
    Ok(Entity::find_by_id(id.0).one(db).await?.map(Document::from))
}

fn live(member: MemberId) -> Select<Entity> {
    Entity::find().filter(Column::MemberId.eq(member.0)).filter(Column::RemovedAt.is_null())
}
