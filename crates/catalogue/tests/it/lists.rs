use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use catalogue::{
    Content, Cursor, Ocop, State,
    bulk::{self, NewProduct},
    queries,
};
use database::{Db, on_every_database};
use kernel::{Months, ProductId};

use super::support::*;

/// `count` listed products, one a minute, the first the oldest.
async fn fill(db: &Db, count: usize, change: impl Fn(usize, &mut NewProduct)) -> Vec<ProductId> {
    let all: Vec<NewProduct> = (0..count)
        .map(|number| {
            let minute = i64::try_from(number).unwrap();
            let listed = Some(at(minute));
            let mut new = NewProduct {
                id: ProductId(ctx_at(minute).new_id()),
                member_id: MEMBER,
                stall_id: STALL,
                state: State::Listed,
                slug: format!("cam-{number}"),
                content: orange(),
                flags: Default::default(),
                reason: String::new(),
                submitted_at: listed,
                decided_at: listed,
                listed_at: listed,
                created_at: at(0),
                updated_at: listed.unwrap(),
            };
            change(number, &mut new);
            new
        })
        .collect();
    run!(db, txn => bulk::insert_products(&txn, &ctx(), &all)).unwrap();
    all.iter().map(|new| new.id).collect()
}

/// The same database with a counter of its queries.
fn counted(db: &Db) -> (Db, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let mut counted = db.clone();
    let seen = count.clone();
    counted.observe(move |_| {
        seen.fetch_add(1, Ordering::SeqCst);
    });
    (counted, count)
}

#[tokio::test]
async fn cards_come_in_the_order_asked_for_with_two_queries() {
    on_every_database!(|db| {
        floor(&db).await;
        let mut ids = fill(&db, 50, |number, new| {
            new.content.photos = vec![photo("p2"), photo("p1")];
            if number == 0 {
                new.state = State::Hidden;
            }
        })
        .await;
        ids.reverse();
        ids.push(ProductId(ctx().new_id()));
        let (counted, count) = counted(&db);
        let cards = queries::cards(counted.read(), &ids, today()).await.unwrap();
        assert_eq!(count.load(Ordering::SeqCst), 2);
        assert_eq!(
            cards.iter().map(|card| card.id).collect::<Vec<_>>(),
            ids[..49]
        );
        assert!(
            cards
                .iter()
                .all(|card| card.photo == Some(photo("p2")) && card.stall_id == STALL)
        );
        assert!(
            queries::cards(counted.read(), &[], today())
                .await
                .unwrap()
                .is_empty()
        );
        assert_eq!(count.load(Ordering::SeqCst), 2);
    });
}

#[tokio::test]
async fn index_documents_cost_three_queries_and_only_listed_products_have_one() {
    on_every_database!(|db| {
        floor(&db).await;
        let ids = fill(&db, 20, |number, new| {
            new.content.commodity_id = (number % 2 == 0).then_some(POMELO);
            new.state = if number == 3 {
                State::Suspended
            } else {
                State::Listed
            };
        })
        .await;
        let (counted, count) = counted(&db);
        let all = queries::documents_for_index(counted.read(), &ids)
            .await
            .unwrap();
        assert_eq!((all.len(), count.load(Ordering::SeqCst)), (19, 3));
        assert!(all.iter().all(|source| source.product.id != ids[3]));
        assert_eq!(
            all.iter()
                .filter(|source| source.commodity.as_ref().is_some_and(|c| c.id == POMELO))
                .count(),
            10
        );
        assert_eq!(all[0].product.content.photos, [photo("p1")]);
    });
}

#[tokio::test]
async fn an_expired_star_is_not_shown() {
    on_every_database!(|db| {
        floor(&db).await;
        let days = ["2026-11-21", "2026-11-22", "2027-06-30"];
        let ids = fill(&db, 4, |number, new| {
            let expires_on = days.get(number).map(|day| day.parse().unwrap());
            new.content.ocop = Some(Ocop {
                stars: 4,
                certificate: "MẪU".into(),
                expires_on,
            });
        })
        .await;
        let cards = queries::cards(db.read(), &ids, today()).await.unwrap();
        let shown: Vec<bool> = cards.iter().map(|card| card.ocop.is_some()).collect();
        assert_eq!(
            shown,
            [false, true, true, false],
            "the last one has no date at all"
        );
        assert!(get(&db, ids[0]).await.content.ocop_on(today()).is_none());
        let day = |text: &str| text.parse().unwrap();
        let gone =
            queries::expiring_between(db.read(), day("2026-11-21"), day("2026-11-22"), None, 10)
                .await
                .unwrap();
        assert_eq!(gone, ids[..2]);
    });
}

