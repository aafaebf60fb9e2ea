//! What is said in a thread: words of its two sides, and every step between them.

use kernel::{Ctx, MessageId, Problem, ThreadId, text};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
    TryInsertResult, sea_query::OnConflict,
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    Change, Error, Event, MessageKind, Side, Trader, Verb,
    entity::{offer, quote, quote_thread, thread_attachment, thread_message},
    journal::{self, Subject},
    store::{self, MAX_THREADS},
};

const MAX_BODY: usize = 2_000;
/// The most files of one message.
pub const MAX_FILES: usize = 3;

/// A file whose bytes are stored already.
#[derive(Debug, Clone)]
pub struct File {
    pub file_name: String,
    pub content_type: String,
    /// Bytes.
    pub size: i64,
    pub blob_key: String,
}

/// Says something to the other side, in any state of the negotiation, in words or with files. `id` comes from the form, so that sending the form twice says it
/// once.
///
/// # Errors
/// [`Error::NotFound`] for a thread of others, and when another message has that id; [`Error::Invalid`] for the fields `body` and
/// `files`.
pub async fn say(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    trader: &Trader,
    thread: ThreadId,
    id: MessageId,
    body: &str,
    files: &[File],
) -> Result<MessageId, Error> {
    if files.len() > MAX_FILES {
        return Err(Error::invalid("files", Problem::TooMany(MAX_FILES)));
    }
    let body = check_body(body, !files.is_empty())?;
    let locked = store::lock_thread(txn, trader, thread).await?;
    let row = row(ctx, id.0, thread.0, MessageKind::Text, None, Some((locked.side, trader)), &body);
    let insert = thread_message::Entity::insert(row.clone().into_active_model().reset_all())
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .try_insert();
    if let TryInsertResult::Inserted(1..) = insert.exec_without_returning(txn).await? {
        attach(txn, ctx, &row, files).await?;
        store::touch_thread(txn, ctx, thread.0).await?;
        let subject = Subject::message(id.0, &locked.offer, &locked.thread);
        // The words stand in the thread; the log only says that there were some.
        journal::tell(txn, ctx, Event::MessageSent, &subject, "", json!({})).await?;
        return Ok(id);
    }
    let said = thread_message::Entity::find_by_id(id.0).one(txn).await?.ok_or(Error::NotFound)?;
    if (said.thread_id, said.account_id) == (row.thread_id, row.account_id) { Ok(id) } else { Err(Error::NotFound) }
}

async fn attach(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    message: &thread_message::Model,
    files: &[File],
) -> Result<(), DbErr> {
    let row = |file: &File| thread_attachment::Model {
        id: ctx.new_id(),
        message_id: message.id,
        thread_id: message.thread_id,
        file_name: text::truncate(&file.file_name, 200),
        content_type: file.content_type.clone(),
        size: file.size,
        blob_key: file.blob_key.clone(),
    };
    let rows: Vec<_> = files.iter().map(|file| row(file).into_active_model().reset_all()).collect();
    if rows.is_empty() {
        return Ok(());
    }
    thread_attachment::Entity::insert_many(rows).exec_without_returning(txn).await.map(|_| ())
}

/// A step of the negotiation, for both to read. `by` is `None` for what the floor did.
pub(crate) async fn step(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    thread: &quote_thread::Model,
    kind: MessageKind,
    quote: Option<&quote::Model>,
    by: Option<(Side, &Trader)>,
    body: &str,
) -> Result<(), DbErr> {
    let row = row(ctx, ctx.new_id(), thread.id, kind, quote.map(|quote| quote.id), by, body);
    let row = row.into_active_model().reset_all();
    thread_message::Entity::insert(row).exec_without_returning(txn).await.map(|_| ())
}

/// Those who wait for an answer read that an officer or the floor hid the offer, and that it is back.
pub(crate) async fn tell_threads(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    offer: &offer::Model,
    verb: Verb,
) -> Result<(), DbErr> {
    let kind = match verb {
        Verb::Suspend | Verb::Withhold => MessageKind::Hidden,
        Verb::Restore | Verb::Release => MessageKind::Shown,
        _ => return Ok(()),
    };
    let waiting = waiting(txn, offer).await?;
    insert_all(txn, waiting.into_iter().map(|thread| row(ctx, ctx.new_id(), thread, kind, None, None, ""))).await
}

/// Those whose quotes wait read what the owner changed, and find their thread first in their list.
pub(crate) async fn tell_change(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    offer: &offer::Model,
    owner: &Trader,
    change: &Change,
) -> Result<(), DbErr> {
    let waiting = waiting(txn, offer).await?;
    let changes = json!(change).to_string();
    let by = Some((Side::Owner, owner));
    let rows = waiting.iter().map(|thread| thread_message::Model {
        changes: changes.clone(),
        ..row(ctx, ctx.new_id(), *thread, MessageKind::Text, None, by, "")
    });
    insert_all(txn, rows).await?;
    store::touch_threads(txn, ctx, waiting).await
}

/// The threads on the offer in which a quote waits for an answer.
async fn waiting(txn: &impl ConnectionTrait, offer: &offer::Model) -> Result<Vec<Uuid>, DbErr> {
    quote::Entity::find()
        .select_only()
        .column(quote::Column::ThreadId)
        .filter(quote::Column::OfferId.eq(offer.id))
        .filter(store::is_sent())
        .limit(u64::from(MAX_THREADS))
        .into_tuple()
        .all(txn)
        .await
}

async fn insert_all(
    txn: &impl ConnectionTrait,
    rows: impl Iterator<Item = thread_message::Model>,
) -> Result<(), DbErr> {
    let rows: Vec<_> = rows.map(|row| row.into_active_model().reset_all()).collect();
    if rows.is_empty() {
        return Ok(());
    }
    thread_message::Entity::insert_many(rows).exec_without_returning(txn).await.map(|_| ())
}

pub(crate) fn check_body(body: &str, may_be_empty: bool) -> Result<String, Error> {
    let body = text::clean(body);
    let problem = if body.is_empty() && !may_be_empty {
        Problem::Required
    } else if body.chars().count() > MAX_BODY {
        Problem::TooLong(MAX_BODY)
    } else if text::has_control(&body) || text::looks_like_old_code_page(&body) {
        Problem::BadText
    } else {
        return Ok(body);
    };
    Err(Error::invalid("body", problem))
}

fn row(
    ctx: &Ctx,
    id: Uuid,
    thread_id: Uuid,
    kind: MessageKind,
    quote_id: Option<Uuid>,
    by: Option<(Side, &Trader)>,
    body: &str,
) -> thread_message::Model {
    thread_message::Model {
        id,
        thread_id,
        kind,
        quote_id,
        account_id: by.map(|(_, trader)| trader.account.0),
        by_owner: by.map(|(side, _)| side == Side::Owner),
        body: body.to_owned(),
        changes: String::new(),
        created_at: ctx.now,
    }
}
