//! Whether reports cost more with the years: the console's report and `floor report` of the same month, on a floor that has
//! counted for three years at 500,000 visits a month, beside one that has counted for a month.

use std::{path::PathBuf, process::Command, time::Instant};

use anyhow::Context;
use chrono::{Datelike, NaiveDate, Weekday};
use kernel::{Clock, ctx::local_date};
use statistics::{Month, bulk::Counts, kind};
use uuid::Uuid;

use crate::{floor::Floor, load::median, recording::open, visit::Visitor};

pub const VISITS_A_MONTH: i64 = 500_000;

/// How often each is measured; the two floors take turns.
const TIMES: usize = 9;
const REPORTS: usize = 5;
const OFFICER: [(&str, &str); 2] = [("identifier", "kiem-duyet@mau.example"), ("password", "cam-khe-may-2026")];
const SECOND_FACTOR: &str = "MZWG633SHBQXG2DFNZZWK5DPMRSW23ZT";

/// The month that is reported on both: the last that is over.
pub fn reported() -> Month {
    Month::of(local_date(Clock::System.now())).before()
}

/// Fills the days of so many months up to now, and closes those that are over. Once for a folder.
pub async fn fill(floor: &Floor, months: i32) -> anyhow::Result<()> {
    let mark = floor.data.join("history.done");
    if mark.exists() {
        return Ok(());
    }
    let db = open(&floor.data).await?;
    let now = Clock::System.now();
    let products = products(&db).await?;
    let first = reported().plus(1 - months);
    let mut month = first;
    while month <= reported() {
        let mut counts = Counts::default();
        for day in month.first().iter_days().take_while(|day| *day <= month.last()) {
            of_day(&mut counts, day, &products);
        }
        let txn = db.begin().await?;
        counts.write(&txn).await?;
        txn.commit().await?;
        month = month.next();
    }
    let txn = db.begin().await?;
    statistics::measure_from(&txn, first.first()).await?;
    // The demonstration has been served already, and may have closed its empty months.
    txn.commit().await?;
    db.execute_plain("DELETE FROM month_figure; DELETE FROM month_version").await?;
    db.execute_plain(&format!("UPDATE measure SET since = '{}'", first.first())).await?;
    report::close_due(&db, now).await?;
    // What the serving floor would remove in its first minute, beside the measuring.
    let txn = db.begin().await?;
    statistics::prune(&txn, now).await?;
    txn.commit().await?;
    db.analyse().await?;
    db.close().await?;
    std::fs::write(mark, "")?;
    Ok(())
}

async fn products(db: &database::Db) -> anyhow::Result<Vec<Uuid>> {
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let ids = catalogue::queries::page_listed_ids(db.read(), after, 500).await?;
        let Some(last) = ids.last() else { return Ok(all) };
        after = Some(*last);
        all.extend(ids.iter().map(|id| id.0));
    }
}

fn of_day(counts: &mut Counts, day: NaiveDate, products: &[Uuid]) {
    let quiet = day.weekday() == Weekday::Sun;
    let visits = VISITS_A_MONTH / 30 * if quiet { 7 } else { 10 } / 9;
    let pages = visits * 46 / 10;
    let whole = [
        (kind::VISIT, visits),
        (kind::VISITOR, visits * 82 / 100),
        (kind::PAGE, pages),
        (kind::SEARCH, visits / 2),
        (kind::LOGIN_OK, visits / 50),
    ];
    for (kind, by) in whole {
        counts.add(day, kind, Uuid::nil(), by);
    }
    for hour in 0..24 {
        counts.add_hour(day, hour, kind::PAGE, pages / 24);
    }
    // Few are looked at often and many seldom: a third of all on any day.
    let of_today = usize::try_from(day.num_days_from_ce() % 3).unwrap_or(0);
    for (place, product) in (1i64..).zip(products).skip(of_today).step_by(3) {
        counts.add(day, kind::PRODUCT_VIEW, *product, 1 + pages / 8 / place);
    }
    for (place, site) in (2..).zip(["google.com", "facebook.com", "coccoc.com", "baohatinh.vn", "zalo.me"]) {
        counts.add_word(day, kind::REFERRER, Uuid::nil(), site, visits / 3 / place);
    }
    for number in 0..60 {
        counts.add_searches(day, &format!("từ khoá {number}"), 1 + visits / 4 / (number + 1), 5 * (number % 4));
    }
}

