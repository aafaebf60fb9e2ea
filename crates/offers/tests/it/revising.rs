//! Open offers that their owners change.

use database::{Db, audit, on_every_database};
use kernel::{FieldErrors, Locale, Money, OfferId, Problem, Quantity};
use offers::{
    Bid, Change, Error, Moved, Revision, Side, State, Subject, Terms, Trader, add_photos, board, decide, queries,
    revise, trust,
};

use super::{
    board::{at_place, at_price, fill, market, moment, offer, told, week},
    support::*,
};

/// The owner of what he looked at when it had that version changes it.
async fn revised(db: &Db, owner: &Trader, id: OfferId, version: i64, terms: &Terms) -> Result<(), Error> {
    let revision = Revision { version, terms, photos: None };
    run!(db, txn => revise(&txn, &by_at(owner, 5), owner, id, revision))
}

/// The same, of the offer as it is now.
async fn now(db: &Db, owner: &Trader, id: OfferId, terms: &Terms) -> Result<(), Error> {
    revised(db, owner, id, get(db, id).await.version, terms).await
}

async fn trusted(db: &Db) {
    run!(db, txn => trust::trust(&txn, &officer(), SELLER.member.unwrap(), "lâu năm")).unwrap();
}

#[tokio::test]
async fn numbers_and_days_of_an_open_offer_change_at_once_and_everybody_is_told() {
    on_every_database!(|db| {
        floor(&db).await;
        let id = opened(&db, &SELLER, &sell()).await;
        let taken = quoted(&db, &BUYER, id, &bid(100, 40_000)).await;
        accepted(&db, &SELLER, taken).await.unwrap();
        quoted(&db, &BUYER_2, id, &bid(50, 41_000)).await;
        let before = get(&db, id).await;
        let terms = Terms { quantity: kg(300), price: None, valid_until: day(20), min_lot: Some(kg(5)), ..sell() };
        revised(&db, &SELLER, id, before.version, &terms).await.unwrap();

        let after = get(&db, id).await;
        assert_eq!((after.terms, after.remaining, after.state), (terms.clone(), kg(200), State::Open));
        assert_eq!((after.version, after.opened_at, after.quotes), (before.version + 1, before.opened_at, 2));
        assert_eq!(events(&db).await.last().unwrap(), "offer.changed", "for the index and the matches");
        let filter = audit::Filter { subject: Some(id.0), ..Default::default() };
        let lines = audit::page(db.read(), &filter, 100).await.unwrap();
        let line = lines.iter().find(|line| line.action == "offer.revised").unwrap();
        assert_eq!(line.detail["changed"]["price"], serde_json::json!(["45000", ""]));
        assert_eq!(line.detail["changed"]["quantity"], serde_json::json!(["500", "300"]));
        assert!(line.detail["changed"].get("quality").is_none());

        // Whoever waits for an answer reads it; whoever has his deal does not.
        let read = async |trader: &Trader| {
            let page = queries::page_threads(db.read(), trader, Side::Other, None, 1).await.unwrap();
            let all = queries::messages_of(db.read(), page[0].thread.id, None, 9).await.unwrap();
            all.into_iter().filter_map(|one| one.change.map(|change| (one.by, change))).collect::<Vec<_>>()
        };
        let change = Change {
            price: Some(Moved { from: Some(Money(45_000)), to: None }),
            remaining: Some(Moved { from: kg(400), to: kg(200) }),
            valid_until: Some(Moved { from: day(10), to: day(20) }),
            others: true,
        };
        assert_eq!(read(&BUYER_2).await, [(Some(Side::Owner), change)]);
        assert_eq!(read(&BUYER).await, []);

        // The same again, as by a button that was pressed twice, changes nothing and tells nothing.
        let told = events(&db).await.len();
        revised(&db, &SELLER, id, before.version, &terms).await.unwrap();
        assert_eq!((get(&db, id).await.version, events(&db).await.len()), (before.version + 1, told));
    });
}

