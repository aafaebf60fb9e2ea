use documents::Format;
use kernel::{Ctx, Locale};
use offers::deal;
use report::{Letterhead, Made, Measure, PeriodFigures, Value, close_due, document, gather, provide};
use statistics::{Figure, Month, Period};

use super::support::*;
use crate::run;

fn november() -> Month {
    Month::of(today())
}

fn value(figures: &[Figure], measure: Measure, dimension: &str, word: &str) -> Option<i64> {
    let is = |one: &&Figure| one.measure == measure.code() && one.dimension == dimension && one.word == word;
    figures.iter().find(is).map(|one| one.value)
}

/// Two members with a stall and a product each; one offer to sell, one to buy; one deal of 4,500,000 đồng and one that
/// was cancelled. All on 28 November.
async fn traded(db: &database::Db) {
    floor(db).await;
    let offer = opened(db, &SELLER, &sell()).await;
    opened(db, &BUYER, &buy()).await;
    let quote = quoted(db, &BUYER, offer, &bid(100, 45_000)).await;
    accepted(db, &SELLER, quote).await.unwrap();
    let second = quoted(db, &BUYER_2, offer, &bid(50, 45_000)).await;
    let cancelled = accepted(db, &SELLER, second).await.unwrap();
    run!(db, txn => deal::cancel(&txn, &by(&BUYER_2), &BUYER_2, cancelled, "xe hỏng")).unwrap();
}

#[tokio::test]
async fn what_the_floor_has_is_counted_by_what_and_where() {
    database::on_every_database!(|db| {
        traded(&db).await;
        let figures = gather(db.read(), november(), at(60)).await.unwrap();
        for (measure, dimension, word, truth) in [
            (Measure::Members, "", "", 2),
            (Measure::Members, "kind", "cooperative", 2),
            (Measure::Members, "commune", THANH_SEN, 2),
            (Measure::Stalls, "", "", 2),
            (Measure::Products, "", "", 2),
            (Measure::Products, "category", "01", 2),
            (Measure::Products, "ocop", "0", 2),
            (Measure::ProductsOffered, "", "", 1),
            (Measure::ProductsOffered, "kind", "cooperative", 1),
            (Measure::OffersSell, "", "", 1),
            (Measure::OffersBuy, "", "", 1),
            (Measure::Deals, "", "", 1),
            (Measure::DealValue, "", "", 4_500_000),
            (Measure::DealValue, "category", "01", 4_500_000),
            (Measure::DealValue, "kind", "cooperative", 4_500_000),
            (Measure::Suspended, "", "", 0),
        ] {
            assert_eq!(value(&figures, measure, dimension, word), Some(truth), "{measure:?} {dimension} {word}");
        }
        assert_eq!(value(&figures, Measure::Visits, "", ""), None, "not counted here, so no figure");

        let before = gather(db.read(), november().before(), at(60)).await.unwrap();
        for measure in [Measure::Members, Measure::Stalls, Measure::Products, Measure::OffersSell, Measure::Deals] {
            assert_eq!(value(&before, measure, "", ""), Some(0), "{measure:?}: all of this came in November");
        }
        // Ten days later the offer is over; as at the end of a month it counts only while it was valid.
        let december = gather(db.read(), november().next(), at(60 * 24 * 40)).await.unwrap();
        assert_eq!(value(&december, Measure::ProductsOffered, "", ""), Some(0));
        assert_eq!(value(&december, Measure::Deals, "", ""), Some(0));
        assert_eq!(value(&december, Measure::Members, "", ""), Some(2));
    });
}

