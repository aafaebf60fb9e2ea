//! Offers on a running floor, made by the domain's own commands on its database.

use chrono::{Days, NaiveDate, Utc};
use database::Db;
use kernel::{AccountId, Actor, Ctx, MemberId, Money, OfferId, ProductId, Quantity, ThreadId};
use offers::{Bid, Contact, Delivery, Error, File, Harvest, Offer, Subject, Terms, Trader, queries};

use crate::{db, people::Role, program::Server};

/// Who acts on the demonstration floor: the owner for his business, everybody else for himself.
#[must_use]
pub fn trader(server: &Server, role: Role) -> Trader {
    let account = AccountId(db::id(server, &format!("SELECT id FROM account WHERE email = '{}'", role.email())));
    match role {
        Role::Owner => Trader::member(account, own_member(server)),
        _ => Trader::buyer(account),
    }
}

fn own_member(server: &Server) -> MemberId {
    let of_owner = format!("(SELECT id FROM account WHERE email = '{}')", Role::Owner.email());
    MemberId(db::id(server, &format!("SELECT member_id FROM membership WHERE account_id = {of_owner}")))
}

/// A listed product of the owner's that is sold by the kilogram: id, name, price.
#[must_use]
pub fn product(server: &Server) -> (ProductId, String, i64) {
    let member = own_member(server).0.simple().to_string().to_uppercase();
    let which = format!(
        "FROM product WHERE hex(member_id) = '{member}' AND state = 'listed' AND unit_code = 'kg' AND price IS NOT NULL ORDER BY id LIMIT 1"
    );
    let id = ProductId(db::id(server, &format!("SELECT id {which}")));
    (id, db::text(server, &format!("SELECT name {which}")), db::number(server, &format!("SELECT price {which}")))
}

#[allow(clippy::disallowed_methods, reason = "the program under test runs on the real clock")]
fn ctx(trader: &Trader) -> Ctx {
    Ctx::new(Actor::Account(trader.account), Utc::now())
}

/// So many days from now.
#[must_use]
pub fn day(server: &Server, days: u64) -> NaiveDate {
    ctx(&trader(server, Role::Buyer)).today().checked_add_days(Days::new(days)).expect("a day")
}

fn kg(amount: i64) -> Quantity {
    Quantity::whole(amount).expect("a quantity")
}

/// Half a tonne of the owner's product, a tenth below its listed price, from a coming harvest.
#[must_use]
pub fn sell(server: &Server) -> Terms {
    let (product, _, price) = product(server);
    Terms {
        subject: Subject::Product(product),
        quantity: kg(500),
        unit_code: "kg".into(),
        pack: None,
        price: Some(Money(price * 9 / 10)),
        min_lot: Some(kg(10)),
        steps: vec![offers::Step { from: kg(100), price: Money(price * 8 / 10) }],
        commune_code: "18550".into(),
        place: "Kho cạnh Ủy ban xã".into(),
        delivery: Delivery::Delivered,
        delivery_note: "Giao bằng xe lạnh".into(),
        packaging: "Thùng 10 kg".into(),
        quality: "Loại 1, không dập".into(),
        certificates: vec![offers::Certificate::VietGap],
        available_from: Some(day(server, 1)),
        available_until: Some(day(server, 30)),
        valid_until: day(server, 20),
        harvest: Some(Harvest { from: day(server, 10), until: day(server, 40), expected: kg(2_000) }),
        max_quotes: None,
        contact: Contact::AfterDeal,
    }
}

/// A tonne of what those words name.
#[must_use]
pub fn buy(server: &Server, title: &str) -> Terms {
    Terms {
        subject: Subject::Wanted { commodity: None, category: Some("0101".into()), title: title.into() },
        quantity: kg(1_000),
        price: None,
        min_lot: None,
        steps: vec![],
        harvest: None,
        max_quotes: Some(5),
        certificates: vec![],
        contact: Contact::InThread,
        ..sell(server)
    }
}

