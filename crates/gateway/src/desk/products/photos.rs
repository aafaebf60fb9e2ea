//! The photos of a product, one by one: more of them, another order, away with one, and back. The buttons stand in the
//! product's form, so that what was typed is saved with them.

use axum::extract::{Path, State};

use super::{
    edit::{self, Deed},
    load,
};
use crate::{form::Form, render::Page, session::Member, state::App, view::Shell};

/// `…/anh`: adds what was uploaded, or with `tra_lai` puts back a photo that was just removed.
pub async fn add(State(app): State<App>, shell: Shell, member: Member, Path(id): Path<String>, form: Form) -> Page {
    let deed = match form.fields.get("tra_lai") {
        "" => Deed::AddPhotos,
        picture => Deed::PutPhotoBack(picture.to_owned()),
    };
    edit::save(&app, shell, &member, load(&app, &member, &id).await?, form, deed).await
}

/// `…/anh/{picture}/xoa`
pub async fn remove(
    State(app): State<App>,
    shell: Shell,
    member: Member,
    Path((id, picture)): Path<(String, String)>,
    form: Form,
) -> Page {
    let current = load(&app, &member, &id).await?;
    edit::save(&app, shell, &member, current, form, Deed::RemovePhoto(picture)).await
}

/// `…/anh/{picture}/len`: one place nearer to the front; the first is the one on cards.
pub async fn move_up(
    State(app): State<App>,
    shell: Shell,
    member: Member,
    Path((id, picture)): Path<(String, String)>,
    form: Form,
) -> Page {
    let current = load(&app, &member, &id).await?;
    edit::save(&app, shell, &member, current, form, Deed::MovePhotoUp(picture)).await
}
