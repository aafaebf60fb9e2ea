//! What months keep longer than the days they were added up from.

use chrono::{DateTime, Utc};
use kernel::{Ctx, ProductId};
use statistics::{
    Event, HOUR, Month, Recorder, close_month, correct_month, kind, measure_from, newest_versions, of_period, prune,
    rollup,
};

use super::support::{at, day, id, page, product, recorder, shown, visitor};

fn june() -> Month {
    Month::of(day("2024-06-01"))
}

async fn closed(db: &database::Db, recorder: &Recorder, then: DateTime<Utc>) {
    let txn = db.begin().await.unwrap();
    measure_from(&txn, day("2024-01-01")).await.unwrap();
    txn.commit().await.unwrap();
    recorder.flush(db, then).await.unwrap();
    let figures = rollup(db.read(), june()).await.unwrap();
    let txn = db.begin().await.unwrap();
    assert!(close_month(&txn, &Ctx::system(june().end()), june(), figures).await.unwrap());
    txn.commit().await.unwrap();
}

async fn figures(db: &database::Db, measure: &str, dimension: &str) -> Vec<(String, i64)> {
    let versions = newest_versions(db.read(), &[june()]).await.unwrap();
    let found = of_period(db.read(), &versions, measure, dimension).await.unwrap();
    found.into_iter().map(|(_, word, value)| (word, value)).collect()
}

#[tokio::test]
async fn a_month_keeps_the_hours_of_the_day_in_which_pages_were_opened() {
    database::on_every_database!(|db| {
        let recorder = recorder();
        let then = at("2024-06-10T03:00:00Z");
        recorder.flush(&db, then).await.unwrap();
        for now in ["2024-05-31T17:00:00Z", "2024-06-10T03:59:59Z", "2024-06-20T03:00:00Z", "2024-06-30T17:00:00Z"] {
            page(&recorder, 1, at(now));
        }
        closed(&db, &recorder, then).await;
        let hours = figures(&db, kind::PAGE, HOUR).await;
        assert_eq!(hours, [("00".to_owned(), 1), ("10".to_owned(), 2)], "July's first page is in July");
    });
}

#[tokio::test]
async fn a_late_correction_takes_nothing_from_what_is_not_kept_by_day_any_more() {
    database::on_every_database!(|db| {
        let recorder = recorder();
        let then = at("2024-06-10T03:00:00Z");
        recorder.flush(&db, then).await.unwrap();
        let seen = ProductId(id());
        recorder.record_at(shown(product(seen, None), visitor(&recorder, 1, then)), then);
        closed(&db, &recorder, then).await;

        // Two years later, when the days by product and the hours are gone, a page of that June turns up.
        let now = at("2026-06-10T03:00:00Z");
        let txn = db.begin().await.unwrap();
        prune(&txn, now).await.unwrap();
        txn.commit().await.unwrap();
        page(&recorder, 1, then);
        recorder.flush(&db, then).await.unwrap();
        let counted = rollup(db.read(), june()).await.unwrap();
        let txn = db.begin().await.unwrap();
        let version = correct_month(&txn, &Ctx::system(now), june(), "Số liệu đến muộn của tháng 6.", counted).await;
        assert_eq!(version.unwrap(), 2);
        txn.commit().await.unwrap();

        assert_eq!(figures(&db, kind::PAGE, "").await, [(String::new(), 2)], "the late page counts");
        assert_eq!(figures(&db, kind::PRODUCT_VIEW, "").await, [(String::new(), 1)]);
        assert_eq!(figures(&db, kind::PRODUCT_VIEW, "product").await, [(seen.to_string(), 1)]);
        assert_eq!(figures(&db, kind::PAGE, HOUR).await, [("10".to_owned(), 1)]);
    });
}

#[tokio::test]
async fn a_recorder_that_is_off_counts_nothing() {
    database::on_every_database!(|db| {
        let now = at("2024-06-10T03:00:00Z");
        let off = Recorder::off(kernel::Clock::Fixed(now));
        off.flush(&db, now).await.unwrap();
        assert!(off.visitor_at([203, 0, 113, 1].into(), super::support::FIREFOX, now).is_none());
        off.record_at(Event::Search { term: "cam".to_owned(), hits: 1 }, now);
        off.flush(&db, now).await.unwrap();
        let today = day("2024-06-10");
        assert_eq!(statistics::total(db.read(), kind::SEARCH, today, today).await.unwrap(), 0);
    });
}
