//! Quotes: `POST /api/v1/offers/{id}/quotes` and `/api/v1/quotes/{id}/…`.

use axum::extract::{Path, State};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::{FieldErrors, QuoteId, ThreadId};
use offers::{Bid, ClosedBecause, Offer, State as OfferState, queries, quote};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    deals::{self, Deal},
    read_id,
    view::Units,
};
use crate::{
    AppError,
    api::{
        deed::{Answered, Deed, Early},
        sent::{self, Nothing, Sent},
    },
    refusal::NOT_OPEN,
    session::User,
    state::App,
};

/// What one side proposes.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "price": 43000, "quantity": 200, "terms": "Giao trong ba ngày", "valid_until": "2026-12-05" }))]
pub struct NewQuote {
    /// Whole đồng for one of the offer's units.
    pub price: Option<i64>,
    pub quantity: Option<f64>,
    /// The offer's unless said; another must convert exactly.
    pub unit: Option<String>,
    pub terms: Option<String>,
    /// The offer's last day unless said.
    pub valid_until: Option<String>,
    /// When the seller sees how to reach the buyer who sends this: `never`, `deal` (unless said) or `thread`. Only of the first quote.
    pub contact: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Quote {
    pub id: Uuid,
    pub offer: Uuid,
    pub thread: Uuid,
    /// The quote that this one counters.
    pub previous: Option<Uuid>,
    /// Whether one's own side sent it; the other one has to answer.
    pub mine: bool,
    /// `sent`, `accepted`, `declined`, `withdrawn`, `expired` or `countered`.
    #[schema(example = "sent")]
    pub state: &'static str,
    #[schema(example = 43_000)]
    pub price: i64,
    /// In the offer's unit.
    #[schema(value_type = f64, example = 200)]
    pub quantity: Units,
    pub terms: String,
    pub valid_until: NaiveDate,
    pub created_at: DateTime<Utc>,
    pub decided_at: Option<DateTime<Utc>>,
}

impl Quote {
    pub fn new(quote: &offers::Quote, side: offers::Side) -> Self {
        Self {
            id: quote.id.0,
            offer: quote.offer_id.0,
            thread: quote.thread_id.0,
            previous: quote.previous_id.map(Uuid::from),
            mine: quote.by == side,
            state: quote.state.code(),
            price: quote.price.0,
            quantity: Units(quote.quantity),
            terms: quote.terms.clone(),
            valid_until: quote.valid_until,
            created_at: quote.created_at,
            decided_at: quote.decided_at,
        }
    }
}

/// Words to the other side; may be left out.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Why {
    #[serde(default)]
    pub body: String,
}

/// Answers an open offer with a quote.
#[utoipa::path(post, path = "/api/v1/offers/{id}/quotes", tag = "quotes", request_body = NewQuote,
    params(("id" = Uuid, Path, description = "The offer"), ("Idempotency-Key" = Option<String>, Header)),
    responses(
        (status = 201, body = Quote, headers(("Location" = String, description = "The thread"))),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "One's own offer, not open, expired, or full", body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    ))]
pub async fn send(State(app): State<App>, user: User, Path(id): Path<String>, sent: Sent<NewQuote>) -> Answered {
    let deed = Deed::begin(&app, &user, &sent).await?;
    let offer = queries::offer_by_id(&deed.txn, read_id(&id)?).await?.ok_or(AppError::NotFound)?;
    check_open(&deed, &offer)?;
    let bid = read(&deed, &sent.body, &offer)?;
    let id = QuoteId(deed.ctx.new_id());
    quote::send(&deed.txn, &deed.ctx, &deed.trader, offer.id, id, &bid).await?;
    created(deed, id).await
}

/// What the offer's state says comes before what is wrong with a quote on it.
fn check_open(deed: &Deed, offer: &Offer) -> Result<(), Early> {
    if offer.owner.party() == deed.trader.party() {
        return Err(offers::Error::OwnOffer.into());
    }
    match offer.state {
        _ if offer.opened_at.is_none() => Err(AppError::NotFound.into()),
        _ if offer.takes_quotes(deed.ctx.today()) => Ok(()),
        OfferState::Closed(ClosedBecause::Quotes) => Err(offers::Error::QuotesFull.into()),
        OfferState::Open | OfferState::Expired => Err(offers::Error::Expired.into()),
        _ => Err(AppError::Refused(&NOT_OPEN).into()),
    }
}

