use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use kernel::{
    Locale::{En, Vi},
    Problem, date,
    locale::number,
};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn days_and_moments_are_shown_by_language() {
    let day = NaiveDate::from_ymd_opt(2026, 11, 2).unwrap();
    assert_eq!(date::day(Vi, day), "02/11/2026");
    assert_eq!(date::day(En, day), "2 Nov 2026");
    assert_eq!(date::moment(Vi, at("2026-11-22T07:30:00Z")), "14:30 22/11/2026");
    assert_eq!(date::moment(En, at("2026-11-22T07:30:00Z")), "22 Nov 2026, 14:30");
}

#[test]
fn a_late_moment_in_utc_is_the_next_day_in_ha_tinh() {
    assert_eq!(date::moment(Vi, at("2026-12-31T17:00:00Z")), "00:00 01/01/2027");
}

#[test]
fn days_are_read_in_both_written_forms() {
    let day = NaiveDate::from_ymd_opt(2026, 11, 2);
    for text in [
        "02/11/2026",
        "2/11/2026",
        "2026-11-02",
        "02-11-2026",
        "2.11.2026",
        " 02 / 11 / 2026 ",
        "2 Nov 2026",
        "02 nov 2026",
    ] {
        assert_eq!(date::parse_day(text).ok(), day, "{text}");
    }
    for text in [
        "31/02/2026",
        "22/11/26",
        "11/22/2026",
        "0001-01-01",
        "22 tháng 11",
        "31 Feb 2026",
        "2 Nob 2026",
        "2 Nov 26",
        "2026",
        "2026-11",
        "+2/11/2026",
        "9999-01-01",
    ] {
        assert_eq!(date::parse_day(text), Err(Problem::NotADate), "{text}");
    }
    assert_eq!(date::parse_day(""), Err(Problem::Required));
}

#[test]
fn time_gone_by_is_told_in_the_largest_unit() {
    let now = at("2026-11-22T07:30:00Z");
    let ago = |locale, seconds| date::ago(locale, now, now - TimeDelta::seconds(seconds));
    assert_eq!(ago(Vi, 59), "vừa xong");
    assert_eq!(ago(En, -500), "just now");
    assert_eq!(ago(Vi, 60), "1 phút trước");
    assert_eq!(ago(En, 60), "1 minute ago");
    assert_eq!(ago(Vi, 2 * 3_600), "2 giờ trước");
    assert_eq!(ago(Vi, 3 * 86_400), "3 ngày trước");
    assert_eq!(ago(En, 3 * 86_400), "3 days ago");
    assert_eq!(ago(Vi, 65 * 86_400), "2 tháng trước");
    assert_eq!(ago(En, 800 * 86_400), "2 years ago");
}

#[test]
fn numbers_have_their_thousands_apart() {
    assert_eq!(number(Vi, 1_234_567), "1.234.567");
    assert_eq!(number(En, -123), "-123");
    assert_eq!(number(En, i64::MIN), "-9,223,372,036,854,775,808");
    assert_eq!(number(Vi, 0), "0");
}
