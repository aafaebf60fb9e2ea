//! `/quan-tri/ban-chao-hang`: how the desk of offers works: what waits, what was decided by whom, and how many products have a live
//! offer.

use std::collections::BTreeMap;

use ::offers::{
    Verb,
    queries::{Processed, decisions_by_day, figures},
};
use askama::Template;
use axum::{extract::State, response::Response};
use chrono::{Days, NaiveDate};
use kernel::{AccountId, Locale, date, locale::number};

use super::{
    csv,
    figures::{Period, Row, Table},
    frame::Frame,
    queue::Wait,
};
use crate::{
    AppError,
    account::parameter,
    chart,
    render::{Page, page},
    session::Officer,
    state::App,
    view::Shell,
};

/// So many days are asked for at a time: a month of one officer is at most three lines a day.
const CHUNK: u64 = 31;
/// More bars than this can't be told apart: then one stands for a week.
const MOST_BARS: usize = 62;

#[derive(Template)]
#[template(path = "admin/offer_desk.html")]
struct DeskPage {
    shell: Shell,
    frame: Frame,
    /// As the date fields take it.
    from: String,
    to: String,
    period: String,
    /// A figure, and what it is.
    figures: Vec<(String, &'static str)>,
    wait: Option<Wait>,
    chart: String,
    weekly: bool,
    decided: i64,
    tables: Vec<Table>,
}

/// Approved, sent back, rejected.
type Counts = [i64; 3];

/// What was decided in a period, by day and by officer.
#[derive(Debug, Default, PartialEq, Eq)]
struct Done {
    days: BTreeMap<NaiveDate, Counts>,
    officers: BTreeMap<AccountId, Counts>,
}

impl Done {
    /// Every day of the period stands in it.
    fn of(period: Period, lines: &[Processed]) -> Self {
        let mut done = Self::default();
        done.days
            .extend(period.from.iter_days().take_while(|day| *day <= period.to).map(|day| (day, Counts::default())));
        for line in lines {
            let Some(place) = place(line.verb) else { continue };
            done.days.entry(line.day).or_default()[place] += line.count;
            done.officers.entry(line.officer).or_default()[place] += line.count;
        }
        done
    }

    fn total(&self) -> Counts {
        let sum = |place: usize| self.days.values().map(|counts| counts[place]).sum();
        [sum(0), sum(1), sum(2)]
    }
}

fn place(verb: Verb) -> Option<usize> {
    match verb {
        Verb::Approve => Some(0),
        Verb::RequestChanges => Some(1),
        Verb::Reject => Some(2),
        _ => None,
    }
}

async fn done(app: &App, period: Period) -> Result<Done, AppError> {
    let mut lines = Vec::new();
    let mut from = period.from;
    while from <= period.to {
        let until = from.checked_add_days(Days::new(CHUNK - 1)).unwrap_or(period.to).min(period.to);
        lines.extend(decisions_by_day(app.db.read(), from, until).await?);
        let Some(next) = until.succ_opt() else { break };
        from = next;
    }
    Ok(Done::of(period, &lines))
}

pub async fn show(State(app): State<App>, shell: Shell) -> Page {
    let l = shell.l;
    let ctx = app.ctx(shell.viewer.actor());
    let period = Period::read(&shell, ctx.today());
    let done = done(&app, period).await?;
    let now = figures(app.db.read(), ctx.today()).await?;
    let (bars, weekly) = bars(l, &done);
    let title = l.t("Số quyết định", "Decisions");
    let today = self::done(&app, Period { from: ctx.today(), to: ctx.today() }).await?;
    let sum = |done: &Done| number(l, done.total().iter().sum());
    let count = |count: u64| number(l, count.try_into().unwrap_or(i64::MAX));
    let covered = format!("{} {} {}", count(now.products_with_offer), l.t("trên", "of"), count(now.products_listed));
    page(&DeskPage {
        frame: Frame::new(&app, &shell).await?,
        from: period.from.to_string(),
        to: period.to.to_string(),
        period: format!("{} – {}", date::day(l, period.from), date::day(l, period.to)),
        figures: vec![
            (count(now.waiting), l.t("chào hàng đang chờ duyệt", "offers wait")),
            (covered, l.t("sản phẩm đang đăng có chào bán còn hiệu lực", "listed products have a live offer to sell")),
            (sum(&today), l.t("quyết định hôm nay", "decisions today")),
            (sum(&done), l.t("quyết định trong khoảng thời gian", "decisions in the period")),
        ],
        wait: now.waiting_since.map(|since| Wait::new(l, ctx.now, since)),
        chart: chart::bars(l, "quyet-dinh", title, &bars),
        weekly,
        decided: done.total().iter().sum(),
        tables: vec![by_day(l, &done), by_officer(&app, l, &done).await?],
        shell: shell.titled("Bàn chào hàng", "Offer desk").private(),
    })
}

/// A bar for each day, or for each week where there are many; and whether it is weeks.
fn bars(l: Locale, done: &Done) -> (Vec<(String, i64)>, bool) {
    let days: Vec<(NaiveDate, i64)> = done.days.iter().map(|(day, counts)| (*day, counts.iter().sum())).collect();
    let weekly = days.len() > MOST_BARS;
    let bar = |some: &[(NaiveDate, i64)]| {
        // Under a bar there is no room for the year, which stands above the table.
        let first = some.first()?.0.format(l.t("%d/%m", "%-d %b")).to_string();
        Some((first, some.iter().map(|(_, count)| count).sum()))
    };
    let values: Vec<(String, i64)> = days.chunks(if weekly { 7 } else { 1 }).filter_map(bar).collect();
    (values, weekly)
}

fn columns(l: Locale, first: &'static str) -> Vec<&'static str> {
    vec![
        first,
        l.t("Duyệt", "Approved"),
        l.t("Yêu cầu bổ sung", "Changes asked for"),
        l.t("Từ chối", "Rejected"),
        l.t("Cộng", "Total"),
    ]
}

/// The three kinds and their sum.
fn counts(counts: &Counts) -> Vec<i64> {
    counts.iter().copied().chain([counts.iter().sum()]).collect()
}

fn total(l: Locale, done: &Done) -> Vec<String> {
    counts(&done.total()).into_iter().map(|count| number(l, count)).collect()
}

/// The newest day first.
fn by_day(l: Locale, done: &Done) -> Table {
    let row = |(day, of_day): (&NaiveDate, &Counts)| Row {
        path: String::new(),
        name: date::day(l, *day),
        counts: counts(of_day),
    };
    Table {
        code: "theo-ngay",
        title: l.t("Đã xử lý theo ngày", "Processed by day"),
        definition: l.t(
            "Ngày tính theo giờ Hà Tĩnh. Mỗi lần cán bộ duyệt, yêu cầu bổ sung hoặc từ chối một chào hàng là một quyết định; chào hàng gửi lại và được xử lý lần nữa thì tính thêm. Chào hàng của thành viên tin cậy mở ngay, không có quyết định nào nên không tính.",
            "Days are days in Hà Tĩnh. Each approval, request for changes or rejection by an officer is one decision; an offer that comes back and is decided again counts again. Offers of trusted members open at once without a decision and are not counted.",
        ),
        columns: columns(l, l.t("Ngày", "Day")),
        rows: done.days.iter().rev().map(row).collect(),
        total: total(l, done),
    }
}

/// The busiest first.
async fn by_officer(app: &App, l: Locale, done: &Done) -> Result<Table, AppError> {
    let officers: Vec<AccountId> = done.officers.keys().copied().collect();
    let names = ::accounts::names(app.db.read(), &officers).await?;
    let row = |(officer, of_officer): (&AccountId, &Counts)| Row {
        path: super::queue::Kind::Phone.path(officer),
        name: names.get(officer).cloned().unwrap_or_default(),
        counts: counts(of_officer),
    };
    let mut rows: Vec<Row> = done.officers.iter().map(row).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.counts.last().copied()));
    let total = if rows.is_empty() { Vec::new() } else { total(l, done) };
    Ok(Table {
        code: "theo-can-bo",
        title: l.t("Đã xử lý theo cán bộ", "Processed by officer"),
        definition: l.t(
            "Quyết định như ở bảng theo ngày, tính cho cán bộ đã bấm nút. Tạm ngừng và khôi phục không tính.",
            "Decisions as in the table by day, counted for the officer who made them. Suspending and restoring are not counted.",
        ),
        columns: columns(l, l.t("Cán bộ", "Officer")),
        rows,
        total,
    })
}

