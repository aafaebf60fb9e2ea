//! What the API of offers refuses, and requests that are sent twice.

use std::thread;

use floor_tests::{client::Request, db, html::Page, people::Role, program::Server};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::offers_api::{Floor, day, id, made};

/// The names of the fields that are wrong.
fn wrong(page: &Page) -> Vec<String> {
    assert_eq!(
        (page.status, page.header("content-type")),
        (422, Some("application/problem+json")),
        "{}: {}",
        page.path,
        page.html()
    );
    page.json()["errors"].as_object().map(|errors| errors.keys().cloned().collect()).unwrap_or_default()
}

fn offers(floor: &Floor) -> i64 {
    db::number(&floor.server, "SELECT count(*) FROM offer")
}

#[test]
fn a_wrong_offer_is_refused_with_its_fields_and_nothing_is_made() {
    let mut floor = Floor::new();
    let before = offers(&floor);
    let cases: Vec<(Value, &[&str])> = vec![
        (json!({ "quantity": 0 }), &["quantity"]),
        (json!({ "quantity": -5 }), &["quantity"]),
        (json!({ "quantity": 1e30 }), &["quantity"]),
        (json!({ "quantity": 1_000_000_001 }), &["quantity"]),
        (json!({ "quantity": 0.0001 }), &["quantity"]),
        (json!({ "quantity": null }), &["quantity"]),
        (json!({ "price": 0 }), &["price"]),
        (json!({ "price": -1 }), &["price"]),
        (json!({ "price": i64::MAX }), &["price"]),
        (json!({ "quantity": 1_000_000_000, "price": 100_000_000_000_i64 }), &["price"]),
        (json!({ "price": null }), &["price"]),
        (json!({ "unit": "dặm" }), &["unit"]),
        (json!({ "unit": "con", "quantity": 1.5 }), &["quantity"]),
        (json!({ "min_lot": 251 }), &["min_lot"]),
        (json!({ "steps": [{ "from": 100, "price": 42_000 }, { "from": 150, "price": 0 }] }), &["step_price"]),
        (json!({ "steps": [{ "from": 100, "price": 42_000 }, { "from": 150, "price": 43_000 }] }), &["step_price"]),
        (json!({ "steps": [{ "from": 100, "price": 42_000 }, { "from": 251, "price": 41_000 }] }), &["step_from"]),
        (json!({ "steps": [{ "from": 100, "price": 42_000 }, { "from": 50, "price": 41_000 }] }), &["step_from"]),
        (json!({ "valid_until": day(-1) }), &["valid_until"]),
        (json!({ "valid_until": "31-31-31" }), &["valid_until"]),
        (json!({ "valid_until": day(400), "available_until": day(500) }), &["valid_until"]),
        (json!({ "available_from": day(50), "available_until": day(40) }), &["available_until"]),
        (
            json!({ "forward": true, "harvest_from": day(90), "harvest_until": day(80), "expected_quantity": 300 }),
            &["harvest_until"],
        ),
        (json!({ "forward": true }), &["expected_quantity", "harvest_from", "harvest_until"]),
        (json!({ "commune": "khong-co" }), &["commune"]),
        (json!({ "delivery": "bay" }), &["delivery"]),
        (json!({ "quality": "x".repeat(1_001) }), &["quality"]),
        (json!({ "place": "a\u{0}b" }), &["place"]),
        (json!({ "product": "khong-co" }), &["product"]),
        (json!({ "product": null, "commune": null, "valid_until": null }), &["commune", "product", "valid_until"]),
    ];
    for (patch, fields) in cases {
        let mut offer = floor.offer();
        offer.as_object_mut().unwrap().extend(patch.as_object().unwrap().clone());
        let page = floor.seller.post_json("/api/v1/offers", &offer, &[]);
        assert_eq!(wrong(&page), fields, "{patch}");
    }
    let others = db::text(
        &floor.server,
        "SELECT slug FROM product WHERE state = 'listed' AND member_id NOT IN (SELECT member_id FROM membership JOIN account
         ON account.id = membership.account_id WHERE email = 'chu-vuon@mau.example') ORDER BY slug LIMIT 1",
    );
    let mut offer = floor.offer();
    offer["product"] = json!(others);
    assert_eq!(wrong(&floor.seller.post_json("/api/v1/offers", &offer, &[])), ["product"]);
    assert_eq!(offers(&floor), before);
}

