//! `/quan-tri/thong-ke`: what happened on the floor, in plain tables.

use askama::Template;
use axum::{extract::State, response::Response};
use kernel::date;

use super::{
    csv,
    figures::{Period, Table, Which, table},
    frame::Frame,
};
use crate::{
    AppError,
    account::parameter,
    render::{Page, page},
    session::Officer,
    state::App,
    view::Shell,
};

#[derive(Template)]
#[template(path = "admin/statistics.html")]
struct StatisticsPage {
    shell: Shell,
    frame: Frame,
    /// As the date fields take it.
    from: String,
    to: String,
    /// The same in words.
    period: String,
    tables: Vec<Table>,
}

pub async fn show(State(app): State<App>, shell: Shell) -> Page {
    let l = shell.l;
    let period = Period::read(&shell, app.ctx(shell.viewer.actor()).today());
    let mut tables = Vec::new();
    for which in Which::ALL {
        tables.push(table(&app, l, which, period).await?);
    }
    page(&StatisticsPage {
        frame: Frame::new(&app, &shell).await?,
        from: period.from.to_string(),
        to: period.to.to_string(),
        period: format!("{} – {}", date::day(l, period.from), date::day(l, period.to)),
        tables,
        shell: shell.titled("Thống kê", "Statistics").private(),
    })
}

pub async fn export(State(app): State<App>, shell: Shell, officer: Officer) -> Result<Response, AppError> {
    let which = Which::from_code(&parameter(&shell, "bang")).ok_or(AppError::NotFound)?;
    csv::note(&app, &officer, "export.statistics", &shell.query).await?;
    let period = Period::read(&shell, app.ctx(officer.actor()).today());
    let table = table(&app, shell.l, which, period).await?;
    let rows = table.rows.iter().map(|row| {
        let counts = row.counts.iter().map(i64::to_string);
        csv::line(&std::iter::once(row.name.clone()).chain(counts).collect::<Vec<_>>())
    });
    let name = format!("thong-ke-{}-{}-{}", table.code, period.from, period.to);
    Ok(csv::download(&name, &table.columns, csv::ready(rows.collect())))
}
