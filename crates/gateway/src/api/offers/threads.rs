//! Threads: `GET /api/v1/threads/{id}` and `POST /api/v1/threads/{id}/messages`.

use axum::{
    Json,
    extract::{Path, RawQuery, State},
};
use catalogue::CategoryTree;
use chrono::{DateTime, Utc};
use kernel::{FieldErrors, MessageId, ThreadId};
use offers::{Cursor, Kind, Side, queries, queries::ThreadLine};
use sea_orm::{ConnectionTrait, DbErr};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    attachments::Attachment,
    deals::Deal,
    quotes::{Quote, thread_path},
    read_id,
    revise::OfferChange,
    view::{Named, Offer, Party},
};
use crate::{
    AppError,
    api::{
        deed::{Answered, Deed, Early},
        listing::{self, Keyed},
        sent::Sent,
    },
    market::trader,
    session::User,
    state::App,
    web::shelves,
};

/// As many deals of one thread as are shown: there is hardly ever more than one.
const DEALS: u64 = 100;

/// A negotiation as one of its sides sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Thread {
    pub id: Uuid,
    /// `owner`: it is about one's own offer; `other`: one answered another's.
    #[schema(example = "owner")]
    pub role: &'static str,
    pub offer: Offer,
    /// The other side.
    pub with: Party,
    /// Whether a quote waits for one's own answer.
    pub my_turn: bool,
    pub last_quote: Option<Quote>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Thread {
    pub fn new(line: &ThreadLine, side: Side, named: &Named, tree: &CategoryTree) -> Self {
        let (role, with) = match side {
            Side::Owner => ("owner", named.party(&line.thread.other)),
            Side::Other => ("other", named.owner(&line.offer)),
        };
        Self {
            id: line.thread.id.0,
            role,
            offer: named.offer(&line.offer, tree),
            with,
            my_turn: line.turn() == Some(side),
            last_quote: line.last_quote.as_ref().map(|quote| Quote::new(quote, side)),
            created_at: line.thread.created_at,
            updated_at: line.thread.updated_at,
        }
    }
}

/// Words, or a step of the negotiation.
#[derive(Debug, Serialize, ToSchema)]
pub struct Message {
    pub id: Uuid,
    /// `text`, `changed` (the owner changed the offer), or `sent`, `countered`, `accepted`, `declined`, `withdrawn`, `expired`, `completed`, `cancelled`, `hidden`, `shown`.
    #[schema(example = "text")]
    pub kind: &'static str,
    /// The quote that a step is about.
    pub quote: Option<Uuid>,
    /// Whether one's own side wrote it; `null`: the floor.
    pub mine: Option<bool>,
    pub body: String,
    pub attachments: Vec<Attachment>,
    pub change: Option<OfferChange>,
    pub created_at: DateTime<Utc>,
}

impl Message {
    fn new(message: &offers::Message, side: Side, files: Vec<offers::Attachment>) -> Self {
        Self {
            attachments: files.into_iter().map(Attachment::new).collect(),
            id: message.id.0,
            kind: if message.change.is_some() { "changed" } else { message.kind.code() },
            change: message.change.as_ref().map(OfferChange::from),
            quote: message.quote_id.map(Uuid::from),
            mine: message.by.map(|by| by == side),
            body: message.body.clone(),
            created_at: message.created_at,
        }
    }
}

/// How the seller reaches the buyer, where the buyer chose to show it.
#[derive(Debug, Serialize, ToSchema)]
pub struct BuyersContact {
    pub name: String,
    pub phone: Option<String>,
    pub email: Option<String>,
}

/// A thread with what was agreed and said in it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ThreadDetail {
    #[serde(flatten)]
    pub thread: Thread,
    /// Only to the seller.
    pub buyers_contact: Option<BuyersContact>,
    pub deals: Vec<Deal>,
    /// The newest first.
    pub messages: Keyed<Message>,
}