#[test]
fn a_body_of_the_wrong_form_is_refused() {
    let mut floor = Floor::new();
    let before = offers(&floor);
    for (patch, says) in [
        (json!({ "prise": 45_000 }), "prise"),
        (json!({ "price": "45000" }), "invalid type"),
        (json!({ "price": 45_000.5 }), "invalid type"),
        (json!({ "quantity": "nhiều" }), "invalid type"),
        (json!({ "quantity": [1] }), "invalid type"),
        (json!({ "submit": "yes" }), "invalid type"),
        (json!({ "side": "swap" }), "swap"),
        (json!({ "steps": [{ "from": 1, "price": 2, "to": 3 }] }), "to"),
        (json!({ "steps": { "from": 1 } }), "invalid type"),
    ] {
        let mut offer = floor.offer();
        offer.as_object_mut().unwrap().extend(patch.as_object().unwrap().clone());
        let page = floor.seller.post_json("/api/v1/offers", &offer, &[]);
        wrong(&page);
        assert!(page.json()["detail"].as_str().unwrap().contains(says), "{patch}: {}", page.html());
    }
    let mut send = |kind: &str, body: &[u8]| {
        let headers = vec![("content-type".to_owned(), kind.to_owned())];
        floor
            .seller
            .send(Request { method: "POST", path: "/api/v1/offers".into(), headers, body: body.to_vec() })
            .status
    };
    let offer = json!({ "side": "sell" }).to_string();
    assert_eq!(send("application/json", b"{"), 400);
    assert_eq!(send("application/json", b"\xff\xfe"), 400);
    assert_eq!(send("application/json", "[".repeat(100_000).as_bytes()), 400);
    assert_eq!(send("application/json", b"[]"), 422);
    assert_eq!(send("application/json", b"null"), 422);
    assert_eq!(send("application/json", b""), 422, "without a side");
    assert_eq!(send("application/json", br#"{"side":"sell","side":"buy"}"#), 422, "one field twice");
    assert_eq!(send("text/plain", offer.as_bytes()), 415);
    assert_eq!(send("application/x-www-form-urlencoded", b"side=sell"), 415);
    assert_eq!(send("application/json", &vec![b' '; 300_000]), 413);
    assert_eq!(offers(&floor), before);
}

#[test]
fn a_quote_that_the_offer_does_not_allow_is_refused() {
    let mut floor = Floor::new();
    let offer = floor.offered();
    let path = format!("/api/v1/offers/{offer}/quotes");
    let good = json!({ "price": 40_000, "quantity": 100 });
    assert_eq!(floor.seller.post_json(&path, &good, &[]).status, 409, "one's own offer");
    assert_eq!(Role::Staff.visits(&floor.server).post_json(&path, &good, &[]).status, 409, "one's own business's");
    for (patch, fields) in [
        (json!({ "price": 0 }), ["price"]),
        (json!({ "price": -5 }), ["price"]),
        (json!({ "price": i64::MAX }), ["price"]),
        (json!({ "quantity": 0 }), ["quantity"]),
        (json!({ "quantity": -100 }), ["quantity"]),
        (json!({ "quantity": 251 }), ["quantity"]),
        (json!({ "quantity": 9 }), ["quantity"]),
        (json!({ "quantity": 1e300 }), ["quantity"]),
        (json!({ "unit": "con" }), ["unit"]),
        (json!({ "unit": "thung" }), ["unit"]),
        (json!({ "unit": "dặm" }), ["unit"]),
        (json!({ "valid_until": day(-1) }), ["valid_until"]),
        (json!({ "valid_until": day(31) }), ["valid_until"]),
        (json!({ "contact": "always" }), ["contact"]),
    ] {
        let mut quote = good.clone();
        quote.as_object_mut().unwrap().extend(patch.as_object().unwrap().clone());
        assert_eq!(wrong(&floor.buyer.post_json(&path, &quote, &[])), fields, "{patch}");
    }
    let quote = floor.quoted(&offer);
    let twice = floor.buyer.post_json(&path, &good, &[]);
    assert_eq!(twice.status, 409);
    assert!(twice.json()["detail"].as_str().unwrap().contains("waits for an answer"), "{}", twice.html());
    for deed in ["accept", "counter", "decline"] {
        let page = floor.buyer.post_json(
            &format!("/api/v1/quotes/{}/{deed}", id(&quote)),
            &if deed == "counter" { good.clone() } else { json!({}) },
            &[],
        );
        assert_eq!(page.status, 409, "{deed}: it is the seller's turn");
    }
    let withdrawn = floor.buyer.post_json(&format!("/api/v1/quotes/{}/withdraw", id(&quote)), &json!({}), &[]);
    assert_eq!(withdrawn.json()["state"], "withdrawn");
    let cancelled = floor.seller.post_json(&format!("/api/v1/quotes/{}/accept", id(&quote)), &json!({}), &[]);
    assert_eq!(cancelled.status, 409, "what was withdrawn");

    db::execute(&floor.server, "UPDATE offer SET valid_until = '2026-01-01'");
    assert_eq!(floor.buyer.post_json(&path, &good, &[]).status, 409, "an expired offer");
    assert_eq!(floor.server.client().get(&format!("/api/v1/offers/{offer}")).status, 404);
    let draft = json!({ "submit": false });
    let mut hidden = floor.offer();
    hidden.as_object_mut().unwrap().extend(draft.as_object().unwrap().clone());
    let hidden = id(&made(&floor.seller.post_json("/api/v1/offers", &hidden, &[])));
    assert_eq!(floor.buyer.post_json(&format!("/api/v1/offers/{hidden}/quotes"), &good, &[]).status, 404, "a draft");
}

#[test]
fn an_expired_quote_makes_no_deal() {
    let mut floor = Floor::new();
    let offer = floor.offered();
    let quote = id(&floor.quoted(&offer));
    db::execute(&floor.server, "UPDATE quote SET valid_until = '2026-01-01' WHERE state = 'sent'");
    let deals = db::number(&floor.server, "SELECT count(*) FROM deal");
    assert_eq!(floor.seller.post_json(&format!("/api/v1/quotes/{quote}/accept"), &json!({}), &[]).status, 409);
    let counter = json!({ "price": 43_000, "quantity": 100 });
    assert_eq!(floor.seller.post_json(&format!("/api/v1/quotes/{quote}/counter"), &counter, &[]).status, 409);
    assert_eq!(db::number(&floor.server, "SELECT count(*) FROM deal"), deals);
}

#[test]
fn strangers_find_nothing_and_nobody_writes_from_elsewhere() {
    let mut floor = Floor::new();
    let offer = floor.offered();
    let quote = floor.quoted(&offer);
    let thread = format!("/api/v1/threads/{}", quote["thread"].as_str().unwrap());
    let accept = format!("/api/v1/quotes/{}/accept", id(&quote));
    // Somebody else, even an officer, is no side of it.
    let mut stranger = Role::Moderator.visits(&floor.server);
    assert_eq!(stranger.get(&thread).status, 404);
    for (path, body) in [
        (format!("{thread}/messages"), json!({ "body": "Cho tôi xem với" })),
        (accept.clone(), json!({})),
        (format!("/api/v1/quotes/{}/counter", id(&quote)), json!({ "price": 1, "quantity": 1 })),
        (format!("/api/v1/quotes/{}/decline", id(&quote)), json!({})),
        (format!("/api/v1/quotes/{}/withdraw", id(&quote)), json!({})),
        (format!("/api/v1/offers/{offer}/hide"), json!({})),
        (format!("/api/v1/offers/{offer}/close"), json!({})),
        (format!("/api/v1/offers/{offer}/withdraw"), json!({})),
        (format!("/api/v1/deals/{offer}/complete"), json!({})),
        (format!("/api/v1/deals/{offer}/cancel"), json!({ "reason": "Vì tôi muốn" })),
        ("/api/v1/deals/khong-phai-ma/complete".to_owned(), json!({})),
    ] {
        let page = stranger.post_json(&path, &body, &[]);
        assert_eq!((page.status, page.header("content-type")), (404, Some("application/problem+json")), "{path}");
        let page = floor.server.client().post_json(&path, &body, &[]);
        assert_eq!((page.status, page.header("content-type")), (401, Some("application/problem+json")), "{path}");
    }
    assert_eq!(floor.server.client().get("/api/v1/my/offers").status, 401);
    assert_eq!(floor.server.client().get(&thread).status, 401);
    let deal = made(&floor.seller.post_json(&accept, &json!({}), &[]));
    let cancel = format!("/api/v1/deals/{}/cancel", id(&deal));
    assert_eq!(stranger.post_json(&cancel, &json!({ "reason": "Vì tôi muốn" }), &[]).status, 404);
    assert_eq!(wrong(&floor.seller.post_json(&cancel, &json!({}), &[])), ["reason"]);
    floor.seller.sends_origin = false;
    assert_eq!(floor.seller.post_json(&cancel, &json!({ "reason": "Mưa lớn" }), &[]).status, 403);
    let foreign = [("origin", "https://noi-khac.example")];
    assert_eq!(floor.seller.post_json(&cancel, &json!({ "reason": "Mưa lớn" }), &foreign).status, 403);
    // A private buyer sells nothing, and is told why.
    let page = floor.buyer.post_json("/api/v1/offers", &floor.offer(), &[]);
    assert_eq!(page.status, 403);
    assert!(page.json()["detail"].as_str().unwrap().contains("approved member"), "{}", page.html());
}

const KEY: &str = "Idempotency-Key";

#[test]
fn a_request_with_a_key_acts_once() {
    let mut floor = Floor::new();
    let before = offers(&floor);
    let mut offer = floor.offer();
    let key = [(KEY, "phieu-1")];
    let first = floor.seller.post_json("/api/v1/offers", &offer, &key);
    made(&first);
    assert_eq!(first.header("idempotency-replayed"), None);
    let again = floor.seller.post_json("/api/v1/offers", &offer, &key);
    assert_eq!((again.status, &again.body), (201, &first.body));
    assert_eq!(again.header("location"), first.header("location"));
    assert_eq!(again.header("content-type"), Some("application/json"));
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(offers(&floor), before + 1);

    offer["quantity"] = json!(249);
    assert_eq!(floor.seller.post_json("/api/v1/offers", &offer, &key).status, 422, "another body");
    let id = id(&first.json());
    for bad in ["", "có dấu", "hai chữ", &"k".repeat(201)] {
        assert_eq!(floor.seller.post_json("/api/v1/offers", &offer, &[(KEY, bad)]).status, 400, "{bad}");
    }
    assert_eq!(offers(&floor), before + 1);

    // What was refused left the key free.
    let mut wrong_one = floor.offer();
    wrong_one["quantity"] = json!(0);
    assert_eq!(floor.seller.post_json("/api/v1/offers", &wrong_one, &[(KEY, "phieu-2")]).status, 422);
    made(&floor.seller.post_json("/api/v1/offers", &offer, &[(KEY, "phieu-2")]));
    assert_eq!(offers(&floor), before + 2);

    // The same key of another person is another; every step of the negotiation takes one.
    let quote = json!({ "price": 40_000, "quantity": 100 });
    let quotes = format!("/api/v1/offers/{id}/quotes");
    let sent = made(&floor.buyer.post_json(&quotes, &quote, &key));
    assert_eq!(made(&floor.buyer.post_json(&quotes, &quote, &key)), sent);
    let messages = format!("/api/v1/threads/{}/messages", sent["thread"].as_str().unwrap());
    let said = made(&floor.buyer.post_json(&messages, &json!({ "body": "Chào anh" }), &[(KEY, "loi-1")]));
    assert_eq!(made(&floor.buyer.post_json(&messages, &json!({ "body": "Chào anh" }), &[(KEY, "loi-1")])), said);
    let counter = format!("/api/v1/quotes/{}/counter", super::offers_api::id(&sent));
    let countered = made(&floor.seller.post_json(&counter, &quote, &[(KEY, "tra-gia")]));
    assert_eq!(made(&floor.seller.post_json(&counter, &quote, &[(KEY, "tra-gia")])), countered);
    let accept = format!("/api/v1/quotes/{}/accept", super::offers_api::id(&countered));
    let deal = made(&floor.buyer.post_json(&accept, &json!({}), &[(KEY, "chot")]));
    assert_eq!(made(&floor.buyer.post_json(&accept, &json!({}), &[(KEY, "chot")])), deal);
    assert_eq!(floor.buyer.post_json(&accept, &json!({}), &[(KEY, "chot-2")]).status, 409);
    let complete = format!("/api/v1/deals/{}/complete", super::offers_api::id(&deal));
    let elsewhere = floor.buyer.post_json(&complete, &json!({}), &[(KEY, "chot")]);
    assert_eq!(elsewhere.status, 422, "another address");
    assert!(elsewhere.json()["detail"].as_str().unwrap().contains("another address"), "{}", elsewhere.html());
    assert_eq!(db::number(&floor.server, "SELECT count(*) FROM thread_message WHERE body = 'Chào anh'"), 1);
}

#[test]
fn two_at_one_moment_with_one_key_make_one_offer() {
    twins(&mut Floor::new());
}

#[test]
fn two_at_one_moment_with_one_key_make_one_offer_on_postgresql() {
    let Some(url) = db::fresh_postgres("floor_idempotency") else { return };
    let size = ["demo", "--products", "40", "--stalls", "5", "--members", "6"];
    twins(&mut Floor::on(Server::start(TempDir::new().unwrap(), &size, &[("FLOOR__DATABASE__URL", &url)])));
}

fn twins(floor: &mut Floor) {
    for round in 0..6 {
        let before = offers(floor);
        let (offer, key) = (floor.offer(), format!("doi-{round}"));
        let twice: Vec<_> = (0..3)
            .map(|_| {
                let (mut client, offer, key) = (floor.seller.clone(), offer.clone(), key.clone());
                thread::spawn(move || made(&client.post_json("/api/v1/offers", &offer, &[(KEY, &key)])))
            })
            .collect();
        let answers: Vec<Value> = twice.into_iter().map(|one| one.join().unwrap()).collect();
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
        assert_eq!(offers(floor), before + 1);
    }
}
