//! What every page's frame needs: the language, the address, who is looking, the notice to show.

use std::sync::Arc;

use axum::{
    extract::FromRequestParts,
    http::{Uri, request::Parts},
};
use kernel::Locale;

use crate::{AppError, assets, notice::Notice, session::Viewer, state::App};

/// Where a request goes: the language is the first part of the address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub locale: Locale,
    /// The path without the language, beginning with `/`.
    pub path: String,
    pub query: String,
    pub is_api: bool,
}

impl Place {
    #[must_use]
    pub fn of(uri: &Uri) -> Self {
        let full = uri.path();
        let (locale, path) = match full.strip_prefix("/en") {
            Some("") => (Locale::En, "/"),
            Some(rest) if rest.starts_with('/') => (Locale::En, rest),
            _ => (Locale::Vi, full),
        };
        Self {
            locale,
            // "//host" would lead to another site when it stands in a link.
            path: format!("/{}", path.trim_start_matches('/')),
            query: uri.query().unwrap_or_default().to_owned(),
            is_api: full.starts_with("/api/"),
        }
    }
}

/// The frame of a page; every page's template has it as `shell`.
///
/// Handlers take it as their last extractor but the body, and set the title and description.
#[derive(Clone)]
pub struct Shell {
    pub l: Locale,
    /// Without the language's prefix.
    pub path: String,
    pub query: String,
    pub viewer: Viewer,
    pub notice: Option<Notice>,
    pub title: String,
    pub description: String,
    /// For search engines: private and empty pages are not indexed.
    pub noindex: bool,
    /// Absolute address of the picture for share previews.
    pub share_picture: Option<String>,
    pub settings: Arc<crate::Settings>,
}

impl Shell {
    #[must_use]
    pub fn new(app: &App, place: &Place, viewer: &Viewer) -> Self {
        Self {
            l: place.locale,
            path: place.path.clone(),
            query: place.query.clone(),
            viewer: viewer.clone(),
            notice: Notice::from_query(&place.query),
            title: String::new(),
            description: String::new(),
            noindex: false,
            share_picture: None,
            settings: app.settings.clone(),
        }
    }

    #[must_use]
    pub fn titled(mut self, vi: &str, en: &str) -> Self {
        self.title = self.l.t(vi, en).to_owned();
        self
    }

    #[must_use]
    pub fn private(mut self) -> Self {
        self.noindex = true;
        self
    }

    /// The address of `path` in this page's language.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        url(self.l, path)
    }

    /// Where a list goes on, in this page's language ([`further`]).
    #[must_use]
    pub fn further(&self, first: &str, cursor: impl std::fmt::Display) -> String {
        self.url(&further(first, cursor))
    }

    /// The address of a static file, with its content's hash.
    #[must_use]
    pub fn asset(&self, file: &str) -> &'static str {
        assets::address(file)
    }

    /// This page in the other language.
    #[must_use]
    pub fn other_language(&self) -> String {
        let other = if self.l.is_vi() { Locale::En } else { Locale::Vi };
        let query = self.clean_query();
        url(other, &format!("{}{}{query}", self.path, if query.is_empty() { "" } else { "?" }))
    }

    /// This page's own absolute address.
    #[must_use]
    pub fn canonical(&self, l: Locale) -> String {
        format!("{}{}", self.settings.base_url, url(l, &self.path))
    }

    /// The query without the notice.
    fn clean_query(&self) -> String {
        self.query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("tb=")).collect::<Vec<_>>().join("&")
    }

    /// Whether the menu's entry `path` is the current one.
    #[must_use]
    pub fn here(&self, path: &str) -> bool {
        self.path == path || (path != "/" && self.path.starts_with(&format!("{path}/")))
    }
}

/// Where a list goes on, without the language: `first` is its beginning, `cursor` what the next page begins behind.
#[must_use]
pub fn further(first: &str, cursor: impl std::fmt::Display) -> String {
    let mark = if first.contains('?') { '&' } else { '?' };
    format!("{first}{mark}sau={cursor}")
}

/// The address of `path` in a language: `/en` + path in English.
#[must_use]
pub fn url(l: Locale, path: &str) -> String {
    match (l, path) {
        (Locale::En, "/") => "/en".to_owned(),
        _ => format!("{}{path}", l.prefix()),
    }
}

impl FromRequestParts<App> for Shell {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let Ok(viewer) = Viewer::from_request_parts(parts, app).await;
        // Under nested routers the extensions keep the whole address.
        let uri = parts.extensions.get::<axum::extract::OriginalUri>().map_or(&parts.uri, |original| &original.0);
        Ok(Self::new(app, &Place::of(uri), &viewer))
    }
}
