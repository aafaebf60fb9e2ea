//! `/quan-tri/san-pham`: every product.

use std::{collections::HashMap, sync::Arc};

use axum::{extract::State, response::Response};
use catalogue::{
    CategoryTree, Flag, State as Standings,
    queries::{ConsoleFilter, ProductLine, category_tree, count_products, page_products},
};
use futures::{StreamExt, stream};
use kernel::{Locale, ProductId, StallId, ctx::local_date, date, unit};

use super::{
    csv,
    exports::{self, List, Part},
    frame::Frame,
    list::{Choice, Further, ListPage, ROWS, Row, with},
    queue::{Kind, flags},
};
use crate::{
    AppError,
    account::parameter,
    desk::states,
    render::{Page, page},
    session::Officer,
    state::App,
    view::Shell,
};

const PATH: &str = "/quan-tri/san-pham";

fn filter(shell: &Shell) -> ConsoleFilter {
    let filled = |name| Some(parameter(shell, name)).filter(|text| !text.is_empty());
    ConsoleFilter {
        state: Standings::from_code(&parameter(shell, "trang-thai")),
        category: filled("nganh"),
        member: parameter(shell, "thanh-vien").parse().ok(),
        stall: parameter(shell, "gian-hang").parse().ok(),
        flag: Flag::from_code(&parameter(shell, "canh-bao")),
        text: filled("q"),
        before: parameter(shell, "sau").parse().ok(),
    }
}

pub async fn show(State(app): State<App>, shell: Shell) -> Page {
    let (l, db) = (shell.l, app.db.read());
    let filter = filter(&shell);
    let tree = category_tree(db).await?;
    let mut found = page_products(db, &filter, ROWS + 1).await?;
    let further = Further::cut(&shell, PATH, &mut found, |one| one.id.to_string());
    let stalls = stalls(&app, &found).await?;
    page(&ListPage {
        frame: Frame::new(&app, &shell).await?,
        heading: l.t("Sản phẩm", "Products"),
        path: PATH,
        text: parameter(&shell, "q"),
        hint: l.t("Tên, có dấu hoặc không dấu", "Name, with or without marks"),
        choices: choices(l, &shell),
        kept: kept(&app, l, &filter).await?,
        columns: vec![
            l.t("Tên", "Name"),
            l.t("Trạng thái", "State"),
            l.t("Ngành hàng", "Category"),
            l.t("Gian hàng", "Stall"),
            l.t("Giá", "Price"),
            l.t("Sửa lần cuối", "Last changed"),
        ],
        rows: found.into_iter().map(|one| row(l, &tree, &stalls, one)).collect(),
        further,
        csv: shell.url(&with(&shell, "/quan-tri/san-pham.csv", &[])),
        new: None,
        shell: shell.titled("Sản phẩm", "Products").private(),
    })
}

fn choices(l: Locale, shell: &Shell) -> Vec<Choice> {
    let states = Standings::ALL.iter().map(|one| (one.code(), one.name(l)));
    let flags = Flag::ALL.iter().map(|one| (one.code(), one.name(l)));
    vec![
        Choice::new(shell, "trang-thai", l.t("Trạng thái", "State"), states),
        Choice::new(shell, "canh-bao", l.t("Cảnh báo", "Flag"), flags),
    ]
}

/// Filters that come from a link: of one member, stall or category.
async fn kept(app: &App, l: Locale, filter: &ConsoleFilter) -> Result<Vec<(&'static str, String, String)>, AppError> {
    let db = app.db.read();
    let mut kept = Vec::new();
    if let Some(id) = filter.member {
        let name = ::members::queries::member(db, id).await?.map(|one| one.name).unwrap_or_default();
        kept.push(("thanh-vien", id.to_string(), format!("{}: {name}", l.t("Của thành viên", "Of the member"))));
    }
    if let Some(id) = filter.stall {
        let name = ::members::queries::shop(db, id).await?.map(|one| one.stall.name).unwrap_or_default();
        kept.push(("gian-hang", id.to_string(), format!("{}: {name}", l.t("Của gian hàng", "Of the stall"))));
    }
    if let Some(code) = &filter.category {
        let tree = category_tree(db).await?;
        let name = tree.by_code(code).map(|one| one.name(l).to_owned()).unwrap_or_default();
        kept.push(("nganh", code.clone(), format!("{}: {name}", l.t("Ngành hàng", "Category"))));
    }
    Ok(kept)
}

