//! Private papers: licences and certificates that members show to officers. Never served from an address of their own.

use bytes::Bytes;
use kernel::{Problem, text};

use crate::{BlobError, Media, PictureError, decode, encode, hash};

pub const MAX_PDF_BYTES: usize = 10 * 1024 * 1024;
/// A page of A4 stays readable at this width or height.
const MAX_PAGE_SIDE: u32 = 2_400;
/// Where the end mark of a PDF must stand; some programs write a little after it.
const PDF_TAIL: usize = 2_048;
const MAX_NAME: usize = 120;

#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    #[error("the file is empty")]
    Empty,
    #[error("neither a PDF nor a picture")]
    NotAPaper,
    #[error("more than {0} bytes")]
    TooLarge(usize),
    #[error(transparent)]
    Picture(PictureError),
    #[error(transparent)]
    Store(#[from] BlobError),
}

impl From<PictureError> for PaperError {
    fn from(error: PictureError) -> Self {
        match error {
            PictureError::Empty => Self::Empty,
            PictureError::NotAPicture | PictureError::Damaged => Self::NotAPaper,
            PictureError::TooLarge => Self::TooLarge(decode::MAX_BYTES),
            PictureError::Store(error) => Self::Store(error),
            other => Self::Picture(other),
        }
    }
}

impl PaperError {
    /// What to say beside the field; `None` when the fault is ours and not the file's.
    #[must_use]
    pub fn problem(&self) -> Option<Problem> {
        match self {
            Self::Empty => Some(Problem::Required),
            Self::NotAPaper => Some(Problem::NotAPaper),
            Self::TooLarge(bytes) => Some(Problem::FileTooLarge(*bytes as u64)),
            Self::Picture(error) => error.problem(),
            Self::Store(_) => None,
        }
    }
}

/// A stored paper, for the domain's own row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    pub blob_key: String,
    pub content_type: &'static str,
    pub size: u64,
    pub file_name: String,
}

impl Media {
    /// Checks and stores a paper. A PDF is kept as it is; a picture is encoded anew. To be called outside any transaction.
    pub async fn accept_paper(&self, bytes: Bytes, declared_name: &str) -> Result<Paper, PaperError> {
        let (bytes, content_type, extension) = if bytes.starts_with(b"%PDF-") {
            (checked_pdf(bytes)?, "application/pdf", "pdf")
        } else {
            (self.in_turn(move || page(&bytes)).await??, "image/jpeg", "jpg")
        };
        let blob_key = hash::key("private/papers", &hash::sha256(&[&bytes]));
        let file_name = clean_file_name(declared_name, extension);
        let paper = Paper { blob_key, content_type, size: bytes.len() as u64, file_name };
        self.blobs.put(&paper.blob_key, bytes).await?;
        Ok(paper)
    }
}

fn checked_pdf(bytes: Bytes) -> Result<Bytes, PaperError> {
    if bytes.len() > MAX_PDF_BYTES {
        return Err(PaperError::TooLarge(MAX_PDF_BYTES));
    }
    let tail = &bytes[bytes.len().saturating_sub(PDF_TAIL)..];
    if tail.windows(5).any(|window| window == b"%%EOF") { Ok(bytes) } else { Err(PaperError::NotAPaper) }
}

fn page(bytes: &[u8]) -> Result<Bytes, PictureError> {
    let pixels = decode(bytes)?.pixels;
    let longest = pixels.width().max(pixels.height());
    let width = if longest > MAX_PAGE_SIDE {
        let scaled = u64::from(pixels.width()) * u64::from(MAX_PAGE_SIDE) / u64::from(longest);
        u32::try_from(scaled).unwrap_or(MAX_PAGE_SIDE).max(1)
    } else {
        pixels.width()
    };
    Ok(encode::jpeg(&encode::resize(&pixels, width)?)?.into())
}

/// The last part of a path, in NFC, without characters that mean something to a shell, a header or a file system, with the
/// extension of what the file really is.
#[must_use]
pub fn clean_file_name(declared: &str, extension: &str) -> String {
    let last = declared.rsplit(['/', '\\']).next().unwrap_or_default();
    // The clean form drops the marks that turn the reading direction: they make `fdp.exe` look like `exe.pdf`.
    let kept: String = text::clean(last).chars().filter(|&c| !c.is_control() && !"\"<>:|?*;%".contains(c)).collect();
    let stem = match kept.rsplit_once('.') {
        Some((stem, tail)) if (1..=5).contains(&tail.chars().count()) => stem,
        _ => kept.as_str(),
    };
    let room = MAX_NAME - extension.len() - 1;
    let stem: String = stem.trim_matches(|c: char| c == '.' || c.is_whitespace()).chars().take(room).collect();
    let stem = stem.trim_end();
    format!("{}.{extension}", if stem.is_empty() { "giay-to" } else { stem })
}
