//! A product form as it arrives: its text parsed, its photos decoded and stored before any transaction begins.

use catalogue::{Content, MAX_PHOTOS, Photo};
use kernel::{Ctx, FieldErrors, Fields, Problem};
use media::{PictureError, Processed, Profile};
use sea_orm::{ConnectionTrait, DbErr};

use crate::{
    AppError,
    form::{Form, Upload},
    state::App,
    web::shelves,
};

/// What a form said. Good photos are kept whatever is wrong with the text, and good text whatever is wrong with the photos.
pub struct Sent {
    pub fields: Fields,
    /// `None` when a field is wrong, and when the form had only photos.
    pub content: Option<Content>,
    pub errors: FieldErrors,
    pub made: Vec<Processed>,
    pub photo_errors: FieldErrors,
    /// The names of the files that are no good.
    pub bad_photos: Vec<String>,
    /// A fault of ours, to be told after everything else is saved.
    pub failure: Option<AppError>,
}

impl Sent {
    /// Whether the form had more than photos.
    pub fn has_text(&self) -> bool {
        has_text(&self.fields)
    }

    /// The new pictures as photos.
    pub fn photos(&self) -> impl Iterator<Item = Photo> {
        self.made.iter().map(|made| Photo { picture_id: made.id.clone(), alt: String::new() })
    }

    /// Makes the new pictures known.
    pub async fn insert_pictures(&self, txn: &impl ConnectionTrait, ctx: &Ctx) -> Result<(), DbErr> {
        for made in &self.made {
            media::insert_picture(txn, ctx, made).await?;
        }
        Ok(())
    }

    /// Everything that is wrong, of text and photos.
    pub fn all_errors(&self) -> FieldErrors {
        let mut all = self.errors.clone();
        for (field, problem) in &self.photo_errors.0 {
            all.add(field, problem.clone());
        }
        all
    }
}

fn has_text(fields: &Fields) -> bool {
    fields.pairs().iter().any(|(name, _)| name == "name")
}

/// Reads a form of a product that has `present` photos already.
pub async fn read(app: &App, form: Form, present: usize) -> Result<Sent, AppError> {
    let Form { mut fields, files, .. } = form;
    let mut errors = FieldErrors::default();
    let content = if !has_text(&fields) {
        None
    } else {
        let shelves = shelves(app).await?;
        let usual = shelves.tree.by_code(fields.get("category")).map_or("", |category| &category.default_unit);
        if !fields.has("unit") && !usual.is_empty() {
            fields.set("unit", usual);
        }
        Some(Content::parse(&fields, &mut errors)).filter(|_| errors.is_empty())
    };
    let mut sent = Sent {
        fields,
        content,
        errors,
        made: Vec::new(),
        photo_errors: FieldErrors::default(),
        bad_photos: Vec::new(),
        failure: None,
    };
    take_photos(app, &mut sent, &files, MAX_PHOTOS.saturating_sub(present)).await;
    Ok(sent)
}

async fn take_photos(app: &App, sent: &mut Sent, files: &[Upload], room: usize) {
    // A browser sends an empty part where nothing was chosen.
    let chosen: Vec<&Upload> = files
        .iter()
        .filter(|file| file.field == "photos" && !(file.bytes.is_empty() && file.file_name.is_empty()))
        .collect();
    if chosen.len() > room {
        sent.photo_errors.add("photos", Problem::TooMany(MAX_PHOTOS));
        sent.bad_photos.extend(chosen.iter().skip(room).map(|file| file.file_name.clone()));
    }
    for file in chosen.into_iter().take(room) {
        match app.media.process(file.bytes.clone(), Profile::Photo).await {
            Ok(made) if sent.made.iter().any(|other| other.id == made.id) => {}
            Ok(made) => sent.made.push(made),
            Err(error) => refuse(sent, file, &error),
        }
    }
}

fn refuse(sent: &mut Sent, file: &Upload, error: &PictureError) {
    match error.problem() {
        Some(problem) => {
            sent.photo_errors.add("photos", problem);
            sent.bad_photos.push(file.file_name.clone());
        }
        None => sent.failure = Some(AppError::Internal(format!("a photo could not be made: {error}"))),
    }
}
