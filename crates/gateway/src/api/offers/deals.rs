//! Deals: `POST /api/v1/deals/{id}/…`.

use axum::extract::{Path, State};
use chrono::{DateTime, Utc};
use kernel::DealId;
use offers::{Trader, deal, queries};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    read_id,
    view::{Units, unit_name},
};
use crate::{
    AppError,
    api::{
        deed::{Answered, Deed, Early},
        sent::{Nothing, Sent},
    },
    session::User,
    state::App,
};

#[derive(Debug, Serialize, ToSchema)]
pub struct Deal {
    pub id: Uuid,
    pub offer: Uuid,
    pub thread: Uuid,
    pub quote: Uuid,
    /// What one does oneself: `sell` or `buy`.
    #[schema(example = "sell")]
    pub side: &'static str,
    /// `agreed`, `completed` or `cancelled`.
    #[schema(example = "agreed")]
    pub state: &'static str,
    /// Whole đồng for one unit.
    #[schema(example = 43_000)]
    pub price: i64,
    #[schema(value_type = f64, example = 200)]
    pub quantity: Units,
    /// The unit's code.
    #[schema(example = "kg")]
    pub unit: String,
    #[schema(example = "kg")]
    pub unit_name: &'static str,
    /// Price × quantity, in whole đồng.
    #[schema(example = 8_600_000)]
    pub amount: i64,
    /// Why it was cancelled.
    pub reason: String,
    pub agreed_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
}

impl Deal {
    pub fn new(deal: &offers::Deal, trader: &Trader) -> Self {
        Self {
            id: deal.id.0,
            offer: deal.offer_id.0,
            thread: deal.thread_id.0,
            quote: deal.quote_id.0,
            side: if deal.seller_id == trader.party() { "sell" } else { "buy" },
            state: deal.state.code(),
            price: deal.price.0,
            quantity: Units(deal.quantity),
            unit: deal.unit_code.clone(),
            unit_name: unit_name(&deal.unit_code),
            amount: deal.amount.0,
            reason: deal.reason.clone(),
            agreed_at: deal.agreed_at,
            ended_at: deal.ended_at,
        }
    }
}

#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reason": "Mưa lớn, vườn không thu hoạch kịp." }))]
pub struct Reason {
    /// The other side reads it; never empty.
    #[serde(default)]
    pub reason: String,
}

pub(super) async fn load(deed: &Deed, id: DealId) -> Result<offers::Deal, Early> {
    Ok(queries::deal_for(&deed.txn, &deed.trader, id).await?.ok_or(AppError::NotFound)?)
}

async fn done(deed: Deed, id: DealId) -> Answered {
    let deal = Deal::new(&load(&deed, id).await?, &deed.trader);
    deed.done(&deal).await
}

/// The goods changed hands.
#[utoipa::path(post, path = "/api/v1/deals/{id}/complete", tag = "deals", request_body = Nothing,
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header)), responses(
        (status = 200, body = Deal),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, body = crate::error::ProblemDetails),
    ))]
pub async fn complete(State(app): State<App>, user: User, Path(id): Path<String>, sent: Sent<Nothing>) -> Answered {
    let id = read_id(&id)?;
    let deed = Deed::begin(&app, &user, &sent).await?;
    deal::complete(&deed.txn, &deed.ctx, &deed.trader, id).await?;
    done(deed, id).await
}

/// Calls a deal off; the offer gets its quantity back.
#[utoipa::path(post, path = "/api/v1/deals/{id}/cancel", tag = "deals", request_body = Reason,
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header)), responses(
        (status = 200, body = Deal),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    ))]
pub async fn cancel(State(app): State<App>, user: User, Path(id): Path<String>, sent: Sent<Reason>) -> Answered {
    let id = read_id(&id)?;
    let deed = Deed::begin(&app, &user, &sent).await?;
    deal::cancel(&deed.txn, &deed.ctx, &deed.trader, id, &sent.body.reason).await?;
    done(deed, id).await
}
