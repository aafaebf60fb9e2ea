//! What a form sent: its fields in NFC and its files, under limits; and what the form shows again after an error.

use axum::{
    body::Bytes,
    extract::{FromRequest, Multipart, Request},
    http::header,
};
use kernel::{FieldErrors, Fields, Locale, Problem};

use crate::{AppError, problem_text};

/// The largest form without files.
pub const MAX_BYTES: usize = 256 * 1024;
/// The largest form with files.
pub const MAX_UPLOAD_BYTES: usize = 40 * 1024 * 1024;
const MAX_FIELDS: usize = 400;

/// A file of a form, not yet trusted in any way.
#[derive(Debug, Clone)]
pub struct Upload {
    pub field: String,
    pub file_name: String,
    pub bytes: Bytes,
}

/// A parsed form. As the last extractor of a handler.
#[derive(Debug, Clone, Default)]
pub struct Form {
    pub fields: Fields,
    pub files: Vec<Upload>,
    /// The form comes back after a new login: show it filled in, don't act on it.
    pub resumed: bool,
}

impl Form {
    fn from_pairs(pairs: Vec<(String, String)>, files: Vec<Upload>) -> Result<Self, AppError> {
        if pairs.len() > MAX_FIELDS || pairs.iter().any(|(_, value)| value.contains('\0')) {
            return Err(AppError::BadRequest);
        }
        let resumed = pairs.iter().any(|(name, _)| name == "_resume");
        let fields = pairs.into_iter().filter(|(name, _)| name != "_resume").collect();
        Ok(Self { fields, files, resumed })
    }

    #[must_use]
    pub fn file(&self, field: &str) -> Option<&Upload> {
        self.files.iter().find(|file| file.field == field && !file.bytes.is_empty())
    }
}

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = AppError;

    async fn from_request(request: Request, state: &S) -> Result<Self, AppError> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if kind.starts_with("multipart/form-data") {
            let mut multipart = Multipart::from_request(request, state).await.map_err(|_| AppError::BadRequest)?;
            let (mut pairs, mut files) = (Vec::new(), Vec::new());
            while let Some(field) = multipart.next_field().await.map_err(|error| too_large(error.status()))? {
                let name = field.name().unwrap_or_default().to_owned();
                match field.file_name().map(ToOwned::to_owned) {
                    Some(file_name) => {
                        let bytes = field.bytes().await.map_err(|error| too_large(error.status()))?;
                        files.push(Upload { field: name, file_name, bytes });
                    }
                    None => pairs.push((name, field.text().await.map_err(|error| too_large(error.status()))?)),
                }
                if files.len() + pairs.len() > MAX_FIELDS {
                    return Err(AppError::BadRequest);
                }
            }
            return Self::from_pairs(pairs, files);
        }
        let bytes = axum::body::to_bytes(request.into_body(), MAX_BYTES).await.map_err(|_| AppError::TooLarge)?;
        Self::from_pairs(form_urlencoded::parse(&bytes).into_owned().collect(), Vec::new())
    }
}

fn too_large(status: axum::http::StatusCode) -> AppError {
    if status == axum::http::StatusCode::PAYLOAD_TOO_LARGE { AppError::TooLarge } else { AppError::BadRequest }
}

/// A form as a page shows it: what was typed, what is wrong, in the page's language.
#[derive(Debug, Clone)]
pub struct FormView {
    pub l: Locale,
    pub fields: Fields,
    pub errors: FieldErrors,
    labels: Labels,
}

/// Field name, Vietnamese and English label, in the order of the form; they name the fields in the summary of errors.
pub type Labels = &'static [Label];
/// Field, Vietnamese, English.
pub type Label = (&'static str, &'static str, &'static str);

impl FormView {
    #[must_use]
    pub fn new(l: Locale, labels: Labels, fields: Fields, errors: FieldErrors) -> Self {
        Self { l, fields, errors, labels }
    }

    #[must_use]
    pub fn empty(l: Locale, labels: Labels) -> Self {
        Self::new(l, labels, Fields::default(), FieldErrors::default())
    }

    #[must_use]
    pub fn value(&self, name: &str) -> &str {
        self.fields.get(name)
    }

    /// Whether a box, radio button or option is chosen.
    #[must_use]
    pub fn is(&self, name: &str, value: &str) -> bool {
        self.fields.all(name).any(|one| one == value)
    }

    #[must_use]
    pub fn label(&self, name: &str) -> &'static str {
        self.labels.iter().find(|(field, ..)| *field == name).map_or("", |(_, vi, en)| match self.l {
            Locale::Vi => vi,
            Locale::En => en,
        })
    }

    #[must_use]
    pub fn error(&self, name: &str) -> Option<String> {
        self.errors.get(name).map(|problem| problem_text::say(self.l, problem))
    }

    /// Of a field that occurs in several rows: whether it is wrong in this one, counted from 1.
    #[must_use]
    pub fn is_wrong_in(&self, name: &str, row: usize) -> bool {
        matches!(self.errors.get(name), Some(Problem::Rows(rows)) if rows.iter().any(|(wrong, _)| *wrong == row))
    }

    #[must_use]
    pub fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    /// `(field, label, what is wrong)`, in the order of the form.
    #[must_use]
    pub fn summary(&self) -> Vec<(String, String, String)> {
        let place = |name: &str| self.labels.iter().position(|(field, ..)| *field == name).unwrap_or(usize::MAX);
        let mut all: Vec<_> = self
            .errors
            .0
            .iter()
            .map(|(name, problem)| (name.clone(), self.label(name).to_owned(), problem_text::say(self.l, problem)))
            .collect();
        all.sort_by_key(|(name, ..)| place(name));
        all
    }
}
