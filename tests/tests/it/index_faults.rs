//! The search index of the real program: killed, blocked, damaged, full. It never drifts and never lies.

use std::{
    fs,
    panic::AssertUnwindSafe,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use floor_tests::{
    client::Client,
    db,
    people::Role,
    program::{Server, demonstration_folder, said},
    until,
};

/// The demonstration's owner's listed products.
fn own_products(server: &Server) -> Vec<String> {
    let sql = "SELECT id FROM product WHERE state = 'listed' AND member_id = (SELECT member_id FROM membership
        WHERE account_id = (SELECT id FROM account WHERE email = 'chu-vuon@mau.example')) ORDER BY slug";
    db::ids(server, sql).iter().map(ToString::to_string).collect()
}

fn set_price(owner: &mut Client, product: &str, thousands: u64) {
    let page = owner.post(&format!("/kenh-ban-hang/san-pham/{product}/gia"), &[("price", &format!("{thousands}k"))]);
    assert_eq!(page.status, 303, "{}", page.main());
}

/// What a search shows of the product with that slug, among those of its stall.
fn found(server: &Server, slug: &str) -> serde_json::Value {
    let stall = format!("SELECT slug FROM stall WHERE id = (SELECT stall_id FROM product WHERE slug = '{slug}')");
    let stall = db::text(server, &stall);
    let found = server.client().open(&format!("/api/v1/products?stall={stall}&per_page=100")).json();
    found["items"].as_array().unwrap().iter().find(|item| item["slug"] == slug).cloned().unwrap_or_default()
}

fn slug_of(server: &Server, product: &str) -> String {
    db::text(server, &format!("SELECT slug FROM product WHERE id = X'{}'", product.replace('-', "")))
}

fn verified(server: &Server) {
    let done = server.run(&["verify-index"]);
    assert!(done.status.success(), "{}", said(&done));
}

fn waiting(server: &Server) -> i64 {
    db::number(server, "SELECT count(*) FROM outbox WHERE done_at IS NULL")
}

/// Until the connection breaks or nobody wants more: `deed` with its number.
fn again_and_again(going: &Arc<AtomicBool>, mut deed: impl FnMut(u64) + Send + 'static) -> thread::JoinHandle<()> {
    let going = going.clone();
    thread::spawn(move || {
        let work = AssertUnwindSafe(|| {
            for number in 0.. {
                if !going.load(Ordering::Acquire) {
                    return;
                }
                deed(number);
            }
        });
        let _ = std::panic::catch_unwind(work);
    })
}

#[test]
fn killed_again_and_again_while_people_work_the_index_is_what_the_database_says() {
    let mut server = Server::demonstration();
    let products = own_products(&server);
    assert!(products.len() > 2, "{products:?}");
    let others = db::ids(&server, "SELECT id FROM stall WHERE state = 'open' ORDER BY slug LIMIT 3");
    let (owner, officer) = (Role::Owner.visits(&server), Role::Administrator.visits(&server));
    let mut seed = kernel::Clock::System.now().timestamp_subsec_micros();
    eprintln!("seed {seed}");
    for _ in 0..5 {
        let going = Arc::new(AtomicBool::new(true));
        let (mut owner, products) = (owner.clone(), products.clone());
        owner.moves_to(server.address);
        let selling = again_and_again(&going, move |number| {
            let product = &products[number as usize % products.len()];
            match number % 5 {
                3 => drop(owner.post(&format!("/kenh-ban-hang/san-pham/{product}/an"), &[])),
                4 => drop(owner.post(&format!("/kenh-ban-hang/san-pham/{product}/hien"), &[])),
                _ => {
                    let price = format!("{}k", 10 + number % 500);
                    drop(owner.post(&format!("/kenh-ban-hang/san-pham/{product}/gia"), &[("price", &price)]));
                }
            }
        });
        let (mut officer, stalls) = (officer.clone(), others.clone());
        officer.moves_to(server.address);
        let watching = again_and_again(&going, move |number| {
            let stall = &stalls[number as usize % stalls.len()];
            let verb = if number % 2 == 0 { "tam-ngung" } else { "khoi-phuc" };
            officer.post(&format!("/quan-tri/gian-hang/{stall}"), &[("viec", verb), ("reason", "Kiểm tra")]);
        });
        let before = db::number(&server, "SELECT count(*) FROM outbox");
        until("work to interrupt", 60, || {
            (db::number(&server, "SELECT count(*) FROM outbox") > before + 5).then_some(())
        });
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        thread::sleep(Duration::from_millis(u64::from(seed >> 24)));
        server.kill();
        going.store(false, Ordering::Release);
        selling.join().unwrap();
        watching.join().unwrap();
        server.start_again();
    }
    verified(&server);
    assert_eq!(waiting(&server), 0);
    assert_eq!(db::number(&server, "SELECT count(*) FROM outbox WHERE dead_at IS NOT NULL"), 0);
}

