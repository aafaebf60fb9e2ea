//! `/kenh-ban-hang/san-pham/{id}`: one product. A draft is saved as it is; of what was approved only price and smallest
//! order change at once, and the rest waits as a revision while buyers go on seeing what was approved.

use axum::extract::{Path, State};
use catalogue::{
    Content, Photo, RevisionVerb, State as Standing, Verb, check_price_choice,
    queries::{self, ForEdit},
};
use kernel::{FieldErrors, Fields};
use members::MemberState;

use super::{
    load,
    page::{self, Typed},
    path,
    sent::{self, Sent},
};
use crate::{
    AppError,
    form::Form,
    render::{Page, after},
    session::Member,
    state::App,
    view::Shell,
};

/// Which button of the form was pressed. Each of them saves what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    Save,
    Submit,
    AddPhotos,
    RemovePhoto(String),
    MovePhotoUp(String),
    PutPhotoBack(String),
}

impl Deed {
    #[must_use]
    pub fn pressed(fields: &Fields) -> Self {
        if fields.get("hanh_dong") == "gui" { Self::Submit } else { Self::Save }
    }

    fn is_about_photos(&self) -> bool {
        !matches!(self, Self::Save | Self::Submit)
    }
}

/// Whether its member may change it now.
pub fn is_open(state: Standing) -> bool {
    is_draft(state) || state.after(Verb::Propose).is_some()
}

pub fn is_draft(state: Standing) -> bool {
    state.after(Verb::Save).is_some()
}

pub async fn show(State(app): State<App>, shell: Shell, member: Member, Path(id): Path<String>) -> Page {
    let current = load(&app, &member, &id).await?;
    page::edit(&app, shell, &member, current, Typed::default()).await
}

pub async fn submit(State(app): State<App>, shell: Shell, member: Member, Path(id): Path<String>, form: Form) -> Page {
    let current = load(&app, &member, &id).await?;
    let deed = Deed::pressed(&form.fields);
    save(&app, shell, &member, current, form, deed).await
}

/// Takes the form of a product that exists.
pub async fn save(app: &App, shell: Shell, member: &Member, current: ForEdit, form: Form, deed: Deed) -> Page {
    if form.resumed {
        return page::edit(app, shell, member, current, Typed::resumed(form.fields)).await;
    }
    if !is_open(current.product.state) {
        return Err(AppError::WrongState);
    }
    let mut sent = sent::read(app, form, current.content.photos.len()).await?;
    let priced = write(app, member, &current, &mut sent, &deed).await?;
    app.wake.notify_one();
    if let Some(failure) = sent.failure {
        return Err(failure);
    }
    let id = current.product.id;
    let current = queries::for_edit(app.db.read(), member.id, id).await?.ok_or(AppError::NotFound)?;
    finish(app, shell, member, current, sent, &deed, priced).await
}

/// What was sent is saved: submits it where that was asked for, and answers with the next page, or with the form again.
pub async fn finish(
    app: &App,
    shell: Shell,
    member: &Member,
    current: ForEdit,
    sent: Sent,
    deed: &Deed,
    priced: bool,
) -> Page {
    let mut errors = sent.all_errors();
    if errors.is_empty() && *deed == Deed::Submit {
        errors = hand_in(app, member, &current, &sent.fields).await?;
    }
    if !errors.is_empty() {
        let saved = sent.has_text() && sent.errors.is_empty();
        let fields = sent.has_text().then_some(sent.fields);
        let typed = Typed { fields, errors, saved, bad_photos: sent.bad_photos, ..Typed::default() };
        return page::edit(app, shell, member, current, typed).await;
    }
    let (place, notice) = next(&current, deed, priced);
    after(&shell, &place, notice)
}

/// Where to go, and what to say there.
fn next(current: &ForEdit, deed: &Deed, priced: bool) -> (String, &'static str) {
    let here = path(current.product.id);
    match deed {
        Deed::RemovePhoto(photo) => (format!("{here}?da-xoa-anh={photo}#photos"), ""),
        deed if deed.is_about_photos() => (format!("{here}#photos"), ""),
        _ if is_draft(current.product.state) && *deed == Deed::Submit => (here, "da-gui-duyet"),
        _ if is_draft(current.product.state) => (here, "da-luu-nhap"),
        Deed::Submit if current.revision.is_some() => (here, "ban-sua-da-gui"),
        _ if current.revision.is_some() => (here, "ban-sua-nhap"),
        _ if priced => (here, "gia-moi"),
        _ => (here, "da-luu"),
    }
}

