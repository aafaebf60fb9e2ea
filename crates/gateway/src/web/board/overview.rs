//! `GET /bang-gia`: every commodity in one week, for the province or one commune.

use std::collections::HashMap;

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use catalogue::Category;
use kernel::{Actor, FieldErrors, Fields, Locale, Problem, date, place, text::collation_key};
use offers::board::{self, BoardWeek, Line, Week};

use super::{Names, csv, rows::Row};
use crate::{
    AppError,
    form::{FormView, Labels},
    render::{Page, counted, page_with},
    seen::View,
    state::App,
    view::Shell,
    web::{Pager, typed},
};

const PER_PAGE: usize = 40;
/// Weeks to choose from: a year.
pub const WEEKS: u64 = 53;
pub const LABELS: Labels = &[
    ("tuan", "Tuần", "Week"),
    ("category", "Ngành hàng", "Category"),
    ("commune", "Xã, phường", "Commune or ward"),
    ("page", "Trang", "Page"),
];

#[derive(Template)]
#[template(path = "web/board.html")]
struct OverviewPage {
    shell: Shell,
    form: FormView,
    weeks: Vec<(String, String)>,
    categories: Vec<(String, String)>,
    communes: Vec<(String, String)>,
    /// `tuần 48 năm 2026 (23/11–29/11/2026)`.
    week: String,
    is_closed: bool,
    closes: String,
    place: String,
    rows: Vec<Row>,
    total: usize,
    pager: Pager,
    csv: String,
    /// Something narrows the table.
    filtered: bool,
}

/// What an address asks for.
pub struct Asked<'a> {
    pub week: Week,
    pub category: Option<&'a Category>,
    /// A commune's code; empty: the whole province.
    pub commune: &'static str,
    pub page: usize,
}

/// Reads an address; `weeks` are those that were computed, the newest first.
pub fn read<'a>(fields: &Fields, names: &'a Names, weeks: &[BoardWeek], today: Week) -> Result<Asked<'a>, FieldErrors> {
    let mut errors = FieldErrors::default();
    let newest = weeks.first().map_or(today, |one| one.week);
    let mut asked = Asked { week: newest, category: None, commune: "", page: 1 };
    match (fields.get("tuan"), Week::parse(fields.get("tuan"))) {
        ("", _) => {}
        (_, Some(week)) => asked.week = week,
        (_, None) => errors.add("tuan", Problem::NotAChoice),
    }
    match (fields.get("category"), names.shelves.open(fields.get("category"))) {
        ("", _) => {}
        (_, Some(category)) => asked.category = Some(category),
        (_, None) => errors.add("category", Problem::NotAChoice),
    }
    match (fields.get("commune"), place::commune_by_slug(fields.get("commune"))) {
        ("", _) => {}
        (_, Some(commune)) => asked.commune = commune.code,
        (_, None) => errors.add("commune", Problem::NotAChoice),
    }
    match (fields.get("page"), fields.get("page").parse::<usize>()) {
        ("", _) => {}
        (_, Ok(page @ 1..=1_000)) => asked.page = page,
        (_, Ok(0)) => errors.add("page", Problem::TooSmall(1)),
        (_, Ok(_)) => errors.add("page", Problem::TooLarge(1_000)),
        (_, Err(_)) => errors.add("page", Problem::NotANumber),
    }
    errors.into_result(asked)
}

