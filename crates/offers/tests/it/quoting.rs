//! Answering an offer with a quote.

use database::on_every_database;
use kernel::{Ctx, Problem, QuoteId};
use offers::{
    Bid, ClosedBecause, Contact, Error, QuoteState, Side, State, Terms, Trader, hide, queries, quote, withdraw,
};

use super::support::*;

async fn send(
    db: &database::Db,
    trader: &Trader,
    offer: kernel::OfferId,
    bid: &Bid,
    ctx: &Ctx,
) -> Result<QuoteId, Error> {
    run!(db, txn => quote::send(&txn, ctx, trader, offer, QuoteId(new_id()), bid))
}

#[tokio::test]
async fn a_quote_reaches_the_owner_whose_turn_it_is() {
    on_every_database!(|db| {
        floor(&db).await;
        let offer = opened(&db, &SELLER, &sell()).await;
        let sent = quoted(&db, &BUYER, offer, &Bid { contact: Contact::InThread, ..bid(100, 43_000) }).await;
        let page = queries::page_threads(db.read(), &SELLER, Side::Owner, None, 9).await.unwrap();
        let last = page[0].last_quote.clone().unwrap();
        assert_eq!((last.id, last.state, last.by, last.quantity), (sent, QuoteState::Sent, Side::Other, kg(100)));
        assert_eq!((page[0].turn(), page[0].thread.contact), (Some(Side::Owner), Contact::InThread));
        assert_eq!(queries::count_my_turn(db.read(), &SELLER).await.unwrap(), 1);
        assert_eq!(queries::count_my_turn(db.read(), &BUYER).await.unwrap(), 0);
        assert_eq!(get(&db, offer).await.quotes, 1);
        assert_eq!(events(&db).await.last().unwrap(), "quote.sent");
        assert_eq!(deeds(&db, sent).await, ["quote.sent"]);
    });
}

#[tokio::test]
async fn nobody_quotes_on_his_own_offer() {
    on_every_database!(|db| {
        floor(&db).await;
        let selling = opened(&db, &SELLER, &sell()).await;
        let person = Trader::buyer(SELLER.account);
        for trader in [SELLER, person] {
            let own = send(&db, &trader, selling, &bid(10, 45_000), &by(&trader)).await;
            assert!(matches!(own, Err(Error::OwnOffer)), "{own:?}");
        }
        let buying = opened(&db, &person, &buy()).await;
        for trader in [SELLER, person] {
            let own = send(&db, &trader, buying, &bid(10, 45_000), &by(&trader)).await;
            assert!(matches!(own, Err(Error::OwnOffer)), "his own business' private wish: {own:?}");
        }
        assert_eq!(get(&db, selling).await.quotes + get(&db, buying).await.quotes, 0);
    });
}

#[tokio::test]
async fn who_buys_is_verified_and_who_sells_has_an_open_stall() {
    on_every_database!(|db| {
        floor(&db).await;
        let selling = opened(&db, &SELLER, &sell()).await;
        let buying = opened(&db, &BUYER, &buy()).await;
        let unverified = send(&db, &UNVERIFIED, selling, &bid(10, 45_000), &by(&UNVERIFIED)).await;
        assert!(matches!(unverified, Err(Error::NotVerified)));
        let person = send(&db, &BUYER_2, buying, &bid(10, 45_000), &by(&BUYER_2)).await;
        assert!(matches!(person, Err(Error::NotASeller)));
        set_state(&db, "stall", OTHER_STALL, "suspended").await;
        let without_stall = send(&db, &OTHER, buying, &bid(10, 45_000), &by(&OTHER)).await;
        assert!(matches!(without_stall, Err(Error::NotASeller)));
        send(&db, &OTHER, selling, &bid(10, 45_000), &by(&OTHER)).await.unwrap();
    });
}

#[tokio::test]
async fn an_offer_that_is_not_open_or_has_expired_is_not_quoted() {
    on_every_database!(|db| {
        floor(&db).await;
        let draft = drafted(&db, &SELLER, &sell()).await;
        let unseen = send(&db, &BUYER, draft, &bid(10, 45_000), &by(&BUYER)).await;
        assert!(matches!(unseen, Err(Error::NotFound)), "what was never open does not exist: {unseen:?}");
        let offer = opened(&db, &SELLER, &sell()).await;
        let late = Bid { valid_until: day(11), ..bid(10, 45_000) };
        let late = send(&db, &BUYER, offer, &late, &by_on(&BUYER, 11)).await;
        assert!(matches!(late, Err(Error::Expired)), "though nobody has marked it yet: {late:?}");
        run!(db, txn => hide(&txn, &by(&SELLER), &SELLER, offer)).unwrap();
        assert_eq!(wrong(send(&db, &BUYER, offer, &bid(10, 45_000), &by(&BUYER)).await), Some(("hidden", "quote")));
        run!(db, txn => withdraw(&txn, &by(&SELLER), &SELLER, offer)).unwrap();
        assert_eq!(wrong(send(&db, &BUYER, offer, &bid(10, 45_000), &by(&BUYER)).await), Some(("withdrawn", "quote")));
    });
}

