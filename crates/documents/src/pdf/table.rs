//! Tables: the heading comes again on every page, no row is cut.

use kernel::{Locale, text::nfc};

use super::{
    BOTTOM, LEFT, Piece, TOP, WIDTH,
    flow::{Align, Flow, LEADING},
    lines::broken,
};
use crate::{
    columns::Columns,
    face::Style,
    model::{Row, Table},
};

const TITLE: f32 = 12.5;
const NOTE: f32 = 10.5;
const LINE: f32 = 0.5;
const HEAD_SHADE: u8 = 236;
const TOTAL_SHADE: u8 = 246;

/// The cells of one row, broken into lines.
struct Laid {
    cells: Vec<(Vec<String>, Align)>,
    style: Style,
    shade: Option<u8>,
    height: f32,
}

pub fn lay_out(flow: &mut Flow<'_>, table: &Table, l: Locale) {
    let columns = Columns::of(flow.faces, table, l, WIDTH);
    let titles = table.columns.iter().map(|column| (nfc(&column.title), Align::Centre)).collect();
    let head = laid(flow, titles, &columns, Style::Bold, Some(HEAD_SHADE));
    let rows: Vec<Laid> = table.rows.iter().map(|row| self::row(flow, table, row, &columns, l)).collect();

    let title = broken(flow.faces, Style::Bold, TITLE, &nfc(&table.title), WIDTH, 0.0);
    let first = rows.first().map_or(0.0, |row| row.height) + rows.get(1).map_or(0.0, |row| row.height);
    #[allow(clippy::cast_precision_loss, reason = "a title has a line or two")]
    flow.room(title.len() as f32 * TITLE * LEADING + head.height + first + 10.0);
    flow.y += 4.0;
    for line in title {
        flow.line(&line, (Style::Bold, TITLE), (LEFT, LEFT + WIDTH), Align::Left, flow.y);
        flow.y += TITLE * LEADING;
    }
    flow.y += 3.0;
    place(flow, &head, &columns);
    for row in &rows {
        if flow.y + row.height > BOTTOM && flow.y > TOP {
            flow.turn();
            place(flow, &head, &columns);
        }
        place(flow, row, &columns);
    }
    note(flow, &nfc(&table.note));
}

fn note(flow: &mut Flow<'_>, note: &str) {
    flow.y += 3.0;
    for line in broken(flow.faces, Style::Italic, NOTE, note, WIDTH, 0.0).into_iter().filter(|line| !line.is_empty()) {
        flow.room(NOTE * LEADING);
        flow.line(&line, (Style::Italic, NOTE), (LEFT, LEFT + WIDTH), Align::Left, flow.y);
        flow.y += NOTE * LEADING;
    }
    flow.y += 8.0;
}

fn row(flow: &Flow<'_>, table: &Table, row: &Row, columns: &Columns, l: Locale) -> Laid {
    let cells = row
        .cells
        .iter()
        .zip(&table.columns)
        .map(|(cell, column)| (nfc(&cell.format(l)), if column.is_number { Align::Right } else { Align::Left }));
    let style = if row.is_total { Style::Bold } else { Style::Regular };
    laid(flow, cells.collect(), columns, style, row.is_total.then_some(TOTAL_SHADE))
}

fn laid(flow: &Flow<'_>, cells: Vec<(String, Align)>, columns: &Columns, style: Style, shade: Option<u8>) -> Laid {
    let cells: Vec<(Vec<String>, Align)> = cells
        .into_iter()
        .zip(&columns.widths)
        .map(|((text, align), width)| {
            (broken(flow.faces, style, columns.size, &text, width - 2.0 * columns.pad, 0.0), align)
        })
        .collect();
    let most = cells.iter().map(|(lines, _)| lines.len()).max().unwrap_or(1);
    #[allow(clippy::cast_precision_loss, reason = "a cell has a few lines")]
    let height = most as f32 * columns.size * LEADING + 2.0 * columns.pad - 1.0;
    Laid { cells, style, shade, height }
}

fn place(flow: &mut Flow<'_>, row: &Laid, columns: &Columns) {
    let Columns { size, pad, widths } = columns;
    let (top, height) = (flow.y, row.height);
    if let Some(shade) = row.shade {
        flow.push(Piece::Box { x: LEFT, y: top, width: WIDTH, height, shade });
    }
    let mut x = LEFT;
    for ((lines, align), width) in row.cells.iter().zip(widths) {
        let mut y = top + pad;
        for line in lines {
            let style = (row.style, *size);
            flow.line(line, style, (x + pad, x + width - pad), *align, y);
            y += size * LEADING;
        }
        flow.push(Piece::Box { x, y: top, width: LINE, height, shade: 0 });
        x += width;
    }
    flow.push(Piece::Box { x: LEFT + WIDTH, y: top, width: LINE, height: height + LINE, shade: 0 });
    for y in [top, top + height] {
        flow.push(Piece::Box { x: LEFT, y, width: WIDTH + LINE, height: LINE, shade: 0 });
    }
    flow.y += height;
}
