//! `/giao-dich/thoa-thuan`: what was agreed on, and one deal as a sheet that both sides can print.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use catalogue::Cursor;
use kernel::{DealId, FieldErrors, Fields, Locale, MemberId, date, phone::Phone};
use offers::{Deal, DealState, Kind, MessageKind, Side, Trader, queries, queries::Negotiation};

use super::{
    lines::Around,
    offer::goods,
    quote::{called, parties},
    standing, trader, words,
};
use crate::{
    AppError,
    account::parameter,
    desk::{papers::read_id, states::Panel},
    form::{Form, FormView},
    render::{Page, after, page, page_with},
    session::User,
    state::App,
    view::Shell,
};

const PAGE: usize = 24;

/// How to reach somebody.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reach {
    pub name: String,
    /// For `tel:` and for reading.
    pub phone: String,
    pub phone_text: String,
    pub email: String,
}

impl Reach {
    fn new(name: String, phone: &str, email: &str) -> Self {
        let read = Phone::parse(phone).ok();
        Self {
            name,
            phone: read.as_ref().map(|phone| phone.as_str().to_owned()).unwrap_or_default(),
            phone_text: read.map_or_else(|| phone.to_owned(), |phone| phone.national()),
            email: email.to_owned(),
        }
    }
}

/// Of a business what its stall or its application says; of a person what the account has.
async fn reach(app: &App, who: &Trader) -> Result<Reach, AppError> {
    let db = app.db.read();
    if let Some(id) = who.member {
        return of_member(app, id).await;
    }
    let Some(account) = accounts::find_account(db, who.account).await? else { return Ok(Reach::default()) };
    let phone = account.phone.clone().unwrap_or_default();
    Ok(Reach::new(account.display_name.clone(), &phone, account.email.as_deref().unwrap_or_default()))
}

async fn of_member(app: &App, id: MemberId) -> Result<Reach, AppError> {
    let db = app.db.read();
    let Some(member) = members::queries::member(db, id).await? else { return Ok(Reach::default()) };
    Ok(match members::queries::stall_of(db, id).await? {
        Some(stall) if !(stall.phone.is_empty() && stall.email.is_empty()) => {
            Reach::new(member.name, &stall.phone, &stall.email)
        }
        _ => Reach::new(member.name, &member.phone, &member.email),
    })
}

/// How the reader of a talk reaches the other side: a seller always says it, a buyer as he chose. Else why not.
pub async fn buyers_contact(
    app: &App,
    l: Locale,
    talk: &Negotiation,
) -> Result<(Option<Reach>, &'static str), AppError> {
    let (other, they_sell) = match talk.side {
        Side::Owner => (&talk.thread.other, talk.offer.kind == Kind::Buy),
        Side::Other => (&talk.offer.owner, talk.offer.kind == Kind::Sell),
    };
    if they_sell || talk.shows_buyers_contact() {
        return Ok((Some(reach(app, other).await?), ""));
    }
    let note = if talk.has_deal {
        l.t("Người mua chọn chỉ trao đổi qua Sàn.", "The buyer chose to talk only here.")
    } else {
        l.t(
            "Cách liên hệ của người mua hiện ở đây sau khi chốt, nếu người mua đồng ý.",
            "How to reach the buyer appears here once there is a deal, if the buyer agreed to it.",
        )
    };
    Ok((None, note))
}

struct Row {
    href: String,
    title: String,
    with: String,
    quantity: String,
    price: String,
    total: String,
    agreed: String,
    standing: crate::desk::states::Standing,
}

#[derive(Template)]
#[template(path = "market/deals.html")]
struct DealsPage {
    shell: Shell,
    sold: bool,
    may_sell: bool,
    rows: Vec<Row>,
    is_first: bool,
    first: &'static str,
    next: Option<String>,
}

/// What one bought, or with `?phia=ban` sold.
pub async fn list(State(app): State<App>, shell: Shell, user: User) -> Page {
    let l = shell.l;
    let trader = trader(&app, &user).await?;
    let asked = parameter(&shell, "phia");
    let sold = if asked.is_empty() { trader.member.is_some() } else { asked == "ban" };
    let kind = if sold { Kind::Sell } else { Kind::Buy };
    let from: Option<Cursor> = parameter(&shell, "sau").parse().ok();
    let mut found = queries::page_deals(app.db.read(), &trader, kind, from, PAGE as u64 + 1).await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let last = found.last().filter(|_| more).map(|last| Cursor { at: last.agreed_at, id: last.id.0 });
    let first = if sold { "/giao-dich/thoa-thuan?phia=ban" } else { "/giao-dich/thoa-thuan?phia=mua" };
    page(&DealsPage {
        rows: rows(&app, l, &trader, &found).await?,
        sold,
        may_sell: trader.member.is_some(),
        is_first: from.is_none(),
        first,
        next: last.map(|last| shell.further(first, last)),
        shell: shell.titled("Thoả thuận", "Deals").private(),
    })
}