pub async fn show(State(app): State<App>, shell: Shell) -> Page {
    let (l, fields) = (shell.l, typed(&shell.query));
    let names = Names::read(&app).await?;
    let weeks = board::weeks(app.db.read(), WEEKS).await?;
    let asked = read(&fields, &names, &weeks, Week::of(app.ctx(Actor::Anonymous).today()));
    let asked = match asked {
        Ok(asked) => asked,
        Err(errors) => {
            let page = frame(shell, &names, &weeks, FormView::new(l, LABELS, fields, errors));
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let lines = lines(&app, &names, &asked, asked.week).await?;
    let before = lines_before(&app, &names, &asked).await?;
    let commune = fields.get("commune").to_owned();
    let query = if commune.is_empty() { String::new() } else { format!("&commune={commune}") };
    let mut found: Vec<(Vec<u8>, Row)> = lines
        .iter()
        .filter_map(|line| {
            let before = before.get(&key(line));
            let row = Row::of(line, before, &names, &query, l)?;
            Some((collation_key(&row.name), row))
        })
        .collect();
    found.sort_by(|a, b| (&a.0, a.1.unit).cmp(&(&b.0, b.1.unit)));
    let mut page = frame(shell, &names, &weeks, FormView::new(l, LABELS, fields, FieldErrors::default()));
    page.total = found.len();
    let last = u32::try_from(page.total.div_ceil(PER_PAGE)).unwrap_or(u32::MAX);
    let address = |number: u32| page.shell.url(&with_page(&page.form.fields, number));
    page.pager = Pager::new(u32::try_from(asked.page).unwrap_or(1), last, address);
    page.rows = found.into_iter().skip((asked.page - 1) * PER_PAGE).take(PER_PAGE).map(|(_, row)| row).collect();
    let known = weeks.iter().find(|one| one.week == asked.week);
    page.is_closed = known.is_some_and(|one| one.is_closed);
    page.week = week_words(asked.week, l);
    page.closes = date::day(l, asked.week.closes_on());
    page.place = place::commune(asked.commune).map(|commune| commune.title(l)).unwrap_or_default();
    page.filtered = asked.category.is_some() || !asked.commune.is_empty();
    counted(&page, View::Page)
}

/// `GET /bang-gia.csv`, with the same filters.
pub async fn export(State(app): State<App>, shell: Shell) -> Result<Response, AppError> {
    let names = Names::read(&app).await?;
    let weeks = board::weeks(app.db.read(), 1).await?;
    let fields = typed(&shell.query);
    let asked = read(&fields, &names, &weeks, Week::of(app.ctx(Actor::Anonymous).today()))?;
    let lines = lines(&app, &names, &asked, asked.week).await?;
    let name = format!("bang-gia-{}", asked.week.code().to_lowercase());
    Ok(csv::download(&name, lines, &names, shell.l).into_response())
}

type Key = (board::Good, String);

fn key(line: &Line) -> Key {
    (line.good.clone(), line.unit_code.clone())
}

async fn lines(app: &App, names: &Names, asked: &Asked<'_>, week: Week) -> Result<Vec<Line>, AppError> {
    let mut lines = board::lines(app.db.read(), week, asked.commune).await?;
    if let Some(category) = asked.category {
        let within = names.goods_under(category);
        lines.retain(|line| within.contains(&line.good));
    }
    Ok(lines)
}

async fn lines_before(app: &App, names: &Names, asked: &Asked<'_>) -> Result<HashMap<Key, Line>, AppError> {
    let before = lines(app, names, asked, asked.week.plus(-1)).await?;
    Ok(before.into_iter().map(|line| (key(&line), line)).collect())
}

fn frame(shell: Shell, names: &Names, weeks: &[BoardWeek], form: FormView) -> OverviewPage {
    let l = shell.l;
    let mut shell = shell.titled("Bảng giá nông sản, đặc sản Hà Tĩnh", "Price board of Hà Tĩnh goods");
    shell.description = l
        .t(
            "Giá chào bán, chào mua và giá thoả thuận của từng mặt hàng trên Sàn Hà Tĩnh theo tuần và theo xã, phường.",
            "Prices asked, bid and agreed for each commodity on the Hà Tĩnh floor, by week and commune.",
        )
        .to_owned();
    shell.noindex = !shell.query.is_empty();
    let query = shell.query.clone();
    let csv = shell.url(&if query.is_empty() { "/bang-gia.csv".to_owned() } else { format!("/bang-gia.csv?{query}") });
    OverviewPage {
        weeks: week_choices(weeks, form.value("tuan"), l),
        categories: category_choices(names, l),
        communes: place::communes().iter().map(|one| (one.slug.to_owned(), one.title(l))).collect(),
        week: String::new(),
        is_closed: false,
        closes: String::new(),
        place: String::new(),
        rows: Vec::new(),
        total: 0,
        pager: Pager::default(),
        csv,
        filtered: false,
        shell,
        form,
    }
}

/// `tuần 48 năm 2026 (23/11/2026–29/11/2026)`.
pub fn week_words(week: Week, l: Locale) -> String {
    format!("{} ({}–{})", week.name(l), date::day(l, week.monday()), date::day(l, week.sunday()))
}

pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// The weeks that were computed, and the one that was asked for.
pub fn week_choices(weeks: &[BoardWeek], chosen: &str, l: Locale) -> Vec<(String, String)> {
    let mut all: Vec<Week> = weeks.iter().map(|one| one.week).collect();
    all.extend(Week::parse(chosen).filter(|week| !all.contains(week)));
    all.sort_unstable_by(|a, b| b.cmp(a));
    all.into_iter().map(|week| (week.code(), capital(&week_words(week, l)))).collect()
}

/// Groups with what is below them.
fn category_choices(names: &Names, l: Locale) -> Vec<(String, String)> {
    let tree = &names.shelves.tree;
    let below = |category: &Category| (category.slug.clone(), format!("– {}", category.name(l)));
    tree.roots()
        .flat_map(|root| {
            let own = std::iter::once((root.slug.clone(), root.name(l).to_owned()));
            own.chain(tree.children(&root.code).map(below)).collect::<Vec<_>>()
        })
        .collect()
}

fn with_page(fields: &Fields, number: u32) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for name in ["tuan", "category", "commune"] {
        if fields.has(name) && !fields.get(name).is_empty() {
            query.append_pair(name, fields.get(name));
        }
    }
    if number > 1 {
        query.append_pair("page", &number.to_string());
    }
    let query = query.finish();
    if query.is_empty() { "/bang-gia".to_owned() } else { format!("/bang-gia?{query}") }
}