/// Writes what can be written: the text when all of it is right, the photos in any case. Answers whether a price changed
/// that buyers see.
async fn write(app: &App, member: &Member, current: &ForEdit, sent: &mut Sent, deed: &Deed) -> Result<bool, AppError> {
    let mut content = sent.content.clone();
    if let Some(content) = &mut content
        && deed.is_about_photos()
        && !is_draft(current.product.state)
    {
        // Nobody who moves a photo means to publish a price that is half typed.
        content.price = current.product.content.price;
        content.min_order = current.product.content.min_order;
    }
    match commit(app, member, current, content.as_ref(), sent, deed).await {
        Err(catalogue::Error::Invalid(errors)) if content.is_some() => {
            sent.errors = errors;
            Ok(commit(app, member, current, None, sent, deed).await?)
        }
        other => Ok(other?),
    }
}

async fn commit(
    app: &App,
    member: &Member,
    current: &ForEdit,
    content: Option<&Content>,
    sent: &Sent,
    deed: &Deed,
) -> Result<bool, catalogue::Error> {
    let (ctx, id) = (app.ctx(member.actor()), current.product.id);
    let txn = app.db.begin().await?;
    sent.insert_pictures(&txn, &ctx).await?;
    let mut priced = false;
    if let Some(content) = content {
        if is_draft(current.product.state) {
            catalogue::save_draft(&txn, &ctx, member.id, id, content).await?;
        } else {
            priced = !catalogue::propose(&txn, &ctx, member.id, id, content).await?.applied.is_empty();
        }
    }
    for photo in sent.photos() {
        catalogue::add_photo(&txn, &ctx, member.id, id, photo).await?;
    }
    match deed {
        Deed::RemovePhoto(picture) => {
            catalogue::remove_photo(&txn, &ctx, member.id, id, picture).await?;
        }
        Deed::MovePhotoUp(picture) => {
            let place = current.content.photos.iter().position(|photo| photo.picture_id == *picture);
            let place = place.ok_or(catalogue::Error::NotFound)?;
            catalogue::move_photo(&txn, &ctx, member.id, id, picture, place.saturating_sub(1)).await?;
        }
        Deed::PutPhotoBack(picture) => {
            let photo = Photo { picture_id: picture.clone(), alt: String::new() };
            catalogue::add_photo(&txn, &ctx, member.id, id, photo).await?;
        }
        Deed::Save | Deed::Submit | Deed::AddPhotos => {}
    }
    txn.commit().await?;
    Ok(priced)
}

/// Sends the draft, or the edit that waits, to the officers. Answers with everything that is missing.
pub async fn hand_in(app: &App, member: &Member, current: &ForEdit, fields: &Fields) -> Result<FieldErrors, AppError> {
    let ctx = app.ctx(member.actor());
    let mut errors = FieldErrors::default();
    // The officers' queue is for businesses that have at least applied, and not for those that were turned away.
    let business = members::queries::member(app.db.read(), member.id).await?.ok_or(AppError::NotFound)?;
    if !matches!(business.state, MemberState::Approved | MemberState::Submitted | MemberState::ChangesRequested) {
        return Err(AppError::WrongState);
    }
    let txn = app.db.begin().await?;
    let done = match &current.revision {
        _ if is_draft(current.product.state) => {
            check_price_choice(fields, &mut errors);
            catalogue::submit(&txn, &ctx, member.id, current.product.id).await
        }
        Some(open) if open.state.after(RevisionVerb::Submit).is_some() => {
            catalogue::submit_revision(&txn, &ctx, member.id, open.id).await
        }
        // Nothing waits for being sent.
        _ => return Ok(errors),
    };
    match done {
        Ok(()) if errors.is_empty() => {
            txn.commit().await?;
            app.wake.notify_one();
        }
        Ok(()) => {}
        Err(catalogue::Error::Invalid(missing)) => {
            for (field, problem) in missing.0 {
                errors.add(&field, problem);
            }
        }
        Err(error) => return Err(error.into()),
    }
    Ok(errors)
}
