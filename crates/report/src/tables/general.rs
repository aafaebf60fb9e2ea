//! The floor as a whole.

use documents::{Cell, Column, Row, Table};
use kernel::{Locale, date};
use sea_orm::{ConnectionTrait, DbErr};

use super::{Input, capital, cell, change_cell};
use crate::{Measure, Value, names::KINDS};

/// The definitions of these measures, one after another.
pub(super) fn meanings(l: Locale, measures: &[Measure]) -> String {
    let said: Vec<&str> = measures.iter().map(|one| one.meaning(l)).filter(|text| !text.is_empty()).collect();
    said.join(" ")
}

/// Every figure of the period beside the one before and the earlier one.
#[must_use]
pub fn general(input: &Input<'_>) -> Table {
    let l = input.l;
    let earlier = input.earlier.period.name(l);
    // A year's period before is the year before: said once.
    let twice = input.before.period != input.earlier.period;
    let row = |measure: &Measure| {
        let [now, before, then] = [input.figures, input.before, input.earlier].map(|one| one.value(*measure));
        let mut cells = vec![
            Cell::Text(measure.name(l).to_owned()),
            cell(*measure, now.known()),
            cell(*measure, before.known()),
            change_cell(now, before),
        ];
        if twice {
            cells.extend([cell(*measure, then.known()), change_cell(now, then)]);
        }
        Row::new(cells)
    };
    let mut columns = vec![
        Column::text(l.t("Chỉ tiêu", "Figure")),
        Column::number(l.t("Kỳ này", "This period")),
        Column::number(&capital(&input.before.period.name(l))),
        Column::number(l.t("Tăng, giảm", "Change")),
    ];
    if twice {
        columns.extend([Column::number(&capital(&earlier)), Column::number(l.t("Tăng, giảm", "Change"))]);
    }
    Table {
        title: l.t("Các chỉ tiêu chung", "General figures").to_owned(),
        columns,
        rows: Measure::ALL.iter().map(row).collect(),
        note: format!("{}{}", meanings(l, Measure::ALL), since(input)),
    }
}

/// Which figures are counted for a part of the period only.
fn since(input: &Input<'_>) -> String {
    let l = input.l;
    let parts: Vec<String> = Measure::ALL
        .iter()
        .filter_map(|measure| match input.figures.value(*measure) {
            Value::Since(_, day) => {
                let since = l.t("được thống kê từ ngày", "is counted since");
                Some(format!(" {} {since} {}.", measure.name(l), date::day(l, day)))
            }
            _ => None,
        })
        .collect();
    parts.concat()
}

/// The period's months, one beside another.
#[must_use]
pub fn monthly(input: &Input<'_>) -> Table {
    const SHOWN: [Measure; 7] = [
        Measure::Visits,
        Measure::Visitors,
        Measure::Pages,
        Measure::ProductViews,
        Measure::Logins,
        Measure::Deals,
        Measure::DealValue,
    ];
    let l = input.l;
    let mut columns = vec![Column::text(l.t("Tháng", "Month"))];
    columns.extend(SHOWN.iter().map(|measure| Column::number(measure.name(l))));
    let months = input.figures.period.months();
    let known = |month: &&statistics::Month| input.figures.versions.iter().any(|version| version.month == **month);
    let row = |month: &statistics::Month| {
        let mut cells = vec![Cell::Text(month.short())];
        cells.extend(SHOWN.iter().map(|one| cell(*one, input.figures.month_value(*month, *one).known())));
        Row::new(cells)
    };
    let mut rows: Vec<Row> = months.iter().filter(known).map(row).collect();
    let mut sums = vec![Cell::Text(l.t("Cộng", "Total").to_owned())];
    sums.extend(SHOWN.iter().map(|one| cell(*one, input.figures.value(*one).known())));
    rows.push(Row::total(sums));
    Table {
        title: l.t("Diễn biến theo tháng", "Month by month").to_owned(),
        columns,
        rows,
        note: format!(
            "{} {}",
            l.t("Tháng tính theo giờ Hà Tĩnh.", "Months are months in Hà Tĩnh."),
            meanings(l, &SHOWN)
        ),
    }
}