/// Puts files in the place of the folders of the next indexes, so that none can be made: works whoever runs the test.
fn block(server: &Server) -> Vec<PathBuf> {
    let search = server.data().join("search");
    let paths: Vec<PathBuf> = (1..9).map(|number| search.join(format!("index-{number}"))).collect();
    for path in &paths {
        // A serving floor may write into the folder at this very moment: then it is not gone, and is removed again.
        until("a file in the folder's place", 10, || {
            let _ = fs::remove_dir_all(path);
            fs::write(path, "in the way").ok()
        });
    }
    paths
}

#[test]
fn without_an_index_search_says_so_and_browsing_goes_on_until_it_is_built() {
    let mut server = Server::demonstration();
    server.kill();
    let blocked = block(&server);
    server.start_again();
    let mut buyer = server.client();

    for (path, words) in [("/tim-kiem?q=cam", "Tìm kiếm đang tạm nghỉ"), ("/en/tim-kiem?q=cam", "Search is resting")]
    {
        let page = buyer.get(path);
        assert_eq!(page.status, 503, "{path}");
        assert!(page.header("retry-after").is_some());
        assert!(page.says(words), "{}", page.main());
        assert!(page.links().iter().any(|link| link.contains("/danh-muc/")), "categories to go on to");
        assert!(page.links().iter().any(|link| link.contains("/san-pham/")), "products to look at");
    }
    let answer = buyer.get("/api/v1/products?q=cam");
    assert_eq!(answer.status, 503);
    assert!(answer.header("retry-after").is_some());
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    assert_eq!(answer.json()["status"], 503);
    assert_eq!(buyer.get("/api/v1/suggest?q=cam").status, 503);
    let ready = buyer.get("/health/ready");
    assert_eq!((ready.status, ready.text().as_str()), (503, "search"));
    for path in ["/", "/danh-muc", "/danh-muc/trai-cay", "/san-pham/cam-khe-may", "/gian-hang", "/health/live"] {
        buyer.open(path);
    }
    let troubles = Role::Administrator.visits(&server).open("/quan-tri/su-co");
    assert!(troubles.says("Chỉ mục đang được dựng"), "{}", troubles.main());

    blocked.iter().for_each(|path| fs::remove_file(path).unwrap());
    until("search to be back by itself", 60, || (buyer.get("/api/v1/products?q=cam").status == 200).then_some(()));
    verified(&server);
    buyer.open("/tim-kiem?q=cam");
    buyer.open("/health/ready");
}

#[test]
fn while_the_index_cannot_be_written_events_wait_and_afterwards_it_catches_up_by_itself() {
    let server = Server::demonstration();
    let (mut owner, product) = (Role::Owner.visits(&server), own_products(&server).remove(0));
    let slug = slug_of(&server, &product);
    let blocked = block(&server);
    set_price(&mut owner, &product, 777);
    until("the event to be put off", 30, || {
        (db::number(&server, "SELECT count(*) FROM outbox WHERE last_error IS NOT NULL") > 0).then_some(())
    });
    assert_ne!(found(&server, &slug)["price"], 777_000, "what was there is still found");
    server.client().open("/tim-kiem?q=cam");
    let differing = server.run(&["reindex"]);
    assert!(!differing.status.success(), "{}", said(&differing));

    blocked.iter().for_each(|path| fs::remove_file(path).unwrap());
    until("the change to be found", 60, || (found(&server, &slug)["price"] == 777_000).then_some(()));
    verified(&server);
    assert_eq!(db::number(&server, "SELECT count(*) FROM outbox WHERE dead_at IS NOT NULL"), 0);
}

/// A small file system of its own below a folder; gone with the value.
struct Disk(PathBuf);

impl Disk {
    fn mount(folder: PathBuf, kilobytes: u32) -> Option<Self> {
        let size = format!("size={kilobytes}k");
        let done =
            std::process::Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&folder).output();
        match done {
            Ok(output) if output.status.success() => Some(Self(folder)),
            other => {
                eprintln!("SKIPPED with a full disk: a small disk can't be mounted here ({other:?})");
                None
            }
        }
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg("-l").arg(&self.0).output();
    }
}

