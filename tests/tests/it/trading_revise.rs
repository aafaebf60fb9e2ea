//! An open offer that its owner changes, on its page and over the API.

use floor_tests::{db, html::Page, offers as made_by, people::Role, pictures, program::Server, until};
use serde_json::{Value, json};

use super::offers_api::{Floor, day, done, id};

fn distrust(server: &Server) {
    db::execute(server, "DELETE FROM offer_trust");
}

/// Status and the fields that are wrong.
fn refused(page: &Page) -> (u16, Vec<String>) {
    assert_eq!(page.header("content-type"), Some("application/problem+json"), "{}: {}", page.path, page.html());
    let errors = page.json()["errors"].as_object().map(|errors| errors.keys().cloned().collect());
    (page.status, errors.unwrap_or_default())
}

#[test]
fn the_owner_changes_numbers_on_the_page_and_whoever_waits_reads_of_it() {
    let mut floor = Floor::new();
    let offer = floor.offered();
    distrust(&floor.server);
    let quote = floor.quoted(&offer);
    let path = format!("/giao-dich/chao-hang/{offer}");
    let page = floor.seller.open(&path);
    assert!(page.links().iter().any(|link| *link == format!("{path}/sua")), "the owner finds the way");
    let page = floor.seller.open(&format!("{path}/sua"));
    assert!(page.says("Lời mô tả, chứng nhận và ảnh đã được duyệt thì giữ nguyên"), "{}", page.main());
    let form = page.form("/sua");
    for name in ["quality", "photos", "unit", "product", "commune"] {
        assert!(!form.names.contains(&name.to_owned()), "{name} is no field of it");
    }
    let changed = form.clone().set("price", "43k").set("quantity", "300").set("valid_until", &day(45));
    let page = floor.seller.accepted(&changed);
    assert!(page.says("Đã lưu thay đổi"), "{}", page.main());
    // The button pressed twice.
    floor.seller.accepted(&changed);

    let public = floor.server.client().open(&format!("/api/v1/offers/{offer}")).json();
    assert_eq!((&public["price"], &public["remaining"]), (&json!(43_000), &json!(300)));
    assert_eq!((&public["quality"], &public["valid_until"]), (&json!("Loại 1"), &json!(day(45))));
    let thread = quote["thread"].as_str().unwrap();
    let talk = floor.buyer.open(&format!("/giao-dich/trao-doi/{thread}"));
    for words in ["sửa chào hàng", "45.000", "43.000", "250 kg → 300 kg"] {
        assert!(talk.says(words), "{words}: {}", talk.main());
    }
    let talk = floor.buyer.open(&format!("/en/giao-dich/trao-doi/{thread}"));
    assert!(talk.says("changed the offer") && talk.says("Left: 250 kg → 300 kg"), "{}", talk.main());
    let messages = floor.buyer.open(&format!("/api/v1/threads/{thread}")).json()["messages"]["items"].clone();
    let told: Vec<&Value> = messages.as_array().unwrap().iter().filter(|one| one["kind"] == "changed").collect();
    assert_eq!(told.len(), 1, "once: {messages}");
    assert_eq!(told[0]["change"]["price"], json!({ "from": 45_000, "to": 43_000 }));
    assert_eq!(told[0]["change"]["remaining"], json!({ "from": 250, "to": 300 }));
    assert_eq!(told[0]["mine"], false);

    // The index learns of it.
    let mut visitor = floor.server.client();
    until("the new price in the list", 20, || {
        let list = visitor.open("/api/v1/offers?side=sell&sort=newest&per_page=100").json();
        let found = list["items"].as_array().unwrap().iter().find(|one| one["id"] == offer.as_str())?.clone();
        (found["price"] == 43_000).then_some(())
    });
    assert_eq!(db::number(&floor.server, "SELECT count(*) FROM audit WHERE action = 'offer.revised'"), 1);
}

