//! Files that somebody sends to an offer or into a talk, by a page's form or by the API: checked and stored before the transaction that
//! names them. One that nothing names in the end is harmless.

use kernel::{FieldErrors, Problem};
use media::{Processed, Profile};

use crate::{AppError, form::Upload, state::App};

/// Makes photos of these files, as many as there is still room for beside `photos`, whose ids they join in their order. What is no
/// picture is told at the field `photos`.
pub async fn photos(
    app: &App,
    files: impl Iterator<Item = &Upload>,
    photos: &mut Vec<String>,
    errors: &mut FieldErrors,
) -> Result<Vec<Processed>, AppError> {
    let mut made = Vec::new();
    for file in files {
        if photos.len() >= offers::MAX_PHOTOS {
            errors.add("photos", Problem::TooMany(offers::MAX_PHOTOS));
            break;
        }
        match app.media.process(file.bytes.clone(), Profile::Photo).await {
            Ok(one) => {
                if !photos.contains(&one.id) {
                    photos.push(one.id.clone());
                    made.push(one);
                }
            }
            Err(error) => match error.problem() {
                Some(problem) => errors.add("photos", problem),
                None => return Err(AppError::Internal(format!("a photo could not be made: {error}"))),
            },
        }
    }
    Ok(made)
}

/// Stores these files as papers of a message. What is neither a PDF nor a picture is told at the field `files`.
pub async fn papers(
    app: &App,
    files: impl Iterator<Item = &Upload>,
    errors: &mut FieldErrors,
) -> Result<Vec<offers::File>, AppError> {
    let mut papers = Vec::new();
    for file in files {
        if papers.len() >= offers::MAX_FILES {
            errors.add("files", Problem::TooMany(offers::MAX_FILES));
            break;
        }
        match app.media.accept_paper(file.bytes.clone(), &file.file_name).await {
            Ok(paper) => papers.push(offers::File {
                file_name: paper.file_name,
                content_type: paper.content_type.to_owned(),
                size: i64::try_from(paper.size).unwrap_or(i64::MAX),
                blob_key: paper.blob_key,
            }),
            Err(error) => match error.problem() {
                Some(problem) => errors.add("files", problem),
                None => return Err(AppError::Internal(format!("a file could not be stored: {error}"))),
            },
        }
    }
    Ok(papers)
}
