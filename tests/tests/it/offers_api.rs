//! Offers over the JSON API: from an offer to a deal that is done, and what both sides see of it.

use floor_tests::{client::Client, db, html::Page, people::Role, program::Server, until, walk::Things};
use kernel::{Clock, Ctx};
use serde_json::{Value, json};

/// A demonstration floor whose own member is trusted: its offers open at once.
pub struct Floor {
    pub server: Server,
    pub seller: Client,
    pub buyer: Client,
    pub product: String,
}

impl Floor {
    pub fn new() -> Self {
        Self::on(Server::demonstration())
    }

    pub fn on(server: Server) -> Self {
        db::execute(
            &server,
            "INSERT INTO offer_trust (member_id, officer_id, reason, since)
             SELECT membership.member_id, account.id, 'Thành viên lâu năm', account.created_at
             FROM membership JOIN account ON account.id = membership.account_id WHERE account.email = 'chu-vuon@mau.example'",
        );
        let product = Things::own(&server).product_slug;
        Self { seller: Role::Owner.visits(&server), buyer: Role::Buyer.visits(&server), server, product }
    }

    /// A quarter of a tonne to sell, for a month.
    pub fn offer(&self) -> Value {
        json!({
            "side": "sell", "submit": true, "product": self.product, "quantity": 250, "unit": "kg", "price": 45_000,
            "min_lot": 10, "steps": [{ "from": 100, "price": 42_500 }], "commune": "phuong-thanh-sen",
            "delivery": "delivered", "quality": "Loại 1", "available_from": day(1), "available_until": day(60),
            "valid_until": day(30),
        })
    }

    /// Makes the offer; its id.
    pub fn offered(&mut self) -> String {
        let offer = self.offer();
        let made = made(&self.seller.post_json("/api/v1/offers", &offer, &[]));
        assert_eq!(made["state"], "open", "{made}");
        id(&made)
    }

    /// The buyer quotes on it; the quote.
    pub fn quoted(&mut self, offer: &str) -> Value {
        let quote = json!({ "price": 40_000, "quantity": 100, "terms": "Lấy trong tuần" });
        made(&self.buyer.post_json(&format!("/api/v1/offers/{offer}/quotes"), &quote, &[]))
    }
}

/// So many days from today, in Hà Tĩnh.
pub fn day(days: i64) -> String {
    (Ctx::system(Clock::System.now()).today() + chrono::TimeDelta::days(days)).to_string()
}

pub fn id(thing: &Value) -> String {
    thing["id"].as_str().unwrap_or_else(|| panic!("no id: {thing}")).to_owned()
}

pub fn made(page: &Page) -> Value {
    assert_eq!(page.status, 201, "{}: {}", page.path, page.html());
    assert!(page.header("location").is_some_and(|to| to.starts_with("/api/v1/")), "{:?}", page.headers);
    page.json()
}

pub fn done(page: &Page) -> Value {
    assert_eq!(page.status, 200, "{}: {}", page.path, page.html());
    page.json()
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap_or_else(|| panic!("no object: {value}")).keys().map(String::as_str).collect()
}

const OFFER: [&str; 34] = [
    "available_from",
    "available_until",
    "by",
    "category",
    "certificates",
    "commodity",
    "commune",
    "delivery",
    "delivery_note",
    "expected_quantity",
    "forward",
    "harvest_from",
    "harvest_until",
    "id",
    "max_quotes",
    "min_lot",
    "opened_at",
    "pack_quantity",
    "pack_unit",
    "packaging",
    "photos",
    "place",
    "price",
    "product",
    "quality",
    "quantity",
    "remaining",
    "side",
    "state",
    "steps",
    "title",
    "unit",
    "unit_name",
    "valid_until",
];