async fn stalls(app: &App, found: &[ProductLine]) -> Result<HashMap<StallId, String>, AppError> {
    let mut ids: Vec<StallId> = found.iter().map(|one| one.stall_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let stalls = ::members::queries::stalls_by_ids(app.db.read(), &ids).await?;
    Ok(stalls.into_iter().map(|stall| (stall.id, stall.name)).collect())
}

fn price(l: Locale, one: &ProductLine) -> String {
    let unit = unit::unit(&one.unit_code).map_or("", |unit| unit.short(l));
    one.price.map_or_else(|| l.t("Liên hệ", "On request").to_owned(), |price| format!("{}/{unit}", price.format(l)))
}

fn category(l: Locale, tree: &CategoryTree, code: &str) -> String {
    tree.by_code(code).map(|one| one.name(l).to_owned()).unwrap_or_default()
}

fn row(l: Locale, tree: &CategoryTree, stalls: &HashMap<StallId, String>, one: ProductLine) -> Row {
    Row {
        path: Kind::Product.path(one.id),
        about: String::new(),
        standing: Some(states::product(l, one.state)),
        flags: flags(l, &one.flags),
        cells: vec![
            category(l, tree, &one.category_code),
            stalls.get(&one.stall_id).cloned().unwrap_or_default(),
            price(l, &one),
            date::day(l, local_date(one.updated_at)),
        ],
        name: one.name,
    }
}

pub async fn export(State(app): State<App>, shell: Shell, officer: Officer) -> Result<Response, AppError> {
    exports::answer(&app, &shell, &officer, exports::Kind::Products).await
}

/// The list as it is taken away.
pub async fn list(app: &App, shell: &Shell) -> Result<List, AppError> {
    let (l, filter) = (shell.l, filter(shell));
    let tree = Arc::new(category_tree(app.db.read()).await?);
    let head = vec![
        l.t("Mã", "Id"),
        l.t("Tên", "Name"),
        l.t("Trạng thái", "State"),
        l.t("Ngành hàng", "Category"),
        l.t("Gian hàng", "Stall"),
        l.t("Giá (đồng)", "Price (đồng)"),
        l.t("Đơn vị tính", "Unit"),
        l.t("Cảnh báo", "Flags"),
        l.t("Địa chỉ trên Sàn", "Address on the floor"),
        l.t("Sửa lần cuối", "Last changed"),
    ];
    let app = app.clone();
    let parts = stream::try_unfold(Some(None), move |before: Option<Option<ProductId>>| {
        let (app, tree) = (app.clone(), tree.clone());
        let mut filter = filter.clone();
        async move {
            let Some(before) = before else { return Ok::<_, AppError>(None) };
            filter.before = before;
            let found = page_products(app.db.read(), &filter, csv::CHUNK).await?;
            let stalls = stalls(&app, &found).await?;
            let next = found.last().filter(|_| found.len() as u64 == csv::CHUNK).map(|last| Some(last.id));
            let text = found.iter().map(|one| cells(l, &tree, &stalls, one)).collect();
            Ok(Some((Part { text, rows: found.len() as u64 }, next)))
        }
    });
    Ok(List { head, parts: parts.boxed() })
}

pub async fn count(app: &App, shell: &Shell) -> Result<u64, AppError> {
    Ok(count_products(app.db.read(), &filter(shell)).await?)
}

fn cells(l: Locale, tree: &CategoryTree, stalls: &HashMap<StallId, String>, one: &ProductLine) -> String {
    csv::line(&[
        one.id.to_string(),
        one.name.clone(),
        one.state.name(l).to_owned(),
        category(l, tree, &one.category_code),
        stalls.get(&one.stall_id).cloned().unwrap_or_default(),
        one.price.map(|price| price.0.to_string()).unwrap_or_default(),
        unit::unit(&one.unit_code).map_or("", |unit| unit.name(l)).to_owned(),
        flags(l, &one.flags).join("; "),
        format!("/san-pham/{}", one.slug),
        local_date(one.updated_at).to_string(),
    ])
}
