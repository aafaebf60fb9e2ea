//! A buyer asks a seller; the seller reads and answers by telephone or mail.

use kernel::{Ctx, FieldErrors, Fields, InquiryId, Locale, MemberId, ProductId, StallId};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    Error, Event, Inquiry, Key, StallVerb,
    entity::{
        inquiry::{Column, Entity, Model},
        stall,
    },
    journal::{self, Subject},
    queries, stall_visible, store, validate,
};

/// What the question is about, when it is about a product.
#[derive(Debug, Clone)]
pub struct About {
    pub product: ProductId,
    pub name: String,
}

/// Asks the seller behind an open stall. The id comes from the field `id`, minted when the form was shown: the same
/// question sent twice is one row; another text under a used id is another question.
///
/// Fields: `id`, `name`, `contact` (telephone or e-mail), `body`.
pub async fn ask(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    id: StallId,
    about: Option<About>,
    fields: &Fields,
    locale: Locale,
) -> Result<InquiryId, Error> {
    let shop = queries::shop(txn, id).await?.ok_or(Error::NotFound)?;
    shop.stall.state.next(StallVerb::Ask)?;
    if !stall_visible(shop.stall.state, shop.member.state) {
        return Err(Error::WrongState { from: shop.member.state.code(), verb: StallVerb::Ask.code() });
    }
    let mut row = read(ctx, id, about, fields, locale)?;
    if !store::insert_new::<Entity, _>(txn, row.clone().into_active_model()).await? {
        let sent = Entity::find_by_id(row.id).one(txn).await?;
        if sent.is_some_and(|sent| same_question(&sent, &row)) {
            return Ok(row.id.into());
        }
        // The page may be kept for several visitors, who then share its id: the text tells their questions apart, and a
        // second press of the same one is still the same row.
        row.id = id_of_text(&row);
        if !store::insert_new::<Entity, _>(txn, row.clone().into_active_model()).await? {
            return Ok(row.id.into());
        }
    }
    let subject = Subject::inquiry(row.id, shop.member.id.0);
    journal::happened(txn, ctx, subject, Event::InquirySent, "", json!({ "stall": id })).await?;
    Ok(row.id.into())
}

fn id_of_text(row: &Model) -> Uuid {
    let digest = Sha256::digest(format!("{}\n{}\n{}\n{}", row.id, row.name, row.contact, row.body));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

fn read(
    ctx: &Ctx,
    stall: StallId,
    about: Option<About>,
    fields: &Fields,
    locale: Locale,
) -> Result<Model, FieldErrors> {
    let mut errors = FieldErrors::default();
    let name = fields.text(&mut errors, "name", 2, 80);
    let body = fields.text(&mut errors, "body", 10, 2_000);
    let contact = validate::phone_or_email(fields.get("contact")).unwrap_or_else(|problem| {
        errors.add("contact", problem);
        String::new()
    });
    errors.into_result(Model {
        id: Uuid::parse_str(fields.get("id")).unwrap_or_else(|_| ctx.new_id()),
        stall_id: stall.0,
        product_id: about.as_ref().map(|about| about.product.0),
        product_name: about.map(|about| about.name).unwrap_or_default(),
        account_id: ctx.actor.account().map(Uuid::from),
        name,
        contact,
        body,
        locale: locale.code().to_owned(),
        created_at: ctx.now,
        read_at: None,
        answered_at: None,
    })
}

fn same_question(sent: &Model, now: &Model) -> bool {
    (sent.stall_id, &sent.contact, &sent.body) == (now.stall_id, &now.contact, &now.body)
}

/// The member's inquiries, newest first, behind `after`.
pub async fn page(
    db: &impl ConnectionTrait,
    member: MemberId,
    after: Option<Key>,
    limit: u64,
) -> Result<Vec<Inquiry>, DbErr> {
    let behind = after.map(|key| {
        let same_moment = Condition::all().add(Column::CreatedAt.eq(key.at)).add(Column::Id.lt(key.id));
        Condition::any().add(Column::CreatedAt.lt(key.at)).add(same_moment)
    });
    let query = of(member).apply_if(behind, QueryFilter::filter);
    let rows = query.order_by_desc(Column::CreatedAt).order_by_desc(Column::Id).limit(limit).all(db).await?;
    Ok(rows.into_iter().map(Inquiry::from).collect())
}

/// One inquiry to this member.
pub async fn find(db: &impl ConnectionTrait, member: MemberId, id: InquiryId) -> Result<Option<Inquiry>, DbErr> {
    Ok(of(member).filter(Column::Id.eq(id.0)).one(db).await?.map(Inquiry::from))
}

/// One inquiry to any member, for the worker that mails it.
pub async fn find_any(db: &impl ConnectionTrait, id: InquiryId) -> Result<Option<Inquiry>, DbErr> {
    Ok(Entity::find_by_id(id.0).one(db).await?.map(Inquiry::from))
}

pub async fn count_unread(db: &impl ConnectionTrait, member: MemberId) -> Result<u64, DbErr> {
    of(member).filter(Column::ReadAt.is_null()).count(db).await
}

/// The first reading counts; reading again changes nothing.
pub async fn mark_read(txn: &impl ConnectionTrait, ctx: &Ctx, member: MemberId, id: InquiryId) -> Result<(), Error> {
    mark(txn, ctx, member, id, Mark::Read).await
}

/// The member says that it answered; an answered inquiry is read as well.
pub async fn mark_answered(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    member: MemberId,
    id: InquiryId,
) -> Result<(), Error> {
    mark(txn, ctx, member, id, Mark::Answered).await
}

#[derive(Clone, Copy, PartialEq)]
enum Mark {
    Read,
    Answered,
}

async fn mark(txn: &impl ConnectionTrait, ctx: &Ctx, member: MemberId, id: InquiryId, mark: Mark) -> Result<(), Error> {
    let row = of(member).filter(Column::Id.eq(id.0)).one(txn).await?.ok_or(Error::NotFound)?;
    let (already, action) = match mark {
        Mark::Read => (row.read_at, "inquiry.read"),
        Mark::Answered => (row.answered_at, "inquiry.answered"),
    };
    if already.is_some() {
        return Ok(());
    }
    let read_at = row.read_at.or(Some(ctx.now));
    let mut row = row.into_active_model();
    row.read_at = Set(read_at);
    if mark == Mark::Answered {
        row.answered_at = Set(Some(ctx.now));
    }
    row.update(txn).await?;
    journal::note(txn, ctx, Subject::inquiry(id.0, member.0), action, json!({})).await?;
    Ok(())
}

/// The inquiries to every stall the member has had.
fn of(member: MemberId) -> Select<Entity> {
    let stalls =
        stall::Entity::find().select_only().column(stall::Column::Id).filter(stall::Column::MemberId.eq(member.0));
    Entity::find().filter(Column::StallId.in_subquery(stalls.into_query()))
}
