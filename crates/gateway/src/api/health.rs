//! Probes: `live` says that the process answers, `ready` that it can serve; `metrics` in Prometheus' text form.

use std::net::IpAddr;

use axum::{
    extract::State,
    http::{Extensions, HeaderMap, StatusCode},
};
use database::outbox;
use sea_orm::ConnectionTrait;

use crate::{AppError, origin, state::App};

pub async fn live() -> &'static str {
    "ok"
}

/// 200 when the database and the search engine answer, otherwise 503 naming the part that does not.
pub async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    if app.db.read().execute_unprepared("SELECT 1").await.is_err() {
        return (StatusCode::SERVICE_UNAVAILABLE, "database");
    }
    if app.search.count().await.is_err() {
        return (StatusCode::SERVICE_UNAVAILABLE, "search");
    }
    (StatusCode::OK, "ok")
}

/// Only for this machine and its private network: figures are the operator's business.
pub async fn metrics(State(app): State<App>, headers: HeaderMap, extensions: Extensions) -> Result<String, AppError> {
    let near = match origin::address(&app.settings, &headers, &extensions) {
        IpAddr::V4(address) => address.is_loopback() || address.is_private(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local(),
    };
    if !near {
        return Err(AppError::NotFound);
    }
    if let Ok(waiting) = outbox::waiting(app.db.read()).await {
        metrics::gauge!("floor_outbox_waiting").set(waiting as f64);
    }
    Ok(app.metrics.render())
}
