//! What one side does in a talk: says something, answers a quote, takes it back.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use kernel::{FieldErrors, MessageId, QuoteId};
use offers::{Bid, DealState, Side, queries, queries::Negotiation};

use super::{DEALS, Typed, find, path, view};
use crate::{
    AppError,
    desk::papers::{read_id, send},
    form::Form,
    market::{
        intake,
        lines::Around,
        offer::Brief,
        quote::{called, parties},
        trader, words,
    },
    render::{Page, after, page_with},
    session::User,
    state::App,
    view::Shell,
};

/// `POST …/tin-nhan`: words, files or both. Files are taken in before the transaction; one that no message names is harmless.
pub async fn tell(State(app): State<App>, shell: Shell, user: User, Path(id): Path<String>, form: Form) -> Page {
    let (trader, talk) = find(&app, &user, &id).await?;
    let here = path(talk.thread.id);
    if form.resumed {
        let typed = Typed { message: Some((form.fields, FieldErrors::default())), resumed: true, ..Typed::default() };
        return view(&app, at(shell, here), &user, &talk, typed).await;
    }
    let message: MessageId = form.fields.get("id").parse().map_err(|_| AppError::BadRequest)?;
    let mut errors = FieldErrors::default();
    let sent = form.files.iter().filter(|file| file.field == "files" && !file.bytes.is_empty());
    let files = intake::papers(&app, sent, &mut errors).await?;
    if errors.is_empty() {
        let txn = app.db.begin().await?;
        let (ctx, body) = (app.ctx(user.actor()), form.fields.get("body"));
        match offers::say(&txn, &ctx, &trader, talk.thread.id, message, body, &files).await {
            Ok(_) => {
                txn.commit().await?;
                app.wake.notify_one();
                return after(&shell, &here, "da-gui-tin");
            }
            Err(offers::Error::Invalid(found)) => errors = found,
            Err(error) => return Err(error.into()),
        }
    }
    let typed = Typed { message: Some((form.fields, errors)), ..Typed::default() };
    view(&app, at(shell, here), &user, &talk, typed).await
}

/// `GET /giao-dich/tep/{id}`: the bytes of a file, for the two sides.
pub async fn download(State(app): State<App>, user: User, Path(id): Path<String>) -> Result<Response, AppError> {
    let found = queries::attachment(app.db.read(), read_id(&id)?).await?.ok_or(AppError::NotFound)?;
    let trader = trader(&app, &user).await?;
    queries::thread_for(app.db.read(), &trader, found.thread_id).await?.ok_or(AppError::NotFound)?;
    send(&app, &found.blob_key, &found.content_type, &found.file_name).await
}

/// `POST …/tra-gia`: a counter-offer to the quote that waits.
pub async fn counter(State(app): State<App>, shell: Shell, user: User, Path(id): Path<String>, form: Form) -> Page {
    let (trader, talk) = find(&app, &user, &id).await?;
    let here = path(talk.thread.id);
    if form.resumed {
        let typed = Typed { counter: Some((form.fields, FieldErrors::default())), resumed: true, ..Typed::default() };
        return view(&app, at(shell, here), &user, &talk, typed).await;
    }
    let new: QuoteId = form.fields.get("id").parse().map_err(|_| AppError::BadRequest)?;
    let previous = quote_of(&form)?;
    let ctx = app.ctx(user.actor());
    let mut errors = FieldErrors::default();
    if let Some(bid) = Bid::parse(&form.fields, &talk.offer, ctx.today(), &mut errors) {
        let txn = app.db.begin().await?;
        match offers::quote::counter(&txn, &ctx, &trader, previous, new, &bid).await {
            Ok(_) => {
                txn.commit().await?;
                app.wake.notify_one();
                return after(&shell, &here, "da-tra-gia");
            }
            Err(offers::Error::Invalid(found)) => errors = found,
            Err(error) => return Err(error.into()),
        }
    }
    // Answered meanwhile: there is no quote left to which the form could belong.
    if !talk.is_my_turn() {
        return Err(AppError::WrongState);
    }
    let typed = Typed { counter: Some((form.fields, errors)), ..Typed::default() };
    view(&app, at(shell, here), &user, &talk, typed).await
}

/// Which quote a button was about: another may have come since.
fn quote_of(form: &Form) -> Result<QuoteId, AppError> {
    form.fields.get("quote").parse().map_err(|_| AppError::BadRequest)
}

/// The answer shows the page of the talk: its links lead there and not to the form's address.
fn at(mut shell: Shell, path: String) -> Shell {
    shell.path = path;
    shell
}

#[derive(Template)]
#[template(path = "market/accept.html")]
struct AcceptPage {
    shell: Shell,
    brief: Brief,
    path: String,
    with: String,
    quote: QuoteId,
    price: String,
    quantity: String,
    total: String,
    in_words: String,
    terms: String,
    remaining: String,
    /// Less is left than the quote takes; empty where it can be accepted.
    short: String,
    i_sell: bool,
}

/// `GET …/chap-nhan`: what is about to be agreed on, since it binds both.
pub async fn ask_to_accept(State(app): State<App>, shell: Shell, user: User, Path(id): Path<String>) -> Page {
    let (_, talk) = find(&app, &user, &id).await?;
    confirm(&app, shell, &user, &talk, StatusCode::OK).await
}

