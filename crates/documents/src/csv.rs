//! The tables as CSV: UTF-8 with a byte order mark, every record equally wide and led by its table's title, so that one file
//! holds them all and any program can filter. Figures are bare digits; nothing is a formula.

use csv::{Terminator, WriterBuilder};

use crate::{Document, Error, model::Cell};

pub fn write(document: &Document) -> Result<Vec<u8>, Error> {
    let width = document.tables().map(|table| table.columns.len()).max().unwrap_or(0) + 1;
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer("\u{feff}".as_bytes().to_vec());
    for table in document.tables() {
        let head = table.columns.iter().map(|column| text(&column.title));
        writer.write_record(padded(&table.title, head, width))?;
        for row in &table.rows {
            writer.write_record(padded(&table.title, row.cells.iter().map(|cell| value(document, cell)), width))?;
        }
    }
    writer.into_inner().map_err(|error| Error::Io(error.into_error()))
}

fn padded(title: &str, cells: impl Iterator<Item = String>, width: usize) -> Vec<String> {
    let mut record = vec![text(title)];
    record.extend(cells);
    record.resize(width, String::new());
    record
}

fn value(document: &Document, cell: &Cell) -> String {
    match cell {
        Cell::Number(n) => n.to_string(),
        Cell::Money(money) => money.0.to_string(),
        Cell::PerMille(tenths) => {
            let sign = if *tenths < 0 { "-" } else { "" };
            format!("{sign}{}.{}", tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10)
        }
        Cell::Text(_) | Cell::Missing | Cell::Empty => text(&cell.format(document.locale)),
    }
}

/// What a spreadsheet would take for a formula is led by an apostrophe.
fn text(text: &str) -> String {
    let formula = text.trim_start().starts_with(['=', '+', '-', '@']) || text.starts_with(['\t', '\r']);
    if formula { format!("'{text}") } else { text.to_owned() }
}
