//! An offer never outlives its product's listing, and is hidden while what stands behind it is away.

use database::{Db, on_every_database};
use kernel::OfferId;
use offers::{Behind, ClosedBecause, HiddenBy, MessageKind, QuoteState, Side, State, Terms, follow, queries};

use sea_orm::sea_query::{Expr, ExprTrait, Query};

use super::support::*;

async fn follow_member(db: &Db) {
    let mut after: Option<OfferId> = None;
    loop {
        let member = Behind::Member(SELLER.member.unwrap());
        after = run!(db, txn => follow(&txn, &worker_on(0), member, after, 2)).unwrap();
        if after.is_none() {
            break;
        }
    }
}

#[tokio::test]
async fn a_suspended_members_offers_are_hidden_and_its_threads_are_told() {
    on_every_database!(|db| {
        floor(&db).await;
        let mut ids = Vec::new();
        for _ in 0..3 {
            ids.push(opened(&db, &SELLER, &sell()).await);
        }
        ids.push(opened(&db, &SELLER, &buy()).await);
        let own = opened(&db, &SELLER, &sell()).await;
        run!(db, txn => offers::hide(&txn, &by(&SELLER), &SELLER, own)).unwrap();
        let sent = quoted(&db, &BUYER, ids[0], &bid(10, 45_000)).await;
        set_state(&db, "member", SELLER.member.unwrap(), "suspended").await;
        follow_member(&db).await;
        for id in &ids {
            assert_eq!(get(&db, *id).await.state, State::Hidden(HiddenBy::Floor));
        }
        assert_eq!(wrong(accepted(&db, &SELLER, sent).await), Some(("hidden", "agree")));
        let shown = run!(db, txn => offers::show(&txn, &by(&SELLER), &SELLER, own));
        assert!(matches!(shown, Err(offers::Error::NotASeller)), "{shown:?}");
        follow_member(&db).await;
        set_state(&db, "member", SELLER.member.unwrap(), "approved").await;
        follow_member(&db).await;
        for id in &ids {
            assert_eq!(get(&db, *id).await.state, State::Open);
        }
        assert_eq!(get(&db, own).await.state, State::Hidden(HiddenBy::Owner), "what its owner hid stays hidden");
        let page = queries::page_threads(db.read(), &BUYER, Side::Other, None, 9).await.unwrap();
        assert_eq!(page[0].last_quote.as_ref().unwrap().state, QuoteState::Sent, "nothing is withdrawn silently");
        let messages = queries::messages_of(db.read(), page[0].thread.id, None, 9).await.unwrap();
        let mut told: Vec<_> = messages.iter().map(|message| message.kind.code()).collect();
        told.sort_unstable();
        assert_eq!(told, [MessageKind::Hidden.code(), MessageKind::Sent.code(), MessageKind::Shown.code()]);
        accepted(&db, &SELLER, sent).await.unwrap();
    });
}

#[tokio::test]
async fn an_offer_ends_with_its_products_listing() {
    on_every_database!(|db| {
        floor(&db).await;
        let offer = opened(&db, &SELLER, &sell()).await;
        quoted(&db, &BUYER, offer, &bid(10, 45_000)).await;
        let after = async |state| {
            set_state(&db, "product", ORANGES, state).await;
            run!(db, txn => follow(&txn, &worker_on(0), Behind::Product(ORANGES), None, 9)).unwrap();
            get(&db, offer).await.state
        };
        assert_eq!(after("suspended").await, State::Hidden(HiddenBy::Floor));
        assert_eq!(after("listed").await, State::Open);
        assert_eq!(after("archived").await, State::Closed(ClosedBecause::Listing));
        assert_eq!(after("listed").await, State::Closed(ClosedBecause::Listing), "what ended stays ended");
        let page = queries::page_threads(db.read(), &BUYER, Side::Other, None, 9).await.unwrap();
        assert_eq!(page[0].last_quote.as_ref().unwrap().state, QuoteState::Expired);
    });
}

#[tokio::test]
async fn following_what_has_not_changed_changes_nothing() {
    on_every_database!(|db| {
        floor(&db).await;
        let offer = opened(&db, &SELLER, &sell()).await;
        let wish = opened(&db, &BUYER, &Terms { max_quotes: None, ..buy() }).await;
        let before = (get(&db, offer).await, get(&db, wish).await, events(&db).await);
        follow_member(&db).await;
        run!(db, txn => follow(&txn, &worker_on(0), Behind::Product(ORANGES), None, 9)).unwrap();
        run!(db, txn => follow(&txn, &worker_on(0), Behind::Account(BUYER.account), None, 9)).unwrap();
        assert_eq!((get(&db, offer).await, get(&db, wish).await, events(&db).await), before);
    });
}

#[tokio::test]
async fn a_locked_buyers_wishes_are_hidden_until_he_is_back() {
    on_every_database!(|db| {
        floor(&db).await;
        let wish = opened(&db, &BUYER, &buy()).await;
        let after = async |locked: Option<chrono::DateTime<chrono::Utc>>| {
            let update = Query::update()
                .table("account")
                .value("locked_at", locked)
                .and_where(Expr::col("id").eq(BUYER.account.0))
                .to_owned();
            set(&db, update).await;
            run!(db, txn => follow(&txn, &worker_on(0), Behind::Account(BUYER.account), None, 9)).unwrap();
            get(&db, wish).await.state
        };
        assert_eq!(after(Some(at(0))).await, State::Hidden(HiddenBy::Floor));
        assert_eq!(after(None).await, State::Open);
    });
}
