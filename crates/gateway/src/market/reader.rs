//! Who looks at an offer's public page, and what he can do there.

use offers::{Offer, queries};

use super::{trader, words};
use crate::{AppError, session::User, state::App, view::Shell};

/// What the one who looks can do here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reader {
    /// Log in, or send a quote.
    Stranger,
    /// Look at it on his own pages.
    Owner(String),
    /// Go on where the talk stands.
    InThread(String),
    /// Read why he can't quote: heading and text.
    MayNot((&'static str, &'static str)),
}

impl Reader {
    /// Whether a word of advice on quoting concerns him.
    pub(super) fn is_other(&self) -> bool {
        matches!(self, Self::Stranger | Self::InThread(_))
    }
}

/// Anonymous pages are kept for everybody, so they say nothing of who looks.
pub(super) async fn reader(app: &App, shell: &Shell, offer: &Offer) -> Result<Reader, AppError> {
    let Some(who) = &shell.viewer.0 else { return Ok(Reader::Stranger) };
    let trader = trader(app, &User(who.clone())).await?;
    if trader.party() == offer.owner.party() {
        return Ok(Reader::Owner(words::own_path(offer)));
    }
    if let Some(id) = queries::thread_on(app.db.read(), &trader, offer.id).await? {
        return Ok(Reader::InThread(format!("/giao-dich/trao-doi/{id}")));
    }
    match offers::quote::may_answer(app.db.read(), &trader, offer).await {
        // To buy, verifying the account is one step on the way that the button opens.
        Ok(()) | Err(offers::Error::NotVerified) => Ok(Reader::Stranger),
        Err(error) => match AppError::from(error) {
            AppError::Refused(why) => Ok(Reader::MayNot(why.words(shell.l))),
            error => Err(error),
        },
    }
}
