//! How visits went over the period, and in which hours of the day people come, beside the period before and the earlier one.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};
use documents::{Cell, Column, Row, Table};
use kernel::ctx::local_date;
use sea_orm::{ConnectionTrait, DbErr};
use statistics::{HOUR, Month, Period, whole_days};

use super::{Input, capital, cell, general::meanings};
use crate::{Measure, PeriodFigures};

const SHOWN: Measure = Measure::Visits;

/// The periods that stand side by side: this one, the one before, and the earlier one where it is another.
fn beside<'a>(input: &Input<'a>) -> Vec<&'a PeriodFigures> {
    let mut all = vec![input.figures, input.before];
    if input.earlier.period != input.before.period {
        all.push(input.earlier);
    }
    all
}

fn columns(input: &Input<'_>, first: &str) -> Vec<Column> {
    let names = beside(input).into_iter().map(|one| Column::number(&capital(&one.period.name(input.l))));
    std::iter::once(Column::text(first)).chain(names).collect()
}

/// Visits of each day of a month, or of each month of a longer period.
pub async fn visits(db: &impl ConnectionTrait, input: &Input<'_>) -> Result<Table, DbErr> {
    let l = input.l;
    let daily = matches!(input.figures.period, Period::Month(_));
    let mut courses = Vec::new();
    for one in beside(input) {
        courses.push(if let Period::Month(month) = one.period { days(db, one, month).await? } else { months(one) });
    }
    let months = input.figures.period.months();
    let place_name = |place: usize| {
        months.get(place).filter(|_| !daily).map_or_else(|| place + 1, |month| month.first().month() as usize)
    };
    // Where nothing is known the total says so once.
    let is_known = courses.iter().flatten().any(Option::is_some);
    let places = if is_known { courses.iter().map(Vec::len).max().unwrap_or(0) } else { 0 };
    let mut rows: Vec<Row> = (0..places)
        .map(|place| {
            // A month without a 31st has no such day, which is not a day without a figure.
            let values =
                courses.iter().map(|course| course.get(place).map_or(Cell::Empty, |value| cell(SHOWN, *value)));
            Row::new(std::iter::once(Cell::Text(place_name(place).to_string())).chain(values).collect())
        })
        .collect();
    let sums = courses.iter().map(|course| {
        let known: Vec<i64> = course.iter().flatten().copied().collect();
        cell(SHOWN, (!known.is_empty()).then(|| known.iter().sum()))
    });
    rows.push(Row::total(std::iter::once(Cell::Text(l.t("Cộng", "Total").to_owned())).chain(sums).collect()));
    let first = if daily { l.t("Ngày", "Day") } else { l.t("Tháng", "Month") };
    let open = l.t(
        " Hôm nay chưa có ở đây: lượt truy cập của một ngày được cộng lại sau nửa đêm.",
        " Today is not in it: a day's visits are added up after midnight.",
    );
    Ok(Table {
        title: l.t("Lượt truy cập so với các kỳ khác", "Visits beside other periods").to_owned(),
        columns: columns(input, first),
        rows,
        note: format!("{}{}", meanings(l, &[SHOWN]), if daily { open } else { "" }),
    })
}

fn months(figures: &PeriodFigures) -> Vec<Option<i64>> {
    figures.period.months().into_iter().map(|month| figures.month_value(month, SHOWN).known()).collect()
}

/// A day that is over and was counted has a figure, nought included.
async fn days(db: &impl ConnectionTrait, figures: &PeriodFigures, month: Month) -> Result<Vec<Option<i64>>, DbErr> {
    let counts: BTreeMap<NaiveDate, i64> = whole_days(db, &[SHOWN.code()], month.first(), month.last())
        .await?
        .into_iter()
        .map(|(day, _, count)| (day, count))
        .collect();
    let known_to = figures
        .versions
        .last()
        .map(|version| if version.is_closed() { month.last() } else { local_date(version.taken_at) - Days::new(1) });
    let since = figures.since(SHOWN);
    let known = |day: NaiveDate| since.is_some_and(|since| since <= day) && known_to.is_some_and(|last| day <= last);
    let all = month.first().iter_days().take_while(|day| *day <= month.last());
    Ok(all.map(|day| known(day).then(|| counts.get(&day).copied().unwrap_or(0))).collect())
}

/// When people come: pages opened in each hour of the day, over the whole period.
pub async fn by_hour(db: &impl ConnectionTrait, input: &Input<'_>) -> Result<Table, DbErr> {
    let l = input.l;
    let mut hours = Vec::new();
    for one in beside(input) {
        hours.push(one.by(db, Measure::Pages, HOUR).await?);
    }
    let value = |of: &BTreeMap<String, i64>, word: &str| {
        cell(Measure::Pages, (!of.is_empty()).then(|| of.get(word).copied().unwrap_or(0)))
    };
    let row = |hour: u32| {
        let values = hours.iter().map(|of| value(of, &format!("{hour:02}")));
        let name = format!("{hour}–{} {}", hour + 1, l.t("giờ", "h"));
        Row::new(std::iter::once(Cell::Text(name)).chain(values).collect())
    };
    let mut rows: Vec<Row> = if hours[0].is_empty() { Vec::new() } else { (0..24).map(row).collect() };
    let sums = hours.iter().map(|of| cell(Measure::Pages, (!of.is_empty()).then(|| of.values().sum())));
    rows.push(Row::total(std::iter::once(Cell::Text(l.t("Cộng", "Total").to_owned())).chain(sums).collect()));
    Ok(Table {
        title: l.t("Khách vào Sàn lúc mấy giờ", "When visitors come").to_owned(),
        columns: columns(input, l.t("Giờ trong ngày", "Hour of the day")),
        rows,
        note: l
            .t(
                "Số trang được mở trong từng giờ, theo giờ Hà Tĩnh, cộng mọi ngày của kỳ. Những tháng chốt trước khi Sàn giữ số liệu theo giờ không có ở đây.",
                "Pages opened in each hour, Hà Tĩnh time, over all days of the period. Months that were closed before hours were kept are not in it.",
            )
            .to_owned(),
    })
}
