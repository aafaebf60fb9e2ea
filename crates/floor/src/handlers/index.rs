//! What keeps the search index in line. An engine that is away is no fault of the events: they wait for it.

use std::time::Duration;

use database::outbox::{self, Message};
use kernel::{Ctx, OfferId, ProductId};
use search_indexer::{ApplyError, Subjects};
use serde::{Deserialize, Serialize};
use worker::{BoxError, HANDLER_TIMEOUT, Postponed};

use super::Means;

/// What to refresh later: what was too much for one go, in parts. The payload names them as `products` and `offers`.
pub const REFRESH: &str = "search.refresh";
const PART: usize = 500;

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Part {
    products: Vec<ProductId>,
    offers: Vec<OfferId>,
}

/// Ends before the worker would count a failure.
const LIMIT: Duration = HANDLER_TIMEOUT.saturating_sub(Duration::from_secs(2));

pub async fn apply(means: Means, events: Vec<Message>) -> Result<(), BoxError> {
    let rest = limited(search_indexer::apply(means.db.read(), &means.engine, &events)).await?;
    if !rest.is_empty() {
        later(&means, &rest).await?;
    }
    means.pages.drop_all();
    Ok(())
}

pub async fn refresh(means: Means, event: Message) -> Result<(), BoxError> {
    let part: Part = serde_json::from_value(event.payload)?;
    let subjects = Subjects { products: part.products, offers: part.offers, ..Subjects::default() };
    limited(search_indexer::refresh(means.db.read(), &means.engine, &subjects)).await?;
    means.pages.drop_all();
    Ok(())
}

/// Writes one event for each part, so that each is carried on and tried again by itself.
async fn later(means: &Means, rest: &Subjects) -> Result<(), BoxError> {
    let ctx = Ctx::system(means.clock.now());
    let txn = means.db.begin().await?;
    for part in rest.parts(PART) {
        let part = Part { products: part.products, offers: part.offers };
        let event = outbox::Event::new(REFRESH, ctx.new_id()).with(serde_json::to_value(&part)?);
        outbox::append(&txn, &ctx, event).await?;
    }
    txn.commit().await?;
    Ok(())
}

async fn limited<T>(work: impl Future<Output = Result<T, ApplyError>>) -> Result<T, BoxError> {
    match tokio::time::timeout(LIMIT, work).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(ApplyError::Engine(error))) => Err(Postponed::new(error).into()),
        Ok(Err(ApplyError::Db(error))) => Err(error.into()),
        Err(_) => Err(Postponed::new("the search engine took too long").into()),
    }
}
