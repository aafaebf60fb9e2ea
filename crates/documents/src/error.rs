/// What can go wrong while a document is written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the PDF can't be written: {0}")]
    Pdf(String),
    #[error("the text document can't be written: {0}")]
    Docx(#[from] zip::result::ZipError),
    #[error("the sheets can't be written: {0}")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
    #[error("the table can't be written: {0}")]
    Csv(#[from] ::csv::Error),
    #[error("the document can't be written: {0}")]
    Io(#[from] std::io::Error),
}