#[test]
fn a_form_that_is_wrong_or_stale_comes_back_with_what_was_typed() {
    let mut floor = Floor::new();
    let offer = floor.offered();
    let quote = floor.quoted(&offer);
    done_deal(&mut floor, &quote);
    let path = format!("/giao-dich/chao-hang/{offer}/sua");
    let first = floor.seller.open(&path);
    assert!(first.says("Đã chốt 100 kg") && first.says("còn lại 150 kg"), "{}", first.main());
    let page = floor.seller.submit(&first.form("/sua").set("quantity", "100").set("price", "43k"));
    assert_eq!((page.status, page.wrong_fields()), (422, vec!["quantity".to_owned()]));
    assert_eq!(page.form("/sua").get("price"), "43k", "what was typed is still there");

    let second = floor.seller.open(&path);
    floor.seller.accepted(&first.form("/sua").set("price", "44.000"));
    let photo = pictures::photo(70);
    let stale = second.form("/sua").set("price", "46.000").set("quality", "Loại đặc biệt");
    let page = floor.seller.submit(&stale.file("photos", "vuon.jpg", &photo));
    assert_eq!(page.status, 409);
    assert!(page.says("vừa được thay đổi ở nơi khác"), "{}", page.main());
    let form = page.form("/sua");
    assert_eq!((form.get("price"), form.get("quality")), ("46.000", "Loại đặc biệt"));
    assert!(!form.get("photo").is_empty(), "the photo, too");
    assert_eq!(
        floor.seller.open(&format!("/api/v1/offers/{offer}")).json()["price"],
        44_000,
        "nothing was written over"
    );
    floor.seller.accepted(&form);
    let now = floor.seller.open(&format!("/api/v1/offers/{offer}")).json();
    assert_eq!(
        (&now["price"], &now["quality"], &now["remaining"]),
        (&json!(46_000), &json!("Loại đặc biệt"), &json!(150))
    );
    assert_eq!(now["photos"].as_array().unwrap().len(), 1);

    // The trust ends while he writes: the form says so, and keeps it all.
    let form = floor.seller.open(&path).form("/sua").set("quality", "Loại một").set("price", "47.000");
    distrust(&floor.server);
    let page = floor.seller.submit(&form);
    assert_eq!(page.status, 403);
    assert!(page.says("phải được cán bộ của Sàn duyệt"), "{}", page.main());
    assert_eq!((page.form("/sua").get("quality"), page.form("/sua").get("price")), ("Loại một", "47.000"));
    assert_eq!(floor.seller.open(&format!("/api/v1/offers/{offer}")).json(), now);
    assert_eq!(floor.buyer.get(&path).status, 404, "another's offer");
}

fn done_deal(floor: &mut Floor, quote: &Value) {
    let accept = format!("/api/v1/quotes/{}/accept", id(quote));
    assert_eq!(floor.seller.post_json(&accept, &json!({}), &[]).status, 201);
}

