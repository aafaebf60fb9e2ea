use catalogue::{Content, Cursor, State, queries};
use database::on_every_database;

use super::{filled::*, support::*};
use std::sync::atomic::Ordering;

#[tokio::test]
async fn index_documents_cost_three_queries_and_only_listed_products_have_one() {
    on_every_database!(|db| {
        floor(&db).await;
        let ids = fill(&db, 20, |number, new| {
            new.content.commodity_id = (number % 2 == 0).then_some(POMELO);
            new.state = if number == 3 { State::Suspended } else { State::Listed };
        })
        .await;
        let (counted, count) = counted(&db);
        let all = queries::documents_for_index(counted.read(), &ids).await.unwrap();
        assert_eq!((all.len(), count.load(Ordering::SeqCst)), (19, 3));
        assert!(all.iter().all(|source| source.product.id != ids[3]));
        assert_eq!(all.iter().filter(|source| source.commodity.as_ref().is_some_and(|c| c.id == POMELO)).count(), 10);
        assert_eq!(all[0].product.content.photos, [photo("p1")]);
    });
}

#[tokio::test]
async fn a_member_sees_its_products_by_state_last_changed_first() {
    on_every_database!(|db| {
        floor(&db).await;
        let states = [State::Draft, State::Listed, State::Listed, State::Archived];
        let ids = fill(&db, 4, |number, new| new.state = states[number]).await;
        let page = |state, after| {
            let db = db.read();
            async move {
                let page = queries::page_for_member(db, MEMBER, state, after, 2).await.unwrap();
                page.into_iter().map(|product| (product.id, product.updated_at)).collect::<Vec<_>>()
            }
        };
        let first = page(None, None).await;
        assert_eq!(first.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [ids[2], ids[1]]);
        let after = Cursor { at: first[1].1, id: first[1].0.0 };
        assert_eq!(page(None, Some(after)).await[0].0, ids[0]);
        assert_eq!(page(Some(State::Archived), None).await[0].0, ids[3]);
        let mut counts = queries::count_by_state(db.read(), MEMBER).await.unwrap();
        counts.sort_by_key(|(state, _)| state.code());
        assert_eq!(counts, [(State::Archived, 1), (State::Draft, 1), (State::Listed, 2)]);
    });
}

#[tokio::test]
async fn who_waits_longest_comes_first() {
    on_every_database!(|db| {
        floor(&db).await;
        let ids = fill(&db, 3, |number, new| {
            new.state = if number == 2 { State::Listed } else { State::Submitted };
            new.submitted_at = Some(at(10 - i64::try_from(number).unwrap()));
        })
        .await;
        let waiting = queries::waiting_products(db.read(), None, 10).await.unwrap();
        assert_eq!(waiting.iter().map(|w| w.id).collect::<Vec<_>>(), [ids[1], ids[0]]);
        let after = Cursor { at: waiting[0].submitted_at, id: waiting[0].id.0 };
        assert_eq!(queries::waiting_products(db.read(), Some(after), 10).await.unwrap()[0].id, ids[0]);
        let edit = Content { name: "Cam khác".into(), ..orange() };
        let proposed = run!(db, txn => catalogue::propose(&txn, &ctx(), MEMBER, ids[2], &edit)).unwrap();
        assert!(queries::waiting_revisions(db.read(), None, 10).await.unwrap().is_empty());
        run!(db, txn => catalogue::submit_revision(&txn, &ctx(), MEMBER, proposed.revision.unwrap())).unwrap();
        let revisions = queries::waiting_revisions(db.read(), None, 10).await.unwrap();
        assert_eq!((revisions.len(), revisions[0].name.as_str()), (1, "Cam Khe Mây"));
        assert_eq!(queries::count_waiting(db.read()).await.unwrap(), (2, 1));
        assert_eq!(queries::revisions_of(db.read(), ids[2], 5).await.unwrap().len(), 1);
    });
}

#[tokio::test]
async fn officers_filter_all_products() {
    on_every_database!(|db| {
        floor(&db).await;
        let ids = fill(&db, 5, |number, new| {
            new.flags.0 = if number == 1 { vec![catalogue::Flag::HealthClaims] } else { vec![] };
            new.state = if number == 2 { State::Suspended } else { State::Listed };
        })
        .await;
        let find = |filter: queries::ConsoleFilter| {
            let db = db.read();
            async move {
                let page = queries::page_products(db, &filter, 3).await.unwrap();
                page.into_iter().map(|line| line.id).collect::<Vec<_>>()
            }
        };
        let mut newest = ids.clone();
        newest.reverse();
        assert_eq!(find(Default::default()).await, newest[..3]);
        assert_eq!(find(queries::ConsoleFilter { before: Some(newest[2]), ..Default::default() }).await, newest[3..]);
        let flag = Some(catalogue::Flag::HealthClaims);
        assert_eq!(find(queries::ConsoleFilter { flag, ..Default::default() }).await, [ids[1]]);
        let state = Some(State::Suspended);
        assert_eq!(find(queries::ConsoleFilter { state, ..Default::default() }).await, [ids[2]]);
        let text = Some("Cam 3".to_owned());
        assert_eq!(find(queries::ConsoleFilter { text, ..Default::default() }).await, [ids[3]]);
        assert!(find(queries::ConsoleFilter { member: Some(OTHER), ..Default::default() }).await.is_empty());
    });
}

#[tokio::test]
async fn ids_for_the_index_come_in_pages() {
    on_every_database!(|db| {
        floor(&db).await;
        let ids = fill(&db, 7, |number, new| {
            new.content.commodity_id = (number == 1).then_some(POMELO);
        })
        .await;
        let one = ids[1];
        let first = queries::page_listed_ids(db.read(), None, 4).await.unwrap();
        let rest = queries::page_listed_ids(db.read(), first.last().copied(), 4).await.unwrap();
        assert_eq!([first, rest].concat(), ids);
        assert_eq!(queries::ids_of_stall(db.read(), STALL, None, 10).await.unwrap(), ids);
        assert_eq!(queries::ids_of_commodity(db.read(), POMELO, None, 10).await.unwrap(), [one]);
        let codes = ["0102".to_owned()];
        assert!(queries::ids_in_category(db.read(), &codes, None, 10).await.unwrap().is_empty());
    });
}
