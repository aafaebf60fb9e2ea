//! What can go wrong with an account. An error means that nothing was written.

use chrono::{DateTime, Utc};
use kernel::FieldErrors;
use sea_orm::DbErr;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Invalid(#[from] FieldErrors),
    #[error("no such account")]
    NotFound,
    #[error("not for this actor")]
    Forbidden,
    /// The account's state does not allow it (verified already, locked already …).
    #[error("the account's state does not allow it")]
    WrongState,
    /// The link is unknown, used or too old; which of them is nobody's business.
    #[error("the link has expired")]
    Expired,
    #[error("too many tries, wait until {until}")]
    Throttled { until: DateTime<Utc> },
    #[error(transparent)]
    Db(#[from] DbErr),
}
