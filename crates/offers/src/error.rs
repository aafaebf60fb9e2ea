//! What can go wrong with offers, quotes and deals. Knows no HTTP.

use kernel::{FieldErrors, Problem, Quantity};
use sea_orm::DbErr;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such thing, or it is another's.
    #[error("not found")]
    NotFound,
    /// The state machine forbids it.
    #[error("cannot {verb} what is {from}")]
    WrongState { from: &'static str, verb: &'static str },
    /// It has changed since it was looked at.
    #[error("it has changed since it was looked at")]
    Stale,
    /// Buying asks for a verified account that is not locked.
    #[error("the account is not verified")]
    NotVerified,
    /// Selling asks for an approved member whose stall is open; a member that buys is approved, too.
    #[error("only an approved member may trade, and sell under an open stall")]
    NotASeller,
    /// Officers would have to read first what the owner wrote anew; of trusted members they don't.
    #[error("only trusted members change the words and photos of an open offer")]
    NotTrusted,
    /// Nobody trades with himself.
    #[error("the offer is one's own")]
    OwnOffer,
    /// It is the other side's turn.
    #[error("it is the other side's turn")]
    NotYourTurn,
    /// The last day has passed, though the floor has not marked it yet.
    #[error("it has expired")]
    Expired,
    /// Less is left than that, in the offer's unit.
    #[error("not enough is left")]
    NotEnough { left: Quantity },
    /// The offer takes no more quotes.
    #[error("the offer has as many quotes as it takes")]
    QuotesFull,
    #[error(transparent)]
    Invalid(#[from] FieldErrors),
    #[error(transparent)]
    Db(#[from] DbErr),
}

impl Error {
    pub(crate) fn invalid(field: &str, problem: Problem) -> Self {
        Self::Invalid(FieldErrors::one(field, problem))
    }
}