async fn confirm(app: &App, shell: Shell, user: &User, talk: &Negotiation, status: StatusCode) -> Page {
    let (l, ctx) = (shell.l, app.ctx(user.actor()));
    let quote = talk.last_quote.as_ref().filter(|_| talk.is_my_turn());
    let Some(quote) = quote else { return after(&shell, &path(talk.thread.id), "") };
    let around = Around::of(app, l, ctx.now, std::slice::from_ref(&talk.offer)).await?;
    let names = parties(app, [talk.thread.other].into_iter()).await?;
    let unit = talk.offer.terms.unit_code.as_str();
    let total = offers::amount(quote.price, quote.quantity);
    let page = AcceptPage {
        with: match talk.side {
            Side::Owner => called(l, &names, &talk.thread.other, talk.shows_buyers_contact()),
            Side::Other => around.who(&talk.offer),
        },
        path: path(talk.thread.id),
        quote: quote.id,
        price: words::price(l, quote.price, unit),
        quantity: words::amount(l, quote.quantity, unit),
        total: total.map(|total| total.format(l)).unwrap_or_default(),
        in_words: total.map(|total| total.in_words(l)).unwrap_or_default(),
        terms: quote.terms.clone(),
        remaining: words::amount(l, talk.offer.remaining, unit),
        short: words::shortage(l, quote.quantity, talk.offer.remaining, unit),
        i_sell: (talk.offer.kind == offers::Kind::Sell) == (talk.side == Side::Owner),
        brief: Brief::of(&talk.offer, &around, ctx.today()),
        shell: shell.titled("Chốt thoả thuận", "Agree on the deal").private(),
    };
    page_with(status, &page)
}

/// `POST …/chap-nhan`
pub async fn accept(State(app): State<App>, shell: Shell, user: User, Path(id): Path<String>, form: Form) -> Page {
    let (trader, talk) = find(&app, &user, &id).await?;
    let here = path(talk.thread.id);
    if form.resumed {
        return after(&shell, &format!("{here}/chap-nhan"), "");
    }
    let quote = quote_of(&form)?;
    let txn = app.db.begin().await?;
    match offers::quote::accept(&txn, &app.ctx(user.actor()), &trader, quote).await {
        Ok(deal) => {
            txn.commit().await?;
            app.wake.notify_one();
            after(&shell, &format!("/giao-dich/thoa-thuan/{deal}"), "da-chot")
        }
        Err(error) => {
            drop(txn);
            // The button pressed twice: the deal is there.
            let deals = queries::deals_in_thread(app.db.read(), talk.thread.id, DEALS).await?;
            match deals.iter().find(|deal| deal.quote_id == quote && deal.state != DealState::Cancelled) {
                Some(deal) => return after(&shell, &format!("/giao-dich/thoa-thuan/{}", deal.id), ""),
                None if !matches!(error, offers::Error::NotEnough { .. }) => return Err(error.into()),
                None => {}
            }
            // Others were quicker: the page says what they left.
            let (_, talk) = find(&app, &user, &id).await?;
            confirm(&app, shell, &user, &talk, StatusCode::CONFLICT).await
        }
    }
}

/// `POST …/tu-choi`
pub async fn decline(State(app): State<App>, shell: Shell, user: User, Path(id): Path<String>, form: Form) -> Page {
    let (trader, talk) = find(&app, &user, &id).await?;
    let here = path(talk.thread.id);
    if form.resumed {
        let typed = Typed { decline: Some((form.fields, FieldErrors::default())), resumed: true, ..Typed::default() };
        return view(&app, at(shell, here), &user, &talk, typed).await;
    }
    let txn = app.db.begin().await?;
    let ctx = app.ctx(user.actor());
    match offers::quote::decline(&txn, &ctx, &trader, quote_of(&form)?, form.fields.get("reason")).await {
        Ok(()) => {
            txn.commit().await?;
            app.wake.notify_one();
            after(&shell, &here, "da-tu-choi")
        }
        Err(offers::Error::Invalid(errors)) if talk.is_my_turn() => {
            drop(txn);
            // To the talk the reason is a message like any other.
            let errors = FieldErrors(errors.0.into_values().map(|problem| ("reason".to_owned(), problem)).collect());
            let typed = Typed { decline: Some((form.fields, errors)), ..Typed::default() };
            view(&app, at(shell, here), &user, &talk, typed).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST …/rut`
pub async fn withdraw(State(app): State<App>, shell: Shell, user: User, Path(id): Path<String>, form: Form) -> Page {
    let (trader, talk) = find(&app, &user, &id).await?;
    let here = path(talk.thread.id);
    if form.resumed {
        return after(&shell, &here, "");
    }
    let txn = app.db.begin().await?;
    let ctx = app.ctx(user.actor());
    offers::quote::withdraw(&txn, &ctx, &trader, quote_of(&form)?, form.fields.get("reason")).await?;
    txn.commit().await?;
    app.wake.notify_one();
    after(&shell, &here, "da-rut-bao-gia")
}
