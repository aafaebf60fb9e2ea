//! `/chao-ban/{id}/bao-gia` and `/chao-mua/{id}/bao-gia`: answering an offer; and `/giao-dich/bao-gia`: one's talks.

use std::collections::HashMap;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use catalogue::Cursor;
use chrono::{DateTime, Utc};
use kernel::{FieldErrors, Fields, Locale, QuoteId, date};
use offers::{Bid, Contact, Kind, Offer, Side, Trader, queries, queries::ThreadLine};
use uuid::Uuid;

use super::{
    lines::Around,
    offer::{Brief, compared, find},
    standing, trader, words,
};
use crate::{
    AppError,
    account::parameter,
    desk::states::Standing,
    form::{Form, FormView},
    render::{Page, after, page, page_with},
    session::User,
    state::App,
    view::Shell,
};

const PAGE: usize = 24;

#[derive(Template)]
#[template(path = "market/quote.html")]
struct QuotePage {
    shell: Shell,
    brief: Brief,
    form: FormView,
    /// Without the language.
    action: String,
    contacts: Vec<(&'static str, &'static str)>,
    echo: String,
    resumed: bool,
}

pub async fn ask_sell(State(app): State<App>, shell: Shell, user: User, Path(id): Path<String>) -> Page {
    ask(&app, shell, &user, Kind::Sell, &id).await
}

pub async fn ask_buy(State(app): State<App>, shell: Shell, user: User, Path(id): Path<String>) -> Page {
    ask(&app, shell, &user, Kind::Buy, &id).await
}

async fn ask(app: &App, shell: Shell, user: &User, kind: Kind, id: &str) -> Page {
    let offer = find(app, kind, id).await?;
    let trader = trader(app, user).await?;
    if trader.party() == offer.owner.party() {
        return after(&shell, &words::own_path(&offer), "");
    }
    if kind == Kind::Sell && trader.member.is_none() && !user.0.account.verified() {
        return after(&shell, "/tai-khoan/xac-minh", "can-xac-minh-mua");
    }
    if let Some(thread) = queries::thread_on(app.db.read(), &trader, offer.id).await? {
        let line = queries::thread_for(app.db.read(), &trader, thread).await?;
        // A quote that waits is answered or withdrawn in its talk first.
        if line.is_some_and(|line| line.last_quote.is_some_and(|quote| quote.turn().is_some())) {
            return after(&shell, &format!("/giao-dich/trao-doi/{thread}"), "bao-gia-dang-cho");
        }
    }
    // Said before anything is typed.
    offers::quote::may_answer(app.db.read(), &trader, &offer).await?;
    let mut fields = Fields::default();
    fields.set("id", app.ctx(user.actor()).new_id().to_string());
    fields.set("contact", Contact::AfterDeal.code());
    show(app, shell, &offer, fields, FieldErrors::default(), false).await
}

pub async fn send_sell(State(app): State<App>, shell: Shell, user: User, Path(id): Path<String>, form: Form) -> Page {
    send(&app, shell, &user, Kind::Sell, &id, form).await
}

pub async fn send_buy(State(app): State<App>, shell: Shell, user: User, Path(id): Path<String>, form: Form) -> Page {
    send(&app, shell, &user, Kind::Buy, &id, form).await
}

