//! What everybody sees, and each of his own.

use database::{Db, on_every_database};
use kernel::OfferId;
use offers::{
    Cursor, Kind, Offer, Side, Subject, Terms, decide, queries,
    queries::{IndexGroup, OpenFilter},
};

use super::support::*;

/// Opened so many minutes after noon.
async fn opened_at(db: &Db, owner: &offers::Trader, terms: &Terms, minutes: i64) -> OfferId {
    let id = drafted(db, owner, terms).await;
    run!(db, txn => offers::submit(&txn, &by(owner), owner, id)).unwrap();
    let officer = kernel::Ctx::new(kernel::Actor::Account(OFFICER), at(minutes));
    run!(db, txn => decide::approve(&txn, &officer, id, None)).unwrap();
    id
}

async fn all(db: &Db, filter: &OpenFilter) -> Vec<OfferId> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = queries::page_open(db.read(), filter, after, 2, today()).await.unwrap();
        let Some(last) = page.last() else { break };
        after = last.cursor();
        found.extend(page.iter().map(|offer| offer.id));
    }
    assert_eq!(queries::count_open(db.read(), filter, today()).await.unwrap(), u64::try_from(found.len()).unwrap());
    found
}

#[tokio::test]
async fn open_offers_are_narrowed_by_what_they_are_and_where() {
    on_every_database!(|db| {
        floor(&db).await;
        let far = Terms { commune_code: PHUC_TRACH.into(), ..sell() };
        let harvest = offers::Harvest { from: day(20), until: day(30), expected: kg(500) };
        let forward = Terms { harvest: Some(harvest), ..sell() };
        let words = Subject::Wanted { commodity: None, category: Some("0102".into()), title: "Rau thơm".into() };
        let ids = [
            opened_at(&db, &SELLER, &sell(), 1).await,
            // Two of one moment: the id decides.
            opened_at(&db, &SELLER, &far, 2).await,
            opened_at(&db, &SELLER, &forward, 2).await,
            opened_at(&db, &BUYER, &buy(), 3).await,
            opened_at(&db, &BUYER, &Terms { subject: words, ..buy() }, 4).await,
        ];
        drafted(&db, &SELLER, &sell()).await;
        let hidden = opened_at(&db, &SELLER, &sell(), 5).await;
        run!(db, txn => offers::hide(&txn, &by(&SELLER), &SELLER, hidden)).unwrap();
        let newest = [ids[4], ids[3], ids[1].max(ids[2]), ids[1].min(ids[2]), ids[0]];
        let filter = OpenFilter::default;
        assert_eq!(all(&db, &filter()).await, newest);
        assert_eq!(all(&db, &OpenFilter { kind: Some(Kind::Sell), ..filter() }).await, newest[2..]);
        assert_eq!(all(&db, &OpenFilter { commodity: Some(POMELO), ..filter() }).await, [ids[3]]);
        assert_eq!(all(&db, &OpenFilter { categories: vec!["0102".into()], ..filter() }).await, [ids[4]]);
        assert_eq!(all(&db, &OpenFilter { categories: vec!["0101".into(), "0102".into()], ..filter() }).await, newest);
        assert_eq!(all(&db, &OpenFilter { commune: Some(PHUC_TRACH.into()), ..filter() }).await, [ids[1]]);
        assert_eq!(all(&db, &OpenFilter { product: Some(ORANGES), ..filter() }).await, newest[2..]);
        assert_eq!(all(&db, &OpenFilter { stall: Some(OTHER_STALL), ..filter() }).await, []);
        assert_eq!(all(&db, &OpenFilter { forward: true, ..filter() }).await, [ids[2]]);
        let seen = async |id, day| queries::open_offer(db.read(), id, day).await.unwrap().map(|offer: Offer| offer.id);
        assert_eq!(seen(ids[0], today()).await, Some(ids[0]));
        assert_eq!((seen(ids[0], day(11)).await, seen(hidden, today()).await), (None, None));
        let first = queries::page_open_ids(db.read(), IndexGroup::All, None, 3).await.unwrap();
        let rest = queries::page_open_ids(db.read(), IndexGroup::All, first.last().copied(), 3).await.unwrap();
        let mut by_id = newest.to_vec();
        by_id.sort();
        assert_eq!([first, rest].concat(), by_id);
        let in_group = async |group| queries::page_open_ids(db.read(), group, None, 9).await.unwrap();
        assert_eq!(in_group(IndexGroup::Commodity(POMELO)).await, [ids[3]]);
        let category = ["0102".to_owned()];
        assert_eq!(in_group(IndexGroup::Categories(&category)).await, [ids[4]]);
        assert_eq!(in_group(IndexGroup::Products(&[ORANGES])).await.len(), 3);
        assert_eq!(in_group(IndexGroup::Stall(OTHER_STALL)).await, []);
        assert_eq!(queries::count_for_index(db.read()).await.unwrap(), 5);
        let documents = queries::documents_for_index(db.read(), &[ids[0], hidden, OfferId(new_id())]).await.unwrap();
        assert_eq!(documents.iter().map(|offer| offer.id).collect::<Vec<_>>(), [ids[0]]);
        let known = queries::offers_by_ids(db.read(), &[ids[0], hidden, OfferId(new_id())], today()).await.unwrap();
        assert_eq!(known.iter().map(|offer| offer.id).collect::<Vec<_>>(), [ids[0]]);
    });
}

