//! A DOCX laid out as Decree 30/2020/NĐ-CP asks. It is a handful of XML files in a zip; written here, it says exactly what
//! is meant, and any program that reads the format can go on with it.

mod body;
mod frame;

use std::io::{Cursor, Write};

use chrono::{DateTime, Datelike, Timelike, Utc};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::{Document, Error, face::Faces};

pub fn write(document: &Document) -> Result<Vec<u8>, Error> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(moment(document.created_at));
    let files = [
        ("[Content_Types].xml", frame::CONTENT_TYPES.to_owned()),
        ("_rels/.rels", frame::RELATIONS.to_owned()),
        ("docProps/core.xml", frame::properties(document)),
        ("word/_rels/document.xml.rels", frame::DOCUMENT_RELATIONS.to_owned()),
        ("word/styles.xml", frame::styles(document.locale)),
        ("word/header1.xml", frame::HEADER.to_owned()),
        ("word/document.xml", body::document(document, &Faces::load()?)),
    ];
    for (name, content) in files {
        zip.start_file(name, options)?;
        zip.write_all(content.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

fn moment(at: DateTime<Utc>) -> zip::DateTime {
    let small = |n: u32| u8::try_from(n).unwrap_or_default();
    let year = u16::try_from(at.year()).unwrap_or_default();
    let [month, day, hour, minute, second] = [at.month(), at.day(), at.hour(), at.minute(), at.second()].map(small);
    zip::DateTime::from_date_and_time(year, month, day, hour, minute, second).unwrap_or_default()
}

/// Text as XML takes it; what XML can't hold is left out.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            _ if letter.is_control() => {}
            _ => out.push(letter),
        }
    }
    out
}