#[tokio::test]
async fn nothing_is_left_below_what_is_dealt() {
    on_every_database!(|db| {
        floor(&db).await;
        let id = opened(&db, &SELLER, &sell()).await;
        let sent = quoted(&db, &BUYER, id, &Bid { quantity: Quantity(100_500), ..bid(1, 40_000) }).await;
        let deal = accepted(&db, &SELLER, sent).await.unwrap();
        let of = |thousandths| Terms { quantity: Quantity(thousandths), min_lot: None, ..sell() };
        let dealt = Problem::NotAbove { limit: Quantity(100_500), unit: "kg".into() };
        for quantity in [100_000, 100_500, 10_000] {
            let refused = problems(now(&db, &SELLER, id, &of(quantity)).await);
            assert_eq!(refused.get("quantity"), Some(&dealt), "{quantity}");
        }
        assert_eq!(get(&db, id).await.remaining, Quantity(399_500));
        now(&db, &SELLER, id, &of(101_000)).await.unwrap();
        assert_eq!(get(&db, id).await.remaining, Quantity(500));
        run!(db, txn => offers::deal::cancel(&txn, &by(&BUYER), &BUYER, deal, "mưa lớn")).unwrap();
        assert_eq!(get(&db, id).await.remaining, Quantity(101_000), "what is given back is the new whole");

        let wanted = opened(&db, &BUYER, &Terms { max_quotes: Some(3), ..buy() }).await;
        quoted(&db, &SELLER, wanted, &bid(10, 40_000)).await;
        let one = Terms { max_quotes: Some(1), ..buy() };
        assert_eq!(problems(now(&db, &BUYER, wanted, &one).await).get("max_quotes"), Some(&Problem::TooSmall(2)));
        now(&db, &BUYER, wanted, &Terms { max_quotes: Some(2), ..buy() }).await.unwrap();
    });
}

#[tokio::test]
async fn what_quotes_rest_on_stays_and_words_change_only_for_the_trusted() {
    on_every_database!(|db| {
        floor(&db).await;
        let id = opened(&db, &SELLER, &sell()).await;
        for (terms, field) in [
            (Terms { unit_code: "ta".into(), min_lot: None, ..sell() }, "unit"),
            (Terms { commune_code: PHUC_TRACH.into(), ..sell() }, "commune"),
            (Terms { subject: Subject::Product(OTHER_ORANGES), ..sell() }, "product"),
        ] {
            assert!(problems(now(&db, &SELLER, id, &terms).await).get(field).is_some(), "{field}");
        }
        let reworded = Terms { quality: "Gọi số này nhé".into(), price: Some(Money(44_000)), ..sell() };
        assert!(matches!(now(&db, &SELLER, id, &reworded).await, Err(Error::NotTrusted)));
        let photo = ["0".repeat(32)];
        let added = run!(db, txn => add_photos(&txn, &by(&SELLER), &SELLER, id, &photo));
        assert!(matches!(added, Err(Error::NotTrusted)), "{added:?}");
        assert_eq!((get(&db, id).await.terms, get(&db, id).await.photos.len()), (sell(), 0), "nothing of it was done");

        trusted(&db).await;
        now(&db, &SELLER, id, &reworded).await.unwrap();
        run!(db, txn => add_photos(&txn, &by(&SELLER), &SELLER, id, &photo)).unwrap();
        assert_eq!((get(&db, id).await.terms, get(&db, id).await.photos), (reworded, photo.to_vec()));
        assert_eq!(events(&db).await.iter().filter(|kind| *kind == "offer.changed").count(), 2);
    });
}