async fn send(app: &App, shell: Shell, user: &User, kind: Kind, id: &str, form: Form) -> Page {
    let trader = trader(app, user).await?;
    let quote: QuoteId = form.fields.get("id").parse().map_err(|_| AppError::BadRequest)?;
    // The same form again, after the offer has taken its last quote: what it sent is there.
    let offer = match queries::offer_by_id(app.db.read(), id.parse().map_err(|_| AppError::NotFound)?).await? {
        Some(offer) if offer.kind == kind && offer.opened_at.is_some() => offer,
        _ => return Err(AppError::NotFound),
    };
    if form.resumed {
        offers::quote::may_answer(app.db.read(), &trader, &offer).await?;
        return show(app, shell, &offer, form.fields, FieldErrors::default(), true).await;
    }
    let ctx = app.ctx(user.actor());
    let mut errors = FieldErrors::default();
    if let Some(bid) = Bid::parse(&priced(&form.fields, &offer), &offer, ctx.today(), &mut errors) {
        let txn = app.db.begin().await?;
        match offers::quote::send(&txn, &ctx, &trader, offer.id, quote, &bid).await {
            Ok(_) => {
                txn.commit().await?;
                app.wake.notify_one();
                let thread = queries::thread_on(app.db.read(), &trader, offer.id).await?.ok_or(AppError::NotFound)?;
                return after(&shell, &format!("/giao-dich/trao-doi/{thread}"), "da-gui-bao-gia");
            }
            Err(offers::Error::Invalid(found)) => errors = found,
            Err(error) => return Err(error.into()),
        }
    }
    show(app, shell, &offer, form.fields, errors, false).await
}

async fn show(app: &App, shell: Shell, offer: &Offer, fields: Fields, errors: FieldErrors, resumed: bool) -> Page {
    let (l, ctx) = (shell.l, app.ctx(kernel::Actor::Anonymous));
    let around = Around::of(app, l, ctx.now, std::slice::from_ref(offer)).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let contacts = match offer.kind {
        Kind::Sell => Contact::ALL.iter().map(|one| (one.code(), one.name(l))).collect(),
        // Whoever answers an offer to buy sells: his stall shows how to reach him.
        Kind::Buy => Vec::new(),
    };
    let page = QuotePage {
        brief: Brief::of(offer, &around, ctx.today()),
        action: format!("{}/bao-gia", words::path(offer)),
        contacts,
        echo: echo(l, &priced(&fields, offer), offer),
        form: FormView::new(l, words::QUOTE_LABELS, fields, errors),
        resumed,
        shell: shell.titled("Gửi báo giá", "Send a quote").private(),
    };
    page_with(status, &page)
}

/// Without a price typed, the one that the offer asks for that quantity: a buyer of much need not look for the step that he has earned.
fn priced(fields: &Fields, offer: &Offer) -> Fields {
    let mut fields = fields.clone();
    if !fields.has("price")
        && let Some(asked) = Bid::asked_price(&fields, offer)
    {
        fields.set("price", asked.0.to_string());
    }
    fields
}

/// What price and quantity as typed come to.
#[must_use]
pub fn echo(l: Locale, fields: &Fields, offer: &Offer) -> String {
    let price = kernel::Money::parse(fields.get("price"));
    let quantity = kernel::Quantity::parse(fields.get("quantity"));
    let (Ok(price), Ok(quantity)) = (price, quantity) else { return String::new() };
    let Some(whole) = offers::amount(price, quantity) else { return String::new() };
    let unit = words::unit_short(l, &offer.terms.unit_code);
    format!("{} × {}/{unit} = {}", words::amount(l, quantity, &offer.terms.unit_code), price.format(l), whole.format(l))
}

/// A talk in a list.
pub struct ThreadRow {
    /// Without the language.
    pub href: String,
    pub title: String,
    pub is_sell: bool,
    pub with: String,
    pub price: String,
    pub quantity: String,
    pub compared: String,
    pub standing: Option<Standing>,
    pub mine: bool,
    pub ago: String,
}

