//! `/kenh-ban-hang/san-pham/moi`: begins a product. The photo comes first, and one press saves all of it.

use axum::extract::State;
use catalogue::queries;
use kernel::{FieldErrors, Fields, ProductId};
use members::Stall;

use super::{
    edit::{self, Deed},
    page::{self, Typed},
    path, sent,
    sent::Sent,
};
use crate::{
    AppError,
    form::Form,
    render::{Page, after},
    session::Member,
    state::App,
    view::Shell,
};

pub async fn show(State(app): State<App>, shell: Shell, member: Member) -> Page {
    let Some(stall) = stall(&app, &member).await? else { return no_stall(&shell) };
    let mut fields = Fields::default();
    fields.set("id", app.ctx(member.actor()).new_id().to_string());
    fields.set("commune", &stall.commune_code);
    page::new(&app, shell, &member, Typed { fields: Some(fields), ..Typed::default() }).await
}

/// Saves the draft, and with the button “Gửi duyệt” submits it. The form's id makes a second press change what the first
/// one began.
pub async fn submit(State(app): State<App>, shell: Shell, member: Member, form: Form) -> Page {
    if form.resumed {
        return page::new(&app, shell, &member, Typed::resumed(form.fields)).await;
    }
    let id: ProductId = form.fields.get("id").parse().map_err(|_| AppError::BadRequest)?;
    match take(&app, shell.clone(), &member, id, form).await {
        // Two presses at once: the other one has handed it in while this one was at work.
        Err(AppError::WrongState) if is_handed_in(&app, &member, id).await? => after(&shell, &path(id), ""),
        answer => answer,
    }
}

async fn take(app: &App, shell: Shell, member: &Member, id: ProductId, form: Form) -> Page {
    if let Some(begun) = queries::for_edit(app.db.read(), member.id, id).await? {
        if !edit::is_open(begun.product.state) {
            return after(&shell, &path(id), "");
        }
        let deed = Deed::pressed(&form.fields);
        return edit::save(app, shell, member, begun, form, deed).await;
    }
    let Some(stall) = stall(app, member).await? else { return no_stall(&shell) };
    let kept = form.fields.all("photo").count();
    let mut sent = sent::read(app, form, kept).await?;
    if sent.errors.is_empty() {
        match begin(app, member, id, &stall, &sent).await {
            Ok(()) => return begun(app, shell, member, id, sent).await,
            Err(AppError::Invalid(errors)) => sent.errors = errors,
            Err(error) => return Err(error),
        }
    }
    show_again(app, shell, member, sent).await
}

async fn is_handed_in(app: &App, member: &Member, id: ProductId) -> Result<bool, AppError> {
    let found = queries::for_edit(app.db.read(), member.id, id).await?;
    Ok(found.is_some_and(|found| found.product.state == catalogue::State::Submitted))
}

async fn stall(app: &App, member: &Member) -> Result<Option<Stall>, AppError> {
    Ok(members::queries::stall_of(app.db.read(), member.id).await?)
}

/// A product stands in a stall.
fn no_stall(shell: &Shell) -> Page {
    after(shell, "/kenh-ban-hang/gian-hang", "can-gian-hang")
}

async fn begin(app: &App, member: &Member, id: ProductId, stall: &Stall, sent: &Sent) -> Result<(), AppError> {
    let ctx = app.ctx(member.actor());
    let mut content = sent.content.clone().ok_or(AppError::BadRequest)?;
    for photo in sent.photos() {
        if content.photos.iter().all(|other| other.picture_id != photo.picture_id) {
            content.photos.push(photo);
        }
    }
    let txn = app.db.begin().await?;
    sent.insert_pictures(&txn, &ctx).await?;
    catalogue::create(&txn, &ctx, id, member.id, stall.id, &content).await?;
    txn.commit().await?;
    Ok(())
}

/// The draft is there. What is wrong with the photos, and what is missing for the officers, is said on its own page.
async fn begun(app: &App, shell: Shell, member: &Member, id: ProductId, sent: Sent) -> Page {
    if let Some(failure) = sent.failure {
        return Err(failure);
    }
    let current = queries::for_edit(app.db.read(), member.id, id).await?.ok_or(AppError::NotFound)?;
    let deed = Deed::pressed(&sent.fields);
    edit::finish(app, shell, member, current, sent, &deed, false).await
}

/// The form again. Good photos stay with it: they are known already, and the form names them.
async fn show_again(app: &App, shell: Shell, member: &Member, mut sent: Sent) -> Page {
    let ctx = app.ctx(member.actor());
    let txn = app.db.begin().await?;
    sent.insert_pictures(&txn, &ctx).await?;
    txn.commit().await?;
    for photo in sent.photos().collect::<Vec<_>>() {
        sent.fields.push("photo", photo.picture_id);
        sent.fields.push("photo_alt", "");
    }
    let errors: FieldErrors = sent.all_errors();
    let typed = Typed { fields: Some(sent.fields), errors, bad_photos: sent.bad_photos, ..Typed::default() };
    page::new(app, shell, member, typed).await
}
