//! `/quan-tri/bao-cao`: the floor's figures of a month, quarter, half-year or year, with charts, and the statutory report to
//! take away. Everything is read from months that are written already.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::Datelike;
use documents::{Cell, Format, Table};
use kernel::{Ctx, Locale};
use report::{Made, Measure, Names, PeriodFigures, summary, tables};
use statistics::{Correction, Month, Period, PeriodError, kind};

use super::{csv, drawn::Drawn, frame::Frame};
use crate::{
    AppError,
    account::parameter,
    form::Form,
    render::{Page, after, page_with},
    session::Officer,
    state::App,
    view::Shell,
};

pub const PATH: &str = "/quan-tri/bao-cao";

/// Years that can be chosen, this one too.
const YEARS: i32 = 4;
/// Nothing is compared with a year before it.
const FIRST_YEAR: i32 = 2010;
/// The most viewed that the summary names.
const NAMED: u64 = 3;

#[derive(Template)]
#[template(path = "admin/reports.html")]
struct ReportsPage {
    shell: Shell,
    frame: Frame,
    /// The periods to choose from, as code and name.
    choices: Vec<(String, String)>,
    period: String,
    name: String,
    compare: String,
    problem: Option<&'static str>,
    provisional: bool,
    summary: String,
    tiles: Vec<(String, &'static str)>,
    sections: Vec<Section>,
    late: Vec<Late>,
}

/// A table with its chart; an empty chart is none.
struct Section {
    code: &'static str,
    chart: Drawn,
    table: Table,
    rows: Vec<Line>,
}

fn section(l: Locale, sheet: tables::Sheet, before: &str) -> Section {
    let tables::Sheet { code, table } = sheet;
    Section { code, chart: Drawn::of(l, code, &table, before), rows: lines(l, &table), table }
}

/// A row as it is shown.
struct Line {
    is_total: bool,
    /// Text, and whether it is a figure.
    cells: Vec<(String, bool)>,
}

fn lines(l: Locale, table: &Table) -> Vec<Line> {
    let line = |row: &documents::Row| {
        let cells = row.cells.iter().zip(&table.columns).map(|(cell, column)| (cell.format(l), column.is_number));
        Line { is_total: row.is_total, cells: cells.collect() }
    };
    table.rows.iter().map(line).collect()
}

/// A closed month whose counts have changed since.
struct Late {
    month: String,
    name: String,
    differences: String,
}

pub async fn show(State(app): State<App>, shell: Shell) -> Page {
    with(&app, shell, None).await
}

async fn with(app: &App, shell: Shell, refused: Option<&'static str>) -> Page {
    let l = shell.l;
    let today = app.ctx(shell.viewer.actor()).today();
    let asked = parameter(&shell, "ky");
    let usual = Period::Month(Month::of(today).before());
    let (period, problem) = match Period::parse(&asked, today) {
        Ok(period) => (period, None),
        Err(_) if asked.is_empty() => (usual, None),
        Err(error) => (usual, Some(problem(l, error))),
    };
    let year = parameter(&shell, "nam");
    let compare = year.trim().parse().ok().filter(|year| (FIRST_YEAR..=today.year()).contains(year));
    let problem = problem.or_else(|| (compare.is_none() && !year.trim().is_empty()).then(|| no_such_year(l)));
    let db = app.db.read();
    let figures = PeriodFigures::read(db, period).await?;
    let before = PeriodFigures::read(db, period.before()).await?;
    let earlier = PeriodFigures::read(db, period.in_year(compare.unwrap_or(period.year() - 1))).await?;
    let input = tables::Input { l, figures: &figures, before: &before, earlier: &earlier };
    let most = figures.top(db, kind::COMMODITY_VIEW, "commodity", NAMED).await?;
    let mut names = Names::read(db, l).await?;
    names.learn(db, "commodity", &most).await?;
    let most: Vec<String> = most.iter().map(|(word, _)| names.of("commodity", word)).collect();
    let before_name = capital(&before.period.name(l));
    let sections = tables::all(db, &input).await?.into_iter().map(|sheet| section(l, sheet, &before_name)).collect();
    let status = if problem.or(refused).is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = ReportsPage {
        frame: Frame::new(app, &shell).await?,
        choices: choices(l, today, period),
        period: period.to_string(),
        name: period.name(l),
        compare: year,
        problem: problem.or(refused),
        provisional: figures.is_provisional(),
        summary: summary(&input, &most).join(" "),
        tiles: tiles(l, &figures),
        sections,
        late: late(app, l, period).await?,
        shell: shell.titled("Báo cáo", "Reports").private(),
    };
    page_with(status, &page)
}

fn no_such_year(l: Locale) -> &'static str {
    l.t(
        "Năm để so sánh phải là một năm từ 2010 đến nay. Ví dụ: 2019.",
        "The year to compare with must be one from 2010 until now. For example: 2019.",
    )
}

