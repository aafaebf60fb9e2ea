//! The browser that asks: where it comes from and what it calls itself.

use std::{convert::Infallible, net::IpAddr};

use accounts::Device;
use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};

use crate::{origin, session, state::App};

pub struct Client {
    /// For counting tries.
    pub address: IpAddr,
    pub device: Device,
}

impl FromRequestParts<App> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let agent = parts.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
        Ok(Self {
            address: origin::address(&app.settings, &parts.headers, &parts.extensions),
            device: Device {
                user_agent: agent.unwrap_or_default().to_owned(),
                previous_token: session::token(&parts.headers, &app.settings),
            },
        })
    }
}
