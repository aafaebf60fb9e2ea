//! Offers and quotes end by themselves.

use database::on_every_database;
use offers::{Bid, MessageKind, QuoteState, Side, State, Terms, expire_due, queries, submit};

use super::support::*;

#[tokio::test]
async fn what_is_due_ends_in_bounded_batches_and_what_is_not_stays() {
    on_every_database!(|db| {
        floor(&db).await;
        let mut due = Vec::new();
        for days in [2, 0, 1, 1, 3] {
            due.push(opened(&db, &SELLER, &Terms { valid_until: day(days), ..sell() }).await);
        }
        let waiting = drafted(&db, &SELLER, &Terms { valid_until: day(1), ..sell() }).await;
        run!(db, txn => submit(&txn, &by(&SELLER), &SELLER, waiting)).unwrap();
        let draft = drafted(&db, &SELLER, &Terms { valid_until: day(1), ..sell() }).await;
        let batch = async |days| run!(db, txn => expire_due(&txn, &worker_on(days), 2)).unwrap();
        assert_eq!(batch(0).await, 0, "the last day is valid to its end");
        assert_eq!((batch(2).await, get(&db, due[1]).await.state), (2, State::Expired));
        assert_eq!((batch(2).await, batch(2).await), (2, 0));
        for (id, expected) in [(due[0], State::Open), (due[2], State::Expired), (due[3], State::Expired)] {
            assert_eq!(get(&db, id).await.state, expected);
        }
        assert_eq!((get(&db, waiting).await.state, get(&db, draft).await.state), (State::Expired, State::Draft));
        assert_eq!(deeds(&db, due[1]).await.last().unwrap(), "offer.expired");
        assert_eq!(events(&db).await.iter().filter(|kind| *kind == "offer.expired").count(), 4);
        assert_eq!(queries::page_open(db.read(), &Default::default(), None, 9, day(2)).await.unwrap().len(), 2);
    });
}

#[tokio::test]
async fn an_expired_offer_takes_its_quotes_with_it_and_tells_their_threads() {
    on_every_database!(|db| {
        floor(&db).await;
        let offer = opened(&db, &SELLER, &sell()).await;
        let sent = quoted(&db, &BUYER, offer, &Bid { valid_until: day(10), ..bid(10, 45_000) }).await;
        assert_eq!(run!(db, txn => expire_due(&txn, &worker_on(11), 9)).unwrap(), 1);
        let page = queries::page_threads(db.read(), &BUYER, Side::Other, None, 9).await.unwrap();
        let last = page[0].last_quote.as_ref().unwrap();
        assert_eq!((last.id, last.state, page[0].offer.state), (sent, QuoteState::Expired, State::Expired));
        let messages = queries::messages_of(db.read(), page[0].thread.id, None, 9).await.unwrap();
        assert_eq!((messages[0].kind, messages[0].by), (MessageKind::Expired, None));
        assert_eq!((messages[0].ended, messages[0].body.as_str()), (Some(State::Expired), ""));
        assert_eq!(deeds(&db, sent).await, ["quote.sent", "quote.expired"]);
        assert!(events(&db).await.contains(&"quote.expired".to_owned()));
        assert_eq!(run!(db, txn => expire_due(&txn, &worker_on(11), 9)).unwrap(), 0, "once");
    });
}

#[tokio::test]
async fn a_quote_expires_before_its_offer_and_another_may_follow() {
    on_every_database!(|db| {
        floor(&db).await;
        let offer = opened(&db, &SELLER, &sell()).await;
        let sent = quoted(&db, &BUYER, offer, &bid(10, 45_000)).await;
        let early = run!(db, txn => expire_due(&txn, &worker_on(5), 9)).unwrap();
        let late = run!(db, txn => expire_due(&txn, &worker_on(6), 9)).unwrap();
        assert_eq!((early, late), (0, 1));
        assert_eq!(get(&db, offer).await.state, State::Open);
        assert_eq!(wrong(accepted(&db, &SELLER, sent).await), Some(("expired", "accept")));
        quoted(&db, &BUYER, offer, &bid(10, 46_000)).await;
    });
}

#[tokio::test]
async fn a_quote_says_whether_its_offer_ended_it_and_how() {
    on_every_database!(|db| {
        floor(&db).await;
        for (verb, state) in
            [("withdraw", State::Withdrawn), ("close", State::Closed(offers::ClosedBecause::Owner)), ("", State::Open)]
        {
            let offer = opened(&db, &SELLER, &sell()).await;
            let sent = quoted(&db, &BUYER, offer, &bid(10, 45_000)).await;
            match verb {
                "withdraw" => run!(db, txn => offers::withdraw(&txn, &by(&SELLER), &SELLER, offer)).unwrap(),
                "close" => run!(db, txn => offers::close(&txn, &by(&SELLER), &SELLER, offer)).unwrap(),
                _ => run!(db, txn => expire_due(&txn, &worker_on(6), 9)).map(|_| ()).unwrap(),
            }
            let ended = (state != State::Open).then_some(state);
            let quote = queries::quote_by_id(db.read(), sent).await.unwrap().unwrap();
            assert_eq!((quote.state, quote.ended_with_offer()), (QuoteState::Expired, ended.is_some()), "{state:?}");
            assert_eq!(queries::offer_ended_by(db.read(), &quote).await.unwrap(), ended);
            let messages = queries::messages_of(db.read(), quote.thread_id, None, 1).await.unwrap();
            assert_eq!((messages[0].ended, messages[0].body.as_str()), (ended, ""));
        }
    });
}
