//! `/quan-tri/gian-hang/{id}`: one stall as buyers would see it, and what an officer decides by.

use ::members::{Error, MemberState, Shop, StallState, StallVerb, queries, stall::decide as command};
use askama::Template;
use axum::extract::{Path, State};
use catalogue::markdown;
use kernel::{Ctx, Locale, StallId, date};
use sea_orm::ConnectionTrait;

use super::{
    decision::{Again, Decision, Typed, Verb, onwards},
    frame::Frame,
    history::{self, Line},
    phone_text, place_text,
    queue::{Kind, Wait},
    read_id,
};
use crate::{
    AppError,
    desk::states::{self, Standing},
    form::Form,
    render::{Page, page_with},
    session::Officer,
    state::App,
    view::Shell,
    web::Image,
};

const PRODUCTS: u64 = 20;

#[derive(Template)]
#[template(path = "admin/stall.html")]
struct StallPage {
    shell: Shell,
    frame: Frame,
    shop: Shop,
    standing: Standing,
    member: Standing,
    member_path: String,
    wait: Option<Wait>,
    place: String,
    phone: String,
    holiday_until: String,
    /// Clean HTML.
    introduction: String,
    logo: Option<Image>,
    banner: Option<Image>,
    times: Vec<(&'static str, String)>,
    products: Vec<(String, String, Standing)>,
    history: Vec<Line>,
    decision: Decision,
}

pub async fn show(State(app): State<App>, shell: Shell, Path(id): Path<String>) -> Page {
    with(&app, shell, read_id(&id)?, Again::default()).await
}

pub async fn decide(
    State(app): State<App>,
    shell: Shell,
    officer: Officer,
    Path(id): Path<String>,
    form: Form,
) -> Page {
    let id: StallId = read_id(&id)?;
    if form.resumed {
        return with(&app, shell, id, Again::resumed(form)).await;
    }
    let shop = queries::shop(app.db.read(), id).await?.ok_or(AppError::NotFound)?;
    officer.judges(&app, shop.member.id).await?;
    let typed = Typed::read(shell.l, Kind::Stall, &form)?;
    let txn = app.db.begin().await?;
    match carry_out(&txn, &app.ctx(officer.actor()), id, &typed).await {
        Ok(before) => {
            txn.commit().await?;
            onwards(&app, &shell, (Kind::Stall, id.0), before.stall.submitted_at, typed.verb, &form).await
        }
        Err(error) => {
            drop(txn);
            with(&app, shell, id, Again::after(error, form)?).await
        }
    }
}

/// Answers with the stall as it was before.
async fn carry_out(txn: &impl ConnectionTrait, ctx: &Ctx, id: StallId, typed: &Typed) -> Result<Shop, Error> {
    let before = queries::shop(txn, id).await?.ok_or(Error::NotFound)?;
    if Verb::REVIEW.contains(&typed.verb) && typed.version.is_some_and(|seen| seen != before.stall.version) {
        return Err(Error::Stale);
    }
    match typed.verb {
        Verb::Approve => command::approve(txn, ctx, id, typed.version).await,
        Verb::RequestChanges => command::request_changes(txn, ctx, id, &typed.reason).await,
        Verb::Reject => command::reject(txn, ctx, id, &typed.reason).await,
        Verb::Suspend => command::suspend(txn, ctx, id, &typed.reason).await,
        Verb::Restore => command::restore(txn, ctx, id, &typed.reason).await,
    }?;
    Ok(before)
}

async fn with(app: &App, shell: Shell, id: StallId, again: Again) -> Page {
    let (l, db) = (shell.l, app.db.read());
    let shop = queries::shop(db, id).await?.ok_or(AppError::NotFound)?;
    let now = app.ctx(shell.viewer.actor()).now;
    let status = again.status();
    let stall = &shop.stall;
    let ids: Vec<String> = stall.logo_picture.iter().chain(&stall.banner_picture).cloned().collect();
    let pictures = media::find_pictures(db, &ids).await?;
    let image = |id: &Option<String>| id.as_ref().and_then(|id| pictures.get(id)).map(|one| Image::new(one, ""));
    let mut decision = Decision::new(&shell, Kind::Stall, id.0, stall.version, verbs(&shop), again);
    decision.obstacle = obstacle(l, &shop);
    let page = StallPage {
        frame: Frame::new(app, &shell).await?,
        standing: states::stall(l, stall.state),
        member: states::member(l, shop.member.state),
        member_path: Kind::Member.path(shop.member.id),
        wait: stall.submitted_at.filter(|_| stall.state == StallState::Submitted).map(|at| Wait::new(l, now, at)),
        place: place_text(l, &stall.commune_code),
        phone: phone_text(&stall.phone),
        holiday_until: stall.holiday_until.map(|day| date::day(l, day)).unwrap_or_default(),
        introduction: markdown::to_html(&stall.introduction),
        logo: image(&stall.logo_picture),
        banner: image(&stall.banner_picture),
        times: times(l, &shop),
        products: products(app, l, id).await?,
        history: history::of(app, l, id.0).await?,
        decision,
        shell: shell.titled(&stall.name, &stall.name).private(),
        shop,
    };
    page_with(status, &page)
}

fn verbs(shop: &Shop) -> Vec<Verb> {
    let possible = |verb: &Verb| {
        let (verb, opens) = match verb {
            Verb::Approve => (StallVerb::Approve, true),
            Verb::RequestChanges => (StallVerb::RequestChanges, false),
            Verb::Reject => (StallVerb::Reject, false),
            Verb::Suspend => (StallVerb::Suspend, false),
            Verb::Restore => (StallVerb::Restore, true),
        };
        shop.stall.state.next(verb).is_ok() && (!opens || shop.member.state == MemberState::Approved)
    };
    Verb::ALL.into_iter().filter(possible).collect()
}

fn obstacle(l: Locale, shop: &Shop) -> &'static str {
    let would_open = matches!(shop.stall.state, StallState::Submitted | StallState::Suspended);
    if would_open && shop.member.state != MemberState::Approved {
        l.t(
            "Gian hàng chỉ mở được khi thành viên đã được duyệt. Hãy xem hồ sơ thành viên trước.",
            "A stall opens only under an approved member. Please look at the membership first.",
        )
    } else {
        ""
    }
}

fn times(l: Locale, shop: &Shop) -> Vec<(&'static str, String)> {
    let all = [
        (l.t("Bắt đầu", "Begun"), Some(shop.stall.created_at)),
        (l.t("Gửi duyệt lần cuối", "Last submitted"), shop.stall.submitted_at),
        (l.t("Quyết định lần cuối", "Last decided"), shop.stall.decided_at),
        (l.t("Mở lần đầu", "First opened"), shop.stall.opened_at),
    ];
    all.into_iter().filter_map(|(what, at)| Some((what, date::moment(l, at?)))).collect()
}

async fn products(app: &App, l: Locale, id: StallId) -> Result<Vec<(String, String, Standing)>, AppError> {
    let filter = catalogue::queries::ConsoleFilter { stall: Some(id), ..Default::default() };
    let found = catalogue::queries::page_products(app.db.read(), &filter, PRODUCTS).await?;
    let line =
        |one: catalogue::queries::ProductLine| (Kind::Product.path(one.id), one.name, states::product(l, one.state));
    Ok(found.into_iter().map(line).collect())
}
