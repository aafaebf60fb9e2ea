//! The photos of an offer's form.

use kernel::{Ctx, FieldErrors};
use media::Processed;

use crate::{AppError, form::Form, market::intake, memo, state::App};

/// Good photos stay with a form that is shown again.
pub async fn keep(app: &App, ctx: &Ctx, made: &[Processed]) -> Result<(), AppError> {
    if made.is_empty() {
        return Ok(());
    }
    let txn = app.db.begin().await?;
    for one in made {
        media::insert_picture(&txn, ctx, one).await?;
    }
    txn.commit().await?;
    Ok(())
}

/// The photos that stay, then the new ones; what is no picture is told at its field.
pub async fn read(app: &App, form: &Form, errors: &mut FieldErrors) -> Result<(Vec<String>, Vec<Processed>), AppError> {
    let kept: Vec<String> = form.fields.all("photo").map(ToOwned::to_owned).collect();
    let known = memo::pictures(app, &kept).await?;
    let removed: Vec<&str> = form.fields.all("bo_anh").collect();
    let mut photos: Vec<String> = Vec::new();
    for id in kept {
        if known.contains_key(&id) && !removed.contains(&id.as_str()) && !photos.contains(&id) {
            photos.push(id);
        }
    }
    let new = form.files.iter().filter(|file| file.field == "photos" && !file.bytes.is_empty());
    let made = intake::photos(app, new, &mut photos, errors).await?;
    Ok((photos, made))
}
