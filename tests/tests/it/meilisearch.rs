//! The real program on a real Meilisearch server: killed, restarted, shared by several processes. Skipped, and said so,
//! where none can be started.

use std::time::Duration;

use floor_tests::{
    client::Client,
    db,
    meilisearch::Meilisearch,
    people::Role,
    program::{Server, demonstration_folder, said},
    until,
};

/// The demonstration floor on that server, with more keys.
fn started(engine: &Meilisearch, more: &[(&str, &str)]) -> Server {
    let keys = engine.keys();
    let keys: Vec<(&str, &str)> =
        keys.iter().map(|(name, value)| (*name, value.as_str())).chain(more.iter().copied()).collect();
    let server = Server::start(demonstration_folder(), &["demo"], &keys);
    until("the first index", 120, || (server.client().get("/health/ready").status == 200).then_some(()));
    server
}

/// The owner's first listed product: its id and its slug.
fn product(server: &Server) -> (String, String) {
    let of_owner = "FROM product WHERE state = 'listed' AND member_id = (SELECT member_id FROM membership
        WHERE account_id = (SELECT id FROM account WHERE email = 'chu-vuon@mau.example')) ORDER BY slug LIMIT 1";
    (db::id(server, &format!("SELECT id {of_owner}")).to_string(), db::text(server, &format!("SELECT slug {of_owner}")))
}

fn set_price(owner: &mut Client, product: &str, thousands: u64) {
    let page = owner.post(&format!("/kenh-ban-hang/san-pham/{product}/gia"), &[("price", &format!("{thousands}k"))]);
    assert_eq!(page.status, 303, "{}", page.main());
}

/// The price that a search shows; `None` where it shows none.
fn price(server: &Server, slug: &str) -> Option<u64> {
    let words = slug.replace('-', "+");
    let found = server.client().get(&format!("/api/v1/products?q={words}&per_page=50"));
    let found = (found.status == 200).then(|| found.json())?;
    let item = found["items"].as_array()?.iter().find(|item| item["slug"] == slug)?.clone();
    item["price"].as_u64()
}

fn verified(server: &Server) {
    let done = server.run(&["verify-index"]);
    assert!(done.status.success(), "{}", said(&done));
}

#[test]
fn the_floor_runs_on_meilisearch_and_is_rebuilt_and_verified_beside_it() {
    let Some(engine) = Meilisearch::start() else { return };
    let server = started(&engine, &[]);
    let (id, slug) = product(&server);
    let mut owner = Role::Owner.visits(&server);
    set_price(&mut owner, &id, 123);
    until("the new price", 60, || (price(&server, &slug) == Some(123_000)).then_some(()));
    for command in ["verify-index", "reindex", "verify-index"] {
        let done = server.run(&[command]);
        assert!(done.status.success(), "{command}: {}", said(&done));
    }
    db::execute(
        &server,
        "UPDATE product SET name = 'Tên đổi sau lưng', version = version + 1 WHERE slug = 'cam-khe-may'",
    );
    assert!(!server.run(&["verify-index"]).status.success(), "a difference is found");
    let mended = server.run(&["verify-index", "--repair"]);
    assert!(mended.status.success(), "{}", said(&mended));
    verified(&server);
}

#[test]
fn a_search_server_that_dies_costs_only_search_and_the_index_catches_up() {
    let Some(mut engine) = Meilisearch::start() else { return };
    let server = started(&engine, &[]);
    let (id, slug) = product(&server);
    let mut owner = Role::Owner.visits(&server);
    for round in 1..=2 {
        engine.kill();
        let refused = server.client().get("/api/v1/products?q=cam");
        assert_eq!(refused.status, 503, "{}", refused.main());
        assert!(refused.header("retry-after").is_some());
        assert_eq!(server.client().get("/tim-kiem?q=cam").status, 503, "it says so");
        server.client().open("/");
        server.client().open("/danh-muc/trai-cay");
        set_price(&mut owner, &id, 200 + round);
        engine.start_again();
        until("the price of meanwhile", 120, || (price(&server, &slug) == Some((200 + round) * 1_000)).then_some(()));
    }
    verified(&server);
    assert_eq!(db::number(&server, "SELECT count(*) FROM outbox WHERE dead_at IS NOT NULL"), 0, "nothing was given up");
}

#[test]
fn events_are_carried_on_by_a_process_apart_also_after_it_is_killed() {
    let Some(engine) = Meilisearch::start() else { return };
    let server = started(&engine, &[("FLOOR__WORKER__INSIDE", "false")]);
    let (id, slug) = product(&server);
    let mut owner = Role::Owner.visits(&server);
    set_price(&mut owner, &id, 301);
    std::thread::sleep(Duration::from_millis(500));
    assert_ne!(price(&server, &slug), Some(301_000), "nobody carries events on yet");
    let mut worker = server.beside(&["work"]);
    until("the worker's deed", 60, || (price(&server, &slug) == Some(301_000)).then_some(()));
    set_price(&mut owner, &id, 302);
    worker.kill();
    set_price(&mut owner, &id, 303);
    let _worker = server.beside(&["work"]);
    // What the killed one had claimed is free again after its lease.
    until("the next worker's deed", 150, || (price(&server, &slug) == Some(303_000)).then_some(()));
    verified(&server);
}
