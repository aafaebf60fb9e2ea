//! Turns, acceptance and what comes of it.

use database::on_every_database;
use kernel::{Money, OfferId};
use offers::{Bid, ClosedBecause, DealState, Error, Kind, QuoteState, Side, State, Terms, deal, hide, queries, quote};

use super::support::*;

async fn quotes_on(db: &database::Db, trader: &offers::Trader) -> Vec<offers::Quote> {
    let page = queries::page_threads(db.read(), trader, Side::Other, None, 1).await.unwrap();
    queries::quotes_of(db.read(), page[0].thread.id, None, 50).await.unwrap()
}

#[tokio::test]
async fn the_turn_goes_to_and_fro_until_one_accepts() {
    on_every_database!(|db| {
        floor(&db).await;
        let offer = opened(&db, &SELLER, &sell()).await;
        let first = quoted(&db, &BUYER, offer, &bid(100, 40_000)).await;
        let early = accepted(&db, &BUYER, first).await;
        assert!(matches!(early, Err(Error::NotYourTurn)), "one's own quote: {early:?}");
        assert!(matches!(countered(&db, &BUYER, first, &bid(1, 1)).await, Err(Error::NotYourTurn)));
        let withdrawn = run!(db, txn => quote::withdraw(&txn, &by(&SELLER), &SELLER, first, ""));
        assert!(matches!(withdrawn, Err(Error::NotYourTurn)), "the other's quote");
        let second = countered(&db, &SELLER, first, &bid(100, 44_000)).await.unwrap();
        assert_eq!(queries::count_my_turn(db.read(), &BUYER).await.unwrap(), 1);
        assert!(matches!(countered(&db, &SELLER, second, &bid(100, 43_000)).await, Err(Error::NotYourTurn)));
        assert_eq!(wrong(countered(&db, &SELLER, first, &bid(100, 43_000)).await), Some(("countered", "counter")));
        let third = countered(&db, &BUYER, second, &bid(120, 42_000)).await.unwrap();
        let made = accepted(&db, &SELLER, third).await.unwrap();
        let states: Vec<_> = quotes_on(&db, &BUYER).await.into_iter().map(|q| (q.by, q.state, q.previous_id)).collect();
        let expected = [
            (Side::Other, QuoteState::Accepted, Some(second)),
            (Side::Owner, QuoteState::Countered, Some(first)),
            (Side::Other, QuoteState::Countered, None),
        ];
        assert_eq!(states, expected);
        let agreed = queries::deal_for(db.read(), &BUYER, made).await.unwrap().unwrap();
        assert_eq!((agreed.price, agreed.quantity, agreed.amount), (Money(42_000), kg(120), Money(5_040_000)));
        assert_eq!((agreed.seller_id, agreed.buyer_id), (SELLER.party(), BUYER.party()));
        assert_eq!(get(&db, offer).await.remaining, kg(380));
        assert_eq!(queries::count_my_turn(db.read(), &BUYER).await.unwrap(), 0);
    });
}

#[tokio::test]
async fn a_counter_sent_twice_counters_once() {
    on_every_database!(|db| {
        floor(&db).await;
        let offer = opened(&db, &SELLER, &sell()).await;
        let first = quoted(&db, &BUYER, offer, &bid(100, 40_000)).await;
        let id = kernel::QuoteId(new_id());
        let again = async || run!(db, txn => quote::counter(&txn, &by(&SELLER), &SELLER, first, id, &bid(100, 44_000)));
        let (one, two) = tokio::join!(again(), again());
        assert_eq!((one.unwrap(), two.unwrap()), (id, id));
        assert_eq!(quotes_on(&db, &BUYER).await.len(), 2);
    });
}

#[tokio::test]
async fn accepting_twice_makes_one_deal() {
    on_every_database!(|db| {
        floor(&db).await;
        let offer = opened(&db, &SELLER, &sell()).await;
        let sent = quoted(&db, &BUYER, offer, &bid(100, 40_000)).await;
        let made = accepted(&db, &SELLER, sent).await.unwrap();
        for _ in 0..2 {
            assert_eq!(wrong(accepted(&db, &SELLER, sent).await), Some(("accepted", "accept")));
        }
        assert_eq!(get(&db, offer).await.remaining, kg(400));
        let deals = queries::page_deals(db.read(), &SELLER, Kind::Sell, None, 9).await.unwrap();
        assert_eq!(deals.iter().map(|deal| deal.id).collect::<Vec<_>>(), [made]);
        let mut told = events(&db).await.split_off(3);
        told.sort();
        assert_eq!(told, ["deal.agreed", "offer.changed", "quote.accepted"]);
    });
}

