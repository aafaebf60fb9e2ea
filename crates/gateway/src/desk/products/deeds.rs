//! What is done to a product with one press: submit, hide, show, archive, and the same for the edit that waits.

use askama::Template;
use axum::extract::{Path, State};
use catalogue::{RevisionVerb, Verb};
use kernel::{Fields, ProductId};

use super::{
    edit::{hand_in, is_draft},
    load,
    page::{self, Typed},
    path, read_id,
};
use crate::{
    AppError,
    form::Form,
    render::{Page, after, page},
    session::Member,
    state::App,
    view::Shell,
};

/// `…/gui-duyet`: submits what is stored.
pub async fn submit(State(app): State<App>, shell: Shell, member: Member, Path(id): Path<String>, form: Form) -> Page {
    let current = load(&app, &member, &id).await?;
    let here = path(current.product.id);
    if form.resumed {
        return after(&shell, &here, "");
    }
    if !is_draft(current.product.state) {
        return Err(AppError::WrongState);
    }
    let mut fields: Fields = form.fields;
    if let Some(price) = current.content.price {
        fields.set("price", price.0.to_string());
    }
    let errors = hand_in(&app, &member, &current, &fields).await?;
    if errors.is_empty() {
        return after(&shell, &here, "da-gui-duyet");
    }
    page::edit(&app, shell, &member, current, Typed { errors, ..Typed::default() }).await
}

/// `…/gui-ban-sua`: submits the edit that waits.
pub async fn submit_revision(
    State(app): State<App>,
    shell: Shell,
    member: Member,
    Path(id): Path<String>,
    form: Form,
) -> Page {
    let current = load(&app, &member, &id).await?;
    let here = path(current.product.id);
    if form.resumed {
        return after(&shell, &here, "");
    }
    let open = current.revision.as_ref().map(|open| open.state);
    if open.and_then(|state| state.after(RevisionVerb::Submit)).is_none() {
        return Err(AppError::WrongState);
    }
    let errors = hand_in(&app, &member, &current, &form.fields).await?;
    if errors.is_empty() {
        return after(&shell, &here, "ban-sua-da-gui");
    }
    page::edit(&app, shell, &member, current, Typed { errors, ..Typed::default() }).await
}

/// `…/rut-ban-sua`: takes the edit back.
pub async fn withdraw_revision(
    State(app): State<App>,
    shell: Shell,
    member: Member,
    Path(id): Path<String>,
    form: Form,
) -> Page {
    let current = load(&app, &member, &id).await?;
    let here = path(current.product.id);
    if form.resumed {
        return after(&shell, &here, "");
    }
    let open = current.revision.ok_or(AppError::WrongState)?;
    let txn = app.db.begin().await?;
    catalogue::withdraw_revision(&txn, &app.ctx(member.actor()), member.id, open.id).await?;
    txn.commit().await?;
    app.wake.notify_one();
    after(&shell, &here, "ban-sua-da-rut")
}

/// `…/an`: the notice that follows has the button that undoes it.
pub async fn hide(State(app): State<App>, shell: Shell, member: Member, Path(id): Path<String>, form: Form) -> Page {
    let id: ProductId = read_id(&id)?;
    if form.resumed {
        return after(&shell, &path(id), "");
    }
    let txn = app.db.begin().await?;
    catalogue::hide(&txn, &app.ctx(member.actor()), member.id, id).await?;
    txn.commit().await?;
    app.wake.notify_one();
    after(&shell, &format!("{}?da-an={id}", back(&form.fields, id)), "")
}

/// `…/hien`
pub async fn show(State(app): State<App>, shell: Shell, member: Member, Path(id): Path<String>, form: Form) -> Page {
    let id: ProductId = read_id(&id)?;
    if form.resumed {
        return after(&shell, &path(id), "");
    }
    let txn = app.db.begin().await?;
    catalogue::show(&txn, &app.ctx(member.actor()), member.id, id).await?;
    txn.commit().await?;
    app.wake.notify_one();
    after(&shell, &back(&form.fields, id), "da-hien")
}

/// To the list when the button stood there, else to the product.
fn back(fields: &Fields, id: ProductId) -> String {
    if fields.get("ve") == "danh-sach" { "/kenh-ban-hang/san-pham".to_owned() } else { path(id) }
}

#[derive(Template)]
#[template(path = "desk/products/archive.html")]
struct ArchivePage {
    shell: Shell,
    id: ProductId,
    name: String,
    has_revision: bool,
}

/// `GET …/luu-tru`: asks, since an archived product does not come back.
pub async fn ask_to_archive(State(app): State<App>, shell: Shell, member: Member, Path(id): Path<String>) -> Page {
    let current = load(&app, &member, &id).await?;
    if current.product.state.after(Verb::Archive).is_none() || current.product.state == catalogue::State::Archived {
        return Err(AppError::WrongState);
    }
    page(&ArchivePage {
        id: current.product.id,
        name: current.product.content.name,
        has_revision: current.revision.is_some(),
        shell: shell.titled("Lưu trữ sản phẩm", "Archive a product").private(),
    })
}

/// `POST …/luu-tru`
pub async fn archive(State(app): State<App>, shell: Shell, member: Member, Path(id): Path<String>, form: Form) -> Page {
    let id: ProductId = read_id(&id)?;
    if form.resumed {
        return after(&shell, &format!("{}/luu-tru", path(id)), "");
    }
    let txn = app.db.begin().await?;
    catalogue::archive(&txn, &app.ctx(member.actor()), member.id, id).await?;
    txn.commit().await?;
    app.wake.notify_one();
    after(&shell, "/kenh-ban-hang/san-pham", "da-luu-tru")
}