async fn rows(app: &App, l: Locale, trader: &Trader, deals: &[Deal]) -> Result<Vec<Row>, AppError> {
    let now = app.ctx(kernel::Actor::Anonymous).now;
    let threads: Vec<_> = deals.iter().map(|deal| deal.thread_id).collect();
    let lines = queries::threads_by_ids(app.db.read(), &threads).await?;
    let offers: Vec<_> = lines.values().map(|line| line.offer.clone()).collect();
    let around = Around::of(app, l, now, &offers).await?;
    let both = lines.values().flat_map(|line| [line.offer.owner, line.thread.other]);
    let names = parties(app, both).await?;
    let row = |deal: &Deal| {
        let line = lines.get(&deal.thread_id)?;
        let other = match line.thread.side(trader)? {
            Side::Owner => line.thread.other,
            Side::Other => line.offer.owner,
        };
        Some(Row {
            href: format!("/giao-dich/thoa-thuan/{}", deal.id),
            title: around.title(&line.offer),
            with: called(l, &names, &other, line.shows_buyer(deal.state != DealState::Cancelled)),
            quantity: words::amount(l, deal.quantity, &deal.unit_code),
            price: words::price(l, deal.price, &deal.unit_code),
            total: deal.amount.format(l),
            agreed: date::day(l, kernel::ctx::local_date(deal.agreed_at)),
            standing: standing::deal(l, deal.state),
        })
    };
    Ok(deals.iter().filter_map(row).collect())
}

