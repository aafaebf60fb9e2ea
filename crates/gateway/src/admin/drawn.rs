//! The charts of the report's tables, drawn from the tables' own cells.

use documents::{Cell, Row, Table};
use kernel::Locale;

use crate::{
    chart,
    ranks::{self, Rank},
};

/// A chart and what stands under it; an empty one is none.
#[derive(Default)]
pub struct Drawn {
    pub svg: String,
    pub caption: String,
    /// Whether the chart is as high as its table, so that it must not stay in view while the table is scrolled.
    pub tall: bool,
}

enum Way {
    /// One bar for each row: what stands in that column.
    Bars(usize),
    /// Every column behind the first: bars, and lines for the other periods.
    Beside,
    /// Lying bars with names: the columns of the names, the figures, and those of the period before.
    Ranks { name: usize, value: usize, before: usize },
}

fn way(code: &str, columns: usize) -> Option<Way> {
    let last = columns.checked_sub(1)?;
    match code {
        "theo-thang" => Some(Way::Bars(3)),
        "luot-truy-cap" | "theo-gio" => Some(Way::Beside),
        "mat-hang" | "san-pham" | "gian-hang" | "tu-khoa" | "khong-ket-qua" | "dang-nhap" | "nguon" | "chien-dich"
        | "xuat" => Some(Way::Ranks { name: 1, value: 2, before: last }),
        "loai-hinh" | "nganh-hang" | "huyen-cu" | "ocop" => Some(Way::Ranks { name: 0, value: 1, before: last }),
        _ => None,
    }
}

fn figure(row: &Row, column: usize) -> Option<i64> {
    match row.cells.get(column)? {
        Cell::Number(value) => Some(*value),
        _ => None,
    }
}

impl Drawn {
    /// `before` names the period before.
    pub fn of(l: Locale, code: &str, table: &Table, before: &str) -> Self {
        let Some(way) = way(code, table.columns.len()) else { return Self::default() };
        let rows: Vec<&Row> = table.rows.iter().filter(|row| !row.is_total).collect();
        let id = format!("ve-{code}");
        let word = |row: &Row, column: usize| row.cells.get(column).map(|cell| cell.format(l)).unwrap_or_default();
        match way {
            Way::Bars(column) => {
                let bars: Vec<(String, i64)> =
                    rows.iter().filter_map(|row| Some((word(row, 0), figure(row, column)?))).collect();
                let svg = if bars.len() > 1 { chart::bars(l, &id, &table.title, &bars) } else { String::new() };
                Self { svg, caption: format!("{}.", table.columns[column].title), tall: false }
            }
            Way::Beside => {
                let places = rows.iter().map(|row| short(&word(row, 0))).collect();
                let names: Vec<String> = table.columns.iter().skip(1).map(|column| column.title.clone()).collect();
                let values =
                    (1..table.columns.len()).map(|column| rows.iter().map(|row| figure(row, column)).collect());
                let periods = names.iter().cloned().zip(values).collect();
                let svg =
                    if rows.len() > 1 { chart::beside(l, &id, &table.title, places, periods) } else { String::new() };
                Self { svg, caption: chart::legend(l, &names), tall: false }
            }
            Way::Ranks { name, value, before: at } => {
                let rank = |row: &&Row| {
                    Some(Rank { name: word(row, name), value: figure(row, value)?, before: figure(row, at) })
                };
                let ranks: Vec<Rank> = rows.iter().filter_map(rank).collect();
                let compared = ranks.iter().any(|one| one.before.is_some());
                let stroke = l.t("vạch đứng", "stroke across");
                let compared = if compared { format!("; {stroke}: {before}") } else { String::new() };
                let svg = ranks::svg(l, &id, &table.title, before, &ranks);
                Self { svg, caption: format!("{}{compared}.", table.columns[value].title), tall: true }
            }
        }
    }
}

/// `7` of `7–8 giờ`: what fits under a bar.
fn short(name: &str) -> String {
    name.split('–').next().unwrap_or_default().to_owned()
}
