use std::sync::atomic::Ordering;

use catalogue::{Cursor, Ocop, State, queries};
use database::on_every_database;
use kernel::{Months, ProductId};

use super::{filled::*, support::*};

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
        assert_eq!(cards.iter().map(|card| card.id).collect::<Vec<_>>(), ids[..49]);
        assert!(cards.iter().all(|card| card.photo == Some(photo("p2")) && card.stall_id == STALL));
        assert!(queries::cards(counted.read(), &[], today()).await.unwrap().is_empty());
        assert_eq!(count.load(Ordering::SeqCst), 2);
    });
}

#[tokio::test]
async fn an_expired_star_is_not_shown() {
    on_every_database!(|db| {
        floor(&db).await;
        let days = ["2026-11-21", "2026-11-22", "2027-06-30"];
        let ids = fill(&db, 4, |number, new| {
            let expires_on = days.get(number).map(|day| day.parse().unwrap());
            new.content.ocop = Some(Ocop { stars: 4, certificate: "MẪU".into(), expires_on });
        })
        .await;
        let cards = queries::cards(db.read(), &ids, today()).await.unwrap();
        let shown: Vec<bool> = cards.iter().map(|card| card.ocop.is_some()).collect();
        assert_eq!(shown, [false, true, true, false], "the last one has no date at all");
        assert!(get(&db, ids[0]).await.content.ocop_on(today()).is_none());
        assert_eq!(queries::stalls_of_products(db.read(), &ids).await.unwrap(), [STALL], "each stall once");
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
            let page = queries::listed_in_categories(db.read(), &codes, after, 7, today()).await.unwrap();
            let Some(last) = page.last() else { break };
            after = last.cursor();
            found.extend(page.iter().map(|card| card.id));
        }
        found.reverse();
        assert_eq!(found, ids[..24]);
        assert_eq!(queries::listed_of_stall(db.read(), STALL, None, 100, today()).await.unwrap().len(), 25);
        assert!(queries::listed_of_stall(db.read(), OTHER_STALL, None, 100, today()).await.unwrap().is_empty());
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
        assert_eq!(newest.iter().map(|card| card.id).collect::<Vec<_>>(), [ids[3], ids[2]]);
        assert_eq!(queries::count_listed(db.read()).await.unwrap(), 4);
        assert_eq!(queries::listings_by_slugs(db.read(), &["cam-4".to_owned()]).await.unwrap(), []);
        assert!(queries::product_by_slug(db.read(), "cam-4").await.unwrap().is_some());
        let counts = queries::listed_counts_by_stall(db.read(), &[STALL, OTHER_STALL]).await.unwrap();
        assert_eq!((counts.get(&STALL), counts.get(&OTHER_STALL)), (Some(&4), None));
        assert_eq!(queries::listed_counts_by_category(db.read()).await.unwrap().get("0101"), Some(&4));
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
        let similar = queries::similar(db.read(), &product, 10, today()).await.unwrap();
        assert_eq!(similar.iter().map(|card| card.id).collect::<Vec<_>>(), [ids[2], ids[1], ids[4], ids[3]]);
        assert_eq!(queries::similar(db.read(), &product, 1, today()).await.unwrap().len(), 1);
    });
}

#[tokio::test]
async fn in_season_is_what_is_harvested_this_month_and_not_all_year() {
    on_every_database!(|db| {
        floor(&db).await;
        let seasons = ["11", "12 1", "", "1 2 3 4 5 6 7 8 9 10 11 12", "10 11"];
        let ids = fill(&db, 5, |number, new| new.content.months = Months::parse(seasons[number]).unwrap()).await;
        let now = queries::in_season_now(db.read(), 11, 10, today()).await.unwrap();
        assert_eq!(now.iter().map(|card| card.id).collect::<Vec<_>>(), [ids[4], ids[0]]);
    });
}
