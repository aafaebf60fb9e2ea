//! Who may use a route. The guard stands before every handler and is built from the route table's own `access`.

use accounts::Role;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{AppError, csrf, resume, seen, seen::Counting, session, session::Viewer, state::App, view::Place};

/// Ordered from anybody to the few; each includes the ones that follow only where said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Public,
    /// Whoever is logged in.
    LoggedIn,
    /// The owner and the staff of a member business.
    Member,
    /// The owner of a member business.
    Owner,
    /// Moderators and administrators, with their second factor.
    Officer,
    /// Administrators, with their second factor.
    Administrator,
}

impl Access {
    /// Refuses with the reason.
    fn check(self, viewer: &Viewer) -> Result<(), AppError> {
        let Some(who) = viewer.0.as_deref() else {
            return if self == Self::Public { Ok(()) } else { Err(AppError::NotLoggedIn) };
        };
        let role = who.account.role;
        match self {
            Self::Public | Self::LoggedIn => Ok(()),
            Self::Member => who.membership.as_ref().map(|_| ()).ok_or(AppError::NotAMember),
            Self::Owner => match &who.membership {
                None => Err(AppError::NotAMember),
                Some(membership) if membership.role == members::StaffRole::Owner => Ok(()),
                Some(_) => Err(AppError::Forbidden),
            },
            Self::Officer if role == Role::Buyer => Err(AppError::Forbidden),
            Self::Administrator if role != Role::Administrator => Err(AppError::Forbidden),
            Self::Officer | Self::Administrator if !who.second_factor => Err(AppError::SecondFactorNeeded),
            Self::Officer | Self::Administrator => Ok(()),
        }
    }
}

/// What stands before a handler.
#[derive(Clone)]
pub struct Door {
    pub app: App,
    pub access: Access,
    pub counting: Counting,
}

/// Reads the session, refuses cross-site writes and whoever may not; a form of an expired session is carried over.
/// Then the request is answered and counted ([`seen`]): one layer does both, since every layer costs each request.
pub async fn guard(State(door): State<Door>, request: Request, next: Next) -> Response {
    let Door { app, access, counting } = door;
    let place = Place::of(request.uri());
    if let Err(error) = csrf::check(&app.settings, &request) {
        return error.respond(&app, &place, &Viewer::default());
    }
    let viewer = match session::load(&app, request.headers(), counting != Counting::Nothing).await {
        Ok(viewer) => viewer,
        Err(error) => return error.respond(&app, &place, &Viewer::default()),
    };
    match access.check(&viewer) {
        Ok(()) => {
            let response = seen::seen(&app, counting, &viewer, request, next).await;
            // Handlers answer errors without words; here they get the page's language and the visitor's menu.
            match response.extensions().get::<std::sync::Arc<AppError>>() {
                Some(error) => error.clone().respond(&app, &place, &viewer),
                None => response,
            }
        }
        Err(AppError::NotLoggedIn) if !place.is_api => {
            resume::ask_to_log_in(&app, &place, request).await.into_response()
        }
        Err(error) => error.respond(&app, &place, &viewer),
    }
}