impl ThreadRow {
    /// Rows for any number of talks, with a few queries.
    pub async fn all(
        app: &App,
        l: Locale,
        trader: &Trader,
        now: DateTime<Utc>,
        lines: &[ThreadLine],
    ) -> Result<Vec<Self>, AppError> {
        let offers: Vec<Offer> = lines.iter().map(|line| line.offer.clone()).collect();
        let around = Around::of(app, l, now, &offers).await?;
        let names = parties(app, lines.iter().map(|line| line.thread.other)).await?;
        let row = |line: &ThreadLine| {
            let side = line.thread.side(trader);
            let (offer, quote) = (&line.offer, line.last_quote.as_ref());
            let unit = offer.terms.unit_code.as_str();
            let mine = line.turn().is_some() && line.turn() == side;
            Self {
                href: format!("/giao-dich/trao-doi/{}", line.thread.id),
                title: around.title(offer),
                is_sell: offer.kind == Kind::Sell,
                with: match side {
                    Some(Side::Owner) => called(l, &names, &line.thread.other, line.shows_buyer(false)),
                    _ => around.who(offer),
                },
                price: quote.map(|quote| words::price(l, quote.price, unit)).unwrap_or_default(),
                quantity: quote.map(|quote| words::amount(l, quote.quantity, unit)).unwrap_or_default(),
                compared: quote
                    .and_then(|quote| compared(l, quote.price, offer.terms.price_for(quote.quantity)))
                    .unwrap_or_default(),
                standing: quote.map(|quote| standing::quote(l, quote, line.deal, mine)),
                mine,
                ago: date::ago(l, now, line.thread.updated_at),
            }
        };
        Ok(lines.iter().map(row).collect())
    }
}

/// What those who trade are called: a business by its name, a person by the one that he gave. Only for the other side of a talk.
pub async fn parties(app: &App, all: impl Iterator<Item = Trader>) -> Result<HashMap<Uuid, String>, AppError> {
    let (mut members, mut accounts) = (Vec::new(), Vec::new());
    for trader in all {
        match trader.member {
            Some(member) => members.push(member),
            None => accounts.push(trader.account),
        }
    }
    let db = app.db.read();
    let mut names: HashMap<Uuid, String> =
        members::queries::names(db, &members).await?.into_iter().map(|(id, name)| (id.0, name)).collect();
    if !accounts.is_empty() {
        names.extend(accounts::names(db, &accounts).await?.into_iter().map(|(id, name)| (id.0, name)));
    }
    Ok(names)
}

/// What the reader calls the other side: a private buyer is named as soon as he lets himself be reached.
#[must_use]
pub fn called(l: Locale, names: &HashMap<Uuid, String>, other: &Trader, is_shown: bool) -> String {
    if other.member.is_none() && !is_shown {
        return l.t("Người mua cá nhân", "A private buyer").to_owned();
    }
    names.get(&other.party()).cloned().unwrap_or_default()
}

#[derive(Template)]
#[template(path = "market/threads.html")]
struct ThreadsPage {
    shell: Shell,
    received: bool,
    rows: Vec<ThreadRow>,
    is_first: bool,
    first: &'static str,
    next: Option<String>,
}

/// `/giao-dich/bao-gia`: quotes on one's own offers, or with `?phia=gui` those that one sent.
pub async fn list(State(app): State<App>, shell: Shell, user: User) -> Page {
    let (l, ctx) = (shell.l, app.ctx(user.actor()));
    let trader = trader(&app, &user).await?;
    let received = parameter(&shell, "phia") != "gui";
    let side = if received { Side::Owner } else { Side::Other };
    let after: Option<Cursor> = parameter(&shell, "sau").parse().ok();
    let mut found = queries::page_threads(app.db.read(), &trader, side, after, PAGE as u64 + 1).await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let first = if received { "/giao-dich/bao-gia?phia=nhan" } else { "/giao-dich/bao-gia?phia=gui" };
    let last = found.last().filter(|_| more).map(|last| Cursor { at: last.thread.updated_at, id: last.thread.id.0 });
    page(&ThreadsPage {
        received,
        rows: ThreadRow::all(&app, l, &trader, ctx.now, &found).await?,
        is_first: after.is_none(),
        first,
        next: last.map(|last| shell.further(first, last)),
        shell: shell.titled("Báo giá của tôi", "My quotes").private(),
    })
}
