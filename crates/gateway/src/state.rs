//! What every handler has at hand.

use std::{net::IpAddr, sync::Arc};

use accounts::Passwords;
use database::Db;
use kernel::{Actor, Clock, Ctx};
use statistics::Recorder;
use tokio::sync::Notify;

use crate::{cache::PageCache, engine::Search, memo::Memo, popular::Popular};

/// Set once at the start, from the configuration.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where people reach the floor, without a slash at the end: links in pages' heads and in mail.
    pub base_url: String,
    /// Cookies only over HTTPS. Off only for a floor on `http://127.0.0.1`.
    pub secure_cookies: bool,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// A demonstration floor says so on every page.
    pub demonstration: bool,
    pub operator: Operator,
    /// Who issues the statutory report.
    pub letterhead: report::Letterhead,
}

/// Who runs the floor: what the law wants published (Law on E-commerce 122/2025/QH15).
#[derive(Debug, Clone, Default, serde::Deserialize, serde::Serialize)]
pub struct Operator {
    pub name: String,
    pub address: String,
    pub representative: String,
    /// Number, date and issuer of the decision or enterprise registration.
    pub registration: String,
    pub phone: String,
    pub email: String,
}

#[derive(Clone)]
pub struct App(Arc<Inner>);

pub struct Inner {
    pub settings: Arc<Settings>,
    pub db: Db,
    pub clock: Clock,
    pub passwords: Passwords,
    pub media: media::Media,
    pub search: Search,
    pub statistics: Recorder,
    pub popular: Popular,
    pub pages: PageCache,
    pub memo: Memo,
    /// Rung after a commit that wrote an event, so that a worker in this process starts at once.
    pub wake: Arc<Notify>,
    pub metrics: metrics_exporter_prometheus::PrometheusHandle,
}

impl App {
    #[must_use]
    pub fn new(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }

    /// The parameters of a command by `actor`, now.
    #[must_use]
    pub fn ctx(&self, actor: Actor) -> Ctx {
        Ctx::new(actor, self.clock.now())
    }
}

impl std::ops::Deref for App {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}