/// Milliseconds of the console's page, one for each floor, in turns.
pub async fn pages(floors: [&Floor; 2], query: &str) -> anyhow::Result<[f64; 2]> {
    let (a, b) = (floors[0].serve(&[])?, floors[1].serve(&[])?);
    a.ready().await?;
    b.ready().await?;
    let mut officers = [officer(a.address).await?, officer(b.address).await?];
    let path = format!("/quan-tri/bao-cao?ky={query}");
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..=TIMES {
        for (officer, times) in officers.iter_mut().zip(&mut times) {
            let started = Instant::now();
            let page = officer.page(&path).await?;
            times.push(started.elapsed().as_secs_f64() * 1e3);
            anyhow::ensure!(page.contains("id=\"chi-tieu\""), "{path} is not the report");
        }
    }
    // The first of each is cold.
    Ok(times.map(|times| median(&mut times[1..].to_vec())))
}

/// Milliseconds of `floor report --period …`, from its start to its end, one for each floor, in turns.
pub fn reports(floors: [&Floor; 2], period: &str) -> anyhow::Result<[f64; 2]> {
    let folder = tempfile::tempdir()?;
    let file: PathBuf = folder.path().join("report.docx");
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..REPORTS {
        for (floor, times) in floors.iter().zip(&mut times) {
            let started = Instant::now();
            let mut command = Command::new(&floor.program);
            command.args(["report", "--period", period, "--format", "docx", "--output"]).arg(&file);
            command.env_clear().env("FLOOR__DATA_DIR", &floor.data).stdout(std::process::Stdio::null());
            let done = command.status().context("the report can't be started")?;
            times.push(started.elapsed().as_secs_f64() * 1e3);
            anyhow::ensure!(done.success(), "floor report --period {period} fails");
        }
    }
    Ok(times.map(|mut times| median(&mut times)))
}

/// The demonstration's moderator, logged in with the second factor.
async fn officer(address: std::net::SocketAddr) -> anyhow::Result<Visitor> {
    let owned = |fields: &[(&str, &str)]| -> Vec<(String, String)> {
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    let mut visitor = Visitor::new(address).await?;
    let page = visitor.send_for_page("/dang-nhap", &owned(&OFFICER)).await?;
    let step = page.split("name=\"buoc\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let step = step.context("the login asks for no second factor")?.to_owned();
    for seconds in [0, 30, -30] {
        let at = Clock::System.now() + chrono::TimeDelta::seconds(seconds);
        let code = accounts::second_factor::code_at(SECOND_FACTOR, at).unwrap_or_default();
        let answer = visitor.send("/dang-nhap/ma", &owned(&[("buoc", &step), ("code", &code)])).await?;
        if answer.status == 303 {
            return Ok(visitor);
        }
    }
    anyhow::bail!("the demonstration's officer can't log in")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[tokio::test]
    async fn a_month_is_filled_with_as_many_visits_as_it_says() {
        let db = database::testing::sqlite().await.unwrap();
        let month = Month::of("2026-06-01".parse().unwrap());
        let mut counts = Counts::default();
        for day in month.first().iter_days().take_while(|day| *day <= month.last()) {
            of_day(&mut counts, day, &[Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3)]);
        }
        let txn = db.begin().await.unwrap();
        counts.write(&txn).await.unwrap();
        txn.commit().await.unwrap();
        let visits = statistics::total(db.read(), kind::VISIT, month.first(), month.last()).await.unwrap();
        assert!((VISITS_A_MONTH..VISITS_A_MONTH * 11 / 10).contains(&visits), "{visits}");
    }
}
