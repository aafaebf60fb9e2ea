//! `/quan-tri/chao-hang/{id}`: one offer with everything an officer decides by.

use ::offers::{
    self as command, Deal, Error, HiddenBy, Offer, State as Standings, check_open, decide as decisions, queries,
};
use askama::Template;
use axum::extract::{Path, State};
use catalogue::Product;
use kernel::{Ctx, Locale, OfferId, ThreadId, date};
use sea_orm::ConnectionTrait;

use super::{
    decision::{Again, Decision, Typed, Verb, onwards},
    frame::Frame,
    history::{self, Line},
    list::{Further, ROWS},
    offer_thread::{self, Party, parties},
    offer_words::{self, Fact, Words},
    queue::{Kind, Wait},
    read_id,
};
use crate::{
    AppError,
    account::parameter,
    desk::states::{self, Standing},
    form::Form,
    market::standing,
    render::{Page, page_with},
    session::Officer,
    state::App,
    view::Shell,
    web::Image,
};

/// Deals that the page lists: an offer has few.
const DEALS: u64 = 50;

#[derive(Template)]
#[template(path = "admin/offer.html")]
struct OfferPage {
    shell: Shell,
    frame: Frame,
    offer: Offer,
    name: String,
    standing: Standing,
    wait: Option<Wait>,
    flags: Vec<&'static str>,
    /// Of an offer to sell: path, name, where it stands.
    product: Option<(String, String, Standing)>,
    photos: Vec<Image>,
    goods: Vec<Fact>,
    figures: Vec<Fact>,
    conditions: Vec<Fact>,
    owner: Party,
    remaining: String,
    threads: Vec<ThreadRow>,
    further: Further,
    path: String,
    deals: Vec<DealRow>,
    times: Vec<Fact>,
    history: Vec<Line>,
    decision: Decision,
}

struct ThreadRow {
    path: String,
    with: String,
    /// Price and quantity of the last quote, and where it stands.
    last: String,
    state: &'static str,
    touched: String,
}

/// A deal, as the offer's page and a thread show it.
pub struct DealRow {
    pub when: String,
    pub what: String,
    pub amount: String,
    pub state: &'static str,
    pub reason: String,
}

impl DealRow {
    #[must_use]
    pub fn new(l: Locale, offer: &Offer, deal: Deal) -> Self {
        Self {
            when: date::moment(l, deal.agreed_at),
            what: offer_thread::bid(l, offer, deal.quantity, deal.price),
            amount: deal.amount.format(l),
            state: deal.state.name(l),
            reason: deal.reason,
        }
    }
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
    let id: OfferId = read_id(&id)?;
    if form.resumed {
        return with(&app, shell, id, Again::resumed(form)).await;
    }
    let typed = Typed::read(shell.l, Kind::Offer, &form)?;
    let before = queries::offer_by_id(app.db.read(), id).await?.ok_or(AppError::NotFound)?;
    judges(&app, &officer, &before).await?;
    let txn = app.db.begin().await?;
    match carry_out(&txn, &app.ctx(officer.actor()), id, &typed).await {
        Ok(()) => {
            txn.commit().await?;
            onwards(&app, &shell, (Kind::Offer, id.0), before.submitted_at, typed.verb, &form).await
        }
        Err(error) => {
            drop(txn);
            let again = again(error, form)?;
            with(&app, shell, id, again).await
        }
    }
}

/// Nobody decides on his own offer, nor on his business's.
async fn judges(app: &App, officer: &Officer, offer: &Offer) -> Result<(), AppError> {
    if offer.owner.account == officer.0 {
        return Err(AppError::Forbidden);
    }
    match offer.owner.member {
        Some(member) => officer.judges(app, member).await,
        None => Ok(()),
    }
}

