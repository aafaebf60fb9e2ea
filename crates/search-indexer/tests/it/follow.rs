//! An offer in the index follows what happens to it and to the goods that it stands on.

use std::time::Duration;

use chrono::TimeDelta;
use offers::{Certificate, queries};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use search_indexer::{OfferQuery, Rota, apply, check, verify};

use super::{drift::in_line, support::today};

#[tokio::test]
async fn an_offer_follows_what_happens_to_it_and_to_what_it_stands_on() {
    database::on_every_database!(|db| {
        let (world, engine, _folder) = in_line(&db).await;
        let mut random = ChaCha8Rng::seed_from_u64(7);
        let offer = world.open_first_offer(&mut random).await;
        let held = async || {
            apply(db.read(), &engine, &world.events().await).await.unwrap();
            assert!(verify(db.read(), &engine, Duration::ZERO, false).await.unwrap().is_clean());
            engine.versions().await.unwrap().into_iter().find(|one| one.id == offer.0).map(|one| one.hash)
        };
        let found = async |text: &str| {
            let results = engine.search_offers(&OfferQuery::new(text, today())).await.unwrap();
            results.hits.iter().map(|hit| hit.card.title.clone()).collect::<Vec<_>>()
        };
        let opened = held().await.unwrap();
        assert_eq!(found("cam 0").await, ["Cam 0"]);

        world.rename_first_product("Bưởi Luận Văn").await;
        let renamed = held().await.unwrap();
        assert_ne!(renamed, opened, "offers are called by their product");
        assert_eq!(found("buoi").await, ["Bưởi Luận Văn"]);

        let with_three_stars = async || {
            let query = OfferQuery { certificates: vec![Certificate::Ocop3], ..OfferQuery::new("", today()) };
            engine.search_offers(&query).await.unwrap().total
        };
        assert_eq!(with_three_stars().await, 0);
        let last = queries::offer_by_id(db.read(), offer).await.unwrap().unwrap().terms.valid_until;
        world.certify_first_product("Bưởi Luận Văn", last).await;
        held().await;
        assert_eq!(with_three_stars().await, 1, "the goods have four");
        world.certify_first_product("Bưởi Luận Văn", last - TimeDelta::days(1)).await;
        let renamed = held().await.unwrap();
        assert_eq!(with_three_stars().await, 0, "these end before the offer does");

        world.deal_on(offer, 30).await;
        assert_ne!(held().await.unwrap(), renamed, "less remains");

        for of_member in [false, true] {
            world.suspend_first_seller(of_member).await;
            world.follow_first_seller().await;
            assert_eq!(held().await, None);
            world.restore_first_seller(of_member).await;
            world.follow_first_seller().await;
            assert!(held().await.is_some());
        }

        world.change_offers_behind_the_back("state = 'hidden', cause = 'owner'").await;
        let told = verify(db.read(), &engine, Duration::ZERO, false).await.unwrap().found[0].to_string();
        assert!(told.starts_with("surplus: offer") && told.contains("the offer is hidden"), "{told}");
        world.settle_events().await;
        assert_eq!(check(db.read(), &engine, world.now, &mut Rota::default()).await.unwrap().found.len(), 1);
        assert!(found("buoi").await.is_empty(), "mended");
        world.change_offers_behind_the_back("state = 'open', cause = '', price = 7").await;
        let told = verify(db.read(), &engine, Duration::ZERO, true).await.unwrap().found[0].to_string();
        assert!(told.starts_with("missing: offer"), "{told}");

        world.deal_on(offer, 70).await;
        assert_eq!(held().await, None, "used up");
        let other = world.open_first_offer(&mut random).await;
        apply(db.read(), &engine, &world.events().await).await.unwrap();
        assert!(engine.versions().await.unwrap().iter().any(|one| one.id == other.0));
        world.expire_offers(30).await;
        held().await;
        assert!(!engine.versions().await.unwrap().iter().any(|one| one.id == other.0), "expired");
    });
}
