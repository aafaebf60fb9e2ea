use std::time::Duration;

use chrono::TimeDelta;
use database::Db;
use kernel::Clock;
use sea_orm::{ConnectionTrait, Statement};
use statistics::{Recorder, close_days, days, kind, total};
use tokio::sync::watch;

use super::support::{at, day, noon, page, recorder, visitor};

async fn strings(db: &Db, sql: &str) -> Vec<String> {
    let statement = Statement::from_string(db.read().get_database_backend(), sql);
    let rows = db.read().query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

#[tokio::test]
async fn a_day_ends_at_midnight_in_ha_tinh() {
    database::on_every_database!(|db| {
        let recorder = recorder();
        recorder.flush(&db, at("2026-11-20T16:55:00Z")).await.unwrap();
        page(&recorder, 1, at("2026-11-20T16:59:59.999Z"));
        page(&recorder, 1, at("2026-11-20T17:00:00Z"));
        recorder.flush(&db, at("2026-11-20T17:00:01Z")).await.unwrap();
        for kind in [kind::PAGE, kind::VISIT, kind::VISITOR] {
            let days = days(db.read(), kind, day("2026-11-19"), day("2026-11-22")).await.unwrap();
            assert_eq!(days.iter().map(|day| day.count).collect::<Vec<_>>(), [0, 1, 1, 0], "{kind}");
        }
    });
}

#[tokio::test]
async fn salt_is_one_for_all_processes_and_another_every_day() {
    database::on_every_database!(|db| {
        let (one, two) = (recorder(), recorder());
        let tomorrow = noon() + TimeDelta::days(1);
        for recorder in [&one, &two] {
            assert!(!visitor(recorder, 1, noon()).is_known());
            recorder.flush(&db, noon()).await.unwrap();
        }
        let today_hash = visitor(&one, 1, noon());
        assert!(today_hash.is_known());
        assert_eq!(today_hash, visitor(&two, 1, noon()));
        assert_ne!(today_hash, visitor(&one, 2, noon()), "another address is another visitor");
        page(&one, 1, noon());
        one.flush(&db, noon()).await.unwrap();
        one.flush(&db, tomorrow).await.unwrap();
        page(&one, 1, tomorrow);
        one.flush(&db, tomorrow).await.unwrap();
        let hashes = strings(&db, "SELECT hash FROM visitor ORDER BY day").await;
        assert_eq!(hashes.len(), 2);
        assert_ne!(hashes[0], hashes[1], "nobody can be followed to the next day");
    });
}

#[tokio::test]
async fn past_days_shrink_to_two_figures_and_lose_their_salt() {
    database::on_every_database!(|db| {
        let recorder = recorder();
        recorder.flush(&db, noon()).await.unwrap();
        for n in 1..=3 {
            page(&recorder, n, noon());
        }
        page(&recorder, 1, noon() + TimeDelta::hours(2));
        recorder.flush(&db, noon() + TimeDelta::hours(2)).await.unwrap();
        assert_eq!(close_days(&db, at("2026-11-20T17:05:00Z")).await.unwrap(), 0, "late counts are waited for");
        let before = strings(&db, "SELECT salt FROM visitor_salt").await;

        let tomorrow = at("2026-11-20T17:10:00Z");
        recorder.flush(&db, tomorrow).await.unwrap();
        let closed = tokio::join!(close_days(&db, tomorrow), close_days(&db, tomorrow));
        assert_eq!(closed.0.unwrap() + closed.1.unwrap(), 1, "closed once by two processes");
        assert_eq!(strings(&db, "SELECT hash FROM visitor").await, [""; 0]);
        let after = strings(&db, "SELECT salt FROM visitor_salt").await;
        assert_eq!((before.len(), after.len()), (1, 1));
        assert_ne!(before, after, "the day's salt is destroyed");

        let (from, to) = (day("2026-11-20"), day("2026-11-21"));
        assert_eq!(total(db.read(), kind::VISITOR, from, to).await.unwrap(), 3);
        assert_eq!(total(db.read(), kind::VISIT, from, to).await.unwrap(), 4);
    });
}

#[tokio::test]
async fn first_visitors_after_midnight_are_known() {
    database::on_every_database!(|db| {
        let recorder = recorder();
        recorder.flush(&db, at("2026-11-20T16:49:00Z")).await.unwrap();
        assert!(!visitor(&recorder, 1, at("2026-11-20T17:00:00Z")).is_known());
        recorder.flush(&db, at("2026-11-20T16:51:00Z")).await.unwrap();
        assert!(visitor(&recorder, 1, at("2026-11-20T17:00:00Z")).is_known());
    });
}

#[tokio::test]
async fn neither_address_nor_browser_is_stored() {
    let db = database::testing::sqlite().await.unwrap();
    let recorder = recorder();
    recorder.flush(&db, noon()).await.unwrap();
    page(&recorder, 77, noon());
    recorder.flush(&db, noon()).await.unwrap();
    db.execute_plain("PRAGMA wal_checkpoint(TRUNCATE)").await.unwrap();
    let file = db.options.url.trim_start_matches("sqlite://").split('?').next().unwrap();
    let bytes = std::fs::read(file).unwrap();
    let hash = strings(&db, "SELECT hash FROM visitor").await.remove(0);
    let stands = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(stands(&hash), "the file is read right");
    assert!(!stands("203.0.113.77") && !stands("Firefox"));
}

#[tokio::test]
async fn what_was_counted_is_written_at_shutdown() {
    database::on_every_database!(|db| {
        let recorder = Recorder::new(Clock::Fixed(noon()));
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(statistics::run(recorder.clone(), db.db.clone(), Clock::Fixed(noon()), stopped));
        while !visitor(&recorder, 1, noon()).is_known() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        page(&recorder, 1, noon());
        stop.send(true).unwrap();
        task.await.unwrap();
        assert_eq!(total(db.read(), kind::PAGE, day("2026-11-20"), day("2026-11-20")).await.unwrap(), 1);
    });
}
