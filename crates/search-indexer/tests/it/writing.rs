//! Keeping the index in line: puts, deletes, reopening, locking.

use search_indexer::{Change, Document, Engine, EngineError, Kind, ProductQuery};

use super::support::*;

#[tokio::test]
async fn a_deleted_product_leaves_the_index() {
    let all = demonstration();
    for tested in engines_with(&all).await {
        let gone = all.iter().find(|p| p.name == "Cam Khe Mây").unwrap();
        tested.engine.apply(vec![Change::Delete(gone.id)]).await.unwrap();
        assert!(!names(&tested.engine, "cam khe mây").await.contains(&gone.name));
        assert_eq!(tested.engine.count().await.unwrap(), 230);
        let fruit = |results: search_indexer::ProductResults| {
            results.facets.categories.iter().find(|v| v.slug == "trai-cay").map(|v| v.count)
        };
        let expected = all.iter().filter(|p| p.category_path[1] == "trai-cay").count() as u64 - 1;
        assert_eq!(fruit(search(&tested.engine, &query("")).await), Some(expected));
        tested.engine.apply(vec![Change::Delete(gone.id)]).await.unwrap();
        assert_eq!(tested.engine.count().await.unwrap(), 230, "deleting twice is fine");
    }
}

#[tokio::test]
async fn put_twice_is_one_document_with_the_latest_content() {
    for tested in engines().await {
        let mut new = product(1, "Cam mới");
        new.version = 2;
        let batch =
            vec![Change::put(product(1, "Cam cũ")), Change::put(product(1, "Cam cũ")), Change::put(new.clone())];
        tested.engine.apply(batch).await.unwrap();
        assert_eq!(names(&tested.engine, "cam").await, ["Cam mới"]);
        tested.engine.apply(vec![Change::put(product(1, "Bưởi"))]).await.unwrap();
        assert_eq!(names(&tested.engine, "bưởi").await, ["Bưởi"]);
        assert!(names(&tested.engine, "cam").await.is_empty());
        assert_eq!(tested.engine.count().await.unwrap(), 1);
        tested
            .engine
            .apply(vec![Change::Delete(new.id), Change::put(new.clone()), Change::Delete(new.id)])
            .await
            .unwrap();
        assert_eq!(tested.engine.count().await.unwrap(), 0, "changes count in their order");
    }
}

#[tokio::test]
async fn versions_and_hashes_are_those_of_the_documents() {
    let all = demonstration();
    for tested in engines_with(&all).await {
        tested.engine.apply(vec![Change::put(stall(1, "Gian hàng"))]).await.unwrap();
        let indexed = tested.engine.versions().await.unwrap();
        assert_eq!(indexed.len(), 232);
        assert!(indexed.is_sorted_by_key(|i| i.id));
        for p in &all {
            let found = indexed.iter().find(|i| i.id == p.id).unwrap();
            assert_eq!(
                (found.kind, found.version, found.hash),
                (Kind::Product, p.version, Document::from(p.clone()).hash())
            );
        }
        assert_eq!(indexed.iter().filter(|i| i.kind == Kind::Stall).count(), 1);
    }
}

#[test]
fn any_change_of_a_document_changes_its_hash() {
    let base = product(1, "Cam");
    let hash = |p: &search_indexer::ProductDocument| Document::from(p.clone()).hash();
    let mut changed = base.clone();
    changed.description.push('!');
    assert_ne!(hash(&base), hash(&changed));
    changed = base.clone();
    changed.ocop_until = Some(today());
    assert_ne!(hash(&base), hash(&changed));
    assert_eq!(hash(&base), hash(&base.clone()));
}

#[tokio::test]
async fn a_renamed_stall_shows_its_new_name() {
    for tested in engines_with(&[product(1, "Cam")]).await {
        let mut renamed = product(1, "Cam");
        renamed.stall_name = "Tên mới".into();
        put(&tested.engine, &[renamed]).await;
        let facets = search(&tested.engine, &query("")).await.facets;
        assert_eq!(facets.stalls.iter().map(|v| (v.name.as_str(), v.count)).collect::<Vec<_>>(), [("Tên mới", 1)]);
    }
}