/// What the operator of a platform reports every year (Law 122/2025/QH15, Decree 248/2026/NĐ-CP). What the floor does not
/// count yet is named as such.
pub async fn by_law(db: &impl ConnectionTrait, input: &Input<'_>) -> Result<Table, DbErr> {
    let l = input.l;
    let figures = input.figures;
    let kinds = figures.by(db, Measure::Members, "kind").await?;
    let of = |individual: bool| {
        let those = KINDS.iter().filter(|kind| kind.is_individual() == individual);
        let sum = those.map(|kind| kinds.get(kind.code()).copied().unwrap_or(0)).sum::<i64>();
        figures.value(Measure::Members).known().map(|_| sum)
    };
    let one = |measure: Measure| cell(measure, figures.value(measure).known());
    let number = |value: Option<i64>| value.map_or(Cell::Missing, Cell::Number);
    let rows = [
        (l.t("Người bán đã xác thực", "Verified sellers"), one(Measure::Members)),
        (l.t("– tổ chức", "– organisations"), number(of(false))),
        (l.t("– hộ, cá nhân", "– households and individuals"), number(of(true))),
        (l.t("Gian hàng đang mở", "Open stalls"), one(Measure::Stalls)),
        (l.t("Mặt hàng đang đăng bán (SKU)", "Listed goods (SKU)"), one(Measure::Products)),
        (l.t("Giao dịch thoả thuận trong năm", "Deals of the year"), one(Measure::Deals)),
        (l.t("Giá trị giao dịch thoả thuận", "Value of deals"), one(Measure::DealValue)),
        (l.t("Đơn hàng thanh toán qua Sàn", "Orders paid through the floor"), Cell::Missing),
        (l.t("Lượt truy cập trong năm", "Visits of the year"), one(Measure::Visits)),
        (l.t("Khiếu nại tiếp nhận", "Complaints received"), Cell::Missing),
        (l.t("Khiếu nại đã giải quyết", "Complaints resolved"), Cell::Missing),
        (l.t("Sản phẩm đang bị tạm gỡ", "Products taken off sale"), one(Measure::Suspended)),
        (l.t("Yêu cầu gỡ của cơ quan nhà nước", "Authorities' requests to remove"), Cell::Missing),
    ];
    Ok(Table {
        title: l.t("Số liệu hằng năm theo pháp luật về thương mại điện tử", "Yearly figures under the e-commerce law").to_owned(),
        columns: vec![Column::text(l.t("Nội dung", "Figure")), Column::number(l.t("Số liệu", "Value"))],
        rows: rows.into_iter().map(|(name, cell)| Row::new(vec![Cell::Text(name.to_owned()), cell])).collect(),
        note: l
            .t(
                "Theo Luật Thương mại điện tử số 122/2025/QH15 và Nghị định số 248/2026/NĐ-CP. “Chưa thống kê” nghĩa là Sàn chưa có số liệu, không phải bằng 0.",
                "Under the Law on E-commerce 122/2025/QH15 and Decree 248/2026/NĐ-CP. “Not recorded yet” means that the floor has no figure, not that it is nought.",
            )
            .to_owned(),
    })
}

/// How each month was written, so that everybody can see whether figures changed.
#[must_use]
pub fn sealed(input: &Input<'_>) -> Table {
    let l = input.l;
    let row = |version: &statistics::MonthVersion| {
        let state = match version.version {
            0 => l.t("Tạm tính", "Provisional").to_owned(),
            1 => l.t("Đã chốt", "Closed").to_owned(),
            more => format!("{} {}: {}", l.t("Đính chính lần", "Correction"), more - 1, version.reason),
        };
        Row::new(vec![
            Cell::Text(version.month.short()),
            Cell::Text(state),
            Cell::Text(date::moment(l, version.taken_at)),
            Cell::Text(version.checksum.chars().take(16).collect()),
        ])
    };
    Table {
        title: l.t("Tình trạng số liệu từng tháng", "State of each month's figures").to_owned(),
        columns: vec![
            Column::text(l.t("Tháng", "Month")),
            Column::text(l.t("Tình trạng", "State")),
            Column::text(l.t("Thời điểm ghi", "Written at")),
            Column::text(l.t("Mã kiểm tra", "Checksum")),
        ],
        rows: input.figures.versions.iter().map(row).collect(),
        note: l
            .t(
                "Tháng đã chốt không thay đổi nữa; số liệu đến muộn chỉ được đưa vào bằng một lần đính chính có nêu lý do. Mã kiểm tra là 16 ký tự đầu của SHA-256 trên toàn bộ số liệu của tháng.",
                "A closed month does not change; what comes late enters only by a correction with its reason. The checksum is the first 16 letters of the SHA-256 of all figures of the month.",
            )
            .to_owned(),
    }
}
