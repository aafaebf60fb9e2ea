use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use chrono::TimeDelta;
use database::outbox;
use worker::{Handlers, LEASE, Postponed};

use super::support::{Log, append, noon, waiting, worker};

#[tokio::test]
async fn failing_event_backs_off_and_dies_after_eight_times() {
    database::on_every_database!(|db| {
        append(&db, "product.listed", [1]).await;
        let broken = Arc::new(Mutex::new(true));
        let calls = Arc::new(AtomicUsize::new(0));
        let (state, count) = (broken.clone(), calls.clone());
        let worker = worker(
            &db,
            Handlers::new().on("product.", move |_| {
                count.fetch_add(1, Ordering::SeqCst);
                let broken = *state.lock().unwrap();
                async move { if broken { Err("the index is full".into()) } else { Ok(()) } }
            }),
        );
        let mut now = noon();
        for (attempt, seconds) in [1, 2, 4, 8, 16, 32, 60, 60].into_iter().enumerate() {
            assert_eq!(worker.step(now).await.unwrap(), 0);
            assert_eq!(calls.load(Ordering::SeqCst), attempt + 1);
            worker.step(now + TimeDelta::seconds(seconds) - TimeDelta::milliseconds(1)).await.unwrap();
            assert_eq!(calls.load(Ordering::SeqCst), attempt + 1, "it waits {seconds} s");
            now += TimeDelta::seconds(seconds);
        }
        worker.step(now + TimeDelta::days(1)).await.unwrap();
        assert_eq!(calls.load(Ordering::SeqCst), 8, "a dead letter is left alone");
        let dead = outbox::dead(db.read(), 10).await.unwrap();
        assert_eq!(dead.len(), 1);
        assert_eq!(dead[0].last_error.as_deref(), Some("the index is full"));
        assert_eq!(outbox::count_dead(db.read()).await.unwrap(), 1);

        *broken.lock().unwrap() = false;
        let txn = db.begin().await.unwrap();
        assert!(outbox::revive(&txn, now, dead[0].id).await.unwrap());
        txn.commit().await.unwrap();
        assert_eq!(worker.step(now).await.unwrap(), 1);
        assert_eq!(outbox::count_dead(db.read()).await.unwrap(), 0);
    });
}

#[tokio::test]
async fn one_bad_event_does_not_hold_the_rest_of_its_batch() {
    database::on_every_database!(|db| {
        append(&db, "product.listed", 1..=5).await;
        let done = Log::default();
        let log = done.clone();
        let worker = worker(
            &db,
            Handlers::new().on_batch(&["product."], move |messages| {
                let log = log.clone();
                async move {
                    if messages.iter().any(|message| message.subject.as_u128() == 3) {
                        return Err("number three is bad".into());
                    }
                    messages.iter().for_each(|message| log.add(message));
                    Ok(())
                }
            }),
        );
        assert_eq!(worker.step(noon()).await.unwrap(), 4);
        assert_eq!(done.sorted(), [1, 2, 4, 5]);
        assert_eq!(waiting(&db).await, 1);
    });
}

#[tokio::test]
async fn panic_is_a_failure_of_that_event_only() {
    database::on_every_database!(|db| {
        append(&db, "product.listed", 1..=3).await;
        let worker = worker(
            &db,
            Handlers::new().on("product.", |message| {
                // before the future is made, and inside of it
                assert!(message.subject.as_u128() != 2, "two is too much");
                async move {
                    assert!(message.subject.as_u128() != 3, "three is a crowd");
                    Ok(())
                }
            }),
        );
        assert_eq!(worker.step(noon()).await.unwrap(), 1);
        let mut now = noon();
        while outbox::count_dead(db.read()).await.unwrap() < 2 {
            now += TimeDelta::minutes(2);
            assert!(now < noon() + TimeDelta::hours(1), "they die in the end");
            worker.step(now).await.unwrap();
        }
        let errors: Vec<_> =
            outbox::dead(db.read(), 10).await.unwrap().into_iter().map(|dead| dead.last_error).collect();
        assert_eq!(errors, [Some("panicked: three is a crowd".into()), Some("panicked: two is too much".into())]);
    });
}