async fn carry_out(txn: &impl ConnectionTrait, ctx: &Ctx, id: OfferId, typed: &Typed) -> Result<(), Error> {
    match typed.verb {
        Verb::Approve => decisions::approve(txn, ctx, id, typed.version).await,
        Verb::RequestChanges => decisions::request_changes(txn, ctx, id, typed.version, &typed.reason).await,
        Verb::Reject => decisions::reject(txn, ctx, id, typed.version, &typed.reason).await,
        Verb::Suspend => decisions::suspend(txn, ctx, id, &typed.reason).await,
        Verb::Restore => decisions::restore(txn, ctx, id, &typed.reason).await,
    }
}

/// What keeps it from opening came up after the officer opened the page; the page says what it is.
fn again(error: Error, form: Form) -> Result<Again, AppError> {
    let stands_in_the_way = match &error {
        Error::Invalid(errors) => errors.get("reason").is_none(),
        Error::NotASeller | Error::NotVerified | Error::Expired => true,
        _ => false,
    };
    Again::after(if stands_in_the_way { AppError::WrongState } else { error.into() }, form)
}

async fn with(app: &App, shell: Shell, id: OfferId, again: Again) -> Page {
    let (l, db) = (shell.l, app.db.read());
    let offer = queries::offer_by_id(db, id).await?.ok_or(AppError::NotFound)?;
    let ctx = app.ctx(shell.viewer.actor());
    let words = Words::read(db, l).await?;
    let product = match offer.product_id {
        Some(id) => catalogue::queries::product_by_id(db, id).await?,
        None => None,
    };
    let path = Kind::Offer.path(id);
    let (threads, further) = threads(app, &shell, &offer, &path).await?;
    let deals = queries::deals_on_offer(db, id, DEALS).await?;
    let name = words.name(&offer);
    let obstacle = obstacle(app, l, &ctx, &offer).await?;
    let status = again.status();
    let mut decision =
        Decision::new(&shell, Kind::Offer, id.0, offer.version, verbs(offer.state, obstacle.is_empty()), again);
    decision.obstacle = obstacle;
    let page = OfferPage {
        frame: Frame::new(app, &shell).await?,
        standing: standing::offer(l, &offer),
        wait: offer.submitted_at.filter(|_| offer.state == Standings::Submitted).map(|at| Wait::new(l, ctx.now, at)),
        flags: words.flags(&offer, ctx.today()),
        photos: photos(app, &offer, &name).await?,
        goods: words.goods(&offer),
        figures: offer_words::figures(l, &offer, product.as_ref()),
        conditions: offer_words::conditions(l, &offer),
        product: product.map(|one| product_line(l, &one)),
        owner: parties(app, l, &[offer.owner]).await?.remove(0),
        remaining: offer_words::quantity(l, &offer, offer.remaining),
        threads,
        further,
        path,
        deals: deals.into_iter().map(|deal| DealRow::new(l, &offer, deal)).collect(),
        times: times(l, &offer),
        history: history::of(app, l, id.0).await?,
        decision,
        shell: shell.titled(&name, &name).private(),
        name,
        offer,
    };
    page_with(status, &page)
}

/// The offer's own photos; where it has none, buyers see the product's.
async fn photos(app: &App, offer: &Offer, name: &str) -> Result<Vec<Image>, AppError> {
    let pictures = media::find_pictures(app.db.read(), &offer.photos).await?;
    Ok(offer.photos.iter().filter_map(|id| Some(Image::new(pictures.get(id)?, name))).collect())
}

fn product_line(l: Locale, product: &Product) -> (String, String, Standing) {
    (Kind::Product.path(product.id), product.content.name_in(l).to_owned(), states::product(l, product.state))
}

