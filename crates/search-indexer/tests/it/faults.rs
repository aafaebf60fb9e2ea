//! A real Meilisearch server that is killed, frozen, shared, or away: what searches and writes say, and what stays.
//! Skipped, and said so, where none can be started.

use std::time::Duration;

use search_indexer::{Change, Engine, EngineError};

use super::{
    server::{Meilisearch, Program},
    support::*,
};

/// A server program of the test's own with an index of these products.
async fn started(products: &[search_indexer::ProductDocument]) -> Option<(Meilisearch, Engine)> {
    let server = Meilisearch::own()?;
    let engine = Engine::open_meilisearch(server.options.clone()).await.unwrap();
    build(&engine, products).await;
    Some((server, engine))
}

fn program(server: &mut Meilisearch) -> &mut Program {
    server.program.as_mut().unwrap()
}

/// Asks until the engine answers again: after failures it rests for a moment.
async fn answers_again(engine: &Engine) -> u64 {
    for _ in 0..300 {
        if let Ok(results) = engine.search_products(&query("")).await {
            return results.total;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the engine does not answer again");
}

async fn applied(engine: &Engine, changes: Vec<Change>) {
    for _ in 0..300 {
        if engine.apply(changes.clone()).await.is_ok() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the engine takes no changes");
}

#[tokio::test]
async fn a_killed_server_fails_searches_and_writes_and_loses_nothing() {
    let Some((mut server, engine)) = started(&demonstration()).await else { return };
    program(&mut server).kill();
    assert!(matches!(engine.search_products(&query("cam")).await, Err(EngineError::Unavailable(_))));
    let change = vec![Change::put(product(900, "Hàng mới về"))];
    assert!(matches!(engine.apply(change.clone()).await, Err(EngineError::Unavailable(_))));
    program(&mut server).start_again();
    assert_eq!(answers_again(&engine).await, 231);
    applied(&engine, change).await;
    assert_eq!(names(&engine, "hàng mới về").await[0], "Hàng mới về");
}

#[tokio::test]
async fn a_server_killed_while_it_indexes_is_brought_in_line_by_doing_it_again() {
    let Some((mut server, engine)) = started(&[]).await else { return };
    let changes: Vec<_> = demonstration().into_iter().map(Change::put).collect();
    let writing = tokio::spawn({
        let (engine, changes) = (engine.clone(), changes.clone());
        async move { engine.apply(changes).await }
    });
    tokio::time::sleep(Duration::from_millis(60)).await;
    program(&mut server).kill();
    program(&mut server).start_again();
    let _ = writing.await.unwrap();
    applied(&engine, changes).await;
    assert_eq!(engine.count().await.unwrap(), 231);
}

#[tokio::test]
async fn a_frozen_server_is_given_up_and_then_not_waited_for() {
    let Some((mut server, engine)) = started(&demonstration()).await else { return };
    assert_eq!(search(&engine, &query("")).await.total, 231);
    program(&mut server).freeze();
    let patience = Duration::from_secs(40);
    for _ in 0..3 {
        let answer = tokio::time::timeout(patience, engine.search_products(&query("cam"))).await;
        assert!(matches!(answer.expect("given up"), Err(EngineError::Unavailable(_))));
    }
    let Err(EngineError::Unavailable(why)) = engine.search_products(&query("cam")).await else {
        panic!("nobody answers")
    };
    assert!(why.contains("not asked again"), "the fourth does not wait: {why}");
    program(&mut server).thaw();
    assert_eq!(answers_again(&engine).await, 231);
}

#[tokio::test]
async fn an_engine_opened_before_its_server_works_when_it_comes() {
    let Some(mut server) = Meilisearch::own() else { return };
    program(&mut server).kill();
    let engine = Engine::open_meilisearch(server.options.clone()).await.unwrap();
    assert!(matches!(engine.search_products(&query("cam")).await, Err(EngineError::Unavailable(_))));
    program(&mut server).start_again();
    for _ in 0..300 {
        if engine.look().await.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(engine.needs_rebuild(), "there is no index yet");
    assert!(matches!(engine.search_products(&query("cam")).await, Err(EngineError::NotBuilt)));
    assert!(matches!(engine.apply(vec![Change::put(product(1, "Cam"))]).await, Err(EngineError::NotBuilt)));
    build(&engine, &demonstration()).await;
    assert!(!engine.needs_rebuild());
    assert_eq!(answers_again(&engine).await, 231);
}

#[tokio::test]
async fn two_processes_share_one_index() {
    let Some((server, one)) = started(&demonstration()).await else { return };
    let other = Engine::open_meilisearch(server.options.clone()).await.unwrap();
    assert!(!other.needs_rebuild(), "it is filled already");
    put(&one, &[product(900, "Hàng mới về")]).await;
    assert_eq!(names(&other, "hàng mới về").await[0], "Hàng mới về");
    build(&other, &demonstration()[..10]).await;
    assert_eq!(one.count().await.unwrap(), 10);
    assert_eq!(one.versions().await.unwrap(), other.versions().await.unwrap());
}

#[tokio::test]
async fn an_index_filled_under_other_settings_answers_until_it_is_rebuilt() {
    let Some((server, engine)) = started(&demonstration()).await else { return };
    server.send("PUT", &format!("/indexes/{}/documents", server.options.index), r#"[{"id":"about","settings":"0"}]"#);
    // The next change is carried out after that one.
    put(&engine, &[product(900, "Hàng mới về")]).await;
    let engine = Engine::open_meilisearch(server.options.clone()).await.unwrap();
    assert!(engine.needs_rebuild());
    assert_eq!(names(&engine, "cam khe may").await[0], "Cam Khe Mây");
    build(&engine, &demonstration()).await;
    assert!(!engine.needs_rebuild());
    assert!(!Engine::open_meilisearch(server.options.clone()).await.unwrap().needs_rebuild());
}

#[tokio::test]
async fn the_search_side_has_a_key_that_may_only_search() {
    let Some((server, engine)) = started(&demonstration()).await else { return };
    assert_eq!(search(&engine, &query("")).await.total, 231);
    let keys: serde_json::Value = server.read("/keys?limit=100");
    let search_only =
        keys["results"].as_array().unwrap().iter().find(|key| key["actions"] == serde_json::json!(["search"]));
    let mut options = server.options.clone();
    options.search_key = search_only.unwrap()["key"].as_str().unwrap().to_owned();
    let with_keys = Engine::open_meilisearch(options.clone()).await.unwrap();
    assert_eq!(search(&with_keys, &query("cam khe may")).await.hits[0].card.name, "Cam Khe Mây");
    options.key = options.search_key.clone();
    assert!(
        matches!(Engine::open_meilisearch(options.clone()).await, Err(EngineError::Refused(_))),
        "it may not write"
    );
    options.key = "wrong-key".to_owned();
    assert!(matches!(Engine::open_meilisearch(options).await, Err(EngineError::Refused(_))));
}