#[tokio::test]
async fn an_expired_quote_or_offer_is_not_accepted_even_before_the_floor_marks_it() {
    on_every_database!(|db| {
        floor(&db).await;
        let offer = opened(&db, &SELLER, &sell()).await;
        let sent = quoted(&db, &BUYER, offer, &bid(100, 40_000)).await;
        let on = async |days| run!(db, txn => quote::accept(&txn, &by_on(&SELLER, days), &SELLER, sent));
        let late = on(6).await;
        assert!(matches!(late, Err(Error::Expired)), "{late:?}");
        let bid = Bid { valid_until: day(10), ..bid(100, 44_000) };
        let late =
            run!(db, txn => quote::counter(&txn, &by_on(&SELLER, 6), &SELLER, sent, kernel::QuoteId(new_id()), &bid));
        assert!(matches!(late, Err(Error::Expired)), "{late:?}");
        on(5).await.unwrap();
    });
}

#[tokio::test]
async fn an_offer_that_is_used_up_closes_and_what_else_waits_on_it_ends() {
    on_every_database!(|db| {
        floor(&db).await;
        let offer = opened(&db, &SELLER, &sell()).await;
        let all = quoted(&db, &BUYER, offer, &bid(500, 45_000)).await;
        let rest = quoted(&db, &BUYER_2, offer, &bid(10, 46_000)).await;
        run!(db, txn => hide(&txn, &by(&SELLER), &SELLER, offer)).unwrap();
        accepted(&db, &SELLER, all).await.unwrap();
        let now = get(&db, offer).await;
        assert_eq!((now.state, now.remaining), (State::Closed(ClosedBecause::UsedUp), kg(0)));
        assert_eq!(now.ended_at, Some(at(0)));
        assert_eq!(quotes_on(&db, &BUYER_2).await[0].state, QuoteState::Expired);
        assert_eq!(deeds(&db, rest).await.len(), 2);
        assert_eq!(wrong(accepted(&db, &SELLER, rest).await), Some(("expired", "accept")));
    });
}

#[tokio::test]
async fn more_than_is_left_is_not_accepted() {
    on_every_database!(|db| {
        floor(&db).await;
        let offer = opened(&db, &SELLER, &sell()).await;
        let first = quoted(&db, &BUYER, offer, &bid(300, 45_000)).await;
        let second = quoted(&db, &BUYER_2, offer, &bid(300, 46_000)).await;
        accepted(&db, &SELLER, first).await.unwrap();
        let refused = accepted(&db, &SELLER, second).await;
        assert!(matches!(&refused, Err(Error::NotEnough { left }) if *left == kg(200)), "{refused:?}");
        let less = countered(&db, &SELLER, second, &bid(200, 46_000)).await.unwrap();
        accepted(&db, &BUYER_2, less).await.unwrap();
        assert_eq!(get(&db, offer).await.state, State::Closed(ClosedBecause::UsedUp));
    });
}

#[tokio::test]
async fn who_may_not_trade_any_more_makes_no_deal() {
    on_every_database!(|db| {
        floor(&db).await;
        let offer = opened(&db, &BUYER, &Terms { max_quotes: None, ..buy() }).await;
        let sent = quoted(&db, &OTHER, offer, &bid(300, 45_000)).await;
        set_state(&db, "member", OTHER.member.unwrap(), "suspended").await;
        assert!(matches!(accepted(&db, &BUYER, sent).await, Err(Error::NotASeller)));
        set_state(&db, "member", OTHER.member.unwrap(), "approved").await;
        accepted(&db, &BUYER, sent).await.unwrap();
    });
}

#[tokio::test]
async fn a_cancelled_deal_gives_its_quantity_back() {
    on_every_database!(|db| {
        floor(&db).await;
        let offer = opened(&db, &SELLER, &sell()).await;
        let sent = quoted(&db, &BUYER, offer, &bid(200, 45_000)).await;
        let made = accepted(&db, &SELLER, sent).await.unwrap();
        let silent = run!(db, txn => deal::cancel(&txn, &by(&BUYER), &BUYER, made, " "));
        assert!(problems(silent).get("reason").is_some());
        run!(db, txn => deal::cancel(&txn, &by(&BUYER), &BUYER, made, "xe hỏng")).unwrap();
        assert_eq!(get(&db, offer).await.remaining, kg(500));
        let cancelled = queries::deal_for(db.read(), &SELLER, made).await.unwrap().unwrap();
        assert_eq!((cancelled.state, cancelled.reason.as_str()), (DealState::Cancelled, "xe hỏng"));
        let stranger = run!(db, txn => deal::complete(&txn, &by(&BUYER_2), &BUYER_2, made));
        assert!(matches!(stranger, Err(Error::NotFound)));
        assert!(queries::deal_for(db.read(), &BUYER_2, made).await.unwrap().is_none());
    });
}

