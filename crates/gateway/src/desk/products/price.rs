//! `POST …/{id}/gia`: another price for what is listed, from the list; buyers see it at once.

use axum::extract::{Path, State};
use catalogue::{Content, Product, State as Standing, Verb, check_price_choice, queries};
use kernel::{FieldErrors, Fields, Locale, ProductId};

use super::{
    list::{self, Wrong},
    read_id, readable,
};
use crate::{
    AppError,
    account::parameter,
    form::Form,
    render::{Page, after},
    session::Member,
    state::App,
    view::Shell,
};

pub async fn submit(State(app): State<App>, shell: Shell, member: Member, Path(id): Path<String>, form: Form) -> Page {
    let id: ProductId = read_id(&id)?;
    let product = queries::product_for_member(app.db.read(), member.id, id).await?.ok_or(AppError::NotFound)?;
    // The list that the form stood in.
    let state = Standing::from_code(&parameter(&shell, "trang-thai"));
    if form.resumed {
        return after(&shell, &list::address(state), "");
    }
    if product.state.after(Verb::Propose).is_none() {
        return Err(AppError::WrongState);
    }
    let mut errors = FieldErrors::default();
    let content = parse(shell.l, &product, &form.fields, &mut errors);
    if !errors.is_empty() {
        return list::with(&app, shell, &member, state, Some(Wrong { id, fields: form.fields, errors })).await;
    }
    let txn = app.db.begin().await?;
    catalogue::set_price(&txn, &app.ctx(member.actor()), member.id, id, content.price, content.min_order).await?;
    txn.commit().await?;
    app.wake.notify_one();
    after(&shell, &list::address(state), "gia-moi")
}

/// The price's fields of a stored product.
pub fn price_fields(l: Locale, content: &Content) -> Fields {
    let whole = readable(l, content.to_fields(l));
    let few = whole.pairs().iter().filter(|(name, _)| matches!(name.as_str(), "price" | "price_contact" | "min_order"));
    few.cloned().collect()
}

/// Reads price and smallest order by the rules of the whole form.
fn parse(l: Locale, product: &Product, typed: &Fields, errors: &mut FieldErrors) -> Content {
    let mut fields = product.content.to_fields(l);
    for name in ["price", "price_contact", "min_order"] {
        fields.set(name, typed.get(name));
    }
    let mut found = FieldErrors::default();
    let content = Content::parse(&fields, &mut found);
    check_price_choice(&fields, &mut found);
    found.0.retain(|name, _| matches!(name.as_str(), "price" | "min_order"));
    *errors = found;
    content
}