#[tokio::test]
async fn pages_of_a_category_and_of_a_stall_follow_each_other_without_gap() {
    on_every_database!(|db| {
        floor(&db).await;
        let ids = fill(&db, 25, |number, new| {
            // Three of one moment: the id decides.
            new.listed_at = Some(at(i64::try_from(number / 3).unwrap()));
            if number == 24 {
                new.content.category_code = "0102".into();
            }
        })
        .await;
        let codes = vec!["0101".to_owned()];
        let mut found = Vec::new();
        let mut after: Option<Cursor> = None;
        loop {
            let page = queries::listed_in_categories(db.read(), &codes, after, 7, today())
                .await
                .unwrap();
            let Some(last) = page.last() else { break };
            after = last.cursor();
            found.extend(page.iter().map(|card| card.id));
        }
        found.reverse();
        assert_eq!(found, ids[..24]);
        assert_eq!(
            queries::listed_of_stall(db.read(), STALL, None, 100, today())
                .await
                .unwrap()
                .len(),
            25
        );
        assert!(
            queries::listed_of_stall(db.read(), OTHER_STALL, None, 100, today())
                .await
                .unwrap()
                .is_empty()
        );
    });
}

#[tokio::test]
async fn the_newest_come_first_and_the_hidden_do_not_come() {
    on_every_database!(|db| {
        floor(&db).await;
        let ids = fill(&db, 5, |number, new| {
            if number == 4 {
                new.state = State::Suspended;
            }
        })
        .await;
        let newest = queries::newest_listed(db.read(), 2, today()).await.unwrap();
        assert_eq!(
            newest.iter().map(|card| card.id).collect::<Vec<_>>(),
            [ids[3], ids[2]]
        );
        assert_eq!(queries::count_listed(db.read()).await.unwrap(), 4);
        assert_eq!(
            queries::listing_by_slug(db.read(), "cam-4").await.unwrap(),
            None
        );
        assert!(
            queries::product_by_slug(db.read(), "cam-4")
                .await
                .unwrap()
                .is_some()
        );
        let counts = queries::listed_counts_by_stall(db.read(), &[STALL, OTHER_STALL])
            .await
            .unwrap();
        assert_eq!(
            (counts.get(&STALL), counts.get(&OTHER_STALL)),
            (Some(&4), None)
        );
        assert_eq!(
            queries::listed_counts_by_category(db.read())
                .await
                .unwrap()
                .get("0101"),
            Some(&4)
        );
    });
}

#[tokio::test]
async fn similar_products_are_of_the_same_commodity_first() {
    on_every_database!(|db| {
        floor(&db).await;
        let ids = fill(&db, 6, |number, new| {
            new.content.commodity_id = (number < 3).then_some(POMELO);
            if number == 5 {
                new.content.category_code = "0102".into();
            }
        })
        .await;
        let product = get(&db, ids[0]).await;
        let similar = queries::similar(db.read(), &product, 10, today())
            .await
            .unwrap();
        assert_eq!(
            similar.iter().map(|card| card.id).collect::<Vec<_>>(),
            [ids[2], ids[1], ids[4], ids[3]]
        );
        assert_eq!(
            queries::similar(db.read(), &product, 1, today())
                .await
                .unwrap()
                .len(),
            1
        );
    });
}

#[tokio::test]
async fn in_season_is_what_is_harvested_this_month_and_not_all_year() {
    on_every_database!(|db| {
        floor(&db).await;
        let seasons = ["11", "12 1", "", "1 2 3 4 5 6 7 8 9 10 11 12", "10 11"];
        let ids = fill(&db, 5, |number, new| {
            new.content.months = Months::parse(seasons[number]).unwrap()
        })
        .await;
        let now = queries::in_season_now(db.read(), 11, 10, today())
            .await
            .unwrap();
        assert_eq!(
            now.iter().map(|card| card.id).collect::<Vec<_>>(),
            [ids[4], ids[0]]
        );
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
                let page = queries::page_for_member(db, MEMBER, state, after, 2)
                    .await
                    .unwrap();
                page.into_iter()
                    .map(|product| (product.id, product.updated_at))
                    .collect::<Vec<_>>()
            }
        };
        let first = page(None, None).await;
        assert_eq!(
            first.iter().map(|(id, _)| *id).collect::<Vec<_>>(),
            [ids[2], ids[1]]
        );
        let after = Cursor {
            at: first[1].1,
            id: first[1].0.0,
        };
        assert_eq!(page(None, Some(after)).await[0].0, ids[0]);
        assert_eq!(page(Some(State::Archived), None).await[0].0, ids[3]);
        let mut counts = queries::count_by_state(db.read(), MEMBER).await.unwrap();
        counts.sort_by_key(|(state, _)| state.code());
        assert_eq!(
            counts,
            [(State::Archived, 1), (State::Draft, 1), (State::Listed, 2)]
        );
    });
}

