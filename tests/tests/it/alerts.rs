//! Following, being told, matches, and the mail that one click turns off: the running floor over HTTP.

use chrono::{Days, NaiveDate, TimeDelta, Utc};
use database::Db;
use floor_tests::{
    client::Client, client::Request, db, letters, people::PASSWORD, people::Role, program::Server, until,
};
use kernel::{AccountId, Actor, CommodityId, Ctx, MemberId, Money, OfferId, ProductId, Quantity, StallId};
use offers::{Contact, Delivery, Subject, Terms, Trader};
use uuid::Uuid;

const STALL_OF_OWNER: &str = "SELECT stall.id FROM stall JOIN membership ON membership.member_id = stall.member_id
    JOIN account ON account.id = membership.account_id WHERE account.email = 'chu-vuon@mau.example'";

#[allow(clippy::disallowed_methods, reason = "the program under test runs on the real clock")]
fn now() -> chrono::DateTime<Utc> {
    Utc::now()
}

fn account(server: &Server, role: Role) -> AccountId {
    AccountId(db::id(server, &format!("SELECT id FROM account WHERE email = '{}'", role.email())))
}

/// Does something with the server's own database, as another process would.
fn with<T>(server: &Server, act: impl AsyncFnOnce(&Db) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let db = Db::connect(&server.database()).await.unwrap();
        let result = act(&db).await;
        db.close().await.unwrap();
        result
    })
}

fn follows_stall(server: &Server, client: &mut Client) -> String {
    let slug = db::text(server, &STALL_OF_OWNER.replace("stall.id", "stall.slug"));
    let path = format!("/gian-hang/{slug}");
    let form = client.open(&path).form("/theo-doi");
    client.accepted(&form);
    path
}

#[test]
fn a_visitor_follows_a_stall_through_the_login_and_can_take_it_back() {
    let server = Server::demonstration();
    let mut client = server.client();
    let path = format!("/gian-hang/{}", db::text(&server, &STALL_OF_OWNER.replace("stall.id", "stall.slug")));
    let form = client.open(&path).form("/theo-doi");
    let login = client.submit(&form);
    assert_eq!(login.status, 401);
    let login = login.form("/dang-nhap").set("identifier", Role::Buyer.email()).set("password", PASSWORD);
    let page = client.submit(&login);
    let page = client.follow(page);
    let page = client.accepted(&page.form("/theo-doi"));
    assert!(page.path.starts_with(&path) && page.says("Đã theo dõi"), "{}", page.path);
    assert!(page.find_form("/theo-doi").is_none(), "what is followed can only be left");
    let mine = client.open("/theo-doi");
    assert!(mine.says("Gian hàng"));
    let page = client.accepted(&mine.form("/theo-doi/bo"));
    assert!(page.says("Bạn chưa theo dõi gì") && page.says("Hoàn tác"));
    let page = client.accepted(&page.form("/theo-doi"));
    assert!(page.says("Đã theo dõi") && page.find_form("/theo-doi/bo").is_some());
}

#[test]
fn categories_commodities_and_searches_are_followed_too() {
    let server = Server::demonstration();
    let mut buyer = Role::Buyer.visits(&server);
    let page = buyer.open("/danh-muc/trai-cay");
    assert!(buyer.accepted(&page.form("/theo-doi")).says("Đã theo dõi"));
    let page = buyer.open("/san-pham/cam-khe-may");
    let commodity =
        page.forms().into_iter().find(|form| form.fields.contains(&("kind".into(), "commodity".into()))).unwrap();
    assert!(buyer.accepted(&commodity).says("Đã theo dõi"));
    let search =
        [("side", "buy"), ("category", "trai-cay"), ("q", "Cam sành"), ("max_price", "50k"), ("ve", "/theo-doi")];
    let page = buyer.post("/theo-doi/tim-kiem", &search);
    assert!(buyer.follow(page).says("Đã lưu tìm kiếm"));
    let mine = buyer.open("/theo-doi");
    for words in ["Cam Khe Mây", "Trái cây", "“cam sành”", "đến 50.000"] {
        assert!(mine.says(words), "{words} in {}", mine.main());
    }
    assert!(mine.links().iter().any(|link| link.starts_with("/chao-mua?") && link.contains("q=cam+s%C3%A0nh")));
    let page = buyer.post("/theo-doi/tim-kiem", &[("ve", "https://evil.example/")]);
    assert_eq!(page.location().as_deref(), Some("/theo-doi?tb=tim-kiem-trong"), "only to pages of ours");
    for bad in [[("kind", "x"), ("subject", "1")], [("kind", "stall"), ("subject", "x")]] {
        assert_eq!(buyer.post("/theo-doi", &bad).status, 400);
    }
    let unknown = Uuid::nil().to_string();
    assert_eq!(buyer.post("/theo-doi", &[("kind", "stall"), ("subject", &unknown)]).status, 404);
}