fn within<T>(server: &Server, act: impl AsyncFnOnce(&sea_orm::DatabaseTransaction) -> Result<T, Error>) -> T {
    db::with(server, async |db: &Db| {
        let txn = db.begin().await.expect("a transaction");
        let done = act(&txn).await.unwrap_or_else(|error| panic!("refused: {error:?}"));
        txn.commit().await.expect("committed");
        done
    })
}

/// An offer that its owner sent to the officers.
pub fn submitted(server: &Server, trader: &Trader, terms: &Terms) -> OfferId {
    let ctx = ctx(trader);
    within(server, async |txn| {
        let id = offers::create(txn, &ctx, OfferId(ctx.new_id()), trader, terms).await?;
        offers::submit(txn, &ctx, trader, id).await?;
        Ok(id)
    })
}

/// Sent again after changes.
pub fn resubmitted(server: &Server, trader: &Trader, id: OfferId) {
    within(server, async |txn| offers::submit(txn, &ctx(trader), trader, id).await.map(|_| ()));
}

/// An open offer, approved by the moderator.
pub fn opened(server: &Server, trader: &Trader, terms: &Terms) -> OfferId {
    let id = submitted(server, trader, terms);
    let officer = ctx(&self::trader(server, Role::Moderator));
    within(server, async |txn| offers::decide::approve(txn, &officer, id, None).await);
    id
}

/// The offer as its owner sees it.
#[must_use]
pub fn seen_by(server: &Server, owner: &Trader, id: OfferId) -> Offer {
    db::with(server, async |db: &Db| {
        queries::offer_for(db.read(), owner, id).await.expect("a query").expect("the owner's offer")
    })
}

/// The trader quotes so many kilograms at a price, says something with a file, and the offer's owner accepts. Answers with the thread.
pub fn dealt(server: &Server, owner: &Trader, trader: &Trader, id: OfferId, (amount, price): (i64, i64)) -> ThreadId {
    let (theirs, ours) = (ctx(trader), ctx(owner));
    let bid = Bid {
        price: Money(price),
        quantity: kg(amount),
        terms: "Thanh toán khi nhận hàng".into(),
        valid_until: day(server, 3),
        contact: Contact::AfterDeal,
    };
    // Any paper that is stored will do.
    let file = File {
        file_name: "Phiếu đặt hàng.pdf".into(),
        content_type: "application/pdf".into(),
        size: 1_000,
        blob_key: db::text(
            server,
            "SELECT blob_key FROM member_document WHERE content_type = 'application/pdf' LIMIT 1",
        ),
    };
    within(server, async |txn| {
        let quote = offers::quote::send(txn, &theirs, trader, id, theirs.new_id().into(), &bid).await?;
        let lines = queries::page_threads_of_offer(txn, owner, id, None, 500).await?;
        let thread = lines.into_iter().map(|line| line.thread).find(|thread| thread.other == *trader);
        let thread = thread.expect("the thread of the quote").id;
        let words = "Cho tôi xem giấy kiểm dịch nhé.";
        offers::say(txn, &theirs, trader, thread, theirs.new_id().into(), words, &[file]).await?;
        offers::quote::accept(txn, &ours, owner, quote).await?;
        Ok(thread)
    })
}

/// One open offer of the owner's with a negotiation and a deal, and one of the buyer's that waits: so that every address of an offer
/// leads somewhere.
pub fn furnish(server: &Server) -> (OfferId, ThreadId) {
    let (owner, buyer) = (trader(server, Role::Owner), trader(server, Role::Buyer));
    let id = opened(server, &owner, &sell(server));
    let thread = dealt(server, &owner, &buyer, id, (50, 40_000));
    submitted(server, &buyer, &buy(server, "Cam chín cây"));
    (id, thread)
}

/// Takes the demonstration's own trade away: what a test then counts is what it made.
pub fn clear(server: &Server) {
    for table in [
        "offer_match",
        "thread_attachment",
        "thread_message",
        "deal",
        "quote",
        "quote_thread",
        "offer_decision",
        "offer_price",
        "offer",
    ] {
        db::execute(server, &format!("DELETE FROM {table}"));
    }
}