pub async fn export(State(app): State<App>, shell: Shell, officer: Officer) -> Result<Response, AppError> {
    let period = Period::read(&shell, app.ctx(officer.actor()).today());
    let done = done(&app, period).await?;
    let table = match parameter(&shell, "bang").as_str() {
        "" | "theo-ngay" => by_day(shell.l, &done),
        "theo-can-bo" => by_officer(&app, shell.l, &done).await?,
        _ => return Err(AppError::NotFound),
    };
    csv::note(&app, &officer, "export.offer_desk", &shell.query).await?;
    let rows = table.rows.iter().map(|row| {
        let counts = row.counts.iter().map(i64::to_string);
        csv::line(&std::iter::once(row.name.clone()).chain(counts).collect::<Vec<_>>())
    });
    let name = format!("ban-chao-hang-{}-{}-{}", table.code, period.from, period.to);
    Ok(csv::download(&name, &table.columns, csv::ready(rows.collect())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn line(at: &str, officer: u128, verb: Verb, count: i64) -> Processed {
        Processed { day: day(at), officer: AccountId(uuid::Uuid::from_u128(officer)), verb, count }
    }

    #[test]
    fn decisions_are_counted_for_their_day_and_their_officer() {
        let period = Period { from: day("2026-11-01"), to: day("2026-11-03") };
        let lines = [
            line("2026-11-01", 1, Verb::Approve, 4),
            line("2026-11-01", 2, Verb::Reject, 1),
            line("2026-11-03", 1, Verb::RequestChanges, 2),
        ];
        let done = Done::of(period, &lines);
        assert_eq!(done.days.values().copied().collect::<Vec<_>>(), [[4, 0, 1], [0, 0, 0], [0, 2, 0]]);
        assert_eq!(done.officers.values().copied().collect::<Vec<_>>(), [[4, 2, 0], [0, 0, 1]]);
        assert_eq!(done.total(), [4, 2, 1]);
    }

    #[test]
    fn a_bar_is_a_day_and_in_long_periods_a_week() {
        let period = |to| Period { from: day("2026-01-01"), to: day(to) };
        let drawn = |period, lines: &[Processed]| bars(Locale::En, &Done::of(period, lines));
        let (days, weekly) = drawn(period("2026-01-31"), &[]);
        assert_eq!((days.len(), weekly), (31, false));
        let (weeks, weekly) = drawn(period("2026-12-31"), &[line("2026-12-31", 1, Verb::Approve, 3)]);
        assert_eq!((weeks.len(), weekly), (53, true));
        assert_eq!(weeks.last(), Some(&("31 Dec".to_owned(), 3)));
    }
}