/// A thread, for its two sides; for others it does not exist.
#[utoipa::path(get, path = "/api/v1/threads/{id}", tag = "threads", params(
    ("id" = Uuid, Path),
    ("after" = Option<String>, Query, description = "messages.next of the page before"),
    ("per_page" = Option<u32>, Query, description = "How many messages: 24 unless asked, 100 at most"),
), responses((status = 200, body = ThreadDetail), (status = 404, body = crate::error::ProblemDetails)))]
pub async fn show(
    State(app): State<App>,
    user: User,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Json<ThreadDetail>, AppError> {
    let id: ThreadId = read_id(&id)?;
    let fields = listing::fields(query.as_deref());
    let mut errors = FieldErrors::default();
    let (after, per_page) = listing::keyed(&fields, &mut errors);
    errors.into_result(())?;
    let (db, trader, shelves) = (app.db.read(), trader(&app, &user).await?, shelves(&app).await?);
    let found = queries::thread_for(db, &trader, id).await?.ok_or(AppError::NotFound)?;
    let buyers_contact = buyers_contact(db, &found).await?;
    let deals = queries::deals_in_thread(db, id, DEALS).await?;
    let messages = queries::messages_of(db, id, after, per_page + 1).await?;
    let messages = Keyed::cut(messages, per_page, |one| Cursor { at: one.created_at, id: one.id.0 });
    let ids: Vec<MessageId> = messages.items.iter().map(|message| message.id).collect();
    let mut files = queries::attachments_of(db, &ids).await?;
    let side = found.side;
    let line = ThreadLine { thread: found.thread, offer: found.offer, last_quote: found.last_quote, deal: found.deal };
    let today = app.ctx(user.actor()).today();
    let named = Named::read(db, &[&line.offer], &[line.thread.other], today).await?;
    Ok(Json(ThreadDetail {
        thread: Thread::new(&line, side, &named, &shelves.tree),
        buyers_contact,
        deals: deals.iter().map(|deal| Deal::new(deal, &trader)).collect(),
        messages: messages.map(|message| Message::new(&message, side, files.remove(&message.id).unwrap_or_default())),
    }))
}

async fn buyers_contact(
    db: &impl ConnectionTrait,
    found: &queries::Negotiation,
) -> Result<Option<BuyersContact>, DbErr> {
    let (sellers_side, buyer) = match found.offer.kind {
        Kind::Sell => (Side::Owner, found.thread.other),
        Kind::Buy => (Side::Other, found.offer.owner),
    };
    if found.side != sellers_side || !found.shows_buyers_contact() {
        return Ok(None);
    }
    if let Some(id) = buyer.member {
        let member = members::queries::member(db, id).await?;
        let given = |text: String| Some(text).filter(|text| !text.is_empty());
        return Ok(member.map(|member| BuyersContact {
            name: member.name,
            phone: given(member.phone),
            email: given(member.email),
        }));
    }
    let account = accounts::find_account(db, buyer.account).await?;
    Ok(account.map(|account| BuyersContact { name: account.display_name, phone: account.phone, email: account.email }))
}

#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "body": "Anh cho xem ảnh vườn được không?" }))]
pub struct NewMessage {
    /// At most 2,000 characters.
    #[serde(default)]
    pub body: String,
}

/// Says something to the other side, in words; with files: `/api/v1/threads/{id}/attachments`.
#[utoipa::path(post, path = "/api/v1/threads/{id}/messages", tag = "threads", request_body = NewMessage,
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header)), responses(
        (status = 201, body = Message, headers(("Location" = String, description = "The thread"))),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    ))]
pub async fn say(State(app): State<App>, user: User, Path(id): Path<String>, sent: Sent<NewMessage>) -> Answered {
    let thread: ThreadId = read_id(&id)?;
    let deed = Deed::begin(&app, &user, &sent).await?;
    let id = MessageId(deed.ctx.new_id());
    offers::say(&deed.txn, &deed.ctx, &deed.trader, thread, id, &sent.body.body, &[]).await?;
    let message = said(&deed, thread, id, &sent.body.body).await?;
    deed.created(thread_path(thread), &message).await
}

/// The message that the deed said.
pub(super) async fn said(deed: &Deed, thread: ThreadId, id: MessageId, body: &str) -> Result<Message, Early> {
    let found = queries::thread_for(&deed.txn, &deed.trader, thread).await?.ok_or(AppError::NotFound)?;
    let mut files = queries::attachments_of(&deed.txn, &[id]).await?;
    let message = offers::Message {
        id,
        thread_id: thread,
        kind: offers::MessageKind::Text,
        quote_id: None,
        by: Some(found.side),
        body: kernel::text::clean(body),
        ended: None,
        change: None,
        created_at: deed.ctx.now,
    };
    Ok(Message::new(&message, found.side, files.remove(&id).unwrap_or_default()))
}
