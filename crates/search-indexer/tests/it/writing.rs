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
    put(&engine, &demonstration()).await;
    drop(engine);
    let engine = Engine::open_embedded(folder.path()).await.unwrap();
    assert!(engine.needs_rebuild(), "changes alone don't fill it");
    assert_eq!(names(&engine, "cam khe may").await[0], "Cam Khe Mây");
}

#[tokio::test]
async fn one_process_writes_and_others_may_read() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(Engine::open_embedded_read_only(folder.path()).await, Err(EngineError::NotBuilt)));
    let engine = Engine::open_embedded(folder.path()).await.unwrap();
    put(&engine, &demonstration()).await;
    assert!(matches!(Engine::open_embedded(folder.path()).await, Err(EngineError::Locked)));
    let reader = Engine::open_embedded_read_only(folder.path()).await.unwrap();
    assert_eq!(reader.versions().await.unwrap(), engine.versions().await.unwrap());
    assert!(matches!(reader.apply(vec![Change::Delete(product(1, "").id)]).await, Err(EngineError::ReadOnly)));
    drop(engine);
    assert!(Engine::open_embedded(folder.path()).await.is_ok(), "the lock goes with the engine");
}

#[tokio::test]
async fn an_index_of_another_version_or_a_damaged_one_starts_empty_and_asks_for_a_rebuild() {
    for damage in ["version", "meta"] {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::open_embedded(folder.path()).await.unwrap();
        let rebuild = engine.begin_rebuild().await.unwrap().load(documents(&demonstration())).await.unwrap();
        rebuild.finish().await.unwrap();
        drop(engine);
        let current = std::fs::read_to_string(folder.path().join("current.json")).unwrap();
        if damage == "version" {
            std::fs::write(folder.path().join("current.json"), current.replace("\"version\":", "\"version\":9"))
                .unwrap();
        } else {
            std::fs::write(folder.path().join("index-2/meta.json"), "{").unwrap();
        }
        let engine = Engine::open_embedded(folder.path()).await.unwrap();
        assert!(engine.needs_rebuild(), "{damage}");
        assert_eq!(search(&engine, &ProductQuery { facets: true, ..query("") }).await.total, 0);
    }
}