#[test]
fn nobody_reads_anothers_alerts() {
    let server = Server::demonstration();
    let (mut buyer, mut owner) = (Role::Buyer.visits(&server), Role::Owner.visits(&server));
    let id = account(&server, Role::Buyer);
    tell(&server, id, now());
    let list = buyer.open("/thong-bao");
    assert!(list.says("Chào bán mới: “Cam Khe Mây”") && list.says("Mới"));
    assert!(buyer.open("/").says("1 chưa đọc"), "the bell stands on every page");
    let one = list.link("/thong-bao/");
    assert_eq!(owner.get(&one).status, 404);
    assert!(!owner.open("/thong-bao").says("Cam Khe Mây"));
    let opened = buyer.get(&one);
    assert_eq!(opened.location().as_deref(), Some("/san-pham/cam-khe-may"));
    assert!(!buyer.open("/").says("1 chưa đọc"), "opening it is having seen it");
    tell(&server, id, now());
    assert!(!buyer.open("/thong-bao").says("Mới"), "told once");
}

fn tell(server: &Server, account: AccountId, at: chrono::DateTime<Utc>) {
    let alert = alerts::Alert {
        kind: alerts::Kind::SellOpened,
        subject: Uuid::from_u128(7),
        other: Uuid::nil(),
        title: "Cam Khe Mây",
        path: "/san-pham/cam-khe-may",
    };
    with(server, async |db| {
        let txn = db.begin().await.unwrap();
        alerts::tell(&txn, &Ctx::system(at), account, &alert).await.unwrap();
        txn.commit().await.unwrap();
    });
}

/// Offers are begun, sent and approved as their commands do it.
fn opens(server: &Server, owner: Trader, terms: &Terms) -> OfferId {
    let officer = account(server, Role::Moderator);
    with(server, async |db| {
        let (by_owner, by_officer) = (ctx(owner.account), ctx(officer));
        let id = OfferId(by_owner.new_id());
        let txn = db.begin().await.unwrap();
        offers::create(&txn, &by_owner, id, &owner, terms).await.unwrap();
        offers::submit(&txn, &by_owner, &owner, id).await.unwrap();
        offers::decide::approve(&txn, &by_officer, id, None).await.unwrap();
        txn.commit().await.unwrap();
        id
    })
}

fn ctx(account: AccountId) -> Ctx {
    Ctx::new(Actor::Account(account), now())
}

fn day(days: u64) -> NaiveDate {
    kernel::ctx::local_date(now()) + Days::new(days)
}

fn terms(subject: Subject) -> Terms {
    Terms {
        subject,
        quantity: Quantity::whole(500).unwrap(),
        unit_code: "kg".into(),
        pack: None,
        price: Some(Money(45_000)),
        min_lot: None,
        steps: vec![],
        commune_code: "18073".into(),
        place: String::new(),
        delivery: Delivery::Agreed,
        delivery_note: String::new(),
        packaging: String::new(),
        quality: String::new(),
        certificates: vec![],
        available_from: Some(day(1)),
        available_until: Some(day(30)),
        valid_until: day(10),
        harvest: None,
        max_quotes: None,
        contact: Contact::AfterDeal,
    }
}