#[tokio::test]
async fn the_offers_terms_are_asked_again_when_the_quote_is_sent() {
    on_every_database!(|db| {
        floor(&db).await;
        let offer = opened(&db, &SELLER, &sell()).await;
        let most = |amount| Problem::TooMuch { most: kg(amount), unit: "kg".into() };
        let least = |amount| Problem::TooLittle { least: kg(amount), unit: "kg".into() };
        for (bad, field, problem) in [
            (bid(501, 45_000), "quantity", most(500)),
            (bid(9, 45_000), "quantity", least(10)),
            (bid(0, 45_000), "quantity", Problem::NotPositive),
            (bid(-10, 45_000), "quantity", Problem::NotPositive),
            (bid(10, 0), "price", Problem::NotPositive),
            (bid(10, i64::MAX), "price", Problem::TooLarge(100_000_000_000)),
            (Bid { valid_until: day(-1), ..bid(10, 1) }, "valid_until", Problem::DateInPast),
            (Bid { valid_until: day(11), ..bid(10, 1) }, "valid_until", Problem::AfterOffer(day(10))),
        ] {
            let refused = send(&db, &BUYER, offer, &bad, &by(&BUYER)).await;
            assert_eq!(problems(refused).get(field), Some(&problem), "{bad:?}");
        }
        let first = quoted(&db, &BUYER, offer, &bid(495, 45_000)).await;
        accepted(&db, &SELLER, first).await.unwrap();
        let too_much = send(&db, &BUYER_2, offer, &bid(6, 45_000), &by(&BUYER_2)).await;
        assert_eq!(problems(too_much).get("quantity"), Some(&most(5)));
        let not_all = send(&db, &BUYER_2, offer, &bid(4, 45_000), &by(&BUYER_2)).await;
        assert_eq!(problems(not_all).get("quantity"), Some(&least(5)), "less than the smallest lot goes as one");
        send(&db, &BUYER_2, offer, &bid(5, 45_000), &by(&BUYER_2)).await.unwrap();
    });
}

#[tokio::test]
async fn a_form_sent_twice_sends_one_quote_and_one_waits_at_a_time() {
    on_every_database!(|db| {
        floor(&db).await;
        let offer = opened(&db, &SELLER, &sell()).await;
        let id = QuoteId(new_id());
        let again = async |trader: Trader| run!(db, txn => quote::send(&txn, &by(&trader), &trader, offer, id, &bid(10, 45_000)));
        let (first, second) = tokio::join!(again(BUYER), again(BUYER));
        assert_eq!((first.unwrap(), second.unwrap()), (id, id));
        assert_eq!(deeds(&db, id).await, ["quote.sent"]);
        assert!(matches!(again(BUYER_2).await, Err(Error::NotFound)), "another's id");
        let more = send(&db, &BUYER, offer, &bid(20, 45_000), &by(&BUYER)).await;
        assert_eq!(wrong(more), Some(("sent", "quote")));
        run!(db, txn => quote::withdraw(&txn, &by(&BUYER), &BUYER, id, "")).unwrap();
        send(&db, &BUYER, offer, &bid(20, 45_000), &by(&BUYER)).await.unwrap();
        assert_eq!(get(&db, offer).await.quotes, 1, "the same party counts once");
    });
}

#[tokio::test]
async fn an_offer_to_buy_closes_to_others_when_it_has_its_quotes() {
    on_every_database!(|db| {
        floor(&db).await;
        let offer = opened(&db, &BUYER, &Terms { max_quotes: Some(2), ..buy() }).await;
        let first = quoted(&db, &SELLER, offer, &bid(400, 40_000)).await;
        assert_eq!(get(&db, offer).await.state, State::Open);
        quoted(&db, &OTHER, offer, &bid(300, 39_000)).await;
        assert_eq!(get(&db, offer).await.state, State::Closed(ClosedBecause::Quotes));
        let third = send(&db, &SELLER, offer, &bid(10, 45_000), &by(&SELLER)).await;
        assert!(matches!(third, Err(Error::QuotesFull)), "{third:?}");
        let more = countered(&db, &BUYER, first, &bid(400, 38_000)).await.unwrap();
        accepted(&db, &SELLER, more).await.unwrap();
        let offer = get(&db, offer).await;
        assert_eq!((offer.remaining, offer.quotes), (kg(600), 2), "the buyer still chooses among them");
    });
}
