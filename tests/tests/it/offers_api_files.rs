//! Files over the JSON API: photos of an offer, and what goes with the messages of a thread.

use floor_tests::{
    client::{Client, Part, Request},
    db,
    html::Page,
    people::{PASSWORD, Role, log_in},
    pictures,
    walk::Things,
};
use serde_json::{Value, json};

use super::offers_api::{Floor, done, id, made};

/// The owner of another business.
fn another(floor: &Floor) -> Client {
    let account = Things::others(&floor.server).account.replace('-', "").to_uppercase();
    let email = db::text(&floor.server, &format!("SELECT email FROM account WHERE hex(id) = '{account}'"));
    let mut client = floor.server.client();
    log_in(&mut client, &email, PASSWORD);
    client
}

const KEY: &str = "Idempotency-Key";

/// Status, type and the fields that are wrong.
fn refused(page: &Page) -> (u16, Vec<String>) {
    assert_eq!(page.header("content-type"), Some("application/problem+json"), "{}: {}", page.path, page.html());
    let errors = page.json()["errors"].as_object().map(|errors| errors.keys().cloned().collect());
    (page.status, errors.unwrap_or_default())
}

fn photos(offer: &Value) -> Vec<String> {
    offer["photos"].as_array().unwrap().iter().map(id).collect()
}

/// A draft of the seller's and where its photos go.
fn draft(floor: &mut Floor) -> (String, String) {
    let mut offer = floor.offer();
    offer["submit"] = json!(false);
    let id = id(&made(&floor.seller.post_json("/api/v1/offers", &offer, &[])));
    (format!("/api/v1/offers/{id}"), format!("/api/v1/offers/{id}/photos"))
}

#[test]
fn photos_are_added_to_a_draft_and_everybody_sees_them_once_it_is_open() {
    let mut floor = Floor::new();
    let (path, to) = draft(&mut floor);
    let (one, two) = (pictures::photo(10), pictures::photo(20));
    let key = [(KEY, "anh-1")];
    let first = floor.seller.post_parts(&to, &[("photos", Some("mot.jpg"), &one)], &key);
    let cover = photos(&done(&first));
    assert_eq!(cover.len(), 1);
    // The same form again, in other bytes: one answer, and one photo.
    let again = floor.seller.post_parts(&to, &[("photos", Some("mot.jpg"), &one)], &key);
    assert_eq!((again.status, &again.body), (200, &first.body));
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    let other = floor.seller.post_parts(&to, &[("photos", Some("mot.jpg"), &two)], &key);
    assert_eq!(refused(&other).0, 422, "another photo under the same key");
    let both = [("photos", Some("mot.jpg"), &one[..]), ("photos", Some("hai.jpg"), &two[..])];
    let both = photos(&done(&floor.seller.post_parts(&to, &both, &[])));
    assert_eq!((both.len(), &both[0]), (2, &cover[0]), "what is there stays, and stays first");

    done(&floor.seller.post_json(&format!("{path}/submit"), &json!({}), &[]));
    let seen = floor.server.client().open(&path).json();
    assert_eq!(photos(&seen), both);
    let picture = floor.server.client().get(seen["photos"][0]["url"].as_str().unwrap());
    assert_eq!((picture.status, picture.header("content-type")), (200, Some("image/jpeg")));
    // The answer that was kept is the one of then.
    assert_eq!(floor.seller.post_parts(&to, &[("photos", Some("mot.jpg"), &one)], &key).body, first.body);
}

