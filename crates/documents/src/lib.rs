//! Documents from one plain model: PDF and DOCX laid out as Decree 30/2020/NĐ-CP asks, their tables as XLSX and CSV.
//!
//! Knows nothing of the floor: whoever makes a [`Document`] brings every word. The same document gives the same figures in
//! every form; in XLSX and CSV numbers are numbers.
//!
//! The letters are those of Liberation Serif (`fonts/`, SIL Open Font License), which are as wide as those of Times New
//! Roman; a PDF carries the ones it uses, a DOCX names Times New Roman.

mod columns;
mod csv;
mod docx;
mod error;
mod face;
mod model;
mod pdf;
mod widths;
mod xlsx;

pub use error::Error;
pub use model::{Block, Cell, Column, Document, Format, Letterhead, Row, Signature, Table, per_mille};

impl Document {
    /// The whole document in that form.
    ///
    /// # Errors
    /// [`Error`] where a library refuses to write it; no document of this model is known that does.
    pub fn write(&self, format: Format) -> Result<Vec<u8>, Error> {
        match format {
            Format::Pdf => pdf::write(self),
            Format::Docx => docx::write(self),
            Format::Xlsx => xlsx::write(self),
            Format::Csv => csv::write(self),
        }
    }
}