#[test]
fn from_an_offer_to_a_deal_that_is_done() {
    let mut floor = Floor::new();
    let offer = floor.offered();
    let path = format!("/api/v1/offers/{offer}");

    // What everybody sees.
    let mut visitor = floor.server.client();
    let seen = visitor.open(&path).json();
    assert_eq!(keys(&seen), OFFER);
    assert_eq!((&seen["quantity"], &seen["remaining"], &seen["price"]), (&json!(250), &json!(250), &json!(45_000)));
    assert_eq!(seen["steps"], json!([{ "from": 100, "price": 42_500 }]));
    assert_eq!((&seen["product"]["slug"], &seen["by"]["kind"]), (&json!(floor.product), &json!("member")));
    assert_eq!(seen["by"]["stall"]["slug"], Things::own(&floor.server).stall_slug);
    assert_eq!(seen["commune"]["slug"], "phuong-thanh-sen");
    let list = visitor.open(&format!("/api/v1/offers?side=sell&product={}", floor.product)).json();
    assert!(list["items"].as_array().unwrap().contains(&seen), "the list shows the same: {list}");

    let sent = floor.quoted(&offer);
    assert_eq!((&sent["state"], &sent["mine"], &sent["quantity"]), (&json!("sent"), &json!(true), &json!(100)));
    let thread = format!("/api/v1/threads/{}", sent["thread"].as_str().unwrap());

    // The seller has the turn, and doesn't see who the buyer is.
    let mine = floor.seller.open("/api/v1/my/threads").json();
    let line = mine["items"].as_array().unwrap().iter().find(|line| line["last_quote"]["id"] == sent["id"]).unwrap();
    assert_eq!((&line["my_turn"], &line["role"]), (&json!(true), &json!("owner")));
    assert_eq!(line["with"], json!({ "kind": "buyer", "name": null, "stall": null }));
    assert_eq!(floor.seller.open(&thread).json()["buyers_contact"], Value::Null);

    let countered = json!({ "price": 43_000, "quantity": 0.8, "unit": "ta", "valid_until": day(5) });
    let counter = format!("/api/v1/quotes/{}/counter", id(&sent));
    let counter = made(&floor.seller.post_json(&counter, &countered, &[]));
    assert_eq!((&counter["previous"], &counter["quantity"]), (&sent["id"], &json!(80)), "80 kg are 0.8 tạ");
    let said =
        floor.buyer.post_json(&format!("{thread}/messages"), &json!({ "body": "Tôi đồng ý, để tôi chốt." }), &[]);
    assert_eq!(made(&said)["mine"], true);

    let accept = format!("/api/v1/quotes/{}/accept", id(&counter));
    let deal = made(&floor.buyer.post_json(&accept, &json!({}), &[]));
    assert_eq!((&deal["state"], &deal["side"], &deal["amount"]), (&json!("agreed"), &json!("buy"), &json!(3_440_000)));
    assert_eq!(visitor.open(&path).json()["remaining"], 170);
    let again = floor.buyer.post_json(&accept, &json!({}), &[]);
    assert_eq!(again.status, 409, "accepting twice makes one deal");
    assert!(again.json()["detail"].as_str().unwrap().contains("answered"), "{}", again.html());

    let complete = format!("/api/v1/deals/{}/complete", id(&deal));
    assert_eq!(done(&floor.seller.post_json(&complete, &json!({}), &[]))["state"], "completed");
    assert_eq!(floor.buyer.post_json(&complete, &json!({}), &[]).status, 409);

    // Both read the same thread; only now the seller sees whom to call.
    let kinds = |client: &mut Client| -> Vec<String> {
        let messages = client.open(&thread).json()["messages"]["items"].clone();
        messages.as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap().to_owned()).collect()
    };
    let expected = ["completed", "accepted", "text", "countered", "sent"];
    assert_eq!(kinds(&mut floor.seller), expected);
    assert_eq!(kinds(&mut floor.buyer), expected);
    let contact = floor.seller.open(&thread).json()["buyers_contact"].clone();
    assert_eq!(contact["email"], Role::Buyer.email());
    assert_eq!(floor.buyer.open(&thread).json()["buyers_contact"], Value::Null);
    for (client, side) in [(&mut floor.seller, "sell"), (&mut floor.buyer, "buy")] {
        let deals = client.open(&format!("/api/v1/my/deals?side={side}")).json();
        assert!(deals["items"].as_array().unwrap().iter().any(|one| one["id"] == deal["id"]), "{deals}");
    }
}