#[derive(Template)]
#[template(path = "market/deal.html")]
struct DealPage {
    shell: Shell,
    /// Without the language.
    path: String,
    thread: String,
    state: Panel,
    rows: Vec<(&'static str, String)>,
    in_words: String,
    /// What the offer says of goods and delivery.
    offered: Vec<(&'static str, String)>,
    seller: Reach,
    buyer: Option<Reach>,
    buyer_note: &'static str,
    is_open: bool,
    form: FormView,
}

pub async fn show(State(app): State<App>, shell: Shell, user: User, Path(id): Path<String>) -> Page {
    let (trader, deal) = find(&app, &user, &id).await?;
    view(&app, shell, &trader, &deal, Fields::default(), FieldErrors::default()).await
}

async fn find(app: &App, user: &User, id: &str) -> Result<(Trader, Deal), AppError> {
    let trader = trader(app, user).await?;
    let id: DealId = read_id(id)?;
    let found = queries::deal_for(app.db.read(), &trader, id).await?;
    Ok((trader, found.ok_or(AppError::NotFound)?))
}

async fn view(app: &App, shell: Shell, trader: &Trader, deal: &Deal, fields: Fields, errors: FieldErrors) -> Page {
    let (l, ctx, db) = (shell.l, app.ctx(kernel::Actor::Anonymous), app.db.read());
    let talk = queries::thread_for(db, trader, deal.thread_id).await?.ok_or(AppError::NotFound)?;
    let around = Around::of(app, l, ctx.now, std::slice::from_ref(&talk.offer)).await?;
    let (sells, buys) = match talk.offer.kind {
        Kind::Sell => (talk.offer.owner, talk.thread.other),
        Kind::Buy => (talk.thread.other, talk.offer.owner),
    };
    let i_buy = trader.party() == buys.party();
    let (buyer, buyer_note) =
        if i_buy { (Some(reach(app, &buys).await?), "") } else { buyers_contact(app, l, &talk).await? };
    let terms = &talk.offer.terms;
    let quotes = queries::quotes_of(db, deal.thread_id, None, 100).await?;
    let agreed = quotes.iter().find(|quote| quote.id == deal.quote_id).map(|quote| quote.terms.clone());
    let title = around.title(&talk.offer);
    let mut rows = cancelled(app, l, &talk, deal).await?;
    rows.extend([
        (l.t("Hàng", "Goods"), title.clone()),
        (
            l.t("Mặt hàng", "Commodity"),
            around.commodity(&talk.offer).map(|one| one.name(l).to_owned()).unwrap_or_default(),
        ),
        (l.t("Số lượng", "Quantity"), words::amount(l, deal.quantity, &deal.unit_code)),
        (l.t("Mỗi thùng, hộp, túi", "One pack"), words::pack(l, terms.pack.as_ref())),
        (l.t("Giá", "Price"), words::price(l, deal.price, &deal.unit_code)),
        (l.t("Thành tiền", "Amount"), deal.amount.format(l)),
        (l.t("Điều kiện đã chốt", "Terms agreed on"), agreed.unwrap_or_default()),
        (l.t("Ngày chốt", "Agreed on"), date::moment(l, deal.agreed_at)),
    ]);
    let mut offered = goods(l, &talk.offer);
    offered.push((l.t("Chất lượng, quy cách", "Quality"), terms.quality.clone()));
    for all in [&mut rows, &mut offered] {
        all.retain(|(_, value)| !value.is_empty());
    }
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut shell = shell.private();
    shell.title = if l.is_vi() { format!("Thoả thuận: {title}") } else { format!("Deal: {title}") };
    let page = DealPage {
        path: format!("/giao-dich/thoa-thuan/{}", deal.id),
        thread: format!("/giao-dich/trao-doi/{}", deal.thread_id),
        state: Panel::new(l, standing::deal(l, deal.state), Some(deal.ended_at.unwrap_or(deal.agreed_at)), ctx.now, ""),
        rows,
        offered,
        in_words: deal.amount.in_words(l),
        seller: reach(app, &sells).await?,
        buyer,
        buyer_note,
        is_open: deal.state == DealState::Agreed,
        form: FormView::new(l, words::QUOTE_LABELS, fields, errors),
        shell,
    };
    page_with(status, &page)
}

/// Who called the deal off and why; nothing of a deal that stands.
async fn cancelled(
    app: &App,
    l: Locale,
    talk: &Negotiation,
    deal: &Deal,
) -> Result<Vec<(&'static str, String)>, AppError> {
    if deal.state != DealState::Cancelled {
        return Ok(Vec::new());
    }
    let who = match queries::who_said(app.db.read(), deal.thread_id, MessageKind::Cancelled, deal.quote_id).await? {
        Some(side) if side == talk.side => l.t("Bạn", "You").to_owned(),
        Some(side) => {
            let other = if side == Side::Owner { talk.offer.owner } else { talk.thread.other };
            let names = parties(app, [other].into_iter()).await?;
            called(l, &names, &other, talk.shows_buyers_contact())
        }
        None => String::new(),
    };
    Ok(vec![(l.t("Bên huỷ", "Called off by"), who), (l.t("Lý do huỷ", "Why"), deal.reason.clone())])
}

/// `POST …/hoan-thanh`
pub async fn complete(State(app): State<App>, shell: Shell, user: User, Path(id): Path<String>, form: Form) -> Page {
    let (trader, deal) = find(&app, &user, &id).await?;
    let here = format!("/giao-dich/thoa-thuan/{}", deal.id);
    if form.resumed {
        return after(&shell, &here, "");
    }
    let txn = app.db.begin().await?;
    offers::deal::complete(&txn, &app.ctx(user.actor()), &trader, deal.id).await?;
    txn.commit().await?;
    app.wake.notify_one();
    after(&shell, &here, "da-hoan-thanh")
}

/// `POST …/huy`
pub async fn cancel(State(app): State<App>, mut shell: Shell, user: User, Path(id): Path<String>, form: Form) -> Page {
    let (trader, deal) = find(&app, &user, &id).await?;
    let here = format!("/giao-dich/thoa-thuan/{}", deal.id);
    if form.resumed {
        return view(&app, shell, &trader, &deal, form.fields, FieldErrors::default()).await;
    }
    let txn = app.db.begin().await?;
    match offers::deal::cancel(&txn, &app.ctx(user.actor()), &trader, deal.id, form.fields.get("reason")).await {
        Ok(()) => {
            txn.commit().await?;
            app.wake.notify_one();
            after(&shell, &here, "da-huy-thoa-thuan")
        }
        Err(offers::Error::Invalid(errors)) => {
            drop(txn);
            shell.path = here;
            view(&app, shell, &trader, &deal, form.fields, errors).await
        }
        Err(error) => Err(error.into()),
    }
}
