//! What can go wrong. Knows no HTTP.

use kernel::FieldErrors;
use sea_orm::DbErr;

use crate::WrongState;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is none, or it is another member's.
    #[error("not found")]
    NotFound,
    /// The state machine has no such transition.
    #[error("`{verb}` is not possible while it is `{from}`")]
    WrongState { from: &'static str, verb: &'static str },
    /// What was typed is not right.
    #[error(transparent)]
    Fields(#[from] FieldErrors),
    /// Only the owner may do that.
    #[error("only the owner of the member may do that")]
    OwnerOnly,
    /// The account already belongs to a member.
    #[error("the account already belongs to a member")]
    AlreadyMember,
    /// The member already has a stall that is not closed.
    #[error("the member already has a stall")]
    StallExists,
    /// The thing was changed after the officer read it.
    #[error("it was changed since it was read")]
    Stale,
    /// The invitation is unknown, expired, revoked or used.
    #[error("the invitation is not valid any more")]
    InvitationInvalid,
    #[error(transparent)]
    Db(#[from] DbErr),
}

impl From<WrongState> for Error {
    fn from(wrong: WrongState) -> Self {
        Self::WrongState { from: wrong.from, verb: wrong.verb }
    }
}
