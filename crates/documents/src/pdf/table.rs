//! Tables: the heading comes again on every page, no row is cut.

use kernel::{Locale, text::nfc};

use super::{
    BOTTOM, LEFT, Piece, TOP, WIDTH,
    face::Style,
    flow::{Align, Flow, LEADING},
    lines::broken,
};
use crate::{
    model::{Row, Table},
    widths::shares,
};

const SIZE: f32 = 12.0;
const NOTE: f32 = 10.5;
const PAD: f32 = 3.5;
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
    let widths: Vec<f32> = shares(table, l).into_iter().map(|share| share * WIDTH).collect();
    let titles = table.columns.iter().map(|column| (nfc(&column.title), Align::Centre)).collect();
    let head = laid(flow, titles, &widths, Style::Bold, Some(HEAD_SHADE));
    let rows: Vec<Laid> = table.rows.iter().map(|row| self::row(flow, table, row, &widths, l)).collect();

    let title = broken(flow.faces, Style::Bold, SIZE + 0.5, &nfc(&table.title), WIDTH, 0.0);
    let first = rows.first().map_or(0.0, |row| row.height) + rows.get(1).map_or(0.0, |row| row.height);
    #[allow(clippy::cast_precision_loss, reason = "a title has a line or two")]
    flow.room(title.len() as f32 * SIZE * LEADING + head.height + first + 10.0);
    flow.y += 4.0;
    for line in title {
        flow.line(&line, (Style::Bold, SIZE + 0.5), (LEFT, LEFT + WIDTH), Align::Left, flow.y);
        flow.y += SIZE * LEADING;
    }
    flow.y += 3.0;
    place(flow, &head, &widths);
    for row in &rows {
        if flow.y + row.height > BOTTOM && flow.y > TOP {
            flow.turn();
            place(flow, &head, &widths);
        }
        place(flow, row, &widths);
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

fn row(flow: &Flow<'_>, table: &Table, row: &Row, widths: &[f32], l: Locale) -> Laid {
    let cells = row
        .cells
        .iter()
        .zip(&table.columns)
        .map(|(cell, column)| (nfc(&cell.format(l)), if column.is_number { Align::Right } else { Align::Left }));
    let style = if row.is_total { Style::Bold } else { Style::Regular };
    laid(flow, cells.collect(), widths, style, row.is_total.then_some(TOTAL_SHADE))
}

fn laid(flow: &Flow<'_>, cells: Vec<(String, Align)>, widths: &[f32], style: Style, shade: Option<u8>) -> Laid {
    let cells: Vec<(Vec<String>, Align)> = cells
        .into_iter()
        .zip(widths)
        .map(|((text, align), width)| (broken(flow.faces, style, SIZE, &text, width - 2.0 * PAD, 0.0), align))
        .collect();
    let most = cells.iter().map(|(lines, _)| lines.len()).max().unwrap_or(1);
    #[allow(clippy::cast_precision_loss, reason = "a cell has a few lines")]
    let height = most as f32 * SIZE * LEADING + 2.0 * PAD - 1.0;
    Laid { cells, style, shade, height }
}

fn place(flow: &mut Flow<'_>, row: &Laid, widths: &[f32]) {
    let (top, height) = (flow.y, row.height);
    if let Some(shade) = row.shade {
        flow.push(Piece::Box { x: LEFT, y: top, width: WIDTH, height, shade });
    }
    let mut x = LEFT;
    for ((lines, align), width) in row.cells.iter().zip(widths) {
        let mut y = top + PAD;
        for line in lines {
            let style = (row.style, SIZE);
            flow.line(line, style, (x + PAD, x + width - PAD), *align, y);
            y += SIZE * LEADING;
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