#[test]
fn a_full_disk_holds_the_index_up_and_nothing_is_lost() {
    let mut server = Server::demonstration();
    let (product, mut owner) = (own_products(&server).remove(0), Role::Owner.visits(&server));
    let slug = slug_of(&server, &product);
    server.kill();
    let search = server.data().join("search");
    fs::remove_dir_all(&search).unwrap();
    fs::create_dir(&search).unwrap();
    let Some(disk) = Disk::mount(search, 8_192) else { return };
    // The index is built on the small disk.
    server.start_again();
    owner.moves_to(server.address);
    verified(&server);

    let filler = disk.0.join("filler");
    let _ = fs::write(&filler, vec![1u8; 8 * 1024 * 1024]);
    for thousands in 600..606 {
        set_price(&mut owner, &product, thousands);
    }
    until("the event to be put off", 30, || {
        (db::number(&server, "SELECT count(*) FROM outbox WHERE last_error IS NOT NULL AND done_at IS NULL") > 0)
            .then_some(())
    });
    assert_eq!(server.client().open("/tim-kiem?q=cam").status, 200, "what was there is still found");

    fs::remove_file(&filler).unwrap();
    until("the last change to be found", 60, || (found(&server, &slug)["price"] == 605_000).then_some(()));
    verified(&server);
    server.kill();
    drop(disk);
}

#[test]
fn an_index_of_other_settings_is_rebuilt_at_the_start_without_a_pause() {
    let mut server = Server::demonstration();
    server.kill();
    let path = server.data().join("search/current.json");
    let settings = || {
        let current: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        (current["settings"].as_u64().unwrap(), current["number"].as_u64().unwrap())
    };
    let (wanted, number) = settings();
    let old = fs::read_to_string(&path).unwrap().replace(&wanted.to_string(), "7");
    fs::write(&path, old).unwrap();
    server.start_again();
    assert!(server.client().open("/api/v1/products?q=cam").json()["total"].as_u64() > Some(0), "from the first moment");
    until("the rebuild", 60, || (settings() == (wanted, number + 1)).then_some(()));
    verified(&server);
}

#[test]
fn a_rebuild_misses_nothing_at_any_moment_while_writes_go_on() {
    let server = Server::demonstration();
    let going = Arc::new(AtomicBool::new(true));
    let before = server.client().open("/api/v1/products?q=cam").json()["total"].as_u64().unwrap();
    let mut buyer = server.client();
    let searching = again_and_again(&going, move |_| {
        let total = buyer.open("/api/v1/products?q=cam").json()["total"].as_u64().unwrap();
        assert_eq!(total, before, "a search never saw half an index");
        buyer.open("/tim-kiem?q=cam");
    });
    let (mut owner, products) = (Role::Owner.visits(&server), own_products(&server));
    let writing = again_and_again(&going, move |number| {
        set_price(&mut owner, &products[number as usize % products.len()], 10 + number % 500);
    });
    for _ in 0..2 {
        let done = server.run(&["reindex"]);
        assert!(done.status.success(), "{}", said(&done));
        assert!(said(&done).contains("(100 %)"), "it shows how far it is: {}", said(&done));
    }
    assert!(!searching.is_finished() && !writing.is_finished(), "both went on all the time");
    going.store(false, Ordering::Release);
    searching.join().unwrap();
    writing.join().unwrap();
    verified(&server);
}

#[test]
fn the_serving_floor_checks_its_index_mends_it_and_says_so_in_the_metrics() {
    let server = Server::start(demonstration_folder(), &["demo"], &[("FLOOR__SEARCH__CHECK_MINUTES", "1")]);
    db::execute(&server, "UPDATE product SET name = 'Tên đổi sau lưng' WHERE slug = 'cam-khe-may'");
    assert_eq!(found(&server, "cam-khe-may")["name"], "Cam Khe Mây");
    until("the check to mend it", 90, || (found(&server, "cam-khe-may")["name"] == "Tên đổi sau lưng").then_some(()));
    let mut buyer = server.client();
    let figures = until("the figures of the check", 10, || {
        let figures = buyer.open("/metrics").html().to_owned();
        figures.contains("floor_index_verified_timestamp_seconds").then_some(figures)
    });
    assert!(figures.contains("floor_index_differences 1"), "{figures}");
    let documents = db::number(&server, "SELECT count(*) FROM stall WHERE state = 'open'");
    let figure = figures.lines().find_map(|line| line.strip_prefix("floor_index_documents ")).unwrap();
    assert!(figure.parse::<i64>().unwrap() > documents, "{figure}");
    assert!(server.log().contains("Tên đổi sau lưng"), "{}", server.log());
}