fn problem(l: Locale, error: PeriodError) -> &'static str {
    match error {
        PeriodError::Nonsense => l.t(
            "Không có kỳ báo cáo này. Hãy chọn một kỳ trong danh sách.",
            "There is no such period. Please choose one from the list.",
        ),
        PeriodError::Future => l.t(
            "Kỳ báo cáo này chưa bắt đầu. Hãy chọn một kỳ trong danh sách.",
            "This period has not begun yet. Please choose one from the list.",
        ),
    }
}

/// Years, half-years, quarters and months, the newest first; and the one that is shown.
fn choices(l: Locale, today: chrono::NaiveDate, shown: Period) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for year in (0..YEARS).map(|back| today.year() - back) {
        all.push(Period::Year(year));
        all.extend((1..=2).rev().map(|half| Period::Half(year, half)));
        all.extend((1..=4).rev().map(|quarter| Period::Quarter(year, quarter)));
    }
    all.extend((0..24).map(|back| Period::Month(Month::of(today).plus(-back))));
    if !all.contains(&shown) {
        all.push(shown);
    }
    let begun = all.into_iter().filter(|one| one.first().first() <= today);
    begun.map(|one| (one.to_string(), capital(&one.name(l)))).collect()
}

pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn tiles(l: Locale, figures: &PeriodFigures) -> Vec<(String, &'static str)> {
    [
        Measure::Members,
        Measure::Stalls,
        Measure::Products,
        Measure::ProductsOffered,
        Measure::Logins,
        Measure::Visits,
        Measure::Deals,
    ]
    .into_iter()
    .map(|measure| {
        let cell = figures.value(measure).known().map_or(Cell::Missing, Cell::Number);
        (cell.format(l), measure.name(l))
    })
    .collect()
}

async fn late(app: &App, l: Locale, period: Period) -> Result<Vec<Late>, AppError> {
    let found = statistics::late_months(app.db.read(), &period.months()).await?;
    let number = |value: i64| kernel::locale::number(l, value);
    let late = found.into_iter().map(|(month, differ)| {
        let differ = differ.iter().map(|(measure, sealed, now)| {
            let name =
                Measure::ALL.iter().find(|one| one.code() == measure).map_or(l.t("khác", "other"), |one| one.name(l));
            format!("{name}: {} → {}", number(*sealed), number(*now))
        });
        Late { month: month.to_string(), name: month.name(l), differences: differ.collect::<Vec<_>>().join("; ") }
    });
    Ok(late.collect())
}

/// `/quan-tri/bao-cao/tai`: the report as a file, noted in the audit log.
pub async fn download(State(app): State<App>, shell: Shell, officer: Officer) -> Result<Response, AppError> {
    let ctx = app.ctx(officer.actor());
    let period = Period::parse(&parameter(&shell, "ky"), ctx.today()).map_err(|_| AppError::NotFound)?;
    let format = Format::from_code(&parameter(&shell, "dang")).ok_or(AppError::NotFound)?;
    csv::note(&app, &officer, "export.report", &shell.query).await?;
    let made = Made {
        letterhead: &app.settings.letterhead,
        floor: &app.settings.operator.name,
        period,
        compare: parameter(&shell, "nam").parse().ok().filter(|year| (FIRST_YEAR..=2199).contains(year)),
        locale: shell.l,
        now: ctx.now,
    };
    let document = report::document(app.db.read(), &made).await?;
    let written = tokio::task::spawn_blocking(move || document.write(format)).await;
    let file = written
        .map_err(|error| AppError::Internal(error.to_string()))?
        .map_err(|error| AppError::Internal(error.to_string()))?;
    let name = format!("attachment; filename=\"bao-cao-{period}.{}\"", format.code());
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(format.media_type())),
        (header::CONTENT_DISPOSITION, HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("attachment"))),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, file).into_response())
}

/// An administrator takes late counts of a closed month over, as a version of its own.
pub async fn correct(State(app): State<App>, shell: Shell, officer: Officer, form: Form) -> Page {
    let l = shell.l;
    let ctx: Ctx = app.ctx(officer.actor());
    let period = Period::parse(form.fields.get("month"), ctx.today()).map_err(|_| AppError::NotFound)?;
    let Period::Month(month) = period else { return Err(AppError::NotFound) };
    let counted = report::counted(app.db.read(), month).await?;
    let txn = app.db.begin().await?;
    match statistics::correct_month(&txn, &ctx, month, form.fields.get("reason"), counted).await {
        Ok(_) => {
            txn.commit().await?;
            after(&shell, &format!("{PATH}?ky={month}"), "da-luu")
        }
        Err(Correction::NoReason) => {
            let text =
                l.t("Hãy nêu lý do đính chính, từ 10 đến 500 ký tự.", "Please give a reason, 10 to 500 letters.");
            with(&app, shell, Some(text)).await
        }
        Err(Correction::Open | Correction::Unchanged) => Err(AppError::WrongState),
        Err(Correction::Database(error)) => Err(error.into()),
    }
}
