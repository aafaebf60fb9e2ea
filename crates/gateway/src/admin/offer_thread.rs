//! `/quan-tri/chao-hang/{id}/trao-doi/{thread}`: what two sides said to each other. Every reading is written into the audit log.

use ::offers::{Attachment, Message, MessageKind, Offer, Quote, Side, Trader, queries};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use catalogue::Cursor;
use database::audit::{self, Entry};
use kernel::{AccountId, AttachmentId, Locale, MemberId, MessageId, Money, OfferId, Quantity, ThreadId, date};
use serde_json::{Value, json};

use super::{
    frame::Frame,
    list::{Further, ROWS},
    offer::DealRow,
    offer_words,
    queue::Kind,
    read_id,
};
use crate::{
    AppError,
    account::parameter,
    desk::papers::send,
    market::{standing, words},
    render::{Page, page},
    session::Officer,
    state::App,
    view::Shell,
};

/// Quotes and deals that the page lists: in a thread one follows the other, so there are few.
const STEPS: u64 = 100;

#[derive(Template)]
#[template(path = "admin/offer_thread.html")]
struct ThreadPage {
    shell: Shell,
    frame: Frame,
    /// The offer's page and name.
    offer: (String, String),
    owner: Party,
    other: Party,
    /// What the answering side chose.
    contact: &'static str,
    quotes: Vec<QuoteRow>,
    deals: Vec<DealRow>,
    messages: Vec<Said>,
    further: Further,
    path: String,
}

/// A side: a member business, or a person who buys for himself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    pub name: String,
    pub path: String,
    /// The person who acts for a member: name and page.
    pub person: Option<(String, String)>,
}

/// Names and pages of those traders, in their order, by two queries for all of them.
pub async fn parties(app: &App, l: Locale, traders: &[Trader]) -> Result<Vec<Party>, AppError> {
    let db = app.db.read();
    let members: Vec<MemberId> = traders.iter().filter_map(|one| one.member).collect();
    let accounts: Vec<AccountId> = traders.iter().map(|one| one.account).collect();
    let members = ::members::queries::names(db, &members).await?;
    let mut people = std::collections::BTreeMap::new();
    for some in accounts.chunks(200) {
        people.extend(::accounts::names(db, some).await?);
    }
    let party = |one: &Trader| {
        let person = people.get(&one.account).cloned();
        let person = person.unwrap_or_else(|| l.t("Tài khoản đã xoá", "A deleted account").to_owned());
        let page = Kind::Phone.path(one.account);
        match one.member {
            Some(member) => Party {
                name: members.get(&member).cloned().unwrap_or_default(),
                path: Kind::Member.path(member),
                person: Some((person, page)),
            },
            None => Party { name: person, path: page, person: None },
        }
    };
    Ok(traders.iter().map(party).collect())
}

struct QuoteRow {
    when: String,
    by: String,
    what: String,
    until: String,
    state: &'static str,
    terms: String,
}

struct Said {
    when: String,
    /// Empty: the floor.
    by: String,
    /// The step, or nothing for plain words.
    step: &'static str,
    body: String,
    /// Address and name.
    files: Vec<(String, String)>,
}

/// Where a thread is read.
#[must_use]
pub fn path(offer: OfferId, thread: ThreadId) -> String {
    format!("{}/trao-doi/{thread}", Kind::Offer.path(offer))
}

/// `10 kg × 45.000 ₫`
#[must_use]
pub fn bid(l: Locale, offer: &Offer, quantity: Quantity, price: Money) -> String {
    format!("{} × {}", words::amount(l, quantity, &offer.terms.unit_code), price.format(l))
}

