//! Two who act at one moment, in transactions that really run side by side: each of several connections of their own.

use database::{Db, on_every_database, testing::TestDb};
use futures::future::join_all;
use kernel::{DealId, QuoteId};
use offers::{ClosedBecause, Error, Kind, Side, State, Terms, Trader, queries, quote};
use sea_orm::{ConnectionTrait, sea_query::ExprTrait};

use super::support::*;

/// The same database through pools of their own, as several processes have them: on SQLite one pool has one writer.
async fn processes(db: &TestDb, count: usize) -> Vec<Db> {
    let mut all = Vec::new();
    for _ in 0..count {
        all.push(Db::connect(&db.options).await.unwrap());
    }
    all
}

/// As many members who buy as there are places: each has a thread of its own.
async fn quotes(db: &TestDb, offer: kernel::OfferId, quantity: i64) -> Vec<QuoteId> {
    let mut sent = Vec::new();
    for buyer in [BUYER, BUYER_2, OTHER] {
        sent.push(quoted(db, &buyer, offer, &bid(quantity, 45_000)).await);
    }
    sent
}

async fn accept_on(db: Db, trader: Trader, id: QuoteId) -> Result<DealId, Error> {
    tokio::spawn(async move { accepted(&db, &trader, id).await }).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_acceptances_racing_for_the_last_lot_never_sell_it_twice() {
    on_every_database!(|db| {
        floor(&db).await;
        let processes = processes(&db, 3).await;
        for _ in 0..8 {
            let offer = opened(&db, &SELLER, &sell()).await;
            let sent = quotes(&db, offer, 300).await;
            let racing = sent.iter().zip(&processes).map(|(id, process)| accept_on(process.clone(), SELLER, *id));
            let results = join_all(racing).await;
            assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
            let refused =
                |result: &&Result<DealId, Error>| matches!(result, Err(Error::NotEnough { left }) if *left == kg(200));
            assert_eq!(results.iter().filter(refused).count(), 2, "{results:?}");
            assert_eq!(get(&db, offer).await.remaining, kg(200));
        }
        for process in processes {
            process.close().await.unwrap();
        }
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_of_those_who_take_everything_closes_the_offer() {
    on_every_database!(|db| {
        floor(&db).await;
        let processes = processes(&db, 3).await;
        for _ in 0..8 {
            let offer = opened(&db, &SELLER, &sell()).await;
            let sent = quotes(&db, offer, 500).await;
            let racing = sent.iter().zip(&processes).map(|(id, process)| accept_on(process.clone(), SELLER, *id));
            let results = join_all(racing).await;
            assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
            let now = get(&db, offer).await;
            assert_eq!((now.state, now.remaining), (State::Closed(ClosedBecause::UsedUp), kg(0)));
        }
        for process in processes {
            process.close().await.unwrap();
        }
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_quote_accepted_by_many_at_one_moment_makes_one_deal() {
    on_every_database!(|db| {
        floor(&db).await;
        let processes = processes(&db, 4).await;
        let offer = opened(&db, &SELLER, &sell()).await;
        let sent = quoted(&db, &BUYER, offer, &bid(100, 45_000)).await;
        let results = join_all(processes.iter().map(|process| accept_on(process.clone(), SELLER, sent))).await;
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
        assert_eq!(results.into_iter().filter(|result| result.is_err()).filter_map(wrong).count(), 3);
        assert_eq!(get(&db, offer).await.remaining, kg(400));
        assert_eq!(queries::page_deals(db.read(), &SELLER, Kind::Sell, None, 9).await.unwrap().len(), 1);
        for process in processes {
            process.close().await.unwrap();
        }
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_offer_to_buy_takes_no_more_quotes_than_it_wants_however_many_come_at_once() {
    on_every_database!(|db| {
        floor(&db).await;
        let processes = processes(&db, 2).await;
        for _ in 0..4 {
            let offer = opened(&db, &BUYER, &Terms { max_quotes: Some(1), ..buy() }).await;
            let racing = [SELLER, OTHER].into_iter().zip(&processes).map(|(trader, process)| {
                let process = process.clone();
                tokio::spawn(async move {
                    let id = QuoteId(new_id());
                    run!(process, txn => quote::send(&txn, &by(&trader), &trader, offer, id, &bid(100, 40_000)))
                })
            });
            let results: Vec<_> = join_all(racing).await.into_iter().map(Result::unwrap).collect();
            assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
            assert!(results.iter().any(|result| matches!(result, Err(Error::QuotesFull))), "{results:?}");
            assert_eq!(get(&db, offer).await.quotes, 1);
        }
        assert_eq!(queries::page_threads(db.read(), &BUYER, Side::Owner, None, 9).await.unwrap().len(), 4);
        for process in processes {
            process.close().await.unwrap();
        }
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn accepting_and_withdrawing_at_one_moment_do_not_both_happen() {
    on_every_database!(|db| {
        floor(&db).await;
        let processes = processes(&db, 2).await;
        for _ in 0..8 {
            let offer = opened(&db, &SELLER, &sell()).await;
            let sent = quoted(&db, &BUYER, offer, &bid(100, 45_000)).await;
            let (one, two) = (processes[0].clone(), processes[1].clone());
            let withdrawing =
                tokio::spawn(async move { run!(two, txn => quote::withdraw(&txn, &by(&BUYER), &BUYER, sent, "")) });
            let (accepted, withdrawn) = tokio::join!(accept_on(one, SELLER, sent), withdrawing);
            let (accepted, withdrawn) = (accepted.is_ok(), withdrawn.unwrap().is_ok());
            assert_ne!(accepted, withdrawn);
            assert_eq!(get(&db, offer).await.remaining, if accepted { kg(400) } else { kg(500) });
        }
        for process in processes {
            process.close().await.unwrap();
        }
    });
}

#[tokio::test]
async fn the_database_itself_refuses_to_sell_what_is_not_there() {
    on_every_database!(|db| {
        floor(&db).await;
        let offer = opened(&db, &SELLER, &sell()).await;
        for remaining in [-1_i64, 500_001] {
            let update = sea_orm::sea_query::Query::update()
                .table("offer")
                .value("quantity_remaining", remaining)
                .and_where(sea_orm::sea_query::Expr::col("id").eq(offer.0))
                .to_owned();
            let txn = db.begin().await.unwrap();
            let refused = txn.execute(&update).await.unwrap_err();
            assert!(refused.to_string().contains("offer_remaining_check"), "{refused}");
            txn.rollback().await.unwrap();
        }
    });
}
