//! Private papers of a product (quarantine, origin, certificates): for the member and officers only. The file itself lies in the blob
//! store; a removed paper keeps its row, since an officer may have decided on it.

use chrono::{DateTime, Utc};
use kernel::{Ctx, DocumentId, MemberId, Problem, ProductId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    Error, PaperKind, State,
    entity::{product, product_document},
    journal, store,
};

const MAX_PAPERS: u64 = 12;

/// A stored file, as `media` answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPaper {
    pub kind: PaperKind,
    pub file_name: String,
    pub content_type: String,
    pub size: i64,
    pub blob_key: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperRow {
    pub id: DocumentId,
    pub product_id: ProductId,
    pub member_id: MemberId,
    pub kind: PaperKind,
    pub file_name: String,
    pub content_type: String,
    /// In bytes.
    pub size: i64,
    pub blob_key: String,
    pub uploaded_at: DateTime<Utc>,
}

impl From<product_document::Model> for PaperRow {
    fn from(row: product_document::Model) -> Self {
        Self {
            id: row.id.into(),
            product_id: row.product_id.into(),
            member_id: row.member_id.into(),
            kind: PaperKind::from_code(&row.kind).unwrap_or(PaperKind::Other),
            file_name: row.file_name,
            content_type: row.content_type,
            size: row.size,
            blob_key: row.blob_key,
            uploaded_at: row.uploaded_at,
        }
    }
}

pub async fn add_paper(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    member: MemberId,
    product: ProductId,
    paper: NewPaper,
) -> Result<DocumentId, Error> {
    let owner = editable(txn, member, product).await?;
    let present = current(product).count(txn).await?;
    if present >= MAX_PAPERS {
        return Err(Error::invalid("papers", Problem::TooMany(usize::try_from(MAX_PAPERS).unwrap_or_default())));
    }
    let row = product_document::Model {
        id: ctx.new_id(),
        product_id: product.0,
        member_id: member.0,
        kind: paper.kind.code().to_owned(),
        file_name: paper.file_name,
        content_type: paper.content_type,
        size: paper.size,
        blob_key: paper.blob_key,
        uploaded_by: ctx.actor.account().map_or(Uuid::nil(), Uuid::from),
        uploaded_at: ctx.now,
        removed_at: None,
    };
    let id = DocumentId(row.id);
    product_document::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(txn).await?;
    let detail = json!({ "paper": id, "kind": paper.kind.code() });
    journal::note(txn, ctx, "product.paper_added", &owner, "", detail).await?;
    Ok(id)
}

pub async fn remove_paper(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    member: MemberId,
    product: ProductId,
    paper: DocumentId,
) -> Result<(), Error> {
    let owner = editable(txn, member, product).await?;
    let found = current(product).filter(product_document::Column::Id.eq(paper.0)).one(txn).await?;
    let mut row = found.ok_or(Error::NotFound)?;
    row.removed_at = Some(ctx.now);
    let detail = json!({ "paper": paper, "kind": row.kind });
    row.into_active_model().reset_all().update(txn).await?;
    journal::note(txn, ctx, "product.paper_removed", &owner, "", detail).await?;
    Ok(())
}

/// Undoes a removal.
pub async fn put_back_paper(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    member: MemberId,
    product: ProductId,
    paper: DocumentId,
) -> Result<(), Error> {
    let owner = editable(txn, member, product).await?;
    let removed = product_document::Entity::find_by_id(paper.0)
        .filter(product_document::Column::ProductId.eq(product.0))
        .filter(product_document::Column::RemovedAt.is_not_null());
    let mut row = removed.one(txn).await?.ok_or(Error::NotFound)?;
    if current(product).count(txn).await? >= MAX_PAPERS {
        return Err(Error::invalid("papers", Problem::TooMany(usize::try_from(MAX_PAPERS).unwrap_or_default())));
    }
    row.removed_at = None;
    let detail = json!({ "paper": paper, "kind": row.kind });
    row.into_active_model().reset_all().update(txn).await?;
    journal::note(txn, ctx, "product.paper_added", &owner, "", detail).await?;
    Ok(())
}

/// Papers stay as they are while an officer looks at them.
async fn editable(txn: &impl ConnectionTrait, member: MemberId, id: ProductId) -> Result<product::Model, Error> {
    let row = store::lock_own(txn, member, id).await?;
    match row.state() {
        State::Submitted | State::Rejected | State::Archived => {
            Err(Error::WrongState { from: row.state().code(), verb: "change the papers of" })
        }
        _ => Ok(row),
    }
}

fn current(product: ProductId) -> sea_orm::Select<product_document::Entity> {
    product_document::Entity::find()
        .filter(product_document::Column::ProductId.eq(product.0))
        .filter(product_document::Column::RemovedAt.is_null())
}

/// The papers of a product, oldest first: for officers, or for its member after the product was found for him.
pub async fn papers_of(db: &impl ConnectionTrait, product: ProductId) -> Result<Vec<PaperRow>, DbErr> {
    let rows = current(product).order_by_asc(product_document::Column::UploadedAt).limit(MAX_PAPERS).all(db).await?;
    Ok(rows.into_iter().map(PaperRow::from).collect())
}

pub async fn paper_for_member(
    db: &impl ConnectionTrait,
    member: MemberId,
    id: DocumentId,
) -> Result<Option<PaperRow>, DbErr> {
    let row = product_document::Entity::find_by_id(id.0)
        .filter(product_document::Column::MemberId.eq(member.0))
        .filter(product_document::Column::RemovedAt.is_null())
        .one(db)
        .await?;
    Ok(row.map(PaperRow::from))
}

/// For officers; a removed paper too.
pub async fn find_paper(db: &impl ConnectionTrait, id: DocumentId) -> Result<Option<PaperRow>, DbErr> {
    Ok(product_document::Entity::find_by_id(id.0).one(db).await?.map(PaperRow::from))
}