#[tokio::test]
async fn many_small_writes_stay_searchable() {
    for tested in engines().await {
        for (n, p) in demonstration().into_iter().take(60).enumerate() {
            put(&tested.engine, &[p]).await;
            assert_eq!(search(&tested.engine, &query("")).await.total, n as u64 + 1);
        }
    }
}

#[tokio::test]
async fn the_index_outlives_the_engine() {
    let folder = tempfile::tempdir().unwrap();
    let engine = Engine::open_embedded(folder.path()).await.unwrap();
    assert!(engine.needs_rebuild(), "a new index was never filled");
    let all = demonstration();
    build(&engine, &all[..100]).await;
    put(&engine, &all[100..]).await;
    drop(engine);
    let engine = Engine::open_embedded(folder.path()).await.unwrap();
    assert!(!engine.needs_rebuild());
    assert_eq!(names(&engine, "cam khe may").await[0], "Cam Khe Mây");
    assert_eq!(engine.count().await.unwrap(), 231);
}

#[tokio::test]
async fn without_an_index_nothing_is_found_and_nothing_claimed_until_one_is_built() {
    let folder = tempfile::tempdir().unwrap();
    let engine = Engine::open_embedded(folder.path()).await.unwrap();
    assert!(matches!(engine.search_products(&query("cam")).await, Err(EngineError::NotBuilt)));
    assert!(matches!(engine.count().await, Err(EngineError::NotBuilt)), "an empty page would be a lie");
    let early = vec![Change::put(product(1, "Cam"))];
    assert!(matches!(engine.apply(early.clone()).await, Err(EngineError::NotBuilt)), "events have to wait");
    let rebuild = engine.begin_rebuild().await.unwrap();
    engine.apply(early).await.unwrap();
    rebuild.load(documents(&[product(2, "Bưởi")])).await.unwrap().finish().await.unwrap();
    assert_eq!(engine.count().await.unwrap(), 2, "what came during the building is in it");
}

#[tokio::test]
async fn one_process_has_the_index() {
    let folder = tempfile::tempdir().unwrap();
    let engine = Engine::open_embedded(folder.path()).await.unwrap();
    assert!(matches!(Engine::open_embedded(folder.path()).await, Err(EngineError::Locked)));
    drop(engine);
    assert!(Engine::open_embedded(folder.path()).await.is_ok(), "the lock goes with the engine");
}

/// An index of all demonstration products in a folder, closed.
async fn closed_index() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let engine = Engine::open_embedded(folder.path()).await.unwrap();
    build(&engine, &demonstration()).await;
    folder
}

fn rewrite(folder: &tempfile::TempDir, change: impl FnOnce(&mut serde_json::Value)) {
    let path = folder.path().join("current.json");
    let mut current = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    change(&mut current);
    std::fs::write(path, current.to_string()).unwrap();
}

#[tokio::test]
async fn an_index_of_other_settings_answers_and_takes_changes_until_it_is_rebuilt() {
    let folder = closed_index().await;
    rewrite(&folder, |current| current["settings"] = 1.into());
    let engine = Engine::open_embedded(folder.path()).await.unwrap();
    assert!(engine.needs_rebuild());
    assert_eq!(names(&engine, "cam khe may").await[0], "Cam Khe Mây");
    let rebuild = engine.begin_rebuild().await.unwrap();
    put(&engine, &[product(900, "Hàng mới về")]).await;
    assert_eq!(names(&engine, "hàng mới về").await[0], "Hàng mới về");
    rebuild.load(documents(&demonstration())).await.unwrap().finish().await.unwrap();
    assert!(!engine.needs_rebuild());
    assert_eq!(engine.count().await.unwrap(), 232);
    drop(engine);
    assert!(!Engine::open_embedded(folder.path()).await.unwrap().needs_rebuild());
}