#[test]
fn the_api_changes_what_is_sent_and_nothing_else() {
    let mut floor = Floor::new();
    let offer = floor.offered();
    let path = format!("/api/v1/offers/{offer}");
    let before = floor.seller.open(&path).json();
    let mut change = json!({ "version": before["version"], "price": 44_000, "quantity": 300.5, "min_lot": null, "steps": [{ "from": 50, "price": 43_000 }] });
    let key = [("Idempotency-Key", "sua-1")];
    let first = floor.seller.patch_json(&path, &change, &key);
    let after = done(&first);
    let mut expected = before.clone();
    for (name, value) in [
        ("price", json!(44_000)),
        ("quantity", json!(300.5)),
        ("remaining", json!(300.5)),
        ("min_lot", Value::Null),
        ("steps", json!([{ "from": 50, "price": 43_000 }])),
        ("version", json!(before["version"].as_i64().unwrap() + 1)),
        ("updated_at", after["updated_at"].clone()),
    ] {
        expected[name] = value;
    }
    assert_eq!(after, expected);
    let again = floor.seller.patch_json(&path, &change, &key);
    assert_eq!((&again.body, again.header("idempotency-replayed")), (&first.body, Some("true")));
    change["price"] = json!(43_500);
    assert_eq!(refused(&floor.seller.patch_json(&path, &change, &key)).0, 422, "the key names another request");
    assert_eq!(refused(&floor.seller.patch_json(&path, &change, &[])).0, 409, "the version of before");

    let version = after["version"].clone();
    let mut send = |patch: Value| {
        let mut body = json!({ "version": version });
        body.as_object_mut().unwrap().extend(patch.as_object().unwrap().clone());
        refused(&floor.seller.patch_json(&path, &body, &[]))
    };
    let wrong = |fields: &[&str]| (422, fields.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>());
    assert_eq!(send(json!({ "quantity": null, "price": null })), wrong(&["price", "quantity"]));
    assert_eq!(send(json!({ "quantity": 0 })), wrong(&["quantity"]));
    assert_eq!(send(json!({ "valid_until": day(-1) })), wrong(&["valid_until"]));
    assert_eq!(send(json!({ "photos": ["0".repeat(32)] })), wrong(&["photos"]));
    for strange in ["unit", "commune", "product", "title", "prise"] {
        assert_eq!(send(json!({ strange: "kg" })), wrong(&[]), "{strange} is no field of it");
    }
    let page = floor.seller.patch_json(&path, &json!({ "price": 1 }), &[]);
    assert_eq!(refused(&page).0, 422, "without a version");
    assert_eq!(refused(&floor.buyer.patch_json(&path, &json!({ "version": version }), &[])).0, 404);
    assert_eq!(refused(&floor.server.client().patch_json(&path, &json!({ "version": version }), &[])).0, 401);

    // Words and photos, as long as officers trust.
    let reworded = done(&floor.seller.patch_json(
        &path,
        &json!({ "version": version, "quality": "Loại 2", "negotiable": true, "steps": [] }),
        &[],
    ));
    assert_eq!(
        (&reworded["quality"], &reworded["price"], &reworded["steps"]),
        (&json!("Loại 2"), &Value::Null, &json!([]))
    );
    let photo = pictures::photo(80);
    let pictured = done(&floor.seller.post_parts(&format!("{path}/photos"), &[("photos", Some("a.jpg"), &photo)], &[]));
    assert_eq!(pictured["photos"].as_array().unwrap().len(), 1);
    let bare = done(&floor.seller.patch_json(&path, &json!({ "version": pictured["version"], "photos": [] }), &[]));
    assert_eq!(bare["photos"], json!([]));
    distrust(&floor.server);
    let words = json!({ "version": bare["version"], "quality": "Gọi 0912" });
    assert_eq!(refused(&floor.seller.patch_json(&path, &words, &[])).0, 403);
    let photos = floor.seller.post_parts(&format!("{path}/photos"), &[("photos", Some("a.jpg"), &photo)], &[]);
    assert_eq!(refused(&photos).0, 403);
    done(&floor.seller.patch_json(&path, &json!({ "version": bare["version"], "price": 45_000 }), &[]));
    done(&floor.seller.post_json(&format!("{path}/close"), &json!({}), &[]));
    let closed = floor.seller.patch_json(&path, &json!({ "version": bare["version"], "price": 46_000 }), &[]);
    assert_eq!(refused(&closed).0, 409, "what is closed");
}

#[test]
fn a_private_buyer_changes_what_he_asked_for() {
    let server = Server::demonstration();
    let buyer = made_by::trader(&server, Role::Buyer);
    let offer = made_by::opened(&server, &buyer, &made_by::buy(&server, "Cam chín cây"));
    let mut client = Role::Buyer.visits(&server);
    let path = format!("/giao-dich/chao-hang/{offer}/sua");
    let form = client.open(&path).form("/sua").set("quantity", "2000").set("max_quotes", "9").set("contact", "never");
    client.accepted(&form);
    let now = client.open(&format!("/api/v1/offers/{offer}")).json();
    assert_eq!((&now["remaining"], &now["max_quotes"], &now["contact"]), (&json!(2_000), &json!(9), &json!("never")));
    assert_eq!((&now["title"], &now["price"]), (&json!("Cam chín cây"), &Value::Null));
    assert!(client.open(&format!("/en{path}")).says("Words, certificates and photos stay as they were approved"));
}