#[tokio::test]
async fn who_waits_longest_comes_first() {
    on_every_database!(|db| {
        floor(&db).await;
        let ids = fill(&db, 3, |number, new| {
            new.state = if number == 2 {
                State::Listed
            } else {
                State::Submitted
            };
            new.submitted_at = Some(at(10 - i64::try_from(number).unwrap()));
        })
        .await;
        let waiting = queries::waiting_products(db.read(), None, 10)
            .await
            .unwrap();
        assert_eq!(
            waiting.iter().map(|w| w.id).collect::<Vec<_>>(),
            [ids[1], ids[0]]
        );
        let after = Cursor {
            at: waiting[0].submitted_at,
            id: waiting[0].id.0,
        };
        assert_eq!(
            queries::waiting_products(db.read(), Some(after), 10)
                .await
                .unwrap()[0]
                .id,
            ids[0]
        );
        let edit = Content {
            name: "Cam khác".into(),
            ..orange()
        };
        let proposed =
            run!(db, txn => catalogue::propose(&txn, &ctx(), MEMBER, ids[2], &edit)).unwrap();
        assert!(
            queries::waiting_revisions(db.read(), None, 10)
                .await
                .unwrap()
                .is_empty()
        );
        run!(db, txn => catalogue::submit_revision(&txn, &ctx(), MEMBER, proposed.revision.unwrap())).unwrap();
        let revisions = queries::waiting_revisions(db.read(), None, 10)
            .await
            .unwrap();
        assert_eq!(
            (revisions.len(), revisions[0].name.as_str()),
            (1, "Cam Khe Mây")
        );
        assert_eq!(queries::count_waiting(db.read()).await.unwrap(), (2, 1));
        assert_eq!(
            queries::revisions_of(db.read(), ids[2], 5)
                .await
                .unwrap()
                .len(),
            1
        );
    });
}

#[tokio::test]
async fn officers_filter_all_products() {
    on_every_database!(|db| {
        floor(&db).await;
        let ids = fill(&db, 5, |number, new| {
            new.flags.0 = if number == 1 {
                vec![catalogue::Flag::HealthClaims]
            } else {
                vec![]
            };
            new.state = if number == 2 {
                State::Suspended
            } else {
                State::Listed
            };
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
        assert_eq!(
            find(queries::ConsoleFilter {
                before: Some(newest[2]),
                ..Default::default()
            })
            .await,
            newest[3..]
        );
        let flag = Some(catalogue::Flag::HealthClaims);
        assert_eq!(
            find(queries::ConsoleFilter {
                flag,
                ..Default::default()
            })
            .await,
            [ids[1]]
        );
        let state = Some(State::Suspended);
        assert_eq!(
            find(queries::ConsoleFilter {
                state,
                ..Default::default()
            })
            .await,
            [ids[2]]
        );
        let text = Some("Cam 3".to_owned());
        assert_eq!(
            find(queries::ConsoleFilter {
                text,
                ..Default::default()
            })
            .await,
            [ids[3]]
        );
        assert!(
            find(queries::ConsoleFilter {
                member: Some(OTHER),
                ..Default::default()
            })
            .await
            .is_empty()
        );
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
        let rest = queries::page_listed_ids(db.read(), first.last().copied(), 4)
            .await
            .unwrap();
        assert_eq!([first, rest].concat(), ids);
        assert_eq!(
            queries::ids_of_stall(db.read(), STALL, None, 10)
                .await
                .unwrap(),
            ids
        );
        assert_eq!(
            queries::ids_of_commodity(db.read(), POMELO, None, 10)
                .await
                .unwrap(),
            [one]
        );
        let codes = ["0102".to_owned()];
        assert!(
            queries::ids_in_category(db.read(), &codes, None, 10)
                .await
                .unwrap()
                .is_empty()
        );
    });
}
