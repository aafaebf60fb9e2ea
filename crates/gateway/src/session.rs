//! Who is asking: the session behind the cookie, and the business behind the account.

use std::{convert::Infallible, sync::Arc};

use accounts::{Account, Role};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, header, request::Parts},
};
use kernel::{AccountId, Actor, MemberId};
use members::{Membership, StaffRole};

use crate::{AppError, state::App};

/// Put by the guard into the extensions of every request.
#[derive(Debug, Clone, Default)]
pub struct Viewer(pub Option<Arc<LoggedIn>>);

#[derive(Debug, Clone)]
pub struct LoggedIn {
    pub account: Account,
    pub membership: Option<Membership>,
    /// The session passed a second factor.
    pub second_factor: bool,
    /// What the database knows the session by.
    pub token_hash: String,
    /// How many alerts have not been seen, counted to a hundred; only on pages.
    pub unseen: u64,
}

impl Viewer {
    #[must_use]
    pub fn account(&self) -> Option<&Account> {
        self.0.as_deref().map(|who| &who.account)
    }

    /// How many alerts wait, as the bell says it.
    #[must_use]
    pub fn unseen(&self) -> Option<String> {
        let unseen = self.0.as_ref().map_or(0, |who| who.unseen);
        match unseen {
            0 => None,
            alerts::MOST_COUNTED.. => Some(format!("{}+", alerts::MOST_COUNTED - 1)),
            few => Some(few.to_string()),
        }
    }

    #[must_use]
    pub fn is_logged_in(&self) -> bool {
        self.0.is_some()
    }

    #[must_use]
    pub fn is_officer(&self) -> bool {
        self.account().is_some_and(|account| account.role != Role::Buyer)
    }

    #[must_use]
    pub fn is_member(&self) -> bool {
        self.0.as_ref().is_some_and(|who| who.membership.is_some())
    }

    #[must_use]
    pub fn actor(&self) -> Actor {
        self.account().map_or(Actor::Anonymous, |account| Actor::Account(account.id))
    }
}

impl<S: Sync> FromRequestParts<S> for Viewer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}

/// Somebody who is logged in.
#[derive(Debug, Clone)]
pub struct User(pub Arc<LoggedIn>);

impl User {
    #[must_use]
    pub fn id(&self) -> AccountId {
        self.0.account.id
    }

    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::Account(self.id())
    }

    /// The person as an officer, if he is one and showed his second factor.
    #[must_use]
    pub fn officer(&self) -> Option<Officer> {
        (self.0.account.role != Role::Buyer && self.0.second_factor).then(|| Officer(self.id()))
    }
}

impl<S: Sync> FromRequestParts<S> for User {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AppError> {
        let Ok(viewer) = Viewer::from_request_parts(parts, state).await;
        viewer.0.map(Self).ok_or(AppError::NotLoggedIn)
    }
}

/// The owner or staff of a member business.
#[derive(Debug, Clone)]
pub struct Member {
    pub account: AccountId,
    pub id: MemberId,
    pub role: StaffRole,
}

impl Member {
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::Account(self.account)
    }
}

impl<S: Sync> FromRequestParts<S> for Member {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AppError> {
        let user = User::from_request_parts(parts, state).await?;
        let membership = user.0.membership.as_ref().ok_or(AppError::NotAMember)?;
        Ok(Self { account: user.id(), id: membership.member_id, role: membership.role })
    }
}

/// A moderator or administrator whose session passed the second factor.
#[derive(Debug, Clone)]
pub struct Officer(pub AccountId);

impl Officer {
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::Account(self.0)
    }

    /// Nobody decides on their own business.
    ///
    /// # Errors
    /// [`AppError::Forbidden`] for the owner and the staff of `member`.
    pub async fn judges(&self, app: &App, member: MemberId) -> Result<(), AppError> {
        let own = members::queries::membership(app.db.read(), self.0).await?;
        if own.is_some_and(|own| own.member_id == member) { Err(AppError::Forbidden) } else { Ok(()) }
    }
}

impl<S: Sync> FromRequestParts<S> for Officer {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AppError> {
        let user = User::from_request_parts(parts, state).await?;
        if user.0.account.role == Role::Buyer || !user.0.second_factor {
            return Err(AppError::Forbidden);
        }
        Ok(Self(user.id()))
    }
}

/// The session's token, as the browser sent it.
#[must_use]
pub fn token(headers: &HeaderMap, settings: &crate::Settings) -> Option<String> {
    let name = cookie_name(settings);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, value)| *key == name && !value.is_empty() && value.len() <= 128)
        .map(|(_, value)| value.to_owned())
}

/// Sets (or, with `None`, removes) the session's cookie.
#[must_use]
pub fn cookie(settings: &crate::Settings, token: Option<&str>) -> HeaderValue {
    let secure = if settings.secure_cookies { "; Secure" } else { "" };
    let (value, age) = token.map_or(("", 0), |token| (token, 30 * 24 * 3600));
    let text = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{secure}", cookie_name(settings));
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

fn cookie_name(settings: &crate::Settings) -> &'static str {
    // Browsers take a __Host- cookie only when it is Secure and of the whole host: no other host can plant one.
    if settings.secure_cookies { "__Host-floor" } else { "floor" }
}

/// Reads the session and the membership behind it, and for a page how many alerts wait.
pub async fn load(app: &App, headers: &HeaderMap, is_page: bool) -> Result<Viewer, AppError> {
    let Some(token) = token(headers, &app.settings) else { return Ok(Viewer::default()) };
    let ctx = app.ctx(Actor::Anonymous);
    let Some(session) = accounts::find_session(app.db.read(), &ctx, &token).await? else {
        return Ok(Viewer::default());
    };
    if session.wants_touch(ctx.now) {
        let txn = app.db.begin().await?;
        accounts::touch(&txn, &ctx, &session).await?;
        txn.commit().await?;
    }
    let membership = members::queries::membership(app.db.read(), session.account.id).await?;
    let unseen = if is_page { alerts::count_unseen(app.db.read(), session.account.id).await? } else { 0 };
    Ok(Viewer(Some(Arc::new(LoggedIn {
        account: session.account,
        membership,
        second_factor: session.second_factor,
        token_hash: session.token_hash,
        unseen,
    }))))
}
