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
