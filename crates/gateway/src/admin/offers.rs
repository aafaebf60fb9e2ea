//! `/quan-tri/chao-hang`: every offer to sell and to buy.

use std::sync::Arc;

use ::offers::{
    Kind as Way, Offer, State as Standings,
    queries::{ConsoleFilter, page_offers},
};
use axum::{extract::State, response::Response};
use chrono::NaiveDate;
use futures::{StreamExt, stream};
use kernel::{AccountId, Actor, Locale, MemberId, OfferId, ctx::local_date, date, unit};
use uuid::Uuid;

use super::{
    csv,
    exports::{self, List, Part},
    frame::Frame,
    list::{Choice, Further, ListPage, ROWS, Row, with},
    offer_thread::{Party, parties},
    offer_words::{self, Words},
    place_text,
    queue::Kind,
};
use crate::{
    AppError,
    account::parameter,
    market::standing,
    render::{Page, page},
    session::Officer,
    state::App,
    view::Shell,
};

const PATH: &str = "/quan-tri/chao-hang";
/// Owners that a text may mean.
const MEANT: u64 = 100;

async fn filter(app: &App, shell: &Shell, words: &Words) -> Result<ConsoleFilter, AppError> {
    let state = parameter(shell, "trang-thai");
    let category = parameter(shell, "nganh");
    Ok(ConsoleFilter {
        state: Standings::ALL.iter().map(|state| state.code()).find(|code| *code == state).map(str::to_owned),
        kind: Way::from_code(&parameter(shell, "loai")),
        categories: words.tree.by_code(&category).map(|one| words.tree.codes_under(&one.code)).unwrap_or_default(),
        parties: owners(app, shell).await?,
        product: parameter(shell, "san-pham").parse().ok(),
        before: parameter(shell, "sau").parse().ok(),
    })
}

/// Whose offers are wanted: of one member or account that a link names, or of those that the text means.
async fn owners(app: &App, shell: &Shell) -> Result<Option<Vec<Uuid>>, AppError> {
    let named = ["thanh-vien", "tai-khoan"].into_iter().find_map(|name| parameter(shell, name).parse().ok());
    let text = parameter(shell, "q");
    if named.is_some() || text.is_empty() {
        return Ok(named.map(|id| vec![id]));
    }
    let db = app.db.read();
    let filter = ::members::console::MemberFilter { text: text.clone(), ..Default::default() };
    let members = ::members::console::page_members(db, &filter, None, MEANT).await?;
    let mut meant: Vec<Uuid> = members.into_iter().map(|one| one.id.0).collect();
    if let Ok(identifier) = ::accounts::Identifier::parse(&text) {
        meant.extend(::accounts::find_by_identifier(db, &identifier).await?.map(|one| one.id.0));
    }
    Ok(Some(meant))
}

pub async fn show(State(app): State<App>, shell: Shell) -> Page {
    let (l, db) = (shell.l, app.db.read());
    let words = Words::read(db, l).await?;
    let filter = filter(&app, &shell, &words).await?;
    let today = app.ctx(shell.viewer.actor()).today();
    let mut found = page_offers(db, &filter, ROWS + 1).await?;
    let further = Further::cut(&shell, PATH, &mut found, |one| one.id.to_string());
    let owners = parties(&app, l, &found.iter().map(|one| one.owner).collect::<Vec<_>>()).await?;
    page(&ListPage {
        frame: Frame::new(&app, &shell).await?,
        heading: l.t("Chào bán, chào mua", "Offers to sell and to buy"),
        path: PATH,
        text: parameter(&shell, "q"),
        hint: l.t("Người đăng: tên, mã số thuế, điện thoại", "Owner: name, tax code, phone"),
        choices: choices(l, &shell, &words),
        kept: kept(&app, l, &shell).await?,
        columns: vec![
            l.t("Hàng", "Goods"),
            l.t("Trạng thái", "State"),
            l.t("Người đăng", "Owner"),
            l.t("Số lượng", "Quantity"),
            l.t("Còn lại", "Remaining"),
            l.t("Giá", "Price"),
            l.t("Báo giá", "Quotes"),
            l.t("Hiệu lực đến", "Valid until"),
        ],
        rows: found.iter().zip(owners).map(|(one, owner)| row(l, &words, today, one, owner)).collect(),
        further,
        csv: shell.url(&with(&shell, "/quan-tri/chao-hang.csv", &[])),
        new: None,
        shell: shell.titled("Chào bán, chào mua", "Offers").private(),
    })
}

fn choices(l: Locale, shell: &Shell, words: &Words) -> Vec<Choice> {
    // Hidden and closed stand several times among the states, once for each cause.
    let mut states: Vec<(&'static str, &'static str)> = Vec::new();
    for state in Standings::ALL {
        let name = match state {
            Standings::Hidden(_) => l.t("Đang ẩn hoặc tạm ngừng", "Hidden or suspended"),
            Standings::Closed(_) => l.t("Đã đóng", "Closed"),
            other => other.name(l),
        };
        if states.last().is_none_or(|(code, _)| *code != state.code()) {
            states.push((state.code(), name));
        }
    }
    let categories = words.tree.roots().map(|one| (one.code.clone(), one.name(l).to_owned()));
    vec![
        Choice::new(shell, "loai", l.t("Loại", "Kind"), Way::ALL.iter().map(|one| (one.code(), one.name(l)))),
        Choice::new(shell, "trang-thai", l.t("Trạng thái", "State"), states),
        Choice::new(shell, "nganh", l.t("Ngành hàng", "Category"), categories),
    ]
}

