//! `/giao-dich/trao-doi/{id}`: one negotiation as one of its two sides sees it: whose turn it is, what was quoted, said and sent.

pub mod deeds;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use catalogue::Cursor;
use kernel::{AttachmentId, FieldErrors, Fields, Locale, MessageId, QuoteId, ThreadId, date, locale};
use offers::{Attachment, Deal, Message, MessageKind, Quote, Side, Trader, queries, queries::Negotiation};

use super::{
    lines::Around,
    offer::{Brief, compared},
    quote::{called, echo, parties},
    standing, trader, words,
};
use crate::{
    AppError,
    account::parameter,
    desk::{papers::read_id, states::Standing},
    form::FormView,
    market::deals::{Reach, buyers_contact},
    render::{Page, page_with},
    session::User,
    state::App,
    view::Shell,
};

const MESSAGES: usize = 40;
const DEALS: u64 = 20;

/// The quote that the talk stands at.
struct Standpoint {
    id: QuoteId,
    by_me: bool,
    price: String,
    quantity: String,
    total: String,
    compared: String,
    terms: String,
    valid_until: String,
    standing: Standing,
    /// Less is left than it takes; empty where it could be accepted.
    short: String,
    /// The reader has the turn.
    mine: bool,
    waits: bool,
}

struct Said {
    by_me: bool,
    by_floor: bool,
    who: String,
    what: String,
    quote: String,
    body: String,
    when: String,
    files: Vec<(AttachmentId, String)>,
}

struct DealRow {
    href: String,
    quantity: String,
    total: String,
    standing: Standing,
}

#[derive(Template)]
#[template(path = "market/thread.html")]
struct ThreadPage {
    shell: Shell,
    brief: Brief,
    /// Of the reader's own offer; without the language.
    own_href: String,
    /// Without the language.
    path: String,
    with: String,
    contact: Option<Reach>,
    /// Why the buyer's contact is not shown, where it is not.
    contact_note: &'static str,
    standpoint: Option<Standpoint>,
    deals: Vec<DealRow>,
    /// Another quote can be sent; without the language.
    quote_again: String,
    said: Vec<Said>,
    older: Option<String>,
    is_first: bool,
    counter: FormView,
    counter_open: bool,
    counter_echo: String,
    message: FormView,
    decline: FormView,
    resumed: bool,
}

/// The forms of the page as they were typed.
#[derive(Default)]
struct Typed {
    counter: Option<(Fields, FieldErrors)>,
    message: Option<(Fields, FieldErrors)>,
    decline: Option<(Fields, FieldErrors)>,
    resumed: bool,
}

/// The talk if the person is one of its two sides.
async fn find(app: &App, user: &User, id: &str) -> Result<(Trader, Negotiation), AppError> {
    let trader = trader(app, user).await?;
    let found = queries::thread_for(app.db.read(), &trader, read_id(id)?).await?;
    Ok((trader, found.ok_or(AppError::NotFound)?))
}

fn path(id: ThreadId) -> String {
    format!("/giao-dich/trao-doi/{id}")
}

pub async fn show(State(app): State<App>, shell: Shell, user: User, Path(id): Path<String>) -> Page {
    let (_, talk) = find(&app, &user, &id).await?;
    view(&app, shell, &user, &talk, Typed::default()).await
}

