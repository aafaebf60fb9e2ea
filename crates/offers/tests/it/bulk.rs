//! Many rows at once read back as they were given.

use database::on_every_database;
use kernel::{MessageId, Money, OfferId, QuoteId, ThreadId};
use offers::{
    Contact, Deal, DealState, Kind, Message, MessageKind, Offer, Quote, QuoteState, Side, State, Thread, amount,
    bulk::{NewThread, insert_offers, insert_threads},
    queries,
};

use super::support::*;

fn offer(number: i64) -> Offer {
    Offer {
        id: OfferId(new_id()),
        kind: Kind::Sell,
        state: State::Open,
        owner: SELLER,
        product_id: Some(ORANGES),
        stall_id: Some(STALL),
        commodity_id: Some(POMELO),
        category_code: Some("0101".into()),
        title: "Cam Khe Mây".into(),
        terms: sell(),
        remaining: kg(400),
        photos: Vec::new(),
        quotes: 1,
        reason: String::new(),
        submitted_at: Some(at(number)),
        decided_at: Some(at(number)),
        opened_at: Some(at(number)),
        ended_at: None,
        version: 3,
        created_at: at(0),
        updated_at: at(number),
    }
}

fn thread(offer: &Offer) -> NewThread {
    let (thread_id, quote_id, price) = (ThreadId(new_id()), QuoteId(new_id()), Money(45_000));
    NewThread {
        thread: Thread {
            id: thread_id,
            offer_id: offer.id,
            owner_id: SELLER.party(),
            other: BUYER,
            contact: Contact::Never,
            created_at: at(1),
            updated_at: at(2),
        },
        owner: SELLER.account,
        quotes: vec![Quote {
            id: quote_id,
            thread_id,
            offer_id: offer.id,
            previous_id: None,
            by: Side::Other,
            state: QuoteState::Accepted,
            price,
            quantity: kg(100),
            terms: "Giao tại vườn".into(),
            valid_until: day(3),
            created_at: at(1),
            decided_at: Some(at(2)),
        }],
        deals: vec![Deal {
            id: kernel::DealId(new_id()),
            offer_id: offer.id,
            thread_id,
            quote_id,
            seller_id: SELLER.party(),
            buyer_id: BUYER.party(),
            state: DealState::Completed,
            price,
            quantity: kg(100),
            unit_code: "kg".into(),
            amount: amount(price, kg(100)).unwrap(),
            reason: String::new(),
            agreed_at: at(2),
            ended_at: Some(at(3)),
        }],
        messages: vec![Message {
            id: MessageId(new_id()),
            thread_id,
            kind: MessageKind::Sent,
            quote_id: Some(quote_id),
            by: Some(Side::Other),
            body: "Giao tại vườn".into(),
            ended: None,
            change: None,
            created_at: at(1),
        }],
    }
}

#[tokio::test]
async fn many_rows_at_once_read_back_as_they_were_given() {
    on_every_database!(|db| {
        floor(&db).await;
        let offers: Vec<Offer> = (0..700).map(offer).collect();
        let threads: Vec<NewThread> = offers.iter().map(thread).collect();
        run!(db, txn => async {
            insert_offers(&txn, &offers).await?;
            insert_threads(&txn, &threads).await
        })
        .unwrap();
        for number in [0, 350, 699] {
            let (offer, new) = (&offers[number], &threads[number]);
            assert_eq!(&get(&db, offer.id).await, offer);
            let line = queries::thread_by_id(db.read(), new.thread.id).await.unwrap().unwrap();
            assert_eq!((&line.thread, line.last_quote.as_ref()), (&new.thread, new.quotes.last()));
            assert_eq!(queries::deals_in_thread(db.read(), new.thread.id, 9).await.unwrap(), new.deals);
            assert_eq!(queries::messages_of(db.read(), new.thread.id, None, 9).await.unwrap(), new.messages);
        }
        assert_eq!(queries::count_open(db.read(), &Default::default(), today()).await.unwrap(), 700);
    });
}