#[tokio::test]
async fn an_offer_that_was_used_up_opens_again_when_its_deal_is_cancelled() {
    on_every_database!(|db| {
        floor(&db).await;
        let offer = opened(&db, &SELLER, &sell()).await;
        let sent = quoted(&db, &BUYER, offer, &bid(500, 45_000)).await;
        let made = accepted(&db, &SELLER, sent).await.unwrap();
        run!(db, txn => deal::cancel(&txn, &by(&SELLER), &SELLER, made, "mất mùa")).unwrap();
        let now = get(&db, offer).await;
        assert_eq!((now.state, now.remaining, now.ended_at), (State::Open, kg(500), None));
        assert!(deeds(&db, offer).await.contains(&"offer.reopened".to_owned()));
        assert_eq!(events(&db).await.last().unwrap(), "offer.reopened");
        let line = &queries::page_threads(db.read(), &BUYER, Side::Other, None, 1).await.unwrap()[0];
        assert_eq!(line.deal, Some(DealState::Cancelled));
        let again = quoted(&db, &BUYER_2, offer, &bid(500, 45_000)).await;
        accepted(&db, &SELLER, again).await.unwrap();
        assert_eq!(get(&db, offer).await.state, State::Closed(ClosedBecause::UsedUp));
    });
}

#[tokio::test]
async fn an_offer_that_was_hidden_or_full_before_it_was_used_up_is_so_again() {
    on_every_database!(|db| {
        floor(&db).await;
        let hidden = opened(&db, &SELLER, &sell()).await;
        let sent = quoted(&db, &BUYER, hidden, &bid(500, 45_000)).await;
        run!(db, txn => hide(&txn, &by(&SELLER), &SELLER, hidden)).unwrap();
        let made = accepted(&db, &SELLER, sent).await.unwrap();
        run!(db, txn => deal::cancel(&txn, &by(&SELLER), &SELLER, made, "mất mùa")).unwrap();
        assert_eq!(get(&db, hidden).await.state, State::Hidden(offers::HiddenBy::Owner));
        let full = opened(&db, &BUYER, &Terms { max_quotes: Some(1), ..buy() }).await;
        let sent = quoted(&db, &OTHER, full, &bid(1_000, 45_000)).await;
        let made = accepted(&db, &BUYER, sent).await.unwrap();
        run!(db, txn => deal::cancel(&txn, &by(&BUYER), &BUYER, made, "mất mùa")).unwrap();
        assert_eq!(get(&db, full).await.state, State::Closed(ClosedBecause::Quotes));
    });
}

#[tokio::test]
async fn an_offer_stays_ended_when_its_deal_is_cancelled_too_late() {
    on_every_database!(|db| {
        floor(&db).await;
        let used_up = async || {
            let offer = opened(&db, &SELLER, &sell()).await;
            let sent = quoted(&db, &BUYER, offer, &bid(500, 45_000)).await;
            (offer, accepted(&db, &SELLER, sent).await.unwrap())
        };
        let ((late, late_deal), (gone, gone_deal)) = (used_up().await, used_up().await);
        run!(db, txn => deal::cancel(&txn, &by_on(&SELLER, 11), &SELLER, late_deal, "mất mùa")).unwrap();
        set_state(&db, "product", ORANGES, "archived").await;
        run!(db, txn => deal::cancel(&txn, &by(&SELLER), &SELLER, gone_deal, "mất mùa")).unwrap();
        for offer in [late, gone] {
            let now = get(&db, offer).await;
            assert_eq!((now.state, now.remaining), (State::Closed(ClosedBecause::UsedUp), kg(500)));
        }
        assert_eq!(events(&db).await.iter().filter(|kind| *kind == "offer.reopened").count(), 0);
    });
}

#[tokio::test]
async fn strangers_find_no_thread_no_quote_and_no_deal() {
    on_every_database!(|db| {
        floor(&db).await;
        let offer: OfferId = opened(&db, &SELLER, &sell()).await;
        let sent = quoted(&db, &BUYER, offer, &bid(200, 45_000)).await;
        for stranger in [OTHER, BUYER_2, offers::Trader::buyer(SELLER.account)] {
            let ctx = by(&stranger);
            let results = [
                run!(db, txn => quote::accept(&txn, &ctx, &stranger, sent)).map(|_| ()),
                run!(db, txn => quote::decline(&txn, &ctx, &stranger, sent, "")),
                run!(db, txn => quote::withdraw(&txn, &ctx, &stranger, sent, "")),
                countered(&db, &stranger, sent, &bid(1, 1)).await.map(|_| ()),
            ];
            for result in results {
                assert!(matches!(result, Err(Error::NotFound)), "{result:?}");
            }
        }
        assert_eq!(quotes_on(&db, &BUYER).await[0].state, QuoteState::Sent);
    });
}