#[tokio::test]
async fn event_is_settled_when_all_of_its_handlers_have_succeeded() {
    database::on_every_database!(|db| {
        append(&db, "product.listed", [1]).await;
        let (first, batch) = (Log::default(), Log::default());
        let (first_heard, batch_heard) = (first.clone(), batch.clone());
        let failures = Arc::new(AtomicUsize::new(1));
        let worker = worker(
            &db,
            Handlers::new()
                .on("product.", move |message| {
                    first_heard.add(&message);
                    async { Ok(()) }
                })
                .on_batch(&["product."], move |messages| {
                    batch_heard.add(&messages[0]);
                    async { Ok(()) }
                })
                .on("product.listed", move |_| {
                    let fails = failures.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)).is_ok();
                    async move { if fails { Err("not yet".into()) } else { Ok(()) } }
                }),
        );
        assert_eq!(worker.step(noon()).await.unwrap(), 0);
        assert_eq!(worker.step(noon() + TimeDelta::seconds(1)).await.unwrap(), 1);
        assert_eq!(first.sorted(), [1, 1], "all of them run again");
        assert_eq!(batch.sorted(), [1, 1]);
    });
}

#[tokio::test]
async fn what_waits_for_an_engine_that_is_away_never_dies_and_goes_on_when_it_is_back() {
    database::on_every_database!(|db| {
        append(&db, "product.listed", 1..=5).await;
        let (away, calls) = (Arc::new(Mutex::new(true)), Arc::new(AtomicUsize::new(0)));
        let (state, count) = (away.clone(), calls.clone());
        let worker = worker(
            &db,
            Handlers::new().on_batch(&["product."], move |_| {
                count.fetch_add(1, Ordering::SeqCst);
                let away = *state.lock().unwrap();
                async move { if away { Err(Postponed::new("the engine is down").into()) } else { Ok(()) } }
            }),
        );
        let mut now = noon();
        for round in 1..=100 {
            assert_eq!(worker.step(now).await.unwrap(), 0);
            assert_eq!(calls.load(Ordering::SeqCst), round, "the batch is not tried one by one");
            now += TimeDelta::seconds(10);
        }
        assert_eq!(outbox::count_dead(db.read()).await.unwrap(), 0);
        assert_eq!(waiting(&db).await, 5, "the outbox holds everything");
        let held = outbox::follow(db.read(), 0, 10).await.unwrap();
        assert!(held.iter().all(|event| event.attempts == 0));
        assert_eq!(held[0].last_error.as_deref(), Some("the engine is down"));

        *away.lock().unwrap() = false;
        assert_eq!(worker.step(now).await.unwrap(), 5);
        assert_eq!(waiting(&db).await, 0);
    });
}

#[tokio::test]
async fn what_a_dead_worker_had_claimed_is_free_at_once_when_it_is_given_back() {
    database::on_every_database!(|db| {
        append(&db, "product.listed", 1..=3).await;
        let txn = db.begin().await.unwrap();
        let lease = TimeDelta::from_std(LEASE).unwrap();
        let claimed = outbox::claim(&txn, "dead", noon(), lease, 2).await.unwrap();
        outbox::settle(&txn, noon(), &[claimed[0].id]).await.unwrap();
        txn.commit().await.unwrap();
        let done = Log::default();
        let log = done.clone();
        let worker = worker(
            &db,
            Handlers::new().on("product.", move |message| {
                log.add(&message);
                async { Ok(()) }
            }),
        );
        assert_eq!(worker.step(noon()).await.unwrap(), 1, "only what nobody claimed");
        let txn = db.begin().await.unwrap();
        assert_eq!(outbox::release_all(&txn).await.unwrap(), 1);
        txn.commit().await.unwrap();
        assert_eq!(worker.step(noon()).await.unwrap(), 1);
        assert_eq!(done.sorted(), [2, 3], "what was carried on stays so");
    });
}
