//! The exchange with the server against recorded facts of its API, played by a small server of our own: states that a
//! healthy Meilisearch does not show. This is no test with Meilisearch.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::Duration,
};

use search_indexer::{Change, Engine, EngineError, MeilisearchOptions};
use serde_json::{Value, json};

use super::support::*;

/// A request as the player sees it.
struct Asked {
    method: String,
    path: String,
    body: String,
}

/// Status and body of an answer; `None` keeps the caller waiting.
type Answer = Option<(u16, Value)>;

/// Answers by a function; counts what was asked.
struct Player {
    url: String,
    asked: Arc<AtomicU32>,
}

impl Player {
    fn new(play: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (asked, play) = (Arc::new(AtomicU32::new(0)), Arc::new(play));
        let count = asked.clone();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (play, count) = (play.clone(), count.clone());
                thread::spawn(move || serve(stream, &*play, &count));
            }
        });
        Self { url, asked }
    }

    fn asked(&self) -> u32 {
        self.asked.load(Ordering::SeqCst)
    }

    async fn engine(&self) -> Engine {
        let (url, key, index) = (self.url.clone(), "key".to_owned(), "floor".to_owned());
        let options = MeilisearchOptions { url, search_key: key.clone(), key, index };
        Engine::open_meilisearch(options).await.unwrap()
    }
}

fn serve(stream: TcpStream, play: &dyn Fn(&Asked) -> Answer, count: &AtomicU32) {
    let mut reader = BufReader::new(stream);
    while let Some(asked) = read(&mut reader) {
        count.fetch_add(1, Ordering::SeqCst);
        let Some((status, body)) = play(&asked) else {
            thread::sleep(Duration::from_secs(60));
            return;
        };
        let body = body.to_string();
        let length = body.len();
        let head = format!("HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n");
        if reader.get_mut().write_all(format!("{head}{body}").as_bytes()).is_err() {
            return;
        }
    }
}

fn read(reader: &mut BufReader<TcpStream>) -> Option<Asked> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
    let mut words = line.split(' ').map(str::to_owned);
    let (method, path) = (words.next()?, words.next()?);
    let mut length = 0;
    loop {
        line.clear();
        reader.read_line(&mut line).ok()?;
        let header = line.trim_end().to_lowercase();
        if header.is_empty() {
            break;
        }
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Asked { method, path, body: String::from_utf8(body).ok()? })
}

const TIME: &str = "2026-11-22T05:00:00.000000000Z";

/// What the server says of the index, as in its reference.
fn index_exists(asked: &Asked) -> Answer {
    let about =
        json!({"results": [{"id": "about", "kind": "about", "settings": ""}], "offset": 0, "limit": 20, "total": 1});
    match (asked.method.as_str(), asked.path.as_str()) {
        ("GET", "/indexes/floor") => {
            Some((200, json!({"uid": "floor", "createdAt": TIME, "updatedAt": TIME, "primaryKey": "id"})))
        }
        ("POST", "/indexes/floor/documents/fetch") => Some((200, about)),
        _ => None,
    }
}

fn enqueued(uid: u32) -> Answer {
    let kind = "documentAdditionOrUpdate";
    Some((202, json!({"taskUid": uid, "indexUid": "floor", "status": "enqueued", "type": kind, "enqueuedAt": TIME})))
}

fn error(status: u16, code: &str, kind: &str) -> Answer {
    Some((status, json!({"message": format!("because of {code}"), "code": code, "type": kind, "link": ""})))
}

/// Every write becomes a task that ends like this.
fn task_ends(end: Value) -> impl Fn(&Asked) -> Answer {
    move |asked| match asked.path.as_str() {
        path if path.starts_with("/tasks/") => Some((200, end.clone())),
        path if asked.method == "POST" && path.starts_with("/indexes/floor/documents?") => enqueued(1),
        _ => index_exists(asked),
    }
}

async fn write(engine: &Engine) -> Result<(), EngineError> {
    engine.apply(vec![Change::put(product(1, "Cam")), Change::put(product(2, "Bưởi"))]).await
}

#[tokio::test]
async fn a_full_disk_makes_events_wait() {
    let failed = json!({"uid": 1, "status": "failed", "error": {
        "message": "No space left on device (os error 28)", "code": "no_space_left_on_device", "type": "system", "link": ""}});
    let engine = Player::new(task_ends(failed)).engine().await;
    let Err(EngineError::Unavailable(why)) = write(&engine).await else { panic!("it may be well again later") };
    assert!(why.contains("No space left"), "{why}");
}

