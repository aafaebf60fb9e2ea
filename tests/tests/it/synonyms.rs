//! Administrators keep the synonyms, and searches follow within seconds.

use floor_tests::{client::Client, db, people::Role, program::Server, until, url};

const LIST: &str = "/quan-tri/tu-dong-nghia";

fn hits(client: &mut Client, typed: &str) -> u64 {
    client.open(&format!("/api/v1/products?q={}", url::encode(typed))).json()["total"].as_u64().unwrap()
}

fn until_hits(client: &mut Client, typed: &str, some: bool) {
    let what = format!("{typed:?} finds {}", if some { "something" } else { "nothing" });
    until(&what, 20, || ((hits(client, typed) > 0) == some).then_some(()));
}

#[test]
fn a_synonym_is_added_tried_changed_removed_and_brought_back() {
    let server = Server::demonstration();
    let (mut officer, mut buyer) = (Role::Administrator.visits(&server), server.client());
    let typed = "zuzuka";
    assert_eq!(hits(&mut buyer, typed), 0);

    let form = officer.open(&format!("{LIST}/moi")).form(&format!("{LIST}/moi"));
    let refused = officer.submit(&form.set("term", typed));
    assert_eq!(refused.status, 422);
    assert_eq!(refused.wrong_fields(), ["canonical", "kind"]);
    let form = refused.form(&format!("{LIST}/moi"));
    assert_eq!(form.get("term"), typed, "what was typed stays");
    let page = officer.accepted(&form.set("canonical", "nước mắm").set("kind", "one_way"));
    assert!(page.says("Đã lưu"));
    until_hits(&mut buyer, typed, true);

    let tried = officer.open(&format!("{LIST}?thu={typed}"));
    assert!(tried.says("cũng tìm “nước mắm”"), "{}", tried.main());
    assert!(tried.links().iter().any(|link| link.starts_with("/san-pham/")), "the first hits: {}", tried.main());
    let english = officer.open(&format!("/en{LIST}?thu={typed}"));
    assert!(english.says("also looks for “nước mắm”"), "{}", english.main());

    let id = db::id(&server, &format!("SELECT id FROM search_synonym WHERE term = '{typed}'"));
    let again = officer.open(&format!("{LIST}/moi")).form(&format!("{LIST}/moi"));
    let again = officer.submit(&again.set("term", "ZUZUKA").set("canonical", "Nước mắm").set("kind", "same"));
    assert_eq!((again.status, again.wrong_fields()), (422, vec!["canonical".to_owned()]), "the list has it");

    let list = officer.open(&format!("{LIST}?q={typed}"));
    let page = officer.accepted(&list.form(&format!("{LIST}/{id}/go")));
    assert!(page.says("Đã gỡ “zuzuka”"), "{}", page.main());
    until_hits(&mut buyer, typed, false);
    let page = officer.accepted(&page.form(&format!("{LIST}/{id}/khoi-phuc")));
    assert!(page.says("Đã hoàn tác"));
    until_hits(&mut buyer, typed, true);

    let form = officer.open(&format!("{LIST}/{id}")).form(&format!("{LIST}/{id}"));
    officer.accepted(&form.set("term", "zazaka"));
    until_hits(&mut buyer, typed, false);
    until_hits(&mut buyer, "zazaka", true);

    let file = officer.open(&format!("{LIST}.csv?q=zazaka"));
    assert!(file.header("content-type").unwrap().starts_with("text/csv"));
    let lines: Vec<&str> = file.html().lines().collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[1].starts_with("\"zazaka\",\"nước mắm\","), "{lines:?}");
    let journal = officer.open("/quan-tri/nhat-ky?viec=synonym.");
    for words in ["thêm từ đồng nghĩa", "sửa từ đồng nghĩa", "gỡ từ đồng nghĩa", "khôi phục từ đồng nghĩa"]
    {
        assert!(journal.says(words), "{words}: {}", journal.main());
    }
}

#[test]
fn a_floor_keeps_its_own_synonyms_over_a_restart_and_pages_through_them() {
    let mut server = Server::demonstration();
    let mut officer = Role::Administrator.visits(&server);
    let all = db::number(&server, "SELECT count(*) FROM search_synonym");
    assert!(all > 50, "the built-in list is there after the first start: {all}");
    let rows = |page: &floor_tests::html::Page| page.forms().iter().filter(|form| form.action.ends_with("/go")).count();
    let mut page = officer.open(LIST);
    let mut seen = rows(&page);
    assert_eq!(seen, 50);
    while let Some(next) = page.links().into_iter().find(|link| link.starts_with(&format!("{LIST}?sau="))) {
        page = officer.open(&next);
        seen += rows(&page);
    }
    assert_eq!(seen as i64, all, "every one on one page");
    assert!(rows(&officer.open(&format!("{LIST}?loai=loose"))) < 50);

    let mut buyer = server.client();
    let first = officer.open(LIST).forms().into_iter().find(|form| form.action.ends_with("/go")).unwrap();
    officer.accepted(&first);
    server.kill();
    server.start_again();
    officer.moves_to(server.address);
    buyer.moves_to(server.address);
    let left = db::number(&server, "SELECT count(*) FROM search_synonym WHERE removed_at IS NULL");
    assert_eq!(left, all - 1, "a start does not bring back what was removed");
    let refused = Role::Moderator.visits(&server).get(LIST);
    assert_eq!(refused.status, 403);
}