async fn view(app: &App, shell: Shell, user: &User, talk: &Negotiation, typed: Typed) -> Page {
    let (l, ctx, db) = (shell.l, app.ctx(user.actor()), app.db.read());
    let (offer, thread) = (&talk.offer, &talk.thread);
    let around = Around::of(app, l, ctx.now, std::slice::from_ref(offer)).await?;
    let after: Option<Cursor> = parameter(&shell, "sau").parse().ok();
    let mut messages = queries::messages_of(db, thread.id, after, MESSAGES as u64 + 1).await?;
    let more = messages.len() > MESSAGES;
    messages.truncate(MESSAGES);
    let oldest = messages.last().filter(|_| more).map(|last| Cursor { at: last.created_at, id: last.id.0 });
    let ids: Vec<MessageId> = messages.iter().map(|message| message.id).collect();
    let mut files = queries::attachments_of(db, &ids).await?;
    let quotes = queries::quotes_of(db, thread.id, None, 100).await?;
    let deals = queries::deals_in_thread(db, thread.id, DEALS).await?;
    let names = parties(app, [offer.owner, thread.other].into_iter()).await?;
    let other = match talk.side {
        Side::Owner => &thread.other,
        Side::Other => &offer.owner,
    };
    let with = called(l, &names, other, talk.shows_buyers_contact());
    let unit = offer.terms.unit_code.as_str();
    messages.reverse();
    let said = messages.into_iter().map(|message| {
        let quote = message.quote_id.and_then(|id| quotes.iter().find(|quote| quote.id == id));
        let files = files.remove(&message.id).unwrap_or_default();
        say(l, (talk, &with), message, quote.map(|quote| words::proposal(l, quote, unit)), files)
    });
    let is_ended = typed.counter.is_none() && typed.message.is_none();
    let counter = typed.counter.unwrap_or_else(|| (counter_fields(app, user, l, talk), FieldErrors::default()));
    let message = typed.message.unwrap_or_else(|| {
        let mut fields = Fields::default();
        fields.set("id", ctx.new_id().to_string());
        (fields, FieldErrors::default())
    });
    let decline = typed.decline.unwrap_or_default();
    let is_right = [&counter.1, &message.1, &decline.1].iter().all(|errors| errors.is_empty());
    let status = if is_right { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let (contact, contact_note) = buyers_contact(app, l, talk).await?;
    let waits = talk.last_quote.as_ref().is_some_and(|quote| quote.turn().is_some());
    let may_quote = talk.side == Side::Other && !waits && offer.takes_quotes(ctx.today());
    let title = around.title(offer);
    let mut shell = shell.private();
    shell.title = if l.is_vi() { format!("Trao đổi về {title}") } else { format!("Negotiation on {title}") };
    let page = ThreadPage {
        own_href: if talk.side == Side::Owner { words::own_path(offer) } else { String::new() },
        path: path(thread.id),
        contact,
        contact_note,
        standpoint: talk.last_quote.as_ref().map(|quote| standpoint(l, talk, quote)),
        deals: deals.iter().map(|deal| deal_row(l, deal)).collect(),
        quote_again: if may_quote { format!("{}/bao-gia", words::path(offer)) } else { String::new() },
        said: said.collect(),
        older: oldest.map(|cursor| shell.further(&path(thread.id), cursor)),
        is_first: after.is_none(),
        counter_open: !is_ended && !counter.1.is_empty() || typed.resumed && counter.0.has("price"),
        counter_echo: echo(l, &counter.0, offer),
        counter: FormView::new(l, words::QUOTE_LABELS, counter.0, counter.1),
        message: FormView::new(l, words::QUOTE_LABELS, message.0, message.1),
        decline: FormView::new(l, words::QUOTE_LABELS, decline.0, decline.1),
        brief: Brief::of(offer, &around, ctx.today()),
        with,
        resumed: typed.resumed,
        shell,
    };
    page_with(status, &page)
}

/// The counter-offer begins where the last quote stands.
fn counter_fields(app: &App, user: &User, l: Locale, talk: &Negotiation) -> Fields {
    let mut fields = Fields::default();
    fields.set("id", app.ctx(user.actor()).new_id().to_string());
    if let Some(quote) = &talk.last_quote {
        fields.set("price", locale::number(l, quote.price.0));
        fields.set("quantity", quote.quantity.min(talk.offer.remaining).input(l));
        // Whoever changes the price only must not drop what was said of delivery and payment.
        fields.set("terms", quote.terms.clone());
    }
    fields
}

fn standpoint(l: Locale, talk: &Negotiation, quote: &Quote) -> Standpoint {
    let unit = talk.offer.terms.unit_code.as_str();
    let mine = talk.is_my_turn();
    let waits = quote.turn().is_some();
    let short = words::shortage(l, quote.quantity, talk.offer.remaining, unit);
    Standpoint {
        id: quote.id,
        by_me: quote.by == talk.side,
        price: words::price(l, quote.price, unit),
        quantity: words::amount(l, quote.quantity, unit),
        total: offers::amount(quote.price, quote.quantity).map(|total| total.format(l)).unwrap_or_default(),
        compared: compared(l, quote.price, talk.offer.terms.price_for(quote.quantity)).unwrap_or_default(),
        terms: quote.terms.clone(),
        valid_until: date::day(l, quote.valid_until),
        standing: standing::quote(l, quote, talk.deal, mine),
        short: if waits { short } else { String::new() },
        mine,
        waits,
    }
}

fn deal_row(l: Locale, deal: &Deal) -> DealRow {
    DealRow {
        href: format!("/giao-dich/thoa-thuan/{}", deal.id),
        quantity: words::amount(l, deal.quantity, &deal.unit_code),
        total: deal.amount.format(l),
        standing: standing::deal(l, deal.state),
    }
}

fn say(
    l: Locale,
    (talk, with): (&Negotiation, &str),
    message: Message,
    quote: Option<String>,
    files: Vec<Attachment>,
) -> Said {
    let by_me = message.by == Some(talk.side);
    let shows_quote = matches!(message.kind, MessageKind::Sent | MessageKind::Countered | MessageKind::Accepted);
    let told = standing::told(l, &talk.offer, &message);
    let (what, body) = told.unwrap_or_else(|| (step(l, message.kind), message.body));
    Said {
        by_me,
        by_floor: message.by.is_none(),
        who: match message.by {
            None => l.t("Sàn", "The floor").to_owned(),
            Some(_) if by_me => l.t("Bạn", "You").to_owned(),
            Some(_) => with.to_owned(),
        },
        what: what.to_owned(),
        quote: quote.filter(|_| shows_quote).unwrap_or_default(),
        body,
        when: date::moment(l, message.created_at),
        files: files.into_iter().map(|file| (file.id, label(l, &file))).collect(),
    }
}

fn label(l: Locale, file: &Attachment) -> String {
    format!("{} ({} KB)", file.file_name, locale::number(l, (file.size + 1023) / 1024))
}

fn step(l: Locale, kind: MessageKind) -> &'static str {
    match kind {
        MessageKind::Text => "",
        MessageKind::Sent => l.t("gửi báo giá", "sent a quote"),
        MessageKind::Countered => l.t("trả giá lại", "made a counter-offer"),
        MessageKind::Accepted => l.t("chấp nhận báo giá", "accepted the quote"),
        MessageKind::Declined => l.t("từ chối báo giá", "declined the quote"),
        MessageKind::Withdrawn => l.t("rút báo giá", "withdrew the quote"),
        MessageKind::Expired => l.t("báo giá đã hết hạn", "the quote has expired"),
        MessageKind::Completed => l.t("xác nhận đã giao nhận xong", "said that the deal is completed"),
        MessageKind::Cancelled => l.t("huỷ thoả thuận", "called the deal off"),
        MessageKind::Hidden => l.t("chào hàng tạm ẩn", "the offer is hidden for now"),
        MessageKind::Shown => l.t("chào hàng hiện trở lại", "the offer is back"),
    }
}
