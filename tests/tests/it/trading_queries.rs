//! Pages of trading ask the database as often for a hundred rows as for one.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use axum::{Router, body::Body};
use chrono::TimeDelta;
use database::Db;
use floor_tests::{
    db,
    offers::{buy, day, opened, sell, trader},
    people::{PASSWORD, Role},
    program::Server,
    url,
};
use http::{Request, header};
use kernel::{AccountId, Actor, Ctx, MemberId, Money, OfferId, Quantity, ThreadId};
use offers::{Bid, Contact, Trader};
use tower::ServiceExt;

use super::queries::observed;

struct Floor {
    runtime: tokio::runtime::Runtime,
    service: Router,
    count: Arc<AtomicUsize>,
}

impl Floor {
    fn on(server: &Server) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let (service, count) = runtime.block_on(observed(server.data()));
        Self { runtime, service, count }
    }

    /// The cookie of that person's session.
    fn login(&self, email: &str) -> String {
        let fields =
            [("identifier", email), ("password", PASSWORD)].map(|(name, value)| (name.to_owned(), value.to_owned()));
        let request = Request::post("/dang-nhap")
            .header(header::ORIGIN, "http://127.0.0.1")
            .header(header::HOST, "127.0.0.1")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(url::form(&fields)))
            .unwrap();
        let answer = self.runtime.block_on(self.service.clone().oneshot(request)).unwrap();
        let cookie = answer.headers().get(header::SET_COOKIE).unwrap_or_else(|| panic!("{}", answer.status()));
        cookie.to_str().unwrap().split(';').next().unwrap().to_owned()
    }

    /// How often the page asks, when what is held in memory is there.
    fn asks(&self, path: &str, cookie: &str) -> (usize, usize) {
        let mut last = (0, 0);
        for _ in 0..2 {
            self.count.store(0, Ordering::Relaxed);
            let request = Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).unwrap();
            let answer = self.runtime.block_on(self.service.clone().oneshot(request)).unwrap();
            assert_eq!(answer.status(), 200, "{path}");
            let asked = self.count.load(Ordering::Relaxed);
            let body = self.runtime.block_on(axum::body::to_bytes(answer.into_body(), 10_000_000)).unwrap();
            last = (asked, body.len());
        }
        last
    }
}

fn ctx(trader: &Trader, after: i64) -> Ctx {
    #[allow(clippy::disallowed_methods, reason = "the program under test runs on the real clock")]
    Ctx::new(Actor::Account(trader.account), chrono::Utc::now() + TimeDelta::milliseconds(after))
}

/// Every other business that sells, for its owner.
fn others(server: &Server) -> Vec<Trader> {
    let which =
        "FROM membership JOIN member ON member.id = membership.member_id JOIN stall ON stall.member_id = member.id
        JOIN account ON account.id = membership.account_id WHERE membership.role = 'owner' AND member.state = 'approved'
        AND stall.state = 'open' AND account.email <> 'chu-vuon@mau.example' ORDER BY membership.account_id LIMIT 26";
    let accounts = db::ids(server, &format!("SELECT membership.account_id {which}"));
    let members = db::ids(server, &format!("SELECT membership.member_id {which}"));
    accounts
        .into_iter()
        .zip(members)
        .map(|(account, member)| Trader::member(AccountId(account), MemberId(member)))
        .collect()
}

fn bid(valid_until: chrono::NaiveDate, price: i64) -> Bid {
    Bid {
        price: Money(price),
        quantity: Quantity::whole(10).unwrap(),
        terms: "Giao tại kho".into(),
        valid_until,
        contact: Contact::InThread,
    }
}

/// A quote of that trader on the offer: the thread; with so many counter-offers and messages, and then a deal.
fn talk(server: &Server, owner: &Trader, other: &Trader, offer: OfferId, rounds: i64) -> (ThreadId, kernel::DealId) {
    let until = day(server, 3);
    db::with(server, async |db: &Db| {
        let txn = db.begin().await.unwrap();
        let at = ctx(other, 0);
        let mut quote =
            offers::quote::send(&txn, &at, other, offer, at.new_id().into(), &bid(until, 30_000)).await.unwrap();
        let thread = ::offers::queries::thread_on(&txn, other, offer).await.unwrap().unwrap();
        for round in 0..rounds {
            let who = if round % 2 == 0 { owner } else { other };
            let at = ctx(who, round + 1);
            let new = at.new_id().into();
            quote = offers::quote::counter(&txn, &at, who, quote, new, &bid(until, 30_001 + round)).await.unwrap();
            let file = offers::File {
                file_name: "giay.pdf".into(),
                content_type: "application/pdf".into(),
                size: 1_000,
                blob_key: "private/papers/khong-co".into(),
            };
            offers::say(&txn, &at, who, thread, at.new_id().into(), "Vâng.", &[file]).await.unwrap();
        }
        let who = if rounds % 2 == 0 { owner } else { other };
        let deal = offers::quote::accept(&txn, &ctx(who, rounds + 2), who, quote).await.unwrap();
        txn.commit().await.unwrap();
        (thread, deal)
    })
}

fn tells(server: &Server, account: AccountId, number: u128) {
    db::with(server, async |db: &Db| {
        let alert = alerts::Alert {
            kind: alerts::Kind::SellOpened,
            subject: uuid::Uuid::from_u128(number),
            other: uuid::Uuid::nil(),
            title: "Cam Khe Mây",
            path: "/chao-ban",
        };
        let txn = db.begin().await.unwrap();
        alerts::tell(&txn, &ctx(&Trader::buyer(account), 0), account, &alert).await.unwrap();
        txn.commit().await.unwrap();
    });
}

