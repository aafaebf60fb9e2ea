use std::{
    collections::HashSet,
    sync::{Arc, Mutex},
    time::Duration,
};

use chrono::TimeDelta;
use kernel::Clock;
use tokio::{
    sync::{Notify, watch},
    time::{sleep, timeout},
};
use worker::{Handlers, LEASE, Worker};

use super::support::{Log, append, noon, waiting, worker};

#[tokio::test]
async fn several_workers_never_handle_an_event_twice() {
    database::on_every_database!(|db| {
        append(&db, "product.listed", 1..=450).await;
        let log = Log::default();
        let at_work: Arc<Mutex<HashSet<i64>>> = Arc::default();
        let handlers = || {
            let (log, at_work) = (log.clone(), at_work.clone());
            Handlers::new().on("product.", move |message| {
                let (log, at_work) = (log.clone(), at_work.clone());
                async move {
                    assert!(at_work.lock().unwrap().insert(message.id), "two workers have event {}", message.id);
                    tokio::task::yield_now().await;
                    log.add(&message);
                    at_work.lock().unwrap().remove(&message.id);
                    Ok(())
                }
            })
        };
        let workers: Vec<_> = (0..3).map(|_| worker(&db, handlers())).collect();
        let tasks: Vec<_> =
            workers.into_iter().map(|worker| tokio::spawn(async move { worker.drain(noon()).await })).collect();
        let mut settled = 0;
        for task in tasks {
            settled += task.await.unwrap().unwrap();
        }
        assert_eq!(settled, 450);
        assert_eq!(log.sorted(), (1..=450).collect::<Vec<_>>());
        assert_eq!(waiting(&db).await, 0);
    });
}

#[tokio::test]
async fn what_a_killed_worker_had_is_handled_again_after_its_lease() {
    database::on_every_database!(|db| {
        append(&db, "product.listed", [1, 2]).await;
        let begun = Arc::new(Notify::new());
        let signal = begun.clone();
        let stuck = Handlers::new().on("", move |_| {
            signal.notify_one();
            std::future::pending()
        });
        let stuck = worker(&db, stuck);
        let task = tokio::spawn(async move { stuck.step(noon()).await });
        begun.notified().await;
        task.abort();
        assert!(task.await.unwrap_err().is_cancelled());

        let log = Log::default();
        let heard = log.clone();
        let other = worker(
            &db,
            Handlers::new().on("", move |message| {
                heard.add(&message);
                async { Ok(()) }
            }),
        );
        let lease = TimeDelta::from_std(LEASE).unwrap();
        assert_eq!(other.step(noon() + lease - TimeDelta::seconds(1)).await.unwrap(), 0, "the lease holds");
        assert_eq!(other.step(noon() + lease + TimeDelta::seconds(1)).await.unwrap(), 2);
        assert_eq!(log.sorted(), [1, 2]);
    });
}

#[tokio::test]
async fn handlers_get_the_kinds_they_want_and_batches_come_together() {
    database::on_every_database!(|db| {
        append(&db, "product.listed", [1, 2]).await;
        append(&db, "stall.opened", [3]).await;
        append(&db, "account.registered", [4]).await;
        append(&db, "nobody.cares", [5]).await;
        let (mails, batches): (Log, Arc<Mutex<Vec<usize>>>) = (Log::default(), Arc::default());
        let (mailed, batched) = (mails.clone(), batches.clone());
        let handlers = Handlers::new()
            .on("account.", move |message| {
                mailed.add(&message);
                async { Ok(()) }
            })
            .on_batch(&["product.", "stall."], move |messages| {
                batched.lock().unwrap().push(messages.len());
                async { Ok(()) }
            });
        assert_eq!(worker(&db, handlers).step(noon()).await.unwrap(), 5);
        assert_eq!(mails.sorted(), [4]);
        assert_eq!(*batches.lock().unwrap(), [3]);
        assert_eq!(waiting(&db).await, 0);
    });
}

#[tokio::test]
async fn running_worker_is_woken_and_stops_when_told() {
    database::on_every_database!(|db| {
        let (heard, wake) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let signal = heard.clone();
        let handlers = Handlers::new().on("product.", move |_| {
            signal.notify_one();
            async { Ok(()) }
        });
        let worker = Worker::new(db.db.clone(), handlers, Clock::Fixed(noon()), wake.clone());
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(worker.run(stopped));
        for subject in 1..=3 {
            append(&db, "product.listed", [subject]).await;
            wake.notify_one();
            timeout(Duration::from_secs(20), heard.notified()).await.expect("the event is handled");
        }
        stop.send(true).unwrap();
        timeout(Duration::from_secs(20), task).await.expect("the worker stops").unwrap();
        assert_eq!(waiting(&db).await, 0, "what was claimed is settled");
    });
}

#[tokio::test]
async fn slow_mail_does_not_hold_the_index_up() {
    let db = database::testing::sqlite().await.unwrap();
    let indexed = Log::default();
    let heard = indexed.clone();
    let handlers =
        Handlers::new().on("account.", |_| std::future::pending()).on_batch(&["product."], move |messages| {
            messages.iter().for_each(|message| heard.add(message));
            async { Ok(()) }
        });
    append(&db, "account.registered", [1]).await;
    let (_stop, stopped) = watch::channel(false);
    let task = tokio::spawn(Worker::new(db.db.clone(), handlers, Clock::Fixed(noon()), Arc::default()).run(stopped));
    for subject in [2, 3] {
        append(&db, "product.listed", [subject]).await;
        let indexing = async {
            while !indexed.sorted().contains(&subject) {
                sleep(Duration::from_millis(10)).await;
            }
        };
        timeout(Duration::from_secs(15), indexing).await.expect("indexed while the mail hangs");
    }
    task.abort();
}

#[tokio::test]
async fn events_done_long_ago_are_forgotten() {
    database::on_every_database!(|db| {
        append(&db, "product.listed", [1, 2]).await;
        let worker = worker(&db, Handlers::new());
        worker.drain(noon()).await.unwrap();
        append(&db, "product.listed", [3]).await;
        assert_eq!(worker.prune(noon() + TimeDelta::days(7)).await.unwrap(), 0);
        assert_eq!(worker.prune(noon() + TimeDelta::days(8)).await.unwrap(), 2);
        assert_eq!(waiting(&db).await, 1, "what waits is never forgotten");
    });
}
