//! The browser that asks: where it comes from and what it calls itself.

use std::{convert::Infallible, net::IpAddr};

use accounts::{Device, throttle::Action};
use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};

use crate::{AppError, origin, session, state::App, tries};

pub struct Client {
    /// For counting tries.
    pub address: IpAddr,
    pub device: Device,
}

impl Client {
    /// Counts one try of a costly form from this address, also when what follows is refused.
    ///
    /// # Errors
    /// [`AppError::TooMany`] when there were too many of late.
    pub async fn admit(&self, app: &App, action: Action) -> Result<(), AppError> {
        match tries::refused_until(app, action, self.address).await? {
            None => Ok(()),
            Some(_) => Err(AppError::TooMany),
        }
    }
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