#[tokio::test]
async fn an_index_that_this_build_cannot_read_is_rebuilt() {
    for damage in ["newer", "older", "meta", "current", "folder"] {
        let folder = closed_index().await;
        let at = |name: &str| folder.path().join(name);
        match damage {
            "newer" => rewrite(&folder, |current| current["version"] = 9_999.into()),
            "older" => rewrite(&folder, |current| current["version"] = 0.into()),
            "meta" => std::fs::write(at("index-1/meta.json"), "{").unwrap(),
            "current" => std::fs::write(at("current.json"), "{").unwrap(),
            _ => std::fs::remove_dir_all(at("index-1")).unwrap(),
        }
        let engine = Engine::open_embedded(folder.path()).await.unwrap();
        assert!(engine.needs_rebuild(), "{damage}");
        assert!(matches!(engine.count().await, Err(EngineError::NotBuilt)), "{damage}");
        build(&engine, &demonstration()).await;
        assert_eq!(search(&engine, &ProductQuery { facets: true, ..query("") }).await.total, 231, "{damage}");
        drop(engine);
        assert!(!Engine::open_embedded(folder.path()).await.unwrap().needs_rebuild(), "{damage}");
    }
}

/// Puts files in the place of the folders of the next indexes, so that none can be made: works whoever runs the test.
fn block(folder: &tempfile::TempDir, numbers: std::ops::Range<u32>) -> Vec<std::path::PathBuf> {
    let paths: Vec<_> = numbers.map(|number| folder.path().join(format!("index-{number}"))).collect();
    for path in &paths {
        let _ = std::fs::remove_dir_all(path);
        std::fs::write(path, "in the way").unwrap();
    }
    paths
}

#[tokio::test]
async fn an_index_whose_folder_is_lost_answers_from_memory_and_is_rebuilt_when_the_disk_is_back() {
    let folder = closed_index().await;
    let engine = Engine::open_embedded(folder.path()).await.unwrap();
    let blocked = block(&folder, 1..4);
    let change = vec![Change::put(product(900, "Hàng mới về"))];
    assert!(engine.apply(change.clone()).await.is_err(), "nothing is taken that can't be kept");
    assert!(engine.apply(change.clone()).await.is_err());
    assert!(engine.needs_rebuild());
    assert!(engine.begin_rebuild().await.is_err());
    assert_eq!(names(&engine, "cam khe may").await[0], "Cam Khe Mây", "what was there is still found");
    assert_eq!(engine.count().await.unwrap(), 231);

    blocked.iter().for_each(|path| std::fs::remove_file(path).unwrap());
    build(&engine, &demonstration()).await;
    engine.apply(change).await.unwrap();
    assert_eq!(engine.count().await.unwrap(), 232);
    drop(engine);
    let engine = Engine::open_embedded(folder.path()).await.unwrap();
    assert!(!engine.needs_rebuild());
    assert_eq!(engine.count().await.unwrap(), 232);
}

#[tokio::test]
async fn a_failed_write_leaves_nothing_and_the_next_one_succeeds() {
    let folder = closed_index().await;
    let engine = Engine::open_embedded(folder.path()).await.unwrap();
    let (index, aside) = (folder.path().join("index-1"), folder.path().join("aside"));
    std::fs::rename(&index, &aside).unwrap();
    assert!(engine.apply(vec![Change::put(product(900, "Lỡ hẹn"))]).await.is_err());
    std::fs::rename(&aside, &index).unwrap();
    put(&engine, &[product(901, "Đúng hẹn")]).await;
    assert_eq!(engine.count().await.unwrap(), 232, "only the second one");
    assert_eq!(names(&engine, "đúng hẹn").await[0], "Đúng hẹn");
}

/// An older reading of the database never lands on a newer one: whoever feeds the index has the turn from before reading
/// until it is written, even where the caller gave up waiting.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_feeds_the_index_does_so_in_turn() {
    for tested in engines().await {
        let first = tested.engine.feed().await;
        let engine = tested.engine.clone();
        let second = tokio::spawn(async move {
            let turn = engine.feed().await;
            turn.apply(vec![Change::put(product(1, "Tên mới"))]).await.map(drop)
        });
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        assert!(!second.is_finished(), "it waits for its turn");
        let given_up = first.apply(vec![Change::put(product(1, "Tên cũ"))]);
        // Polled once, then dropped: the writing is under way.
        let _ = tokio::time::timeout(std::time::Duration::ZERO, given_up).await;
        second.await.unwrap().unwrap();
        assert_eq!(names(&tested.engine, "").await, ["Tên mới"]);
    }
}
