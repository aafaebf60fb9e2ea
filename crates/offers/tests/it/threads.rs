//! What is said between the two sides.

use database::on_every_database;
use kernel::{MessageId, Problem, ThreadId};
use offers::{Bid, Contact, Cursor, Error, MessageKind, Side, Terms, deal, queries, quote, say};

use super::support::*;

async fn thread(db: &database::Db) -> (ThreadId, kernel::QuoteId) {
    let offer = opened(db, &SELLER, &sell()).await;
    let sent = quoted(db, &BUYER, offer, &bid(100, 40_000)).await;
    let page = queries::page_threads(db.read(), &BUYER, Side::Other, None, 1).await.unwrap();
    (page[0].thread.id, sent)
}

#[tokio::test]
async fn each_step_and_each_word_is_one_message_of_the_thread() {
    on_every_database!(|db| {
        floor(&db).await;
        let (id, sent) = thread(&db).await;
        let word = MessageId(new_id());
        run!(db, txn => say(&txn, &by_at(&SELLER, 1), &SELLER, id, word, "Lấy thêm thì giảm.", &[])).unwrap();
        run!(db, txn => quote::counter(&txn, &by_at(&SELLER, 2), &SELLER, sent, kernel::QuoteId(word.0), &bid(200, 43_000)))
            .unwrap();
        let made = run!(db, txn => quote::accept(&txn, &by_at(&BUYER, 3), &BUYER, kernel::QuoteId(word.0))).unwrap();
        run!(db, txn => deal::complete(&txn, &by_at(&BUYER, 4), &BUYER, made)).unwrap();
        let mut all = queries::messages_of(db.read(), id, None, 9).await.unwrap();
        all.reverse();
        let told: Vec<_> = all.iter().map(|message| (message.kind, message.by)).collect();
        let expected = [
            (MessageKind::Sent, Some(Side::Other)),
            (MessageKind::Text, Some(Side::Owner)),
            (MessageKind::Countered, Some(Side::Owner)),
            (MessageKind::Accepted, Some(Side::Other)),
            (MessageKind::Completed, Some(Side::Other)),
        ];
        assert_eq!(told, expected);
        assert_eq!((all[1].id, all[1].body.as_str(), all[0].quote_id), (word, "Lấy thêm thì giảm.", Some(sent)));
        let deals = queries::deals_in_thread(db.read(), id, 9).await.unwrap();
        assert_eq!((deals.len(), deals[0].id), (1, made));
        assert!(events(&db).await.contains(&"message.sent".to_owned()));
    });
}

#[tokio::test]
async fn only_the_two_sides_see_and_write_a_thread() {
    on_every_database!(|db| {
        floor(&db).await;
        let (id, _) = thread(&db).await;
        for (trader, side) in [(SELLER, Side::Owner), (BUYER, Side::Other)] {
            let seen = queries::thread_for(db.read(), &trader, id).await.unwrap().unwrap();
            assert_eq!((seen.side, seen.is_my_turn()), (side, side == Side::Owner));
        }
        for stranger in [OTHER, BUYER_2, offers::Trader::buyer(SELLER.account)] {
            assert!(queries::thread_for(db.read(), &stranger, id).await.unwrap().is_none());
            let said = run!(db, txn => say(&txn, &by(&stranger), &stranger, id, MessageId(new_id()), "Tôi nữa", &[]));
            assert!(matches!(said, Err(Error::NotFound)), "{said:?}");
        }
        assert!(queries::thread_by_id(db.read(), id).await.unwrap().is_some(), "officers do");
        assert_eq!(queries::messages_of(db.read(), id, None, 9).await.unwrap().len(), 1);
    });
}

#[tokio::test]
async fn a_message_sent_twice_is_said_once_and_an_empty_one_not_at_all() {
    on_every_database!(|db| {
        floor(&db).await;
        let (id, _) = thread(&db).await;
        let message = MessageId(new_id());
        let again = async |trader: offers::Trader, body: &str| run!(db, txn => say(&txn, &by(&trader), &trader, id, message, body, &[]));
        let (one, two) = tokio::join!(again(BUYER, "Còn hàng không?"), again(BUYER, "Còn hàng không?"));
        assert_eq!((one.unwrap(), two.unwrap()), (message, message));
        assert_eq!(queries::messages_of(db.read(), id, None, 9).await.unwrap().len(), 2);
        assert!(matches!(again(SELLER, "Còn").await, Err(Error::NotFound)), "the other's id");
        for (body, problem) in
            [(" ", Problem::Required), (&"x".repeat(2_001)[..], Problem::TooLong(2_000)), ("a\u{7}b", Problem::BadText)]
        {
            assert_eq!(problems(again(BUYER, body).await).get("body"), Some(&problem));
        }
    });
}

