use chrono::TimeDelta;
use statistics::{Recorder, kind, total};

use super::support::{day, noon, page, recorder};

async fn visits(db: &database::Db) -> i64 {
    total(db.read(), kind::VISIT, day("2026-11-20"), day("2026-11-20")).await.unwrap()
}

async fn see(recorder: &Recorder, db: &database::Db, minutes: i64) {
    let now = noon() + TimeDelta::minutes(minutes);
    recorder.flush(db, now).await.unwrap();
    page(recorder, 1, now);
    recorder.flush(db, now).await.unwrap();
}

#[tokio::test]
async fn visit_ends_after_thirty_minutes_of_silence() {
    database::on_every_database!(|db| {
        let recorder = recorder();
        for (minutes, expected) in [(0, 1), (29, 1), (58, 1), (88, 2), (88, 2), (117, 2), (180, 3)] {
            see(&recorder, &db, minutes).await;
            assert_eq!(visits(&db).await, expected, "after {minutes} minutes");
        }
    });
}

#[tokio::test]
async fn visit_that_changes_between_processes_is_one() {
    database::on_every_database!(|db| {
        let (one, two) = (recorder(), recorder());
        for (recorder, minutes, expected) in [(&one, 0, 1), (&two, 20, 1), (&one, 40, 1), (&two, 70, 2), (&one, 75, 2)]
        {
            see(recorder, &db, minutes).await;
            assert_eq!(visits(&db).await, expected, "after {minutes} minutes");
        }
    });
}

#[tokio::test]
async fn pages_of_a_long_batch_are_told_apart() {
    database::on_every_database!(|db| {
        let recorder = recorder();
        recorder.flush(&db, noon()).await.unwrap();
        for minutes in [0, 10, 60, 65, 200] {
            page(&recorder, 1, noon() + TimeDelta::minutes(minutes));
        }
        recorder.flush(&db, noon() + TimeDelta::minutes(200)).await.unwrap();
        assert_eq!(visits(&db).await, 3);
    });
}

#[tokio::test]
async fn page_that_arrives_late_does_not_turn_the_time_back() {
    database::on_every_database!(|db| {
        let (one, two) = (recorder(), recorder());
        for recorder in [&one, &two] {
            recorder.flush(&db, noon()).await.unwrap();
        }
        page(&one, 1, noon());
        see(&two, &db, 20).await;
        one.flush(&db, noon()).await.unwrap();
        see(&two, &db, 45).await;
        assert_eq!(visits(&db).await, 1);
    });
}

#[tokio::test]
async fn a_visitor_who_is_written_already_is_not_written_again_within_the_minute() {
    database::on_every_database!(|db| {
        let recorder = recorder();
        let start = noon();
        recorder.flush(&db, start).await.unwrap();
        let mut watched = db.db.clone();
        let writes = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let counter = writes.clone();
        watched.observe(move |sql| {
            let is_write = sql.contains("INSERT INTO \"visitor\"");
            counter.fetch_add(usize::from(is_write), std::sync::atomic::Ordering::Relaxed);
        });
        for second in [0, 10, 59, 60, 61] {
            page(&recorder, 1, start + TimeDelta::seconds(second));
            recorder.flush(&watched, start + TimeDelta::seconds(second)).await.unwrap();
        }
        assert_eq!(writes.load(std::sync::atomic::Ordering::Relaxed), 2, "once in each of two minutes");
        // The visit still goes on from the last minute, and ends after half an hour.
        for minutes in [30, 61] {
            page(&recorder, 1, start + TimeDelta::minutes(minutes));
            recorder.flush(&watched, start + TimeDelta::minutes(minutes)).await.unwrap();
        }
        let today = day("2026-11-20");
        assert_eq!(statistics::total(db.read(), kind::VISIT, today, today).await.unwrap(), 2);
        assert_eq!(statistics::total(db.read(), kind::PAGE, today, today).await.unwrap(), 7);
    });
}
