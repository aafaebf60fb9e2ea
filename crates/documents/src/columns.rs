//! How a table stands on the page, the same in PDF and DOCX: in letters so large that no figure is parted.

use kernel::{Locale, text::nfc};

use crate::{
    face::{Faces, Style},
    model::Table,
    widths::shares,
};

/// Letters in points, the usual ones first, with the room on either side of a cell's text.
const SIZES: [(f32, f32); 4] = [(12.0, 3.5), (11.0, 3.0), (10.0, 2.5), (9.0, 2.0)];
/// For the rules between columns, and for programs that measure a little differently.
const SPARE: f32 = 3.0;

pub struct Columns {
    /// Of the letters, in points.
    pub size: f32,
    /// The room left and right of a cell's text, in points.
    pub pad: f32,
    /// In points; they add up to the page's.
    pub widths: Vec<f32>,
}

impl Columns {
    pub fn of(faces: &Faces, table: &Table, l: Locale, page: f32) -> Self {
        let words = widest_words(faces, table, l);
        let needs = |(size, pad): (f32, f32)| -> Vec<f32> {
            words.iter().map(|word| word * size + 2.0 * pad + SPARE).collect()
        };
        let fits = |one: &(f32, f32)| needs(*one).iter().sum::<f32>() <= page;
        let (size, pad) = SIZES.into_iter().find(fits).unwrap_or(SIZES[SIZES.len() - 1]);
        Self { size, pad, widths: spread(&needs((size, pad)), &shares(table, l), page) }
    }
}

/// What each column can't do without, in parts of the letters' size. Headings and sums are bold: all are taken so.
fn widest_words(faces: &Faces, table: &Table, l: Locale) -> Vec<f32> {
    let widest = |text: &str| {
        let words = text.split([' ', '\n', '\t']);
        words.map(|word| faces.width(Style::Bold, 1.0, word)).fold(0.0, f32::max)
    };
    let column = |(at, title): (usize, &str)| {
        let cells = table.rows.iter().filter_map(|row| row.cells.get(at)).map(|cell| widest(&nfc(&cell.format(l))));
        cells.fold(widest(&nfc(title)), f32::max)
    };
    table.columns.iter().map(|column| column.title.as_str()).enumerate().map(column).collect()
}

/// Every column has what it needs; what is left goes to those that would have more by their share.
fn spread(needs: &[f32], shares: &[f32], page: f32) -> Vec<f32> {
    let free = page - needs.iter().sum::<f32>();
    let wishes: Vec<f32> = needs.iter().zip(shares).map(|(need, share)| (share * page - need).max(0.0)).collect();
    let all: f32 = wishes.iter().sum();
    if free <= 0.0 || all <= 0.0 {
        return shares.iter().map(|share| share * page).collect();
    }
    needs.iter().zip(wishes).map(|(need, wish)| need + free * wish / all).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use kernel::Money;

    use super::*;
    use crate::model::{Cell, Column, Row};

    fn table(columns: usize, figure: i64) -> Table {
        let column = |at: usize| Column { title: format!("Giá trị giao dịch {at}"), is_number: at > 0 };
        let row = |is_total| Row {
            cells: std::iter::once(Cell::Text("Phường Nam Hồng Lĩnh".to_owned()))
                .chain((1..columns).map(|_| Cell::Money(Money(figure))))
                .collect(),
            is_total,
        };
        Table {
            title: "Bảng".to_owned(),
            columns: (0..columns).map(column).collect(),
            rows: vec![row(false), row(true)],
            note: String::new(),
        }
    }

    #[test]
    fn figures_are_whole_and_columns_fill_the_page() {
        let faces = Faces::load().unwrap();
        let figure = 36_373_760_000;
        for (count, size) in [(2, 12.0), (4, 12.0), (6, 10.0)] {
            let table = table(count, figure);
            let columns = Columns::of(&faces, &table, Locale::Vi, 468.0);
            assert!((columns.widths.iter().sum::<f32>() - 468.0).abs() < 0.1);
            assert!((columns.size - size).abs() < f32::EPSILON, "{count} columns in {} pt", columns.size);
            let whole = faces.width(Style::Bold, columns.size, &Cell::Money(Money(figure)).format(Locale::Vi));
            for width in &columns.widths[1..] {
                assert!(whole + 2.0 * columns.pad <= *width, "{whole} in {width}");
            }
        }
    }
}
