//! How the width of a table is shared among its columns, the same in every form.

use kernel::Locale;

use crate::model::Table;

/// A column's share is by its longest cell, and its heading's longest word; neither a long name nor a short figure takes
/// it all.
const LEAST: usize = 10;
const MOST: usize = 30;

/// A share for each column; they add up to one.
#[allow(clippy::cast_precision_loss, reason = "columns are counted in dozens of letters")]
pub fn shares(table: &Table, l: Locale) -> Vec<f32> {
    let wants: Vec<usize> = table
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let cells =
                table.rows.iter().filter_map(|row| row.cells.get(at)).map(|cell| cell.format(l).chars().count());
            let words = column.title.split_whitespace().map(|word| word.chars().count() + 2);
            let half = column.title.chars().count() / 2;
            cells.chain(words).chain([half]).max().unwrap_or(LEAST).clamp(LEAST, MOST)
        })
        .collect();
    let all: usize = wants.iter().sum();
    wants.into_iter().map(|want| want as f32 / all.max(1) as f32).collect()
}