#[tokio::test]
async fn a_stale_form_writes_over_nothing_and_strangers_change_nothing() {
    on_every_database!(|db| {
        floor(&db).await;
        let id = opened(&db, &SELLER, &sell()).await;
        let seen = get(&db, id).await.version;
        let cheaper = Terms { price: Some(Money(44_000)), ..sell() };
        revised(&db, &SELLER, id, seen, &cheaper).await.unwrap();
        let dearer = Terms { price: Some(Money(46_000)), ..sell() };
        assert!(matches!(revised(&db, &SELLER, id, seen, &dearer).await, Err(Error::Stale)));
        assert_eq!(get(&db, id).await.terms, cheaper);
        // A deal in between does not make the form stale: the whole is the whole.
        let seen = get(&db, id).await.version;
        let sent = quoted(&db, &BUYER, id, &bid(100, 40_000)).await;
        accepted(&db, &SELLER, sent).await.unwrap();
        revised(&db, &SELLER, id, seen, &dearer).await.unwrap();
        assert_eq!(get(&db, id).await.remaining, kg(400));

        for stranger in [OTHER, BUYER] {
            assert!(matches!(now(&db, &stranger, id, &cheaper).await, Err(Error::NotFound)));
        }
        assert!(matches!(now(&db, &SELLER, id, &buy()).await, Err(Error::NotFound)), "selling does not become buying");
        let late = Revision { version: get(&db, id).await.version, terms: &cheaper, photos: None };
        let late = run!(db, txn => revise(&txn, &by_on(&SELLER, 11), &SELLER, id, late));
        assert!(matches!(late, Err(Error::Expired)), "what has expired does not come back: {late:?}");
        run!(db, txn => decide::suspend(&txn, &officer(), id, "khiếu nại")).unwrap();
        assert_eq!(wrong(now(&db, &SELLER, id, &cheaper).await), Some(("hidden", "revise")), "nor what officers hid");
    });
}

#[test]
fn the_form_of_a_revision_keeps_what_stays_and_days_that_have_passed() {
    let before = Terms { available_from: Some(day(-3)), ..sell() };
    let parse = |pairs: &[(&str, &str)], rewords| {
        let mut typed = before.to_fields(Locale::Vi);
        for (name, value) in pairs {
            typed.set(name, *value);
        }
        let mut errors = FieldErrors::default();
        Terms::parse_revision(&before, &typed, rewords, today(), &mut errors).ok_or(errors)
    };
    assert_eq!(parse(&[], true).unwrap(), before);
    let typed = [("unit", "tan"), ("commune", PHUC_TRACH), ("product", ""), ("quality", "Loại 2"), ("price", "44.000")];
    let cheaper = Terms { price: Some(Money(44_000)), ..before.clone() };
    assert_eq!(parse(&typed, false).unwrap(), cheaper);
    assert_eq!(parse(&typed, true).unwrap(), Terms { quality: "Loại 2".into(), ..cheaper });
    let yesterday = day(-1).to_string();
    for field in ["available_from", "available_until", "valid_until"] {
        assert_eq!(parse(&[(field, &yesterday)], true).unwrap_err().get(field), Some(&Problem::DateInPast), "{field}");
    }
}

#[tokio::test]
async fn the_board_keeps_the_price_of_each_week() {
    on_every_database!(|db| {
        market(&db).await;
        let one = offer(SELLER, Terms { valid_until: day(40), ..at_price("kg", 40_000, THANH_SEN) });
        fill(&db, std::slice::from_ref(&one), &[]).await;
        let change = async |when: &str, price: i64| {
            let ctx = kernel::Ctx::new(kernel::Actor::Account(one.owner.account), moment(when));
            let terms = Terms { price: Some(Money(price)), ..one.terms.clone() };
            let revision = Revision { version: get(&db, one.id).await.version, terms: &terms, photos: None };
            run!(db, txn => revise(&txn, &ctx, &one.owner, one.id, revision))
        };
        let low = async |code: &str| {
            board::recompute(&db, &worker_on(0), week(code)).await.unwrap();
            told(at_place(&db, code, "").await[0].asked).3
        };
        change("2026-11-25 08:00:00", 41_000).await.unwrap();
        assert_eq!(low("2026-W48").await, 41_000, "the last of the week");
        change("2026-11-30 08:00:00", 60_000).await.unwrap();
        change("2026-12-01 08:00:00", 61_000).await.unwrap();
        assert_eq!(low("2026-W48").await, 41_000, "what it costs later does not change what it cost");
        assert_eq!(low("2026-W49").await, 61_000);
        change("2026-12-07 00:00:00", 62_000).await.unwrap();
        assert_eq!((low("2026-W48").await, low("2026-W49").await, low("2026-W50").await), (41_000, 61_000, 62_000));
    });
}