fn read(deed: &Deed, body: &NewQuote, offer: &Offer) -> Result<Bid, Early> {
    let mut errors = FieldErrors::default();
    let bid = Bid::parse(&sent::fields(body), offer, deed.ctx.today(), &mut errors);
    errors.into_result(())?;
    Ok(bid.ok_or(AppError::BadRequest)?)
}

async fn load(deed: &Deed, id: QuoteId) -> Result<(offers::Quote, queries::Negotiation), Early> {
    Ok(queries::quote_for(&deed.txn, &deed.trader, id).await?.ok_or(AppError::NotFound)?)
}

pub(super) fn thread_path(id: ThreadId) -> String {
    format!("/api/v1/threads/{id}")
}

async fn created(deed: Deed, id: QuoteId) -> Answered {
    let (quote, thread) = load(&deed, id).await?;
    deed.created(thread_path(thread.thread.id), &Quote::new(&quote, thread.side)).await
}

async fn done(deed: Deed, id: QuoteId) -> Answered {
    let (quote, thread) = load(&deed, id).await?;
    deed.done(&Quote::new(&quote, thread.side)).await
}

/// Answers the other side's quote with one's own; the turn goes over.
#[utoipa::path(post, path = "/api/v1/quotes/{id}/counter", tag = "quotes", request_body = NewQuote,
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header)), responses(
        (status = 201, body = Quote, headers(("Location" = String, description = "The thread"))),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    ))]
pub async fn counter(State(app): State<App>, user: User, Path(id): Path<String>, sent: Sent<NewQuote>) -> Answered {
    let deed = Deed::begin(&app, &user, &sent).await?;
    let (previous, thread) = load(&deed, read_id(&id)?).await?;
    if previous.turn().is_some() && previous.valid_until.min(thread.offer.terms.valid_until) < deed.ctx.today() {
        return Err(offers::Error::Expired.into());
    }
    let bid = read(&deed, &sent.body, &thread.offer)?;
    let id = QuoteId(deed.ctx.new_id());
    quote::counter(&deed.txn, &deed.ctx, &deed.trader, previous.id, id, &bid).await?;
    created(deed, id).await
}

/// Accepts the other side's quote: a deal is made, and what remains of the offer falls.
#[utoipa::path(post, path = "/api/v1/quotes/{id}/accept", tag = "quotes", request_body = Nothing,
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header)), responses(
        (status = 201, body = Deal, headers(("Location" = String, description = "The thread"))),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "Answered already, expired, the other side's turn, or not enough is left", body = crate::error::ProblemDetails),
    ))]
pub async fn accept(State(app): State<App>, user: User, Path(id): Path<String>, sent: Sent<Nothing>) -> Answered {
    let deed = Deed::begin(&app, &user, &sent).await?;
    let id = quote::accept(&deed.txn, &deed.ctx, &deed.trader, read_id(&id)?).await?;
    let made = deals::load(&deed, id).await?;
    let deal = Deal::new(&made, &deed.trader);
    deed.created(thread_path(made.thread_id), &deal).await
}

/// Says no to the other side's quote.
#[utoipa::path(post, path = "/api/v1/quotes/{id}/decline", tag = "quotes", request_body = Why,
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header)), responses(
        (status = 200, body = Quote),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, body = crate::error::ProblemDetails),
    ))]
pub async fn decline(State(app): State<App>, user: User, Path(id): Path<String>, sent: Sent<Why>) -> Answered {
    let id = read_id(&id)?;
    let deed = Deed::begin(&app, &user, &sent).await?;
    quote::decline(&deed.txn, &deed.ctx, &deed.trader, id, &sent.body.body).await?;
    done(deed, id).await
}

/// Takes back one's own quote before it was answered.
#[utoipa::path(post, path = "/api/v1/quotes/{id}/withdraw", tag = "quotes", request_body = Why,
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header)), responses(
        (status = 200, body = Quote),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, body = crate::error::ProblemDetails),
    ))]
pub async fn withdraw(State(app): State<App>, user: User, Path(id): Path<String>, sent: Sent<Why>) -> Answered {
    let id = read_id(&id)?;
    let deed = Deed::begin(&app, &user, &sent).await?;
    quote::withdraw(&deed.txn, &deed.ctx, &deed.trader, id, &sent.body.body).await?;
    done(deed, id).await
}