#[test]
fn a_draft_is_its_owners_until_it_opens_and_goes_through_its_states() {
    let mut floor = Floor::new();
    let mut draft = floor.offer();
    draft["submit"] = json!(false);
    let made = made(&floor.seller.post_json("/api/v1/offers", &draft, &[]));
    let path = format!("/api/v1/offers/{}", id(&made));
    assert_eq!(made["state"], "draft");
    assert_eq!(floor.server.client().get(&path).status, 404);
    assert_eq!(floor.seller.open(&path).json(), made, "its owner reads what was made");
    for (deed, state) in [("submit", "open"), ("hide", "hidden"), ("show", "open"), ("close", "closed")] {
        let now = done(&floor.seller.post_json(&format!("{path}/{deed}"), &json!({}), &[]));
        assert_eq!(now["state"], state, "{deed}");
    }
    let refused = floor.seller.post_json(&format!("{path}/show"), &json!({}), &[]);
    assert_eq!((refused.status, refused.header("content-type")), (409, Some("application/problem+json")));
    let closed = floor.seller.open("/api/v1/my/offers?side=sell&state=closed").json();
    assert!(closed["items"].as_array().unwrap().iter().any(|one| one["id"] == made["id"]), "{closed}");
}

#[test]
fn a_buyer_asks_for_what_he_wants_and_stays_unnamed() {
    let mut floor = Floor::new();
    let wanted = json!({
        "side": "buy", "submit": true, "category": "trai-cay", "title": "Cam loại 1", "quantity": 1.5, "unit": "tan",
        "negotiable": true, "commune": "phuong-thanh-sen", "valid_until": day(10), "max_quotes": 3, "contact": "never",
    });
    let own = made(&floor.buyer.post_json("/api/v1/offers", &wanted, &[]));
    assert_eq!((&own["state"], &own["price"], &own["quantity"]), (&json!("submitted"), &Value::Null, &json!(1.5)));
    assert_eq!(
        (&own["by"], &own["contact"]),
        (&json!({ "kind": "buyer", "name": null, "stall": null }), &json!("never"))
    );
    assert_eq!(own["category"]["slug"], "trai-cay");
}

#[test]
fn ones_own_lists_are_paged_by_key_without_gaps() {
    let mut floor = Floor::new();
    let made: Vec<String> = (0..5).map(|_| floor.offered()).collect();
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let page = floor.seller.open(&format!("/api/v1/my/offers?state=open&per_page=2&after={after}")).json();
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= 2);
        seen.extend(items.iter().map(id));
        match page["next"].as_str() {
            Some(next) => next.clone_into(&mut after),
            None => break,
        }
    }
    assert!(made.iter().all(|one| seen.iter().filter(|id| *id == one).count() == 1), "{made:?} in {seen:?}");
    assert_eq!(floor.seller.get("/api/v1/my/offers?after=khong&per_page=0&side=x&state=y").status, 422);
}

#[test]
fn filters_narrow_the_list_and_the_total_is_exact() {
    let mut floor = Floor::new();
    let stall = Things::own(&floor.server).stall_slug;
    let mut visitor = floor.server.client();
    let mut total = |query: &str| visitor.open(&format!("/api/v1/offers?{query}")).json()["total"].as_i64().unwrap();
    let queries = [
        "side=sell".to_owned(),
        format!("stall={stall}"),
        format!("product={}", floor.product),
        "commune=phuong-thanh-sen".to_owned(),
        String::new(),
    ];
    let before: Vec<i64> = queries.iter().map(|query| total(query)).collect();
    let (forward, buy) = (total("forward=true"), total("side=buy"));
    for _ in 0..3 {
        floor.offered();
    }
    // Lists come from the index, which learns of them in a moment.
    let all: Vec<i64> = before.iter().map(|total| total + 3).collect();
    until("the three in every list", 20, || {
        let after: Vec<i64> = queries.iter().map(|query| total(query)).collect();
        (after == all).then_some(())
    });
    assert_eq!((total("forward=true"), total("side=buy")), (forward, buy));
    let list = visitor.open(&format!("/api/v1/offers?stall={stall}&per_page=2&page=2")).json();
    assert_eq!((&list["page"], &list["per_page"]), (&json!(2), &json!(2)));
    assert!(!list["items"].as_array().unwrap().is_empty());
    let wrong = visitor.get("/api/v1/offers?side=swap&category=khong-co&commodity=khong-co&commune=khong-co&stall=khong-co&product=khong-co&forward=maybe&page=0");
    assert_eq!(wrong.status, 422);
    assert_eq!(
        keys(&wrong.json()["errors"]),
        ["category", "commodity", "commune", "forward", "page", "product", "side", "stall"]
    );
    assert_eq!(visitor.get("/api/v1/offers?page=11&per_page=100").status, 422);
    assert_eq!(visitor.get("/api/v1/offers?page=10&per_page=100").status, 200);
}
