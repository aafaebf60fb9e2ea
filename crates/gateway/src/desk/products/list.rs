//! `/kenh-ban-hang/san-pham`: the member's products, last changed first, with what to do about each.

use std::collections::HashMap;

use askama::Template;
use axum::{extract::State, http::StatusCode};
use catalogue::{Cursor, Product, RevisionState, State as Standing, Verb, queries};
use kernel::{FieldErrors, Fields, Locale, ProductId, unit};
use media::Picture;
use sea_orm::DbErr;

use super::{LABELS, Undo, price::price_fields, undo};
use crate::{
    account::parameter,
    desk::states,
    form::FormView,
    render::{Page, page_with},
    session::Member,
    state::App,
    view::Shell,
    web::Image,
};

const LIST: &str = "/kenh-ban-hang/san-pham";
const PAGE: usize = 24;

#[derive(Template)]
#[template(path = "desk/products/list.html")]
struct ListPage {
    shell: Shell,
    chips: Vec<Chip>,
    rows: Vec<Row>,
    /// The list's own address, without the place in it.
    first: String,
    /// Filter and place, for the forms in the rows.
    place: String,
    is_first: bool,
    next: Option<String>,
    /// The member has any product, in whatever state.
    any: bool,
    has_stall: bool,
    undo: Option<Undo>,
}

/// A filter.
struct Chip {
    href: String,
    text: String,
    count: i64,
    current: bool,
}

struct Row {
    id: ProductId,
    name: String,
    image: Option<Image>,
    price: Option<String>,
    unit: &'static str,
    standing: states::Standing,
    revision: Option<states::Standing>,
    /// What the officer wrote.
    reason: String,
    /// The price can be changed right here.
    form: Option<FormView>,
    may_hide: bool,
    may_show: bool,
}

/// A price that was not understood, and in which row.
pub struct Wrong {
    pub id: ProductId,
    pub fields: Fields,
    pub errors: FieldErrors,
}

pub async fn show(State(app): State<App>, shell: Shell, member: Member) -> Page {
    let state = Standing::from_code(&parameter(&shell, "trang-thai"));
    with(&app, shell, &member, state, None).await
}

/// The list; with the row's form that has to be looked at again.
pub async fn with(app: &App, shell: Shell, member: &Member, state: Option<Standing>, wrong: Option<Wrong>) -> Page {
    let (l, db) = (shell.l, app.db.read());
    let after: Option<Cursor> = parameter(&shell, "sau").parse().ok();
    let mut products = queries::page_for_member(db, member.id, state, after, PAGE as u64 + 1).await?;
    let more = products.len() > PAGE;
    products.truncate(PAGE);
    let last = products.last().filter(|_| more).map(|last| Cursor { at: last.updated_at, id: last.id.0 });
    let counts = queries::count_by_state(db, member.id).await?;
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let first = address(state);
    let page = ListPage {
        chips: chips(&shell, &counts, state),
        rows: rows(app, l, member, products, wrong).await?,
        place: place(state, after),
        is_first: after.is_none(),
        next: last.map(|last| shell.further(&first, last)),
        first,
        any: !counts.is_empty(),
        has_stall: members::queries::stall_of(db, member.id).await?.is_some(),
        undo: undo(app, &shell, member).await?,
        shell: shell.titled("Sản phẩm của tôi", "My products").private(),
    };
    page_with(status, &page)
}

/// The list of one state, without the language.
pub fn address(state: Option<Standing>) -> String {
    state.map_or_else(|| LIST.to_owned(), |state| format!("{LIST}?trang-thai={}", state.code()))
}

fn place(state: Option<Standing>, after: Option<Cursor>) -> String {
    let state = state.map(|state| format!("trang-thai={}", state.code()));
    let after = after.map(|after| format!("sau={after}"));
    let all: Vec<String> = [state, after].into_iter().flatten().collect();
    if all.is_empty() { String::new() } else { format!("?{}", all.join("&")) }
}

/// All that are not archived, and each state that has any.
fn chips(shell: &Shell, counts: &[(Standing, i64)], current: Option<Standing>) -> Vec<Chip> {
    let l = shell.l;
    let of = |state| counts.iter().find(|(one, _)| *one == state).map_or(0, |(_, count)| *count);
    let all = counts.iter().filter(|(state, _)| *state != Standing::Archived).map(|(_, count)| count).sum();
    let mut chips = vec![Chip {
        href: shell.url(LIST),
        text: l.t("Tất cả", "All").to_owned(),
        count: all,
        current: current.is_none(),
    }];
    let used = Standing::ALL.into_iter().filter(|state| of(*state) > 0 || current == Some(*state));
    chips.extend(used.map(|state| Chip {
        href: shell.url(&address(Some(state))),
        text: state.name(l).to_owned(),
        count: of(state),
        current: current == Some(state),
    }));
    chips
}

async fn rows(
    app: &App,
    l: Locale,
    member: &Member,
    products: Vec<Product>,
    mut wrong: Option<Wrong>,
) -> Result<Vec<Row>, DbErr> {
    let db = app.db.read();
    let ids: Vec<ProductId> = products.iter().map(|product| product.id).collect();
    let revisions = queries::open_revisions(db, member.id, &ids).await?;
    let photos: Vec<String> =
        products.iter().filter_map(|product| product.content.photos.first()).map(|p| p.picture_id.clone()).collect();
    let pictures = media::find_pictures(db, &photos).await?;
    let row = |product: Product| {
        let wrong = wrong.take_if(|wrong| wrong.id == product.id);
        row(l, product, &revisions, &pictures, wrong)
    };
    Ok(products.into_iter().map(row).collect())
}

fn row(
    l: Locale,
    product: Product,
    revisions: &HashMap<ProductId, RevisionState>,
    pictures: &HashMap<String, Picture>,
    wrong: Option<Wrong>,
) -> Row {
    let (content, state) = (&product.content, product.state);
    let picture = content.photos.first().and_then(|photo| pictures.get(&photo.picture_id));
    let (fields, errors) = match wrong {
        Some(wrong) => (wrong.fields, wrong.errors),
        None => (price_fields(l, content), FieldErrors::default()),
    };
    let shows_reason = matches!(state, Standing::ChangesRequested | Standing::Rejected | Standing::Suspended);
    Row {
        id: product.id,
        image: picture.map(|picture| Image::new(picture, "")),
        price: content.price.map(|price| price.format(l)),
        unit: unit::unit(&content.unit_code).map_or("", |unit| unit.short(l)),
        standing: states::product(l, state),
        revision: revisions.get(&product.id).map(|open| states::revision(l, *open)),
        reason: if shows_reason { product.reason.clone() } else { String::new() },
        form: state.after(Verb::Propose).map(|_| FormView::new(l, LABELS, fields, errors)),
        may_hide: state.after(Verb::Hide).is_some(),
        may_show: state.after(Verb::Show).is_some(),
        name: product.content.name,
    }
}