#[tokio::test]
async fn months_are_closed_once_in_time_and_the_running_one_is_provisional() {
    database::on_every_database!(|db| {
        traded(&db).await;
        let end = november().end();
        assert_eq!(close_due(&db, end + chrono::TimeDelta::hours(2)).await.unwrap(), 0, "late counts are waited for");
        provide(&db, end + chrono::TimeDelta::hours(2)).await.unwrap();
        let open = PeriodFigures::read(db.read(), Period::Month(november())).await.unwrap();
        assert!(open.is_provisional());
        assert_eq!(open.value(Measure::Members), Value::Known(2));

        let now = end + chrono::TimeDelta::hours(4);
        let both = tokio::join!(close_due(&db, now), close_due(&db, now));
        assert_eq!(both.0.unwrap() + both.1.unwrap(), 1, "closed once by two processes");
        let closed = PeriodFigures::read(db.read(), Period::Month(november())).await.unwrap();
        assert!(!closed.is_provisional());
        // A clock that jumps back closes nothing again; one that jumps ahead closes what it believes to be over.
        assert_eq!(close_due(&db, at(0)).await.unwrap(), 0);

        let year = PeriodFigures::read(db.read(), Period::Year(2026)).await.unwrap();
        assert!(year.is_provisional(), "December is to come");
        assert_eq!(year.value(Measure::DealValue), Value::Known(4_500_000));
        assert_eq!(year.value(Measure::Visits), Value::Missing);
    });
}

#[tokio::test]
async fn report_is_written_in_every_form_and_refused_when_figures_were_tampered_with() {
    use sea_orm::ConnectionTrait;
    database::on_every_database!(|db| {
        traded(&db).await;
        let now = november().end() + chrono::TimeDelta::hours(4);
        close_due(&db, now).await.unwrap();
        let letterhead = Letterhead::default();
        for (period, locale) in [
            (Period::Month(november()), Locale::Vi),
            (Period::Year(2026), Locale::En),
            // Nothing is known of it.
            (Period::Year(2012), Locale::Vi),
        ] {
            let made = Made {
                letterhead: &letterhead,
                floor: "Sàn",
                period,
                compare: None,
                locale,
                now: Ctx::system(now).now,
            };
            let document = document(db.read(), &made).await.unwrap();
            for format in Format::ALL {
                assert!(!document.write(format).unwrap().is_empty(), "{period} as {format:?}");
            }
        }
        let txn = db.begin().await.unwrap();
        txn.execute_unprepared("UPDATE month_figure SET value = 3 WHERE measure = 'members'").await.unwrap();
        txn.commit().await.unwrap();
        let period = Period::Month(november());
        let made = Made { letterhead: &letterhead, floor: "Sàn", period, compare: None, locale: Locale::Vi, now };
        assert!(document(db.read(), &made).await.is_err());
    });
}

/// What a report asks, table by table.
fn is_a_month(sql: &str) -> bool {
    ["\"visitor", "\"counter", "\"search_term\""].iter().all(|table| !sql.contains(&format!("FROM {table}")))
}

#[tokio::test]
async fn reports_read_months_only_however_many_are_stored() {
    use std::sync::{Arc, Mutex};
    database::on_every_database!(|db| {
        traded(&db).await;
        let now = november().end() + chrono::TimeDelta::hours(4);
        close_due(&db, now).await.unwrap();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let mut watched = db.db.clone();
        let log = asked.clone();
        watched.observe(move |sql| log.lock().unwrap().push(sql.to_owned()));
        let letterhead = Letterhead::default();
        let mut counts = Vec::new();
        for later in [0, 36] {
            let last = (0..later).fold(november(), |month, _| month.next());
            close_due(&db, last.end() + chrono::TimeDelta::hours(4)).await.unwrap();
            asked.lock().unwrap().clear();
            let period = Period::Month(november());
            let made = Made { letterhead: &letterhead, floor: "Sàn", period, compare: None, locale: Locale::Vi, now };
            document(watched.read(), &made).await.unwrap();
            let asked = asked.lock().unwrap();
            assert!(asked.len() > 10, "statements are seen: {}", asked.len());
            for sql in asked.iter().filter(|sql| !is_a_month(sql)) {
                // The floor's own sum of each day, by an index: one row a day.
                assert!(sql.contains("FROM \"counter\"") && sql.contains("\"subject_id\" ="), "{sql}");
            }
            counts.push(asked.len());
        }
        assert_eq!(counts[0], counts[1], "a report asks as much beside three years as beside one month");
    });
}
