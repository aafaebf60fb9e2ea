//! What happens when the program is killed, asked twice, or runs on PostgreSQL.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use floor_tests::{
    db,
    people::Role,
    pictures,
    program::{Server, demonstration_folder, said},
};
use tempfile::TempDir;

use super::{
    journey::whole_journey,
    steps::{VI, product},
};

#[test]
fn a_floor_that_is_killed_in_the_middle_of_work_stands_up_whole() {
    let mut server = Server::demonstration();
    let owner = Role::Owner.visits(&server);
    for round in 0..3u64 {
        let going = Arc::new(AtomicBool::new(true));
        let workers: Vec<_> = (0..2)
            .map(|worker| {
                let (mut client, going) = (owner.clone(), going.clone());
                client.moves_to(server.address);
                thread::spawn(move || {
                    // Until the connection breaks: saving, submitting, hiding and showing products.
                    let work = std::panic::AssertUnwindSafe(|| {
                        for number in 0.. {
                            if !going.load(Ordering::Acquire) {
                                return;
                            }
                            let form = product(&mut client, VI, &format!("Sản phẩm dở dang {round} {worker} {number}"));
                            client.submit(&form.press("hanh_dong", "gui"));
                            client.post(
                                "/san-pham/cam-khe-may/hoi",
                                &[("name", "Người mua"), ("contact", "0912345678"), ("body", "Cam còn không ạ?")],
                            );
                        }
                    });
                    let _ = std::panic::catch_unwind(work);
                })
            })
            .collect();
        let saved = format!("SELECT count(*) FROM product WHERE name LIKE 'Sản phẩm dở dang {round}%'");
        floor_tests::until("work to interrupt", 60, || (db::number(&server, &saved) > 0).then_some(()));
        thread::sleep(Duration::from_millis(130 * round));
        server.kill();
        going.store(false, Ordering::Release);
        for worker in workers {
            let _ = worker.join();
        }
        server.start_again();
    }
    let verified = server.run(&["verify-index"]);
    assert!(verified.status.success(), "{}", said(&verified));
    // Every deed is whole: what was submitted has its audit row and its event.
    let half = "SELECT count(*) FROM product WHERE name LIKE 'Sản phẩm dở dang%' AND state = 'submitted'
        AND NOT EXISTS (SELECT 1 FROM audit WHERE audit.subject_id = product.id AND audit.action = 'product.submitted')";
    assert_eq!(db::number(&server, half), 0);
    assert_eq!(db::texts(&server, "PRAGMA integrity_check"), ["ok"]);
    assert_eq!(db::number(&server, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
    // A client that goes on finds its session alive.
    let mut owner = owner;
    owner.moves_to(server.address);
    owner.open("/kenh-ban-hang/san-pham");
}

#[test]
fn a_difference_between_index_and_database_is_found_and_mended() {
    let server = Server::demonstration();
    db::execute(
        &server,
        "UPDATE product SET name = 'Tên đổi sau lưng', version = version + 1 WHERE slug = 'cam-khe-may'",
    );
    let found = server.run(&["verify-index"]);
    assert!(!found.status.success(), "{}", said(&found));
    let told = said(&found);
    assert!(told.contains("stale: product “Tên đổi sau lưng”"), "{told}");
    assert!(told.contains("the index holds version 1, the database version 2"), "{told}");
    let mended = server.run(&["verify-index", "--repair"]);
    assert!(mended.status.success(), "{}", said(&mended));
    let verified = server.run(&["verify-index"]);
    assert!(verified.status.success(), "{}", said(&verified));
}

#[test]
fn a_filled_folder_is_only_served() {
    let folder = demonstration_folder();
    let mut server = Server::start(folder, &["demo"], &[]);
    let products = "SELECT count(*) FROM product";
    let before = db::number(&server, products);
    server.kill();
    server.start_again();
    assert_eq!(db::number(&server, products), before);
    assert!(!server.log().contains("Filling"), "{}", server.log());
}

#[test]
fn a_second_process_on_the_same_folder_is_refused_clearly() {
    let server = Server::demonstration();
    let second = server.run(&["serve"]);
    assert!(!second.status.success());
    assert!(said(&second).contains("belongs to the one process that serves"), "{}", said(&second));
    let worker = server.run(&["work"]);
    assert!(!worker.status.success());
    assert!(said(&worker).contains("embedded"), "{}", said(&worker));
    server.client().open("/");
}

#[test]
fn a_folder_with_other_data_is_not_filled_with_the_demonstration() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("keep.txt"), "mine").unwrap();
    let server = Server::start(folder, &["serve"], &[]);
    server.client().open("/");
    assert_eq!(server.client().open("/api/v1/products").json()["total"], 0, "an empty floor answers too");
}

#[test]
fn a_wrong_configuration_is_named() {
    let folder = TempDir::new().unwrap();
    for (name, value, said_of) in [
        ("FLOOR__SERVER__ADRESS", "x", "adress"),
        ("FLOOR__SEARCH__ENGINE", "grep", "search.engine"),
        ("FLOOR__LOG__FORMAT", "xml", "log.format"),
    ] {
        let program = floor_tests::program::binary();
        let done = std::process::Command::new(program)
            .arg("migrate")
            .env("FLOOR__DATA_DIR", folder.path())
            .env(name, value)
            .output()
            .unwrap();
        assert!(!done.status.success(), "{name}");
        assert!(said(&done).contains(said_of), "{name}: {}", said(&done));
    }
}

#[test]
fn the_floor_runs_on_postgresql() {
    let Some(url) = db::fresh_postgres("floor_journey") else { return };
    let server = Server::start(
        TempDir::new().unwrap(),
        &["demo", "--products", "40", "--stalls", "5", "--members", "6"],
        &[("FLOOR__DATABASE__URL", &url)],
    );
    whole_journey(&server, VI, 9);
    let mut owner = Role::Owner.visits(&server);
    let form = product(&mut owner, VI, "Sản phẩm trên PostgreSQL").file("photos", "hai.jpg", &pictures::photo(10));
    owner.accepted(&form.press("hanh_dong", "gui"));
    let verified = server.run(&["verify-index"]);
    assert!(verified.status.success(), "{}", said(&verified));
}
