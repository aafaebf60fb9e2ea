//! What was viewed, searched and followed most.

use documents::{Cell, Column, Row, Table};
use sea_orm::{ConnectionTrait, DbErr};
use statistics::kind;

use super::{Input, general::meanings};
use crate::{Measure, Names, Value};

const ROWS: u64 = 10;

/// One list of the ten highest.
pub struct Part {
    pub code: &'static str,
    measure: Measure,
    /// Under which name and dimension months keep it.
    kind: &'static str,
    dimension: &'static str,
    title: (&'static str, &'static str),
    column: (&'static str, &'static str),
    counted: (&'static str, &'static str),
    note: (&'static str, &'static str),
}

pub const PARTS: [&Part; 9] = [
    &Part {
        code: "mat-hang",
        measure: Measure::ProductViews,
        kind: kind::COMMODITY_VIEW,
        dimension: "commodity",
        title: ("Mặt hàng được xem nhiều nhất", "Most viewed commodities"),
        column: ("Mặt hàng", "Commodity"),
        counted: ("Lượt xem", "Views"),
        note: (
            "Tổng lượt xem của mọi sản phẩm thuộc mặt hàng; sản phẩm chưa chọn mặt hàng không có ở đây.",
            "Views of all products of the commodity; products that name none are not in it.",
        ),
    },
    &Part {
        code: "san-pham",
        measure: Measure::ProductViews,
        kind: kind::PRODUCT_VIEW,
        dimension: "product",
        title: ("Sản phẩm được xem nhiều nhất", "Most viewed products"),
        column: ("Sản phẩm", "Product"),
        counted: ("Lượt xem", "Views"),
        note: ("", ""),
    },
    &Part {
        code: "gian-hang",
        measure: Measure::StallViews,
        kind: kind::STALL_VIEW,
        dimension: "stall",
        title: ("Gian hàng được xem nhiều nhất", "Most viewed stalls"),
        column: ("Gian hàng", "Stall"),
        counted: ("Lượt xem", "Views"),
        note: ("Số lần trang gian hàng được mở.", "How often the stall's page was opened."),
    },
    &Part {
        code: "tu-khoa",
        measure: Measure::Searches,
        kind: kind::SEARCH,
        dimension: "term",
        title: ("Từ khoá được tìm nhiều nhất", "Most searched terms"),
        column: ("Từ khoá", "Term"),
        counted: ("Lượt tìm", "Searches"),
        note: (
            "Không phân biệt chữ hoa; từ khoá giống dữ liệu cá nhân không được lưu.",
            "Whatever their case; terms that look like personal data are not kept.",
        ),
    },
    &Part {
        code: "khong-ket-qua",
        measure: Measure::ZeroHits,
        kind: "zero_hit",
        dimension: "term",
        title: ("Từ khoá không có kết quả", "Terms without results"),
        column: ("Từ khoá", "Term"),
        counted: ("Lượt tìm", "Searches"),
        note: (
            "Người mua tìm mà không thấy: gợi ý về hàng còn thiếu hoặc tên gọi khác nên thêm cho mặt hàng.",
            "What buyers looked for in vain: goods that are missing, or other names to add to a commodity.",
        ),
    },
    &Part {
        code: "dang-nhap",
        measure: Measure::Logins,
        kind: kind::LOGIN_OK_MEMBER,
        dimension: "member",
        title: ("Thành viên đăng nhập nhiều nhất", "Members that logged in most"),
        column: ("Thành viên", "Member"),
        counted: ("Lượt đăng nhập", "Logins"),
        note: ("", ""),
    },
    &Part {
        code: "nguon",
        measure: Measure::Visits,
        kind: kind::REFERRER,
        dimension: "site",
        title: ("Trang dẫn khách đến Sàn", "Sites that led to the floor"),
        column: ("Trang", "Site"),
        counted: ("Lượt đến", "Arrivals"),
        note: (
            "Trang mà trình duyệt của khách cho biết; nhiều trình duyệt không cho biết.",
            "As the visitor's browser says; many don't.",
        ),
    },
    &Part {
        code: "chien-dich",
        measure: Measure::Visits,
        kind: kind::CAMPAIGN,
        dimension: "campaign",
        title: ("Chiến dịch quảng bá", "Campaigns"),
        column: ("Chiến dịch", "Campaign"),
        counted: ("Lượt đến", "Arrivals"),
        note: ("Theo đường dẫn có ghi tên chiến dịch (utm_campaign).", "By links that name a campaign (utm_campaign)."),
    },
    &Part {
        code: "xuat",
        measure: Measure::Exports,
        kind: kind::EXPORT,
        dimension: "list",
        title: ("Danh sách và báo cáo đã xuất", "Lists and reports taken away"),
        column: ("Danh sách", "List"),
        counted: ("Lượt xuất", "Exports"),
        note: ("Mỗi lần xuất đều được ghi nhật ký.", "Every export stands in the audit log."),
    },
];

/// The ten highest, with each one's share of all.
pub async fn most(
    db: &impl ConnectionTrait,
    input: &Input<'_>,
    names: &mut Names,
    part: &Part,
) -> Result<Table, DbErr> {
    let l = input.l;
    let pick = |(vi, en): (&'static str, &'static str)| l.t(vi, en);
    let found = input.figures.top(db, part.kind, part.dimension, ROWS).await?;
    names.learn(db, part.dimension, &found).await?;
    let all = input.figures.top(db, part.kind, "", 1).await?.first().map(|(_, all)| *all);
    let words: Vec<String> = found.iter().map(|(word, _)| word.clone()).collect();
    let before = input.before.of_words(db, part.kind, part.dimension, &words).await?;
    let counted_before = !input.before.top(db, part.kind, "", 1).await?.is_empty();
    let row = |(place, (word, count)): (i64, &(String, i64))| {
        let share = super::change(Value::Known(*count + all.unwrap_or(0)), all.map_or(Value::Missing, Value::Known));
        Row::new(vec![
            Cell::Number(place),
            Cell::Text(names.of(part.dimension, word)),
            Cell::Number(*count),
            share.map_or(Cell::Missing, Cell::PerMille),
            if counted_before { Cell::Number(before.get(word).copied().unwrap_or(0)) } else { Cell::Missing },
        ])
    };
    let mut rows: Vec<Row> = (1..).zip(&found).map(row).collect();
    if rows.is_empty() {
        let said = if all.is_some() { Cell::Number(0) } else { Cell::Missing };
        rows.push(Row::new(vec![
            Cell::Empty,
            Cell::Text(l.t("(không có)", "(none)").to_owned()),
            said,
            Cell::Empty,
            Cell::Empty,
        ]));
    }
    let note = if part.note.0.is_empty() { meanings(l, &[part.measure]) } else { pick(part.note).to_owned() };
    Ok(Table {
        title: pick(part.title).to_owned(),
        columns: vec![
            Column::number(l.t("TT", "No.")),
            Column::text(pick(part.column)),
            Column::number(pick(part.counted)),
            Column::number(l.t("Tỷ trọng", "Share")),
            Column::number(&super::before_title(l, pick(part.counted))),
        ],
        rows,
        note,
    })
}