pub async fn show(
    State(app): State<App>,
    shell: Shell,
    officer: Officer,
    Path((id, thread)): Path<(String, String)>,
) -> Page {
    let (l, db) = (shell.l, app.db.read());
    let (id, thread): (OfferId, ThreadId) = (read_id(&id)?, read_id(&thread)?);
    let found = queries::thread_by_id(db, thread).await?.filter(|one| one.offer.id == id).ok_or(AppError::NotFound)?;
    let offer = &found.offer;
    note(&app, &officer, offer, "offer.thread_read", json!({ "thread": thread })).await?;
    let after: Option<Cursor> = parameter(&shell, "sau").parse().ok();
    let mut messages = queries::messages_of(db, thread, after, ROWS + 1).await?;
    let path = path(id, thread);
    let further =
        Further::cut(&shell, &path, &mut messages, |one| Cursor { at: one.created_at, id: one.id.0 }.to_string());
    let mut sides = parties(&app, l, &[offer.owner, found.thread.other]).await?;
    let (other, owner) = (sides.remove(1), sides.remove(0));
    let name = |side: Side| if side == Side::Owner { owner.name.clone() } else { other.name.clone() };
    let ids: Vec<MessageId> = messages.iter().map(|one| one.id).collect();
    let mut files = queries::attachments_of(db, &ids).await?;
    let mut line = |one: Message| {
        let files = files.remove(&one.id).unwrap_or_default();
        let files = files.into_iter().map(|file| (format!("{path}/tep/{}", file.id), file.file_name)).collect();
        said(l, offer, one.by.map(name).unwrap_or_default(), one, files)
    };
    let messages = messages.into_iter().map(&mut line).collect();
    let quotes = queries::quotes_of(db, thread, None, STEPS).await?;
    let deals = queries::deals_in_thread(db, thread, STEPS).await?;
    let offer_name = offer_words::name(db, l, offer).await?;
    page(&ThreadPage {
        frame: Frame::new(&app, &shell).await?,
        contact: found.thread.contact.name(l),
        quotes: quotes.into_iter().map(|one| quote_row(l, offer, name(one.by), one)).collect(),
        deals: deals.into_iter().map(|one| DealRow::new(l, offer, one)).collect(),
        messages,
        further,
        path,
        shell: shell.titled(&format!("Trao đổi: {offer_name}"), &format!("Negotiation: {offer_name}")).private(),
        offer: (Kind::Offer.path(id), offer_name),
        owner,
        other,
    })
}

/// `…/tep/{file}`: a file that one side sent to the other.
pub async fn download(
    State(app): State<App>,
    officer: Officer,
    Path((id, thread, file)): Path<(String, String, String)>,
) -> Result<Response, AppError> {
    let db = app.db.read();
    let (id, thread, file): (OfferId, ThreadId, AttachmentId) = (read_id(&id)?, read_id(&thread)?, read_id(&file)?);
    let found = queries::thread_by_id(db, thread).await?.filter(|one| one.offer.id == id).ok_or(AppError::NotFound)?;
    let file = queries::attachment(db, file).await?.filter(|one| one.thread_id == thread).ok_or(AppError::NotFound)?;
    read_file(&app, &officer, &found.offer, &file).await
}

/// A file of a thread on that offer, as an answer to an officer.
pub async fn read_file(app: &App, officer: &Officer, offer: &Offer, file: &Attachment) -> Result<Response, AppError> {
    let detail = json!({ "thread": file.thread_id, "file_name": file.file_name });
    note(app, officer, offer, "offer.file_read", detail).await?;
    send(app, &file.blob_key, &file.content_type, &file.file_name).await
}

/// Written before anything is shown.
async fn note(app: &App, officer: &Officer, offer: &Offer, action: &str, detail: Value) -> Result<(), AppError> {
    let entry = Entry {
        action,
        subject_kind: "offer",
        subject_id: offer.id.0,
        member_id: offer.owner.member,
        reason: "",
        detail,
    };
    let txn = app.db.begin().await?;
    audit::record(&txn, &app.ctx(officer.actor()), entry).await?;
    txn.commit().await?;
    Ok(())
}

fn quote_row(l: Locale, offer: &Offer, by: String, one: Quote) -> QuoteRow {
    QuoteRow {
        when: date::moment(l, one.created_at),
        by,
        what: bid(l, offer, one.quantity, one.price),
        until: date::day(l, one.valid_until),
        state: one.state.name(l),
        terms: one.terms,
    }
}

fn said(l: Locale, offer: &Offer, by: String, one: Message, files: Vec<(String, String)>) -> Said {
    let (step, body) = standing::told(l, offer, &one).unwrap_or_else(|| (step(l, one.kind), one.body));
    Said { when: date::moment(l, one.created_at), by, step, body, files }
}

fn step(l: Locale, kind: MessageKind) -> &'static str {
    match kind {
        MessageKind::Text => "",
        MessageKind::Sent => l.t("gửi báo giá", "sent a quote"),
        MessageKind::Countered => l.t("trả giá lại", "countered"),
        MessageKind::Accepted => l.t("chấp nhận báo giá, chốt thoả thuận", "accepted the quote: a deal"),
        MessageKind::Declined => l.t("từ chối báo giá", "declined the quote"),
        MessageKind::Withdrawn => l.t("rút báo giá", "withdrew the quote"),
        MessageKind::Expired => l.t("báo giá hết hạn", "the quote expired"),
        MessageKind::Completed => l.t("xác nhận hoàn thành thoả thuận", "completed the deal"),
        MessageKind::Cancelled => l.t("huỷ thoả thuận", "cancelled the deal"),
        MessageKind::Hidden => l.t("chào hàng bị ẩn", "the offer was hidden"),
        MessageKind::Shown => l.t("chào hàng hiện lại", "the offer is back"),
    }
}
