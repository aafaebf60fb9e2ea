//! `/kenh-ban-hang/gian-hang/anh`: logo and banner of the stall, at once.

use axum::extract::State;
use kernel::{FieldErrors, Problem};
use media::{Processed, Profile};
use members::stall::{Picture, set_pictures};

use super::stall;
use crate::{
    AppError,
    form::Form,
    render::{Page, after},
    session::Member,
    state::App,
    view::Shell,
};

/// Opened after a login that interrupted an upload.
pub async fn show(shell: Shell) -> Page {
    after(&shell, "/kenh-ban-hang/gian-hang", "")
}

pub async fn submit(State(app): State<App>, shell: Shell, member: Member, form: Form) -> Page {
    if form.resumed {
        return after(&shell, "/kenh-ban-hang/gian-hang", "");
    }
    let mut errors = FieldErrors::default();
    let logo = process(&app, &form, "logo", Profile::Logo, &mut errors).await?;
    let banner = process(&app, &form, "banner", Profile::Banner, &mut errors).await?;
    let removing = form.fields.has("go_logo") || form.fields.has("go_banner");
    if errors.is_empty() && logo.is_none() && banner.is_none() && !removing {
        errors.add("logo", Problem::Required);
    }
    if !errors.is_empty() {
        return stall::with(&app, shell, &member, None, errors).await;
    }
    let ctx = app.ctx(member.actor());
    let txn = app.db.begin().await?;
    for picture in [&logo, &banner].into_iter().flatten() {
        media::insert_picture(&txn, &ctx, picture).await?;
    }
    let (new_logo, new_banner) = (change(&form, "go_logo", logo.as_ref()), change(&form, "go_banner", banner.as_ref()));
    set_pictures(&txn, &ctx, member.id, new_logo, new_banner).await?;
    txn.commit().await?;
    app.wake.notify_one();
    after(&shell, "/kenh-ban-hang/gian-hang", "da-luu")
}

/// A new picture, made and stored before the transaction; `None` when none was sent, or when it is not good.
async fn process(
    app: &App,
    form: &Form,
    field: &str,
    profile: Profile,
    errors: &mut FieldErrors,
) -> Result<Option<Processed>, AppError> {
    let Some(file) = form.file(field) else { return Ok(None) };
    match app.media.process(file.bytes.clone(), profile).await {
        Ok(made) => Ok(Some(made)),
        Err(error) => match error.problem() {
            Some(problem) => {
                errors.add(field, problem);
                Ok(None)
            }
            None => Err(AppError::Internal(format!("a picture could not be made: {error}"))),
        },
    }
}

fn change<'a>(form: &Form, removal: &str, made: Option<&'a Processed>) -> Picture<'a> {
    match made {
        Some(made) => Picture::Set(&made.id),
        None if form.fields.has(removal) => Picture::Remove,
        None => Picture::Keep,
    }
}
