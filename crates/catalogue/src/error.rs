//! What can go wrong in the catalogue. Knows no HTTP.

use kernel::{FieldErrors, Problem};
use sea_orm::DbErr;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such thing, or it belongs to another member.
    #[error("not found")]
    NotFound,
    /// The state machine forbids it.
    #[error("cannot {verb} what is {from}")]
    WrongState { from: &'static str, verb: &'static str },
    /// It has changed since it was looked at.
    #[error("it has changed since it was looked at")]
    Stale,
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