#[tokio::test]
async fn pages_of_messages_follow_each_other_without_gap() {
    on_every_database!(|db| {
        floor(&db).await;
        let (id, _) = thread(&db).await;
        let mut said = Vec::new();
        for number in 0..7 {
            // Two of one moment: the id decides.
            let ctx = by_at(&BUYER, 1 + number / 2);
            let message = MessageId(ctx.new_id());
            said.push((ctx.now, run!(db, txn => say(&txn, &ctx, &BUYER, id, message, "A lô", &[])).unwrap()));
        }
        said.sort();
        said.reverse();
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = queries::messages_of(db.read(), id, after, 3).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some(Cursor { at: last.created_at, id: last.id.0 });
            found.extend(page.iter().map(|message| (message.created_at, message.id)));
        }
        assert_eq!(found[..7], said);
        assert_eq!(found.len(), 8);
    });
}

#[tokio::test]
async fn a_buyers_contact_is_shown_as_he_chose() {
    on_every_database!(|db| {
        floor(&db).await;
        for (contact, expected) in [
            (Contact::Never, [false, false, false]),
            (Contact::AfterDeal, [false, true, false]),
            (Contact::InThread, [true, true, true]),
        ] {
            let selling = opened(&db, &SELLER, &sell()).await;
            let on_sale = quoted(&db, &BUYER, selling, &Bid { contact, ..bid(10, 45_000) }).await;
            let buying = opened(&db, &BUYER, &Terms { contact, ..buy() }).await;
            // What a seller says of himself changes nothing.
            let wanted = quoted(&db, &SELLER, buying, &Bid { contact: Contact::InThread, ..bid(10, 45_000) }).await;
            for (offer, sent, owner) in [(selling, on_sale, SELLER), (buying, wanted, BUYER)] {
                let line = queries::page_threads_of_offer(db.read(), &owner, offer, None, 1).await.unwrap();
                let shown = async || {
                    let thread = queries::thread_for(db.read(), &SELLER, line[0].thread.id).await.unwrap().unwrap();
                    thread.shows_buyers_contact()
                };
                let before = shown().await;
                let made = accepted(&db, &owner, sent).await.unwrap();
                let agreed = shown().await;
                run!(db, txn => deal::cancel(&txn, &by(&BUYER), &BUYER, made, "đổi ý")).unwrap();
                assert_eq!([before, agreed, shown().await], expected, "{contact:?}");
            }
        }
    });
}

#[tokio::test]
async fn a_message_carries_files_with_or_without_words() {
    on_every_database!(|db| {
        floor(&db).await;
        let (id, _) = thread(&db).await;
        let file = |name: &str| offers::File {
            file_name: name.into(),
            content_type: "application/pdf".into(),
            size: 1_024,
            blob_key: format!("private/{name}"),
        };
        let (both, bare) = (MessageId(new_id()), MessageId(new_id()));
        let files = [file("kiem-dinh.pdf"), file("nguon-goc.pdf")];
        run!(db, txn => say(&txn, &by_at(&SELLER, 1), &SELLER, id, both, "Giấy tờ đây", &files)).unwrap();
        run!(db, txn => say(&txn, &by_at(&SELLER, 2), &SELLER, id, bare, "", &files[..1])).unwrap();
        // The same form again adds nothing.
        run!(db, txn => say(&txn, &by_at(&SELLER, 3), &SELLER, id, bare, "", &files)).unwrap();
        let found = queries::attachments_of(db.read(), &[both, bare]).await.unwrap();
        let names = |message| found[&message].iter().map(|file| file.file_name.as_str()).collect::<Vec<_>>();
        assert_eq!((names(both), names(bare)), (vec!["kiem-dinh.pdf", "nguon-goc.pdf"], vec!["kiem-dinh.pdf"]));
        let one = queries::attachment(db.read(), found[&bare][0].id).await.unwrap().unwrap();
        assert_eq!((one.thread_id, one.message_id), (id, bare));
        let many = vec![file("a.pdf"); offers::MAX_FILES + 1];
        for (body, files, field) in [("Nhiều quá", &many[..], "files"), ("", &[], "body")] {
            let said = run!(db, txn => say(&txn, &by(&SELLER), &SELLER, id, MessageId(new_id()), body, files));
            assert!(matches!(&said, Err(Error::Invalid(errors)) if errors.get(field).is_some()), "{said:?}");
        }
    });
}