/// Tells of every quote on the owner's offers that stand, again and again of the same ones only once.
fn tells_of_quotes(server: &Server, owner: &Trader) {
    let party = owner.party().simple().to_string().to_uppercase();
    let quotes = db::ids(
        server,
        &format!(
            "SELECT quote.id FROM quote JOIN quote_thread ON quote_thread.id = quote.thread_id \
             JOIN offer ON offer.id = quote_thread.offer_id \
             WHERE hex(quote_thread.owner_id) = '{party}' AND offer.state <> 'withdrawn'"
        ),
    );
    db::with(server, async |db: &Db| {
        let txn = db.begin().await.unwrap();
        for subject in quotes {
            let kind = alerts::Kind::QuoteReceived;
            let alert = alerts::Alert { kind, subject, other: uuid::Uuid::nil(), title: "Cam", path: "/giao-dich" };
            alerts::tell(&txn, &ctx(owner, 0), owner.account, &alert).await.unwrap();
        }
        txn.commit().await.unwrap();
    });
}

/// The price board of what is there now.
fn settles(server: &Server) {
    let at = ctx(&trader(server, Role::Buyer), 0);
    db::with(server, async |db: &Db| offers::board::settle(db, &at).await.unwrap());
}

#[test]
fn pages_of_trading_ask_as_often_for_many_rows_as_for_few() {
    let mut server = Server::demonstration();
    // The folder is enough: the program's own work would only be counted along.
    server.kill();
    // Few rows are few: nothing of the demonstration is open, and nobody was told of it.
    db::execute(&server, "UPDATE offer SET state = 'withdrawn', cause = ''; DELETE FROM alert");
    let (owner, buyer) = (trader(&server, Role::Owner), trader(&server, Role::Buyer));
    let sellers = others(&server);
    assert!(sellers.len() > 20, "{}", sellers.len());
    let selling = opened(&server, &owner, &sell(&server));
    for number in 0..3 {
        opened(&server, &owner, &sell(&server));
        opened(&server, &buyer, &buy(&server, &format!("Cam đầu {number}")));
    }
    let buying = opened(&server, &buyer, &::offers::Terms { max_quotes: None, ..buy(&server, "Cam chín cây") });
    for other in &sellers[..2] {
        talk(&server, &owner, other, selling, 0);
    }
    let (thread, deal) = talk(&server, &owner, &buyer, selling, 1);
    talk(&server, &buyer, &sellers[0], buying, 0);
    for number in 0..2 {
        tells(&server, owner.account, number);
    }
    tells_of_quotes(&server, &owner);
    settles(&server);
    let floor = Floor::on(&server);
    let (as_owner, as_buyer) = (floor.login(Role::Owner.email()), floor.login(Role::Buyer.email()));
    let pages = [
        ("/chao-ban".to_owned(), "", 6),
        ("/chao-mua".to_owned(), "", 6),
        ("/chao-ban.rss".to_owned(), "", 6),
        (format!("/chao-ban/{selling}"), "", 20),
        (format!("/chao-mua/{buying}"), "", 20),
        (format!("/chao-ban/{selling}"), &as_buyer, 24),
        ("/giao-dich".to_owned(), &as_owner, 24),
        ("/giao-dich/chao-hang".to_owned(), &as_owner, 20),
        (format!("/giao-dich/chao-hang/{selling}"), &as_owner, 24),
        ("/giao-dich/bao-gia".to_owned(), &as_owner, 20),
        (format!("/giao-dich/trao-doi/{thread}"), &as_owner, 24),
        ("/giao-dich/thoa-thuan".to_owned(), &as_owner, 20),
        (format!("/giao-dich/thoa-thuan/{deal}"), &as_owner, 24),
        ("/bang-gia".to_owned(), "", 10),
        ("/lich-mua-vu".to_owned(), "", 10),
        ("/thong-bao".to_owned(), &as_owner, 20),
        ("/kenh-ban-hang".to_owned(), &as_owner, 16),
    ];
    let few: Vec<(usize, usize)> = pages.iter().map(|(path, cookie, _)| floor.asks(path, cookie)).collect();
    drop(floor);

    // Many more of everything: offers, talks on one offer, steps and files in one talk, deals, alerts.
    for number in 0..26 {
        opened(&server, &owner, &sell(&server));
        opened(&server, &buyer, &buy(&server, &format!("Cam số {number}")));
    }
    for other in &sellers[2..] {
        talk(&server, &owner, other, selling, 0);
        talk(&server, &buyer, other, buying, 0);
    }
    let (again, _) = talk(&server, &owner, &buyer, selling, 20);
    assert_eq!(again, thread);
    for number in 10..40 {
        tells(&server, owner.account, number);
    }
    tells_of_quotes(&server, &owner);
    settles(&server);
    let floor = Floor::on(&server);
    let cookies =
        [(as_owner.as_str(), floor.login(Role::Owner.email())), (as_buyer.as_str(), floor.login(Role::Buyer.email()))];
    for ((path, cookie, most), (few, small)) in pages.iter().zip(few) {
        let cookie = cookies.iter().find(|(old, _)| old == cookie).map_or("", |(_, new)| new.as_str());
        let (many, large) = floor.asks(path, cookie);
        eprintln!("{path}: {few} statements for {small} bytes, {many} for {large}");
        assert!(many <= few, "{path} asked {few} times and asks {many} times for more rows");
        assert!(many <= *most, "{path} asks {many} times");
        assert!(many > 0, "the statements of {path} are counted");
        // A deal's page and the desk's tasks are as long as before, and the board has a year of rows already.
        let is_as_long = ["/bang-gia", "/lich", "/kenh-ban-hang", "/giao-dich/thoa-thuan/"];
        let has_rows = !is_as_long.iter().any(|begin| path.starts_with(begin));
        assert!(large > small || !has_rows, "{path} shows the new rows: {small} and {large} bytes");
    }
}
