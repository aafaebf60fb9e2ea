//! One write of the API: one transaction that does the deed and keeps the answer by the request's key.

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use database::idempotency::{self, Answer, Claim, Request};
use kernel::{Ctx, FieldErrors};
use offers::Trader;
use sea_orm::{DatabaseTransaction, DbErr};
use serde::Serialize;

use super::sent::Sent;
use crate::{AppError, market::trader, refusal::KEY_REUSED, session::User, state::App};

const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// What handlers of writes answer.
pub type Answered = Result<Response, Early>;

/// Why a handler ends before its deed is done.
pub enum Early {
    /// The request was answered before.
    Again(Box<Response>),
    Error(AppError),
}

impl IntoResponse for Early {
    fn into_response(self) -> Response {
        match self {
            Self::Again(response) => *response,
            Self::Error(error) => error.into_response(),
        }
    }
}

macro_rules! ends_with {
    ($($error:ty),+) => {$(
        impl From<$error> for Early {
            fn from(error: $error) -> Self {
                Self::Error(error.into())
            }
        }
    )+};
}
ends_with!(AppError, offers::Error, FieldErrors, DbErr);

/// A deed under way. Dropped, it never happened, and its key is free again.
pub struct Deed {
    app: App,
    pub txn: DatabaseTransaction,
    pub ctx: Ctx,
    pub trader: Trader,
    request: Option<Request>,
}

impl Deed {
    /// Begins the transaction and claims the key. Whatever else is to be read outside of the transaction is read before.
    ///
    /// # Errors
    /// [`Early::Again`] with the answer that the same request had; a refusal where the key names another one.
    pub async fn begin<T>(app: &App, user: &User, sent: &Sent<T>) -> Result<Self, Early> {
        let trader = trader(app, user).await?;
        let ctx = app.ctx(user.actor());
        let txn = app.db.begin().await?;
        let request =
            sent.key.clone().map(|key| Request { account: user.id(), key, fingerprint: sent.fingerprint.clone() });
        if let Some(request) = &request {
            match idempotency::claim(&txn, &ctx, request).await? {
                Claim::New => {}
                Claim::Done(answer) => {
                    let mut response = respond(&answer);
                    response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
                    return Err(Early::Again(Box::new(response)));
                }
                Claim::Other => return Err(AppError::Refused(&KEY_REUSED).into()),
            }
        }
        Ok(Self { app: app.clone(), txn, ctx, trader, request })
    }

    /// 200 with the thing as it is now.
    pub async fn done(self, body: &impl Serialize) -> Answered {
        self.finish(StatusCode::OK, String::new(), body).await
    }

    /// 201 with the new thing and the address where it is read.
    pub async fn created(self, location: String, body: &impl Serialize) -> Answered {
        self.finish(StatusCode::CREATED, location, body).await
    }

    async fn finish(self, status: StatusCode, location: String, body: &impl Serialize) -> Answered {
        let body = serde_json::to_string(body).map_err(|error| AppError::Internal(format!("an answer: {error}")))?;
        let answer = Answer { status: status.as_u16(), location, body };
        if let Some(request) = &self.request {
            idempotency::keep(&self.txn, request, &answer).await?;
        }
        self.txn.commit().await?;
        self.app.wake.notify_one();
        Ok(respond(&answer))
    }
}

fn respond(answer: &Answer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let json = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    let mut response = (status, json, answer.body.clone()).into_response();
    if let Ok(location) = HeaderValue::from_str(&answer.location)
        && !answer.location.is_empty()
    {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}
