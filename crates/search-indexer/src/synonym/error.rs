use kernel::{FieldErrors, Problem};
use sea_orm::DbErr;

#[derive(Debug, thiserror::Error)]
pub enum SynonymError {
    #[error(transparent)]
    Invalid(#[from] FieldErrors),
    #[error("there is no such synonym")]
    NotFound,
    #[error(transparent)]
    Db(#[from] DbErr),
}

impl SynonymError {
    /// The constraint that refused the write, as the field's problem.
    pub(super) fn of_write(error: DbErr) -> Self {
        let columns = "search_synonym.term_key, search_synonym.canonical_key";
        if database::violated_unique(&error, "search_synonym_pair_key", columns) {
            Self::Invalid(FieldErrors::one("canonical", Problem::AlreadyThere))
        } else {
            Self::Db(error)
        }
    }
}
