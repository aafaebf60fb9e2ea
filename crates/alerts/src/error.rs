use sea_orm::DbErr;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing of that kind can be followed by this subject.
    #[error("not something that can be followed")]
    BadSubject,
    /// The account follows as much as it may.
    #[error("too many")]
    TooMany,
    #[error(transparent)]
    Db(#[from] DbErr),
}