#[tokio::test]
async fn a_cancelled_task_is_told_and_may_be_sent_again() {
    let engine =
        Player::new(task_ends(json!({"uid": 1, "status": "canceled", "canceledBy": 2, "error": null}))).engine().await;
    let Err(EngineError::Unavailable(why)) = write(&engine).await else { panic!("nothing was written") };
    assert!(why.contains("cancelled"), "{why}");
}

#[tokio::test]
async fn a_slow_task_is_waited_for() {
    let looks = AtomicU32::new(0);
    let player = Player::new(move |asked| {
        let status = if looks.load(Ordering::SeqCst) < 3 { "processing" } else { "succeeded" };
        if asked.path.starts_with("/tasks/") {
            looks.fetch_add(1, Ordering::SeqCst);
        }
        task_ends(json!({"uid": 1, "status": status, "error": null}))(asked)
    });
    write(&player.engine().await).await.unwrap();
}

#[tokio::test]
async fn a_document_at_fault_does_not_take_its_batch_along() {
    let batches: Arc<Mutex<Vec<String>>> = Arc::default();
    let sent = batches.clone();
    let bad = product(13, "Hỏng").id.to_string();
    let player = Player::new(move |asked| {
        let mut batches = sent.lock().unwrap();
        if asked.method == "POST" && asked.path.starts_with("/indexes/floor/documents?") {
            batches.push(asked.body.clone());
            return enqueued(batches.len() as u32 - 1);
        }
        let Some(uid) = asked.path.strip_prefix("/tasks/") else { return index_exists(asked) };
        let batch = &batches[uid.parse::<usize>().unwrap()];
        let refused =
            json!({"message": "invalid", "code": "invalid_document_fields", "type": "invalid_request", "link": ""});
        let failed = batch.contains(&bad);
        let status = if failed { "failed" } else { "succeeded" };
        Some((200, json!({"uid": 0, "status": status, "error": if failed { refused } else { Value::Null }})))
    });
    let engine = player.engine().await;
    let changes = (10..20).map(|n| Change::put(product(n, "Cam"))).collect();
    assert!(matches!(engine.apply(changes).await, Err(EngineError::Refused(_))), "the fault is told");
    let batches = batches.lock().unwrap();
    for n in (10..20).filter(|n| *n != 13) {
        let (id, bad) = (product(n, "").id.to_string(), product(13, "").id.to_string());
        assert!(batches.iter().any(|batch| batch.contains(&id) && !batch.contains(&bad)), "{n} is written");
    }
}

#[tokio::test]
async fn failures_in_a_row_are_not_waited_for_again() {
    let failing = Player::new(|asked| match asked.path.as_str() {
        "/multi-search" => error(500, "internal", "internal"),
        _ => index_exists(asked),
    });
    let engine = failing.engine().await;
    for _ in 0..3 {
        assert!(matches!(engine.count().await, Err(EngineError::Unavailable(_))));
    }
    let before = failing.asked();
    let Err(EngineError::Unavailable(why)) = engine.count().await else { panic!("it fails") };
    assert!(why.contains("not asked again"), "{why}");
    assert_eq!(failing.asked(), before, "nothing was sent");
}

#[tokio::test]
async fn a_server_that_takes_requests_and_answers_none_is_given_up() {
    let frozen = Player::new(|asked| if asked.path == "/multi-search" { None } else { index_exists(asked) });
    let engine = frozen.engine().await;
    let answer = tokio::time::timeout(Duration::from_secs(30), engine.count()).await.expect("given up by itself");
    let Err(EngineError::Unavailable(why)) = answer else { panic!("nobody answered") };
    assert!(why.contains("no answer within"), "{why}");
}

#[tokio::test]
async fn refusals_are_told_apart() {
    for (status, code, kind) in [
        (404, "index_not_found", "invalid_request"),
        (403, "invalid_api_key", "auth"),
        (400, "invalid_search_filter", "invalid_request"),
    ] {
        let player = Player::new(move |asked| match asked.path.as_str() {
            "/multi-search" => error(status, code, kind),
            _ => index_exists(asked),
        });
        let answer = player.engine().await.count().await;
        match code {
            "index_not_found" => assert!(matches!(answer, Err(EngineError::NotBuilt))),
            _ => assert!(matches!(&answer, Err(EngineError::Refused(why)) if why.contains(code)), "{answer:?}"),
        }
    }
}
