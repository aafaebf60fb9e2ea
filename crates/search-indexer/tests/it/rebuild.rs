//! A rebuild beside the live index: nothing is missing at any moment, nothing written meanwhile is lost.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};

use search_indexer::{Change, EngineError};

use super::support::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_searches_never_miss_results_around_a_swap() {
    let all = demonstration();
    for tested in engines_with(&all).await {
        let (stop, searches) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
        let tasks: Vec<_> = (0..3)
            .map(|_| {
                let (engine, stop, searches) = (tested.engine.clone(), stop.clone(), searches.clone());
                tokio::spawn(async move {
                    while !stop.load(Ordering::Relaxed) {
                        let results = search(&engine, &query("cam khe may")).await;
                        assert_eq!(results.hits[0].card.name, "Cam Khe Mây");
                        assert_eq!(search(&engine, &query("")).await.total, 231);
                        searches.fetch_add(1, Ordering::Relaxed);
                        tokio::task::yield_now().await;
                    }
                })
            })
            .collect();
        for _ in 0..3 {
            let mut rebuild = tested.engine.begin_rebuild().await.unwrap();
            for part in all.chunks(50) {
                rebuild = rebuild.load(documents(part)).await.unwrap();
            }
            rebuild.finish().await.unwrap();
        }
        stop.store(true, Ordering::Relaxed);
        for task in tasks {
            task.await.unwrap();
        }
        assert!(searches.load(Ordering::Relaxed) > 0);
        assert!(!tested.engine.needs_rebuild());
    }
}

#[tokio::test]
async fn changes_during_a_rebuild_win_over_what_it_loaded() {
    for tested in engines_with(&[product(1, "Cam"), product(2, "Bưởi")]).await {
        let rebuild = tested.engine.begin_rebuild().await.unwrap();
        tested.engine.apply(vec![Change::put(product(1, "Cam bù")), Change::Delete(product(2, "").id)]).await.unwrap();
        tested.engine.apply(vec![Change::put(product(3, "Chanh"))]).await.unwrap();
        assert_eq!(names(&tested.engine, "cam").await, ["Cam bù"], "the live index goes on");
        // What the rebuild read before those changes.
        let rebuild = rebuild.load(documents(&[product(1, "Cam"), product(2, "Bưởi")])).await.unwrap();
        rebuild.finish().await.unwrap();
        assert_eq!(names(&tested.engine, "").await, ["Chanh", "Cam bù"]);
        put(&tested.engine, &[product(4, "Ổi")]).await;
        assert_eq!(tested.engine.count().await.unwrap(), 3);
    }
}

#[tokio::test]
async fn a_rebuild_forgets_what_is_no_longer_there() {
    for tested in engines_with(&demonstration()).await {
        let rebuild = tested.engine.begin_rebuild().await.unwrap();
        rebuild.load(documents(&demonstration()[..10])).await.unwrap().finish().await.unwrap();
        let results = search(&tested.engine, &query("")).await;
        assert_eq!(results.total, 10);
        assert!(results.facets.stalls.len() <= 10);
    }
}

#[tokio::test]
async fn a_rebuild_given_up_leaves_the_live_index_and_no_trace() {
    for tested in engines_with(&demonstration()).await {
        let rebuild = tested.engine.begin_rebuild().await.unwrap();
        assert!(matches!(tested.engine.begin_rebuild().await, Err(EngineError::Rebuilding)));
        drop(rebuild.load(documents(&demonstration()[..5])).await.unwrap());
        assert_eq!(search(&tested.engine, &query("")).await.total, 231);
        assert!(tested.engine.begin_rebuild().await.is_ok(), "another may begin");
        // A server's index is removed in the background.
        for _ in 0..200 {
            if tested.indexes() == 1 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert_eq!(tested.indexes(), 1);
    }
}
