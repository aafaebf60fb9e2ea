//! What a document is made of.

use chrono::{DateTime, Utc};
use kernel::{Locale, Money, locale::number};

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Pdf,
    Docx,
    Xlsx,
    Csv,
}

impl Format {
    pub const ALL: [Self; 4] = [Self::Pdf, Self::Docx, Self::Xlsx, Self::Csv];

    /// The ending of the file's name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.code() == code)
    }

    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// An administrative document.
#[derive(Debug, Clone)]
pub struct Document {
    pub locale: Locale,
    /// Of the file's properties.
    pub title: String,
    pub author: String,
    pub created_at: DateTime<Utc>,
    pub letterhead: Letterhead,
    /// The document's kind, such as "Báo cáo"; set in capitals.
    pub kind: String,
    /// What it is about; a line each.
    pub subject: String,
    /// A remark under the subject, such as "provisional"; empty for none.
    pub remark: String,
    pub blocks: Vec<Block>,
    /// "Nơi nhận", a line each.
    pub recipients: Vec<String>,
    pub signature: Signature,
}

/// The head on the left and its date; the national name and motto on the right follow from the language.
#[derive(Debug, Clone, Default)]
pub struct Letterhead {
    /// The body above the one that issues; empty for none.
    pub superior: String,
    pub agency: String,
    /// Such as `Số: …/BC-SCT`.
    pub number: String,
    pub place_and_date: String,
}

#[derive(Debug, Clone, Default)]
pub struct Signature {
    /// In whose name, and the office of who signs; a line each.
    pub office: Vec<String>,
    /// Who signs; empty leaves room for the name.
    pub name: String,
}

#[derive(Debug, Clone)]
pub enum Block {
    Heading(String),
    Paragraph(String),
    /// Small: what figures mean.
    Note(String),
    Table(Table),
}

#[derive(Debug, Clone)]
pub struct Table {
    pub title: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    /// What the figures mean, printed under it.
    pub note: String,
}

#[derive(Debug, Clone)]
pub struct Column {
    pub title: String,
    /// Figures stand on the right.
    pub is_number: bool,
}

impl Column {
    #[must_use]
    pub fn text(title: &str) -> Self {
        Self { title: title.to_owned(), is_number: false }
    }

    #[must_use]
    pub fn number(title: &str) -> Self {
        Self { title: title.to_owned(), is_number: true }
    }
}

#[derive(Debug, Clone)]
pub struct Row {
    pub cells: Vec<Cell>,
    /// A sum, set in bold.
    pub is_total: bool,
}

impl Row {
    #[must_use]
    pub fn new(cells: Vec<Cell>) -> Self {
        Self { cells, is_total: false }
    }

    #[must_use]
    pub fn total(cells: Vec<Cell>) -> Self {
        Self { cells, is_total: true }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    Text(String),
    Number(i64),
    Money(Money),
    /// In tenths of a percent.
    PerMille(i64),
    /// Nothing is known: not nought.
    Missing,
    Empty,
}

/// So many tenths of a percent `part` is of `whole`, rounded, halves away from nought; `None` of nothing.
#[must_use]
pub fn per_mille(part: i64, whole: i64) -> Option<i64> {
    let (twice, whole) = (i128::from(part) * 2_000, i128::from(whole));
    let half = if twice < 0 { -whole } else { whole };
    if whole > 0 { i64::try_from((twice + half) / (2 * whole)).ok() } else { None }
}

impl Cell {
    /// As people read it.
    #[must_use]
    pub fn format(&self, l: Locale) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(n) => number(l, *n),
            Self::Money(money) => money.format(l),
            Self::PerMille(tenths) => percent(l, *tenths),
            Self::Missing => l.t("chưa thống kê", "not recorded yet").to_owned(),
            Self::Empty => String::new(),
        }
    }
}

/// `12,5%` or `12.5%`.
fn percent(l: Locale, tenths: i64) -> String {
    let sign = if tenths < 0 { "-" } else { "" };
    let all = tenths.unsigned_abs();
    let whole = number(l, i64::try_from(all / 10).unwrap_or(i64::MAX));
    format!("{sign}{whole}{}{}%", l.t(",", "."), all % 10)
}

impl Document {
    pub(crate) fn tables(&self) -> impl Iterator<Item = &Table> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        })
    }

    /// The national name and motto (Decree 30/2020, Annex I).
    pub(crate) fn nation(&self) -> [&'static str; 2] {
        [
            self.locale.t("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "SOCIALIST REPUBLIC OF VIET NAM"),
            self.locale.t("Độc lập - Tự do - Hạnh phúc", "Independence - Freedom - Happiness"),
        ]
    }

    pub(crate) fn recipients_title(&self) -> &'static str {
        self.locale.t("Nơi nhận:", "Recipients:")
    }

    /// The recipients as the decree writes them: each led by a hyphen, ended by `;`, the last by `.`.
    pub(crate) fn recipient_lines(&self) -> Vec<String> {
        let last = self.recipients.len();
        self.recipients
            .iter()
            .zip(1..)
            .map(|(one, number)| format!("- {one}{}", if number == last { "." } else { ";" }))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn cells_read_as_people_write_them() {
        let both = |cell: Cell| [cell.format(Locale::Vi), cell.format(Locale::En)];
        assert_eq!(both(Cell::Number(47_770)), ["47.770", "47,770"]);
        assert_eq!(both(Cell::PerMille(-5)), ["-0,5%", "-0.5%"]);
        assert_eq!(both(Cell::PerMille(12_345)), ["1.234,5%", "1,234.5%"]);
        assert_eq!(both(Cell::Missing), ["chưa thống kê", "not recorded yet"]);
    }
}