#[tokio::test]
async fn everybody_sees_his_own_offers_last_changed_first() {
    on_every_database!(|db| {
        floor(&db).await;
        let draft = drafted(&db, &SELLER, &sell()).await;
        let wish = opened_at(&db, &SELLER, &buy(), 2).await;
        let open = opened_at(&db, &SELLER, &sell(), 4).await;
        opened_at(&db, &BUYER, &buy(), 5).await;
        let page = async |kind, state, after| {
            let page = queries::page_for(db.read(), &SELLER, kind, state, after, 2).await.unwrap();
            page.into_iter().map(|offer| (offer.id, offer.updated_at)).collect::<Vec<_>>()
        };
        let first = page(None, None, None).await;
        assert_eq!(first.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [open, wish]);
        let after = Cursor { at: first[1].1, id: first[1].0.0 };
        assert_eq!(page(None, None, Some(after)).await[0].0, draft);
        assert_eq!(page(Some(Kind::Buy), None, None).await.len(), 1);
        assert_eq!(page(None, Some("draft"), None).await[0].0, draft);
        let counts = queries::count_by_state(db.read(), &SELLER).await.unwrap();
        assert_eq!(counts, [("draft".to_owned(), 1), ("open".to_owned(), 2)]);
        assert!(queries::offer_for(db.read(), &BUYER, open).await.unwrap().is_none());
        assert_eq!(queries::offer_for(db.read(), &SELLER, open).await.unwrap().unwrap().id, open);
        let filter =
            queries::ConsoleFilter { parties: Some(vec![SELLER.party()]), kind: Some(Kind::Buy), ..Default::default() };
        let console = queries::page_offers(db.read(), &filter, 9).await.unwrap();
        assert_eq!(console.iter().map(|offer| offer.id).collect::<Vec<_>>(), [wish]);
    });
}

#[tokio::test]
async fn threads_come_last_touched_first_with_four_queries_at_any_length() {
    on_every_database!(|db| {
        floor(&db).await;
        let mut offers = Vec::new();
        for _ in 0..5 {
            let offer = opened(&db, &SELLER, &sell()).await;
            quoted(&db, &BUYER, offer, &bid(10, 45_000)).await;
            offers.push(offer);
        }
        quoted(&db, &BUYER_2, offers[0], &bid(10, 45_000)).await;
        let page = queries::page_threads(db.read(), &BUYER, Side::Other, None, 3).await.unwrap();
        let last = page.last().unwrap();
        let after = Cursor { at: last.thread.updated_at, id: last.thread.id.0 };
        let rest = queries::page_threads(db.read(), &BUYER, Side::Other, Some(after), 3).await.unwrap();
        let mut seen: Vec<_> = page.iter().chain(&rest).map(|line| line.offer.id).collect();
        seen.sort();
        offers.sort();
        assert_eq!(seen, offers);
        let of_one = queries::page_threads_of_offer(db.read(), &SELLER, offers[0], None, 1).await.unwrap();
        let next =
            queries::page_threads_of_offer(db.read(), &SELLER, offers[0], Some(of_one[0].thread.id), 9).await.unwrap();
        assert_eq!((of_one.len(), next.len()), (1, 1));
        assert!(queries::page_threads_of_offer(db.read(), &BUYER, offers[0], None, 9).await.unwrap().is_empty());
        let count = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let (mut counted, counter) = (db.db.clone(), count.clone());
        counted.observe(move |_| {
            counter.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        });
        queries::page_threads(counted.read(), &SELLER, Side::Owner, None, 9).await.unwrap();
        assert_eq!(count.load(std::sync::atomic::Ordering::SeqCst), 4);
    });
}
