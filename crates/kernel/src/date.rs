//! Days and moments as people read and write them. All moments show in Hà Tĩnh's time.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};

use crate::{Locale, Problem, ctx::UTC_OFFSET_HOURS, locale::number, months, text::clean};

/// `22/11/2026` or `22 Nov 2026`.
#[must_use]
pub fn day(locale: Locale, date: NaiveDate) -> String {
    match locale {
        Locale::Vi => date.format("%d/%m/%Y").to_string(),
        Locale::En => format!("{} {} {}", date.day(), months::english(date.month()), date.year()),
    }
}

/// `14:30 22/11/2026` or `22 Nov 2026, 14:30`.
#[must_use]
pub fn moment(locale: Locale, at: DateTime<Utc>) -> String {
    let local = at.naive_utc() + TimeDelta::hours(UTC_OFFSET_HOURS);
    let (day, time) = (day(locale, local.date()), local.format("%H:%M"));
    match locale {
        Locale::Vi => format!("{time} {day}"),
        Locale::En => format!("{day}, {time}"),
    }
}

/// Reads `22/11/2026` (also with `-` or `.`), `2026-11-22` and the floor's own English `22 Nov 2026`, years 1900 to 2199.
///
/// # Errors
/// [`Problem::NotADate`].
pub fn parse_day(text: &str) -> Result<NaiveDate, Problem> {
    let text = clean(text);
    if text.is_empty() {
        return Err(Problem::Required);
    }
    let number = |part: &str| {
        if part.bytes().all(|b| b.is_ascii_digit()) { part.parse::<u32>().ok() } else { None }
    };
    let parts: Vec<&str> = text.split(['/', '-', '.']).map(str::trim).collect();
    let words: Vec<&str> = text.split_whitespace().collect();
    let date = match (&parts[..], &words[..]) {
        ([year, month, day], _) if year.len() == 4 => (number(year), number(month), number(day)),
        ([day, month, year], _) if year.len() == 4 => (number(year), number(month), number(day)),
        (_, [day, month, year]) if year.len() == 4 => (number(year), months::english_number(month), number(day)),
        _ => return Err(Problem::NotADate),
    };
    let (Some(year @ 1900..=2199), Some(month), Some(day)) = date else {
        return Err(Problem::NotADate);
    };
    let year = i32::try_from(year).map_err(|_| Problem::NotADate)?;
    NaiveDate::from_ymd_opt(year, month, day).ok_or(Problem::NotADate)
}

/// `3 ngày trước` or `3 days ago`; within a minute, and for what lies ahead, `vừa xong` or `just now`.
#[must_use]
pub fn ago(locale: Locale, now: DateTime<Utc>, then: DateTime<Utc>) -> String {
    const STEPS: [(i64, &str, &str); 5] = [
        (365 * 86_400, "năm", "year"),
        (30 * 86_400, "tháng", "month"),
        (86_400, "ngày", "day"),
        (3_600, "giờ", "hour"),
        (60, "phút", "minute"),
    ];
    let seconds = (now - then).num_seconds();
    let Some((size, vi, en)) = STEPS.into_iter().find(|(size, ..)| seconds >= *size) else {
        return locale.t("vừa xong", "just now").to_owned();
    };
    let count = seconds / size;
    match locale {
        Locale::Vi => format!("{} {vi} trước", number(locale, count)),
        Locale::En => format!("{} {en}{} ago", number(locale, count), if count == 1 { "" } else { "s" }),
    }
}
