//! `/kenh-ban-hang/gian-hang`: the member's stall.

use std::collections::HashMap;

use askama::Template;
use axum::{extract::State, http::StatusCode};
use kernel::{FieldErrors, Fields, Locale};
use media::Picture;
use members::{MemberState, Stall, StallState, queries, stall};
use sea_orm::ConnectionTrait;

use super::{
    application::{same, shown},
    history::{self, Line},
    home::stall_panel,
    states::Panel,
};
use crate::{
    AppError,
    form::{Form, FormView, Labels},
    render::{Page, after, page_with},
    session::Member,
    state::App,
    view::Shell,
};

const LABELS: Labels = &[
    ("name", "Tên gian hàng", "Name of the stall"),
    ("slug", "Địa chỉ trên Sàn", "Address on the floor"),
    ("introduction", "Giới thiệu", "Introduction"),
    ("commune", "Xã, phường", "Commune or ward"),
    ("address", "Địa chỉ (thôn, xóm, số nhà, đường)", "Address (hamlet, street and number)"),
    ("phone", "Điện thoại cho người mua", "Phone for buyers"),
    ("email", "Thư điện tử cho người mua", "E-mail for buyers"),
    ("opening_hours", "Giờ mở cửa", "Opening hours"),
    ("holiday_notice", "Thông báo nghỉ", "Holiday notice"),
    ("holiday_until", "Nghỉ đến hết ngày", "Away until"),
    ("logo", "Logo", "Logo"),
    ("banner", "Ảnh bìa", "Banner"),
];

#[derive(Template)]
#[template(path = "desk/stall.html")]
struct StallPage {
    shell: Shell,
    form: FormView,
    stall: Option<Stall>,
    state: Option<Panel>,
    history: Vec<Line>,
    logo: Option<Picture>,
    banner: Option<Picture>,
    /// Name and address may still be changed, and it can be submitted.
    draft: bool,
    /// What is saved applies at once.
    live: bool,
    /// Buyers can open its page.
    visible: bool,
    /// The application must have been sent first.
    may_submit: bool,
}

pub async fn show(State(app): State<App>, shell: Shell, member: Member) -> Page {
    with(&app, shell, &member, None, FieldErrors::default()).await
}

/// Saves, and with the button “Gửi duyệt” submits. What is saved stays saved even if it can't be submitted yet.
pub async fn submit(State(app): State<App>, shell: Shell, member: Member, form: Form) -> Page {
    if form.resumed {
        return with(&app, shell, &member, Some(form.fields), FieldErrors::default()).await;
    }
    match save(&app, &member, &form.fields).await {
        Ok(notice) => {
            app.wake.notify_one();
            after(&shell, "/kenh-ban-hang/gian-hang", notice)
        }
        Err(AppError::Invalid(errors)) => with(&app, shell, &member, Some(form.fields), errors).await,
        Err(error) => Err(error),
    }
}

/// What to say afterwards.
async fn save(app: &App, member: &Member, fields: &Fields) -> Result<&'static str, AppError> {
    let ctx = app.ctx(member.actor());
    let txn = app.db.begin().await?;
    match stall::save(&txn, &ctx, member.id, fields).await {
        Err(members::Error::WrongState { .. }) if sent_already(&txn, member, fields).await? => {
            return Ok("da-gui-duyet");
        }
        saved => saved?,
    };
    let live = queries::stall_of(&txn, member.id).await?.is_some_and(|stall| is_live(stall.state));
    txn.commit().await?;
    if live || fields.get("hanh_dong") != "gui" {
        return Ok(if live { "da-luu" } else { "da-luu-nhap" });
    }
    let txn = app.db.begin().await?;
    stall::submit(&txn, &ctx, member.id).await?;
    txn.commit().await?;
    Ok("da-gui-duyet")
}

/// The same form arrived a moment ago: a button pressed twice gets the same answer twice.
async fn sent_already(db: &impl ConnectionTrait, member: &Member, fields: &Fields) -> Result<bool, AppError> {
    let stall = queries::stall_of(db, member.id).await?;
    Ok(stall.is_some_and(|one| {
        let mut stored = readable(Locale::Vi, stall::form(&one));
        if !fields.has("slug") {
            stored.set("slug", "");
        }
        one.state == StallState::Submitted
            && fields.get("hanh_dong") == "gui"
            && same(LABELS, &stored, &readable(Locale::Vi, fields.clone()))
    }))
}

fn is_live(state: StallState) -> bool {
    matches!(state, StallState::Open | StallState::Suspended)
}

/// The page; with what was typed, when it comes back.
pub(super) async fn with(app: &App, shell: Shell, member: &Member, typed: Option<Fields>, errors: FieldErrors) -> Page {
    let (l, db, ctx) = (shell.l, app.db.read(), app.ctx(member.actor()));
    let business = queries::member(db, member.id).await?.ok_or(AppError::NotFound)?;
    let stall = queries::stall_of(db, member.id).await?;
    let mut pictures = pictures(app, stall.as_ref()).await?;
    let mut take = |id: Option<&String>| id.and_then(|id| pictures.remove(id));
    let history = match &stall {
        Some(stall) => history::of(app, l, member.id, stall.id.0).await?,
        None => Vec::new(),
    };
    let fields = match (typed, &stall) {
        (Some(typed), _) => typed,
        (None, Some(stall)) => readable(l, stall::form(stall)),
        (None, None) => prefilled(ctx.new_id().to_string(), &business),
    };
    let (state, status) = (stall.as_ref().map(|stall| stall.state), status(&errors));
    let page = StallPage {
        form: FormView::new(l, LABELS, fields, errors),
        state: stall.as_ref().map(|stall| stall_panel(l, &ctx, stall)),
        history,
        logo: take(stall.as_ref().and_then(|stall| stall.logo_picture.as_ref())),
        banner: take(stall.as_ref().and_then(|stall| stall.banner_picture.as_ref())),
        draft: matches!(state, None | Some(StallState::Draft | StallState::ChangesRequested)),
        live: state.is_some_and(is_live),
        visible: state == Some(StallState::Open) && business.state == MemberState::Approved,
        may_submit: business.state.next(members::MemberVerb::SubmitStall).is_ok(),
        stall,
        shell: shell.titled("Gian hàng của tôi", "My stall").private(),
    };
    page_with(status, &page)
}

fn status(errors: &FieldErrors) -> StatusCode {
    if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}

async fn pictures(app: &App, stall: Option<&Stall>) -> Result<HashMap<String, Picture>, sea_orm::DbErr> {
    let ids: Vec<String> =
        stall.iter().flat_map(|stall| [&stall.logo_picture, &stall.banner_picture]).flatten().cloned().collect();
    media::find_pictures(app.db.read(), &ids).await
}

/// Telephone and day as people write them.
fn readable(l: Locale, mut fields: Fields) -> Fields {
    if let Ok(day) = kernel::date::parse_day(fields.get("holiday_until")) {
        // English pages take the form that is read without doubt.
        let text = if l.is_vi() { kernel::date::day(l, day) } else { day.to_string() };
        fields.set("holiday_until", text);
    }
    shown(fields)
}

/// What the application already says.
fn prefilled(id: String, business: &members::Member) -> Fields {
    let mut fields = Fields::default();
    fields.set("id", id);
    fields.set("name", &business.name);
    fields.set("commune", &business.commune_code);
    fields.set("address", &business.address);
    fields.set("phone", &business.phone);
    fields.set("email", &business.email);
    fields.set("introduction", &business.description);
    shown(fields)
}
