//! The text.

use kernel::text::nfc;

use super::escape;
use crate::{
    Document,
    columns::Columns,
    face::Faces,
    model::{Block, Row, Table},
};

/// Twentieths of a point, the format's measure, in a point.
const TWIPS: f32 = 20.0;
/// The width between the margins, in points.
const WIDTH: f32 = 467.7;

/// How a run of letters looks.
#[derive(Clone, Copy, Default)]
struct Look {
    bold: bool,
    italic: bool,
    /// In half points; nought is the style's own.
    size: u32,
}

const BOLD: Look = Look { bold: true, italic: false, size: 0 };

pub fn document(document: &Document, faces: &Faces) -> String {
    let mut xml = String::from(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>"#,
    );
    xml.push_str(&head(document));
    for block in &document.blocks {
        match block {
            Block::Heading(text) => xml.push_str(&paragraph("Heading1", "", &[(text, Look::default())])),
            Block::Paragraph(text) => xml.push_str(&paragraph("Normal", "", &[(text, Look::default())])),
            Block::Note(text) => xml.push_str(&paragraph("Note", "", &[(text, Look::default())])),
            Block::Table(one) => xml.push_str(&table(document, faces, one)),
        }
    }
    xml.push_str(&signature(document));
    // A4; margins as the decree asks; no number on the first page.
    xml.push_str(r#"<w:sectPr><w:headerReference w:type="default" r:id="rId2"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="851" w:bottom="1134" w:left="1701" w:header="567" w:footer="567" w:gutter="0"/><w:titlePg/></w:sectPr></w:body></w:document>"#);
    xml
}

fn run(text: &str, look: Look) -> String {
    let (bold, italic) = (if look.bold { "<w:b/>" } else { "" }, if look.italic { "<w:i/>" } else { "" });
    let size = if look.size > 0 { format!(r#"<w:sz w:val="{}"/>"#, look.size) } else { String::new() };
    let text = escape(&nfc(text));
    format!(r#"<w:r><w:rPr>{bold}{italic}{size}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>"#)
}

fn paragraph(style: &str, more: &str, runs: &[(&str, Look)]) -> String {
    let runs: String = runs.iter().map(|(text, look)| run(text, *look)).collect();
    format!(r#"<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{runs}</w:p>"#)
}

/// A short rule under a heading: the upper border of an empty paragraph that is drawn in from both sides.
fn rule(indent: u32) -> String {
    format!(
        r#"<w:p><w:pPr><w:pStyle w:val="Head"/><w:pBdr><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr><w:spacing w:before="20" w:after="0" w:line="120" w:lineRule="exact"/><w:ind w:left="{indent}" w:right="{indent}" w:firstLine="0"/></w:pPr></w:p>"#
    )
}

/// Two cells beside one another without borders.
fn pair(left: &str, right: &str, widths: [u32; 2]) -> String {
    let cell = |width: u32, content: &str| {
        format!(r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{content}</w:tc>"#)
    };
    format!(
        r#"<w:tbl><w:tblPr><w:tblW w:w="{}" w:type="dxa"/><w:jc w:val="center"/><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="30" w:type="dxa"/><w:right w:w="30" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid><w:gridCol w:w="{}"/><w:gridCol w:w="{}"/></w:tblGrid><w:tr><w:trPr><w:cantSplit/></w:trPr>{}{}</w:tr></w:tbl>"#,
        widths[0] + widths[1],
        widths[0],
        widths[1],
        cell(widths[0], left),
        cell(widths[1], right)
    )
}

fn head(document: &Document) -> String {
    let letterhead = &document.letterhead;
    let [nation, motto] = document.nation();
    let capitals = |text: &str| nfc(text).to_uppercase();
    let mut left = String::new();
    if !letterhead.superior.is_empty() {
        left.push_str(&paragraph("Head", "", &[(&capitals(&letterhead.superior), Look::default())]));
    }
    left.push_str(&paragraph("Head", "", &[(&capitals(&letterhead.agency), BOLD)]));
    left.push_str(&rule(1_300));
    left.push_str(&paragraph("Head", "", &[(&letterhead.number, Look::default())]));
    let mut right = paragraph("Head", "", &[(nation, Look { size: 24, ..BOLD })]);
    right.push_str(&paragraph("Head", "", &[(motto, Look { size: 28, ..BOLD })]));
    right.push_str(&rule(1_130));
    right.push_str(&paragraph("Head", "", &[(&letterhead.place_and_date, Look { italic: true, ..Look::default() })]));
    let mut xml = pair(&left, &right, [4_100, 5_600]);
    let look = Look { size: 28, ..BOLD };
    xml.push_str(&paragraph(
        "Head",
        r#"<w:spacing w:before="320" w:after="0"/>"#,
        &[(&capitals(&document.kind), look)],
    ));
    for line in document.subject.lines() {
        xml.push_str(&paragraph("Head", "", &[(line, look)]));
    }
    xml.push_str(&rule(3_600));
    if !document.remark.is_empty() {
        let look = Look { italic: true, ..Look::default() };
        xml.push_str(&paragraph("Head", r#"<w:spacing w:before="60" w:after="120"/>"#, &[(&document.remark, look)]));
    }
    xml.push_str(&paragraph("Head", "", &[]));
    xml
}

fn signature(document: &Document) -> String {
    let left_look = Look { bold: true, italic: true, size: 24 };
    let mut left = paragraph("Cell", "", &[(document.recipients_title(), left_look)]);
    for line in document.recipient_lines() {
        left.push_str(&paragraph("Cell", "", &[(&line, Look { size: 22, ..Look::default() })]));
    }
    let mut right = String::new();
    for line in &document.signature.office {
        right.push_str(&paragraph("Head", "", &[(&nfc(line).to_uppercase(), Look { size: 28, ..BOLD })]));
    }
    let room = r#"<w:spacing w:before="1400" w:after="0"/>"#;
    right.push_str(&paragraph("Head", room, &[(&document.signature.name, Look { size: 28, ..BOLD })]));
    format!("{}{}", paragraph("Head", "", &[]), pair(&left, &right, [4_600, 4_754]))
}

fn table(document: &Document, faces: &Faces, table: &Table) -> String {
    let columns = Columns::of(faces, table, document.locale, WIDTH);
    let widths: Vec<u32> = columns.widths.iter().map(|width| whole(width * TWIPS)).collect();
    let grid: String = widths.iter().map(|width| format!(r#"<w:gridCol w:w="{width}"/>"#)).collect();
    // Half points.
    let size = whole(columns.size * 2.0);
    let titles = table.columns.iter().zip(&widths).map(|(column, width)| {
        let bold = Look { size, ..BOLD };
        cell(*width, r#"<w:vAlign w:val="center"/>"#, "ECECEC", &paragraph("Cell", CENTRE, &[(&column.title, bold)]))
    });
    let head: String = titles.collect();
    let rows: String = table.rows.iter().map(|row| self::row(document, table, row, (&widths, size))).collect();
    let border = |side: &str| format!(r#"<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>"#);
    let borders: String = ["top", "left", "bottom", "right", "insideH", "insideV"].map(border).concat();
    let title = paragraph("Heading2", "", &[(&table.title, Look::default())]);
    let margin = whole(columns.pad * TWIPS);
    let note = paragraph("Note", "", &[(&table.note, Look::default())]);
    format!(
        r#"{title}<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="{margin}" w:type="dxa"/><w:right w:w="{margin}" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>{rows}</w:tbl>{note}"#
    )
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a length on the page")]
fn whole(length: f32) -> u32 {
    length as u32
}

const CENTRE: &str = r#"<w:jc w:val="center"/>"#;
const RIGHT: &str = r#"<w:jc w:val="right"/>"#;

fn cell(width: u32, more: &str, shade: &str, content: &str) -> String {
    let shade = if shade.is_empty() {
        String::new()
    } else {
        format!(r#"<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>"#)
    };
    format!(r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}{more}</w:tcPr>{content}</w:tc>"#)
}

fn row(document: &Document, table: &Table, row: &Row, (widths, size): (&[u32], u32)) -> String {
    let look = Look { bold: row.is_total, size, ..Look::default() };
    let cells = row.cells.iter().zip(widths).zip(&table.columns).map(|((one, width), column)| {
        let align = if column.is_number { RIGHT } else { "" };
        let content = paragraph("Cell", align, &[(&one.format(document.locale), look)]);
        cell(*width, "", if row.is_total { "F6F6F6" } else { "" }, &content)
    });
    format!("<w:tr><w:trPr><w:cantSplit/></w:trPr>{}</w:tr>", cells.collect::<String>())
}
