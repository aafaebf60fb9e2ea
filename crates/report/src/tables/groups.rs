//! By kind of member, category, place and stars.

use std::collections::BTreeMap;

use documents::{Cell, Column, Row, Table};
use kernel::place;
use sea_orm::{ConnectionTrait, DbErr};

use super::{Input, before_title, cell, general::meanings};
use crate::{Measure, Names, names::KINDS};

/// One breakdown.
pub struct Part {
    pub code: &'static str,
    dimension: &'static str,
    title: (&'static str, &'static str),
    column: (&'static str, &'static str),
    measures: &'static [Measure],
}

const GOODS: &[Measure] = &[Measure::Products, Measure::ProductsOffered, Measure::Deals, Measure::DealValue];
const PLACES: &[Measure] = &[
    Measure::Members,
    Measure::Stalls,
    Measure::Products,
    Measure::ProductsOffered,
    Measure::Deals,
    Measure::DealValue,
];
const KIND: &[Measure] = &[
    Measure::Members,
    Measure::Stalls,
    Measure::Products,
    Measure::Logins,
    Measure::FailedLogins,
    Measure::Deals,
    Measure::DealValue,
];

pub const PARTS: [&Part; 5] = [
    &Part {
        code: "loai-hinh",
        dimension: "kind",
        title: ("Theo loại hình thành viên", "By kind of member"),
        column: ("Loại hình", "Kind"),
        measures: KIND,
    },
    &Part {
        code: "nganh-hang",
        dimension: "category",
        title: ("Theo nhóm ngành hàng", "By group of categories"),
        column: ("Nhóm ngành hàng", "Group"),
        measures: GOODS,
    },
    &Part {
        code: "huyen-cu",
        dimension: "district",
        title: ("Theo địa bàn huyện, thị xã, thành phố cũ", "By former district"),
        column: ("Địa bàn cũ", "Former district"),
        measures: PLACES,
    },
    &Part {
        code: "xa-phuong",
        dimension: "commune",
        title: ("Theo xã, phường", "By commune and ward"),
        column: ("Xã, phường", "Commune"),
        measures: PLACES,
    },
    &Part {
        code: "ocop",
        dimension: "ocop",
        title: ("Theo hạng sao OCOP", "By OCOP stars"),
        column: ("Hạng sao", "Stars"),
        measures: GOODS,
    },
];

/// The words of a dimension in the order of the table; more that are found come behind.
fn words(dimension: &str, names: &Names) -> Vec<String> {
    match dimension {
        "kind" => KINDS.iter().map(|kind| kind.code().to_owned()).collect(),
        "category" => names.groups().map(|(code, _)| code.to_owned()).collect(),
        "district" => place::former_districts().iter().map(|one| one.slug.to_owned()).collect(),
        "commune" => place::communes().iter().map(|one| one.code.to_owned()).collect(),
        "ocop" => ["5", "4", "3", "0"].map(ToOwned::to_owned).to_vec(),
        _ => Vec::new(),
    }
}

pub async fn by_group(
    db: &impl ConnectionTrait,
    input: &Input<'_>,
    names: &Names,
    part: &Part,
) -> Result<Table, DbErr> {
    let l = input.l;
    let mut columns = vec![Column::text(l.t(part.column.0, part.column.1))];
    columns.extend(part.measures.iter().map(|measure| Column::number(measure.name(l))));
    // What is drawn is compared with the period before.
    let first = part.measures[0];
    columns.push(Column::number(&before_title(l, first.name(l))));
    let (before, before_total) = (input.before.by(db, first, part.dimension).await?, input.before.value(first).known());
    let mut by: Vec<BTreeMap<String, i64>> = Vec::new();
    for measure in part.measures {
        by.push(input.figures.by(db, *measure, part.dimension).await?);
    }
    let mut order = words(part.dimension, names);
    for word in by.iter().chain([&before]).flat_map(BTreeMap::keys) {
        if !order.contains(word) {
            order.push(word.clone());
        }
    }
    // A word without any figure says nothing; where the measure is counted, a missing word is nought.
    let totals: Vec<Option<i64>> = part.measures.iter().map(|one| input.figures.value(*one).known()).collect();
    let value = |at: usize, word: &str| totals[at].map(|_| by[at].get(word).copied().unwrap_or(0));
    let mut rows: Vec<Row> = order
        .iter()
        .filter(|word| by.iter().chain([&before]).any(|sums| sums.get(*word).is_some_and(|value| *value != 0)))
        .map(|word| {
            let mut cells = vec![Cell::Text(names.of(part.dimension, word))];
            cells.extend(part.measures.iter().enumerate().map(|(at, one)| cell(*one, value(at, word))));
            cells.push(cell(first, before_total.map(|_| before.get(word).copied().unwrap_or(0))));
            Row::new(cells)
        })
        .collect();
    let mut sums = vec![Cell::Text(l.t("Cộng", "Total").to_owned())];
    sums.extend(part.measures.iter().zip(&totals).map(|(one, total)| cell(*one, *total)));
    sums.push(cell(first, before_total));
    rows.push(Row::total(sums));
    Ok(Table { title: l.t(part.title.0, part.title.1).to_owned(), columns, rows, note: meanings(l, part.measures) })
}