#[test]
fn what_is_no_photo_is_refused_in_words_and_leaves_the_offer_as_it_was() {
    let mut floor = Floor::new();
    let (path, to) = draft(&mut floor);
    let photo = pictures::photo(30);
    done(&floor.seller.post_parts(&to, &[("photos", Some("a.jpg"), &photo)], &[]));
    let before = floor.seller.open(&path).json();
    let six: Vec<Vec<u8>> = (0..6).map(|shade| pictures::photo(40 + shade)).collect();
    let six: Vec<Part<'_>> = six.iter().map(|photo| ("photos", Some("b.jpg"), photo.as_slice())).collect();
    let cases: Vec<(Vec<Part<'_>>, &[&str])> = vec![
        (vec![("photos", Some("a.txt"), b"no picture at all")], &["photos"]),
        (vec![("photos", Some("a.pdf"), b"%PDF-1.4")], &["photos"]),
        (vec![("photos", Some("a.svg"), b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>")], &["photos"]),
        (vec![("photos", Some("a.jpg"), b"")], &["photos"]),
        (vec![("photos", None, b"words instead of a file")], &["photos"]),
        (vec![("photo", Some("a.jpg"), &photo)], &["photo"]),
        (vec![("photos", Some("a.jpg"), &photo), ("cover", None, b"1")], &["cover"]),
        (vec![], &["photos"]),
        (six, &["photos"]),
    ];
    for (parts, fields) in cases {
        let page = floor.seller.post_parts(&to, &parts, &[]);
        assert_eq!(refused(&page), (422, fields.iter().map(|one| (*one).to_owned()).collect()), "{}", page.html());
    }
    for bad in [pictures::truncated_photo(), pictures::bomb()] {
        assert_eq!(refused(&floor.seller.post_parts(&to, &[("photos", Some("a.jpg"), &bad)], &[])).0, 422);
    }
    let mut send = |kind: &str, body: Vec<u8>| {
        let headers = vec![("content-type".to_owned(), kind.to_owned())];
        refused(&floor.seller.send(Request { method: "POST", path: to.clone(), headers, body })).0
    };
    assert_eq!(send("application/json", b"{}".to_vec()), 415);
    assert_eq!(send("image/jpeg", photo.clone()), 415);
    assert_eq!(send("multipart/form-data", photo.clone()), 400, "without a boundary");
    assert_eq!(send("multipart/form-data; boundary=x", photo.clone()), 400, "torn off");
    assert_eq!(send("multipart/form-data; boundary=x", Vec::new()), 400);
    let huge = [
        b"--x\r\ncontent-disposition: form-data; name=\"photos\"; filename=\"a\"\r\n\r\n".to_vec(),
        vec![0; 41 * 1024 * 1024],
    ]
    .concat();
    assert_eq!(send("multipart/form-data; boundary=x", huge), 413);

    let mut stranger = Role::Buyer.visits(&floor.server);
    let good: [Part<'_>; 1] = [("photos", Some("a.jpg"), &photo)];
    assert_eq!(refused(&stranger.post_parts(&to, &good, &[])).0, 404);
    assert_eq!(refused(&floor.server.client().post_parts(&to, &good, &[])).0, 401);
    assert_eq!(refused(&floor.seller.post_parts("/api/v1/offers/khong-phai-ma/photos", &good, &[])).0, 404);
    assert_eq!(refused(&floor.seller.post_parts(&to, &good, &[(KEY, "hai chữ")])).0, 400);
    assert_eq!(floor.seller.open(&path).json(), before);
    done(&floor.seller.post_json(&format!("{path}/withdraw"), &json!({}), &[]));
    assert_eq!(refused(&floor.seller.post_parts(&to, &good, &[])).0, 409, "what was withdrawn");
}

#[test]
fn files_of_a_talk_reach_its_two_sides_and_officers_alone() {
    let mut floor = Floor::new();
    let offer = floor.offered();
    let quote = floor.quoted(&offer);
    let thread = format!("/api/v1/threads/{}", quote["thread"].as_str().unwrap());
    let to = format!("{thread}/attachments");
    let (pdf, photo) = (pictures::pdf(), pictures::photo(60));
    let parts: [Part<'_>; 3] = [
        ("body", None, "Giấy kiểm định đây ạ".as_bytes()),
        ("files", Some("Kiểm định.pdf"), &pdf),
        ("files", Some("vuon.jpg"), &photo),
    ];
    let key = [(KEY, "tep-1")];
    let said = made(&floor.buyer.post_parts(&to, &parts, &key));
    assert_eq!(
        (&said["kind"], &said["mine"], &said["body"]),
        (&json!("text"), &json!(true), &json!("Giấy kiểm định đây ạ"))
    );
    let names: Vec<&str> =
        said["attachments"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Kiểm định.pdf", "vuon.jpg"]);
    assert_eq!(made(&floor.buyer.post_parts(&to, &parts, &key)), said, "sent twice, said once");
    assert_eq!(refused(&floor.buyer.post_parts(&to, &parts[..2], &key)).0, 422, "other parts under the same key");
    let said_once = "SELECT count(*) FROM thread_message WHERE body = 'Giấy kiểm định đây ạ'";
    assert_eq!(db::number(&floor.server, said_once), 1);

    // The other side reads of them in the thread, and reads them.
    let messages = floor.seller.open(&thread).json()["messages"]["items"].clone();
    let message = messages.as_array().unwrap().iter().find(|one| one["id"] == said["id"]).unwrap();
    assert_eq!(message["attachments"], said["attachments"]);
    let url = said["attachments"][0]["url"].as_str().unwrap().to_owned();
    let read = |client: &mut Client| {
        let page = client.get(&url);
        (page.status, page.header("content-type").map(ToOwned::to_owned))
    };
    let paper = (200, Some("application/pdf".to_owned()));
    assert_eq!(read(&mut floor.seller), paper);
    assert_eq!(read(&mut floor.buyer), paper);
    assert_eq!(read(&mut Role::Staff.visits(&floor.server)), paper, "the business's own people");
    let page = floor.seller.get(&url);
    assert_eq!(
        (page.header("x-content-type-options"), page.header("cache-control")),
        (Some("nosniff"), Some("no-store"))
    );
    assert_eq!(
        floor.buyer.get(said["attachments"][1]["url"].as_str().unwrap()).header("content-type"),
        Some("image/jpeg")
    );

    let reads = "SELECT count(*) FROM audit WHERE action = 'offer.file_read'";
    assert_eq!(db::number(&floor.server, reads), 0);
    assert_eq!(read(&mut Role::Moderator.visits(&floor.server)), paper);
    assert_eq!(db::number(&floor.server, reads), 1, "an officer's reading is written down");
    // A thread of others, and a file that is not this thread's.
    let nobodys = "00000000-0000-7000-8000-000000000000";
    for path in [
        url.replace(quote["thread"].as_str().unwrap(), nobodys),
        format!("{to}/{nobodys}"),
        format!("{to}/khong-phai-ma"),
    ] {
        assert_eq!(refused(&floor.seller.get(&path)).0, 404, "{path}");
    }
    assert_eq!(refused(&floor.server.client().get(&url)).0, 401);
}

#[test]
fn a_stranger_neither_sends_nor_reads_files_and_wrong_ones_are_refused() {
    let mut floor = Floor::new();
    let offer = floor.offered();
    let quote = floor.quoted(&offer);
    let to = format!("/api/v1/threads/{}/attachments", quote["thread"].as_str().unwrap());
    let pdf = pictures::pdf();
    let good: [Part<'_>; 1] = [("files", Some("a.pdf"), &pdf)];
    let said = made(&floor.seller.post_parts(&to, &good, &[]));
    assert_eq!(said["body"], "");
    let before = db::number(&floor.server, "SELECT count(*) FROM thread_attachment");
    let mut stranger = another(&floor);
    assert_eq!(refused(&stranger.post_parts(&to, &good, &[])).0, 404);
    assert_eq!(refused(&stranger.get(said["attachments"][0]["url"].as_str().unwrap())).0, 404);
    assert_eq!(
        refused(&Role::Moderator.visits(&floor.server).post_parts(&to, &good, &[])).0,
        404,
        "officers only read"
    );
    let long = "x".repeat(2_001);
    let cases: Vec<(Vec<Part<'_>>, &str)> = vec![
        (vec![("files", Some("a.exe"), b"MZ\x90\x00")], "files"),
        (vec![("files", Some("a.docx"), b"PK\x03\x04")], "files"),
        (vec![("files", Some("a.pdf"), b"%PDF-")], "files"),
        (vec![("files", Some("a.pdf"), b"")], "files"),
        (vec![good[0], good[0], good[0], good[0]], "files"),
        (vec![("body", None, b"words alone are a message")], "files"),
        (vec![good[0], ("body", None, long.as_bytes())], "body"),
        (vec![good[0], ("price", None, b"1")], "price"),
    ];
    for (parts, field) in cases {
        let page = floor.buyer.post_parts(&to, &parts, &[]);
        assert_eq!(refused(&page), (422, vec![field.to_owned()]), "{}", page.html());
    }
    assert_eq!(refused(&floor.buyer.post_json(&to, &json!({ "body": "x" }), &[])).0, 415);
    assert_eq!(db::number(&floor.server, "SELECT count(*) FROM thread_attachment"), before);
}
