//! The tables as sheets: one for the words, then one for each table, with numbers that are numbers.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet};

use crate::{
    Document, Error,
    model::{Block, Cell, Table},
    widths::shares,
};

const FONT: &str = "Times New Roman";
/// Letters that stand beside one another on a sheet of paper.
const WIDTH: f64 = 96.0;

pub fn write(document: &Document) -> Result<Vec<u8>, Error> {
    let l = document.locale;
    let mut book = Workbook::new();
    let created = ExcelDateTime::from_timestamp(document.created_at.timestamp())?;
    let properties = DocProperties::new().set_title(&document.title).set_author(&document.author);
    book.set_properties(&properties.set_creation_datetime(&created));
    words(book.add_worksheet().set_name(l.t("Tóm tắt", "Summary"))?, document)?;
    let mut names = Vec::new();
    for table in document.tables() {
        let sheet = book.add_worksheet().set_name(name(&mut names, &table.title))?;
        fill(sheet, document, table)?;
    }
    Ok(book.save_to_buffer()?)
}

/// At most 31 letters, without those that a sheet's name may not have, and another for every table.
fn name(taken: &mut Vec<String>, title: &str) -> String {
    let clean: String =
        title.chars().filter(|c| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'')).collect();
    let cut = |text: &str| text.chars().take(31).collect::<String>().trim_end().to_owned();
    let mut name = cut(&clean);
    if name.is_empty() || taken.contains(&name) {
        name = cut(&format!("{}. {clean}", taken.len() + 1));
    }
    taken.push(name.clone());
    name
}

fn plain() -> Format {
    Format::new().set_font_name(FONT).set_font_size(12)
}

fn words(sheet: &mut Worksheet, document: &Document) -> Result<(), Error> {
    sheet.set_column_width(0, WIDTH)?;
    let (bold, wrapped) = (plain().set_bold(), plain().set_text_wrap().set_align(FormatAlign::Top));
    let centred = bold.clone().set_align(FormatAlign::Center).set_text_wrap();
    let head = &document.letterhead;
    let mut lines = vec![(head.agency.as_str(), &bold), (head.number.as_str(), &wrapped)];
    lines.push((head.place_and_date.as_str(), &wrapped));
    let (kind, subject) = (document.kind.to_uppercase(), document.subject.replace('\n', " "));
    lines.extend([(kind.as_str(), &centred), (subject.as_str(), &centred)]);
    lines.push((document.remark.as_str(), &wrapped));
    for block in &document.blocks {
        match block {
            Block::Heading(text) => lines.push((text, &bold)),
            Block::Paragraph(text) | Block::Note(text) => lines.push((text, &wrapped)),
            Block::Table(_) => {}
        }
    }
    for ((text, format), row) in lines.into_iter().filter(|(text, _)| !text.is_empty()).zip(0u32..) {
        sheet.write_string_with_format(row, 0, text, format)?;
    }
    sheet.set_print_fit_to_pages(1, 0).set_paper_size(9);
    Ok(())
}

fn fill(sheet: &mut Worksheet, document: &Document, table: &Table) -> Result<(), Error> {
    let border = plain().set_border(FormatBorder::Thin);
    let head = border.clone().set_bold().set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter);
    let head = head.set_text_wrap().set_background_color("E8E8E8");
    sheet.write_string_with_format(0, 0, &table.title, &plain().set_bold())?;
    for (at, (column, share)) in (0u16..).zip(table.columns.iter().zip(shares(table, document.locale))) {
        sheet.set_column_width(at, (f64::from(share) * WIDTH).max(12.0))?;
        sheet.write_string_with_format(1, at, &column.title, &head)?;
    }
    let mut last = 1;
    for (row, number) in table.rows.iter().zip(2u32..) {
        for (at, cell) in (0u16..).zip(&row.cells) {
            let format = if row.is_total { border.clone().set_bold() } else { border.clone() };
            let right = table.columns.get(usize::from(at)).is_some_and(|column| column.is_number);
            let format = if right { format.set_align(FormatAlign::Right) } else { format };
            write_cell(sheet, (number, at), cell, format, document)?;
        }
        last = number;
    }
    if !table.note.is_empty() {
        let end = u16::try_from(table.columns.len()).unwrap_or(u16::MAX).saturating_sub(1).max(1);
        let note = plain().set_italic().set_font_size(11).set_text_wrap().set_align(FormatAlign::Top);
        sheet.merge_range(last + 2, 0, last + 2, end, &table.note, &note)?;
        let lines = table.note.chars().count() / 90 + 1;
        sheet.set_row_height(last + 2, 16.0 * f64::from(u32::try_from(lines).unwrap_or(1)))?;
    }
    sheet.set_freeze_panes(2, 0)?.set_repeat_rows(1, 1)?;
    sheet.set_print_fit_to_pages(1, 0).set_paper_size(9);
    Ok(())
}

#[allow(clippy::cast_precision_loss, reason = "a sheet's numbers are doubles; figures stay below 2^53")]
fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    format: Format,
    document: &Document,
) -> Result<(), Error> {
    match cell {
        Cell::Number(n) => sheet.write_number_with_format(row, column, *n as f64, &format.set_num_format("#,##0"))?,
        Cell::Money(money) => {
            sheet.write_number_with_format(row, column, money.0 as f64, &format.set_num_format("#,##0\u{A0}\"₫\""))?
        }
        Cell::PerMille(n) => {
            sheet.write_number_with_format(row, column, *n as f64 / 1000.0, &format.set_num_format("0.0%"))?
        }
        Cell::Missing => {
            let format = format.set_align(FormatAlign::Right).set_italic();
            sheet.write_string_with_format(row, column, cell.format(document.locale), &format)?
        }
        Cell::Text(text) => sheet.write_string_with_format(row, column, text, &format.set_text_wrap())?,
        Cell::Empty => sheet.write_blank(row, column, &format)?,
    };
    Ok(())
}