/// Filters that come from a link: of one member, account or product.
async fn kept(app: &App, l: Locale, shell: &Shell) -> Result<Vec<(&'static str, String, String)>, AppError> {
    let db = app.db.read();
    let mut kept = Vec::new();
    if let Ok(id) = parameter(shell, "thanh-vien").parse::<MemberId>() {
        let name = ::members::queries::member(db, id).await?.map(|one| one.name).unwrap_or_default();
        kept.push(("thanh-vien", id.to_string(), format!("{}: {name}", l.t("Của thành viên", "Of the member"))));
    }
    if let Ok(id) = parameter(shell, "tai-khoan").parse::<AccountId>() {
        let name = ::accounts::find_account(db, id).await?.map(|one| one.display_name).unwrap_or_default();
        kept.push(("tai-khoan", id.to_string(), format!("{}: {name}", l.t("Của tài khoản", "Of the account"))));
    }
    if let Ok(id) = parameter(shell, "san-pham").parse() {
        let found = catalogue::queries::product_by_id(db, id).await?;
        let name = found.map(|one| one.content.name_in(l).to_owned()).unwrap_or_default();
        kept.push(("san-pham", id.to_string(), format!("{}: {name}", l.t("Của sản phẩm", "Of the product"))));
    }
    Ok(kept)
}

fn row(l: Locale, words: &Words, today: NaiveDate, one: &Offer, owner: Party) -> Row {
    Row {
        path: Kind::Offer.path(one.id),
        name: words.name(one),
        about: format!("{} · {}", one.kind.name(l), words.category(one)),
        standing: Some(standing::offer(l, one)),
        flags: words.flags(one, today),
        cells: vec![
            owner.name,
            unbroken(&offer_words::quantity(l, one, one.terms.quantity)),
            unbroken(&offer_words::quantity(l, one, one.remaining)),
            offer_words::price(l, one),
            one.quotes.to_string(),
            date::day(l, one.terms.valid_until),
        ],
    }
}

/// Columns are narrow, and a number belongs to its unit.
fn unbroken(text: &str) -> String {
    text.replace(' ', "\u{a0}")
}

pub async fn export(State(app): State<App>, shell: Shell, officer: Officer) -> Result<Response, AppError> {
    exports::answer(&app, &shell, &officer, exports::Kind::Offers).await
}

/// The list as it is taken away.
pub async fn list(app: &App, shell: &Shell) -> Result<List, AppError> {
    let l = shell.l;
    let today = app.ctx(Actor::System).today();
    let words = Arc::new(Words::read(app.db.read(), l).await?);
    let filter = filter(app, shell, &words).await?;
    let head = vec![
        l.t("Mã", "Id"),
        l.t("Loại", "Kind"),
        l.t("Hàng", "Goods"),
        l.t("Trạng thái", "State"),
        l.t("Ngành hàng", "Category"),
        l.t("Người đăng", "Owner"),
        l.t("Số lượng", "Quantity"),
        l.t("Còn lại", "Remaining"),
        l.t("Đơn vị tính", "Unit"),
        l.t("Giá (đồng)", "Price (đồng)"),
        l.t("Nơi", "Place"),
        l.t("Báo giá", "Quotes"),
        l.t("Cảnh báo", "Flags"),
        l.t("Gửi duyệt", "Submitted"),
        l.t("Mở", "Opened"),
        l.t("Hiệu lực đến", "Valid until"),
    ];
    let app = app.clone();
    let parts = stream::try_unfold(Some(None), move |before: Option<Option<OfferId>>| {
        let (app, words) = (app.clone(), words.clone());
        let mut filter = filter.clone();
        async move {
            let Some(before) = before else { return Ok::<_, AppError>(None) };
            filter.before = before;
            let found = page_offers(app.db.read(), &filter, csv::CHUNK).await?;
            let owners = parties(&app, l, &found.iter().map(|one| one.owner).collect::<Vec<_>>()).await?;
            let next = found.last().filter(|_| found.len() as u64 == csv::CHUNK).map(|last| Some(last.id));
            let lines = found.iter().zip(owners).map(|(one, owner)| cells(l, &words, today, one, owner));
            Ok(Some((Part { text: lines.collect(), rows: found.len() as u64 }, next)))
        }
    });
    Ok(List { head, parts: parts.boxed() })
}

fn cells(l: Locale, words: &Words, today: NaiveDate, one: &Offer, owner: Party) -> String {
    let day = |at: Option<chrono::DateTime<chrono::Utc>>| at.map(|at| local_date(at).to_string()).unwrap_or_default();
    csv::line(&[
        one.id.to_string(),
        one.kind.name(l).to_owned(),
        words.name(one),
        one.state.name(l).to_owned(),
        words.category(one),
        owner.name,
        one.terms.quantity.input(l),
        one.remaining.input(l),
        unit::unit(&one.terms.unit_code).map_or("", |unit| unit.name(l)).to_owned(),
        one.terms.price.map(|price| price.0.to_string()).unwrap_or_default(),
        place_text(l, &one.terms.commune_code),
        one.quotes.to_string(),
        words.flags(one, today).join("; "),
        day(one.submitted_at),
        day(one.opened_at),
        one.terms.valid_until.to_string(),
    ])
}