#[test]
fn a_new_offers_matches_and_followers_are_told_and_its_owner_is_not_told_of_himself() {
    let server = Server::demonstration();
    let mut buyer = Role::Buyer.visits(&server);
    follows_stall(&server, &mut buyer);
    let mut owner = Role::Owner.visits(&server);
    follows_stall(&server, &mut owner);
    let of_owner = format!("stall_id = ({STALL_OF_OWNER} LIMIT 1) AND state = 'listed' AND commodity_id IS NOT NULL");
    let product = ProductId(db::id(&server, &format!("SELECT id FROM product WHERE {of_owner} ORDER BY id LIMIT 1")));
    let commodity = db::id(&server, &format!("SELECT commodity_id FROM product WHERE {of_owner} ORDER BY id LIMIT 1"));
    let member = MemberId(db::id(&server, &STALL_OF_OWNER.replace("stall.id", "stall.member_id")));
    let _: StallId = db::id(&server, STALL_OF_OWNER).into();

    let wanted = Subject::Wanted { commodity: Some(CommodityId(commodity)), category: None, title: String::new() };
    let buying = opens(&server, Trader::buyer(account(&server, Role::Buyer)), &terms(wanted));
    let seller = Trader::member(account(&server, Role::Owner), member);
    let selling = opens(&server, seller, &terms(Subject::Product(product)));

    let told = |client: &mut Client, words: &str| {
        until(words, 20, || client.open("/thong-bao").says(words).then_some(()));
        client.open("/thong-bao").links().into_iter().filter(|link| link.starts_with("/thong-bao/")).collect::<Vec<_>>()
    };
    let links = told(&mut buyer, "Có chào bán phù hợp với chào mua");
    let to: Vec<String> = links.iter().filter_map(|link| buyer.get(link).location()).collect();
    assert!(to.contains(&format!("/chao-ban/{selling}")), "{to:?}");
    told(&mut buyer, "Chào bán mới");
    let links = told(&mut owner, "Có chào mua phù hợp với chào bán");
    let to: Vec<String> = links.iter().filter_map(|link| owner.get(link).location()).collect();
    assert!(to.contains(&format!("/chao-mua/{buying}")), "{to:?}");
    assert!(!owner.open("/thong-bao").says("Chào bán mới"), "nobody is told of his own, though he follows his stall");
    told(&mut Role::Staff.visits(&server), "Có chào mua phù hợp với chào bán");
}

#[test]
fn the_morning_mail_comes_once_and_one_click_turns_it_off() {
    let server = Server::demonstration();
    let buyer = account(&server, Role::Buyer);
    tell(&server, buyer, now() - TimeDelta::days(3));
    // Yesterday at noon, however late it is now.
    let noon = Ctx::system((day(0) - Days::new(1)).and_hms_opt(5, 0, 0).unwrap().and_utc());
    let claim = || {
        with(&server, async |db| {
            let txn = db.begin().await.unwrap();
            let claimed = alerts::digest::claim(&txn, &noon, 100).await.unwrap();
            txn.commit().await.unwrap();
            claimed
        })
    };
    claim();
    assert_eq!(claim(), 0);
    let mail = letters::letter(&server, Role::Buyer.email(), "/bo-theo-doi/");
    assert!(mail.contains("Chào bán mới: “Cam Khe Mây”") && mail.contains("/san-pham/cam-khe-may"), "{mail}");
    assert!(mail.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{mail}");
    let link = letters::link(&mail, "/bo-theo-doi/");
    assert!(mail.lines().any(|line| line.starts_with("List-Unsubscribe: <http") && line.contains(&link)), "{mail}");

    let mut buyer_pages = Role::Buyer.visits(&server);
    assert!(server.client().open(&link).says("Tắt thư tổng hợp hằng ngày?"));
    assert!(buyer_pages.open("/theo-doi").says("Đang bật"), "opening the link changes nothing");
    // As a mail program does it: no session, no page of ours before.
    let mut program = server.client();
    program.sends_origin = false;
    let answer = program.send(Request {
        method: "POST",
        path: link.clone(),
        headers: vec![("content-type".into(), "application/x-www-form-urlencoded".into())],
        body: b"List-Unsubscribe=One-Click".to_vec(),
    });
    assert_eq!(answer.status, 200);
    assert!(buyer_pages.open("/theo-doi").says("Đang tắt"));
    assert_eq!(server.client().get("/bo-theo-doi/khong-phai-ma").status, 410);
    let mails =
        || letters::letters(&server, Role::Buyer.email()).iter().filter(|mail| mail.contains("/bo-theo-doi/")).count();
    assert_eq!(mails(), 1, "one mail");
}