async fn threads(app: &App, shell: &Shell, offer: &Offer, path: &str) -> Result<(Vec<ThreadRow>, Further), AppError> {
    let l = shell.l;
    let after: Option<ThreadId> = parameter(shell, "sau").parse().ok();
    let mut found = queries::page_threads_of_offer(app.db.read(), &offer.owner, offer.id, after, ROWS + 1).await?;
    let further = Further::cut(shell, path, &mut found, |one| one.thread.id.to_string());
    let others: Vec<_> = found.iter().map(|one| one.thread.other).collect();
    let names = parties(app, l, &others).await?;
    let row = |(one, with): (queries::ThreadLine, Party)| ThreadRow {
        path: offer_thread::path(offer.id, one.thread.id),
        with: with.name,
        state: one.last_quote.as_ref().map_or("", |quote| quote.state.name(l)),
        last: one.last_quote.map(|quote| offer_thread::bid(l, offer, quote.quantity, quote.price)).unwrap_or_default(),
        touched: date::moment(l, one.thread.updated_at),
    };
    Ok((found.into_iter().zip(names).map(row).collect(), further))
}

fn verbs(state: Standings, opens: bool) -> Vec<Verb> {
    let possible = |verb: &Verb| {
        let (verb, would_open) = match verb {
            Verb::Approve => (command::Verb::Approve, true),
            Verb::RequestChanges => (command::Verb::RequestChanges, false),
            Verb::Reject => (command::Verb::Reject, false),
            Verb::Suspend => (command::Verb::Suspend, false),
            Verb::Restore => (command::Verb::Restore, true),
        };
        state.after(verb).is_some() && (opens || !would_open)
    };
    Verb::ALL.into_iter().filter(possible).collect()
}

/// Why it can't be opened now; empty where it can, or where nobody asks.
async fn obstacle(app: &App, l: Locale, ctx: &Ctx, offer: &Offer) -> Result<&'static str, AppError> {
    if !matches!(offer.state, Standings::Submitted | Standings::Hidden(HiddenBy::Officer)) {
        return Ok("");
    }
    Ok(match check_open(app.db.read(), ctx.today(), offer).await {
        Ok(()) => "",
        Err(Error::Expired) => l.t(
            "Chào hàng đã qua ngày cuối nên không mở được. Có thể yêu cầu người đăng đổi ngày.",
            "Its last day has passed, so it can't be opened. You can ask its owner for a new day.",
        ),
        Err(Error::NotASeller) => l.t(
            "Thành viên hoặc gian hàng đang không hoạt động nên chào hàng không mở được.",
            "The member or its stall is not active, so the offer can't be opened.",
        ),
        Err(Error::NotVerified) => l.t(
            "Tài khoản người mua chưa xác minh hoặc đang bị khoá nên chào hàng không mở được.",
            "The buyer's account is not verified or is locked, so the offer can't be opened.",
        ),
        Err(Error::Invalid(_)) => l.t(
            "Sản phẩm, mặt hàng hoặc ngành hàng của chào hàng không còn chọn được nên không mở được.",
            "Its product, commodity or category can't be chosen any more, so it can't be opened.",
        ),
        Err(other) => return Err(other.into()),
    })
}

fn times(l: Locale, offer: &Offer) -> Vec<Fact> {
    let all = [
        (l.t("Tạo", "Begun"), Some(offer.created_at)),
        (l.t("Gửi duyệt lần cuối", "Last submitted"), offer.submitted_at),
        (l.t("Quyết định lần cuối", "Last decided"), offer.decided_at),
        (l.t("Mở lần đầu", "First opened"), offer.opened_at),
        (l.t("Kết thúc", "Ended"), offer.ended_at),
    ];
    all.into_iter().filter_map(|(what, at)| Some((what, date::moment(l, at?)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_not_open_is_neither_approved_nor_restored() {
        assert_eq!(verbs(Standings::Submitted, true), Verb::REVIEW);
        assert_eq!(verbs(Standings::Submitted, false), [Verb::RequestChanges, Verb::Reject]);
        assert_eq!(verbs(Standings::Open, true), [Verb::Suspend]);
        assert_eq!(verbs(Standings::Hidden(HiddenBy::Owner), true), [Verb::Suspend]);
        assert_eq!(verbs(Standings::Hidden(HiddenBy::Officer), true), [Verb::Restore]);
        assert!(verbs(Standings::Hidden(HiddenBy::Officer), false).is_empty());
        assert!(verbs(Standings::Expired, true).is_empty());
    }
}
