//! The report as a document.

use chrono::{DateTime, Datelike, Utc};
use documents::{Block, Document, Signature};
use kernel::{Locale, ctx::local_date, date};
use sea_orm::{ConnectionTrait, DbErr};
use statistics::{Period, kind, verify_month};

use crate::{Letterhead, Names, PeriodFigures, summary, tables};

/// How many of the most viewed the summary names.
const NAMED: u64 = 3;

/// What a report is made from.
pub struct Made<'a> {
    pub letterhead: &'a Letterhead,
    /// The floor's name.
    pub floor: &'a str,
    pub period: Period,
    /// Another year to compare with; without it the year before.
    pub compare: Option<i32>,
    pub locale: Locale,
    pub now: DateTime<Utc>,
}

/// "Báo cáo tình hình hoạt động của Sàn" of a period, from its months' figures.
///
/// # Errors
/// The database's; and where a closed month is not what it was sealed as, since such figures must not leave the house.
pub async fn document(db: &impl ConnectionTrait, made: &Made<'_>) -> Result<Document, DbErr> {
    let l = made.locale;
    let figures = PeriodFigures::read(db, made.period).await?;
    for version in &figures.versions {
        if !verify_month(db, version).await? {
            return Err(DbErr::Custom(format!("the figures of {} are not what they were sealed as", version.month)));
        }
    }
    let before = PeriodFigures::read(db, made.period.before()).await?;
    let year = made.compare.unwrap_or(made.period.year() - 1);
    let earlier = PeriodFigures::read(db, made.period.in_year(year)).await?;
    let input = tables::Input { l, figures: &figures, before: &before, earlier: &earlier };

    let most = figures.top(db, kind::COMMODITY_VIEW, "commodity", NAMED).await?;
    let mut names = Names::read(db, l).await?;
    names.learn(db, "commodity", &most).await?;
    let most: Vec<String> = most.iter().map(|(word, _)| names.of("commodity", word)).collect();

    let mut blocks = vec![Block::Heading(l.t("I. Tóm tắt", "I. Summary").to_owned())];
    blocks.push(Block::Paragraph(summary(&input, &most).join(" ")));
    blocks.push(Block::Heading(l.t("II. Số liệu chi tiết", "II. Figures").to_owned()));
    for (number, mut sheet) in (1..).zip(tables::all(db, &input).await?) {
        sheet.table.title = format!("{} {number}. {}", l.t("Bảng", "Table"), sheet.table.title);
        blocks.push(Block::Table(sheet.table));
    }
    blocks.push(Block::Note(closing(l, made.now)));
    Ok(whole(made, &figures, blocks))
}

fn closing(l: Locale, now: DateTime<Utc>) -> String {
    let at = date::moment(l, now);
    match l {
        Locale::Vi => format!(
            "Số liệu do phần mềm của Sàn tự tổng hợp lúc {at}. Chỗ ghi “chưa thống kê” là chưa có số liệu, không phải bằng 0."
        ),
        Locale::En => format!(
            "Compiled by the floor's own software at {at}. “Not recorded yet” means that there is no figure, not that it is nought."
        ),
    }
}

fn whole(made: &Made<'_>, figures: &PeriodFigures, blocks: Vec<Block>) -> Document {
    let (l, head) = (made.locale, made.letterhead);
    let pick = |vi: &str, en: &str| if l.is_vi() || en.is_empty() { vi.to_owned() } else { en.to_owned() };
    let period = figures.period.name(l);
    let (kind, about) = (l.t("Báo cáo", "Report"), l.t("Tình hình hoạt động của", "On the activity of the"));
    let floor = l.t(made.floor, "E-commerce Trading Floor of Hà Tĩnh Province");
    let provisional =
        l.t("(Số liệu tạm tính: kỳ báo cáo chưa được chốt)", "(Provisional: the period's figures are not closed yet)");
    let recipients = if l.is_vi() || head.recipients_en.is_empty() { &head.recipients } else { &head.recipients_en };
    Document {
        locale: l,
        title: format!("{kind}: {about} {floor}, {period}"),
        author: pick(&head.agency, &head.agency_en),
        created_at: made.now,
        letterhead: documents::Letterhead {
            superior: pick(&head.superior, &head.superior_en),
            agency: pick(&head.agency, &head.agency_en),
            number: format!("{}{}/{}", l.t("Số:", "No."), "\u{a0}".repeat(8), head.symbol),
            place_and_date: place_and_date(l, &head.place, made.now),
        },
        kind: kind.to_owned(),
        subject: format!("{about} {floor}\n{}", tables::capital(&period)),
        remark: if figures.is_provisional() { provisional.to_owned() } else { String::new() },
        blocks,
        recipients: recipients.clone(),
        signature: Signature { office: vec![pick(&head.office, &head.office_en)], name: head.signer.clone() },
    }
}

/// `Hà Tĩnh, ngày 05 tháng 11 năm 2026`: two digits for days below ten and for January and February (Decree 30/2020).
fn place_and_date(l: Locale, place: &str, now: DateTime<Utc>) -> String {
    let day = local_date(now);
    match l {
        Locale::Vi => {
            let month = if day.month() <= 2 { format!("{:02}", day.month()) } else { day.month().to_string() };
            format!("{place}, ngày {:02} tháng {month} năm {}", day.day(), day.year())
        }
        Locale::En => format!("{place}, {}", day.format("%-d %B %Y")),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn dates_are_written_as_the_decree_asks() {
        let written = |at: &str| place_and_date(Locale::Vi, "Hà Tĩnh", at.parse().unwrap());
        assert_eq!(written("2026-11-05T02:00:00Z"), "Hà Tĩnh, ngày 05 tháng 11 năm 2026");
        assert_eq!(written("2026-02-14T02:00:00Z"), "Hà Tĩnh, ngày 14 tháng 02 năm 2026");
        assert_eq!(written("2025-12-31T17:00:00Z"), "Hà Tĩnh, ngày 01 tháng 01 năm 2026");
    }
}
