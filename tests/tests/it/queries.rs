//! How many questions a page asks the database: in this process, rendered afresh.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use accounts::{Cost, Passwords};
use axum::{Router, body::Body};
use database::{Db, Options};
use floor_tests::program::demonstration_folder;
use gateway::{App, Operator, Settings, cache::PageCache, engine::Search, memo::Memo, popular::Popular, state::Inner};
use http::Request;
use kernel::Clock;
use media::{Blobs, Media};
use metrics_exporter_prometheus::PrometheusBuilder;
use search_indexer::Engine;
use statistics::Recorder;
use tower::ServiceExt;

/// The service on a demonstration floor, keeping no page, and a counter of its statements.
pub async fn observed(folder: &std::path::Path) -> (Router, Arc<AtomicUsize>) {
    let mut db = Db::connect(&Options::sqlite(&folder.join("floor.sqlite"))).await.unwrap();
    let count = Arc::new(AtomicUsize::new(0));
    let counter = count.clone();
    db.observe(move |_| {
        counter.fetch_add(1, Ordering::Relaxed);
    });
    let app = App::new(Inner {
        settings: Arc::new(Settings {
            base_url: "http://127.0.0.1".into(),
            secure_cookies: false,
            trusted_proxies: Vec::new(),
            demonstration: true,
            operator: Operator::default(),
            letterhead: Default::default(),
        }),
        db,
        clock: Clock::System,
        passwords: Passwords::new(Cost::Standard),
        media: Media::new(Blobs::open(&folder.join("blobs")).unwrap()),
        search: Search::new(
            Arc::new(Engine::open_embedded(&folder.join("search")).await.unwrap()),
            Duration::from_secs(3),
        ),
        statistics: Recorder::new(Clock::System),
        popular: Popular::default(),
        pages: PageCache::new(0),
        memo: Memo::default(),
        wake: Arc::default(),
        metrics: PrometheusBuilder::new().build_recorder().handle(),
    });
    (gateway::router(app), count)
}

#[tokio::test]
async fn no_public_page_asks_the_database_once_per_thing_that_it_shows() {
    let folder = demonstration_folder();
    let (service, count) = observed(folder.path()).await;
    // The home page has many shelves, offers among them; each asks for all its cards at once.
    let most = [
        ("/", 24),
        ("/danh-muc/trai-cay", 10),
        ("/tim-kiem?q=cam", 10),
        ("/san-pham/cam-khe-may", 10),
        ("/gian-hang", 10),
        ("/gian-hang/nang-mai-huong-do", 10),
        ("/bang-gia", 10),
        ("/bang-gia/cam-khe-may", 10),
        ("/bang-gia/trai-cay", 10),
        ("/lich-mua-vu", 10),
        ("/api/v1/prices", 10),
        ("/api/v1/products?q=cam", 10),
        ("/api/v1/products/cam-khe-may", 10),
        ("/api/v1/suggest?q=cam", 10),
    ];
    for (path, most) in most {
        count.store(0, Ordering::Relaxed);
        let request = Request::get(path).body(Body::empty()).unwrap();
        let answer = service.clone().oneshot(request).await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        let asked = count.load(Ordering::Relaxed);
        eprintln!("{path}: {asked}");
        assert!(asked <= most, "{path} asks {asked} times");
        assert!(asked > 0 || !path.starts_with("/san-pham"), "the statements of {path} are counted");
    }
}
