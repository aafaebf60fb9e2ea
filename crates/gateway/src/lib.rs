//! HTTP, and nothing but HTTP: pages in two languages, the console, the JSON API.
//!
//! Every request goes one way: [`routes`] names the handler and who may use it; the guard ([`access`]) reads the
//! session and refuses; the handler parses a form into a domain draft, begins a transaction, calls one command of a
//! domain crate, commits and answers. Public pages that nobody in particular asks for are kept rendered for at most
//! five seconds ([`cache`]) and dropped as soon as a committed change touches them.

pub mod access;
mod account;
mod admin;
mod alerts;
mod api;
mod assets;
pub mod cache;
mod chart;
mod csrf;
mod desk;
mod edge;
pub mod engine;
pub mod error;
mod form;
mod market;
pub mod matches;
pub mod memo;
mod notice;
mod origin;
mod pictures;
pub mod popular;
mod problem_text;
mod ranks;
mod refusal;
mod render;
mod resume;
pub mod routes;
mod seen;
mod session;
pub mod state;
mod together;
mod tries;
mod view;
mod web;

pub use error::AppError;
pub use state::{App, Operator, Settings};

use axum::Router;

/// Writes long lists to files until `stopped`, and removes old files. One in each serving process.
pub async fn keep_exports(app: App, stopped: tokio::sync::watch::Receiver<bool>) {
    admin::exports::keep(app, stopped).await;
}

/// The whole HTTP service.
pub fn router(app: App) -> Router {
    routes::router(app)
}
