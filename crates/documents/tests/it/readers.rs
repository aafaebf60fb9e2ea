//! pdftotext (poppler), python-docx and calamine.

use std::{
    io::{Cursor, Write},
    process::{Command, Stdio},
};

use calamine::{Data, Reader, Xlsx};

fn output(program: &str, arguments: &[&str], file: &[u8], ending: &str) -> String {
    let mut kept = tempfile::Builder::new().suffix(ending).tempfile().unwrap();
    kept.write_all(file).unwrap();
    let path = kept.path().to_str().unwrap();
    let arguments = arguments.iter().map(|one| one.replace("{}", path));
    let output = Command::new(program).args(arguments).stderr(Stdio::piped()).output();
    let output = output.unwrap_or_else(|error| panic!("{program} is needed (tests/run installs it): {error}"));
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The text of a PDF, its columns beside one another; pages end with a form feed.
pub fn pdf(file: &[u8]) -> String {
    output("pdftotext", &["-layout", "{}", "-"], file, ".pdf")
}

pub fn pdf_fonts(file: &[u8]) -> String {
    output("pdffonts", &["{}"], file, ".pdf")
}

const READ_DOCX: &str = "
import sys, docx
from docx.table import Table
from docx.text.paragraph import Paragraph
d = docx.Document(sys.argv[1])
s = d.sections[0]
print('|'.join(['PAGE'] + [str(round(x.mm)) for x in (s.page_width, s.page_height, s.top_margin, s.bottom_margin, s.left_margin, s.right_margin)]))
print('|'.join(['FONT', d.styles['Normal'].font.name or d.styles.element.xpath('//w:rPrDefault//w:rFonts/@w:ascii')[0]]))
print('|'.join(['PROPERTIES', d.core_properties.title, d.core_properties.author]))
for e in d.element.body.iterchildren():
    if e.tag.endswith('}p'): print(Paragraph(e, d).text)
    elif e.tag.endswith('}tbl'):
        for row in Table(e, d).rows: print('|'.join(c.text for c in row.cells))
";

/// The text of a DOCX line by line, the cells of a table's row apart by `|`.
pub fn docx(file: &[u8]) -> String {
    output("/usr/bin/python3", &["-c", READ_DOCX, "{}"], file, ".docx")
}

/// The sheets of a workbook with their cells.
pub fn xlsx(file: &[u8]) -> Vec<(String, Vec<Vec<Data>>)> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file.to_vec())).unwrap();
    let sheets = book.worksheets();
    sheets.into_iter().map(|(name, range)| (name, range.rows().map(<[Data]>::to_vec).collect())).collect()
}
