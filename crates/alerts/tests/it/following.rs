//! Following, its bounds, and telling followers.

use alerts::{
    Error, Facts, FollowKind, MAX_FOLLOWS, News, Position, fan_out,
    follow::{all, anchor_of_category, anchor_of_commodity, anchor_of_stall, follow, is_followed, unfollow},
};
use database::{Db, on_every_database};
use kernel::{AccountId, CommodityId, StallId};
use uuid::Uuid;

use super::support::*;

const ORANGE: CommodityId = CommodityId(Uuid::from_u128(0x41));
const STALL: StallId = StallId(Uuid::from_u128(0x22));

fn news() -> News {
    News {
        anchors: vec![anchor_of_commodity(ORANGE), anchor_of_category("0101"), anchor_of_stall(STALL)],
        facts: Some(Facts {
            side: "sell".into(),
            commodity: Some(ORANGE),
            categories: vec!["01".into(), "0101".into()],
            commune: "18073".into(),
            text: "Cam Khe Mây".into(),
            price: Some(45_000),
        }),
    }
}

/// All parts; answers how many there were.
async fn spread(db: &Db, except: &[AccountId], limit: u64) -> usize {
    let (mut next, mut parts) = (Some(Position::default()), 0);
    while let Some(from) = next {
        next = run!(db, txn => fan_out(&txn, &worker_at(1), &news(), &opened(1), except, from, limit)).unwrap();
        parts += 1;
        assert!(parts < 1_000, "a fan-out ends");
    }
    parts
}

#[tokio::test]
async fn what_is_followed_is_ones_own_and_once() {
    on_every_database!(|db| {
        people(&db, [AN, BINH]).await;
        for _ in 0..2 {
            follows(&db, AN, FollowKind::Category, "0101").await;
            follows(&db, AN, FollowKind::Search, "q=cam&side=sell").await;
            follows(&db, AN, FollowKind::Search, "side=sell&q=CAM&x=1").await;
        }
        let followed = all(db.read(), AN).await.unwrap();
        assert_eq!(followed.len(), 2, "one search in two spellings is one");
        assert!(all(db.read(), BINH).await.unwrap().is_empty());
        run!(db, txn => unfollow(&txn, BINH, FollowKind::Category, "0101")).unwrap();
        assert!(is_followed(db.read(), AN, FollowKind::Category, "0101").await.unwrap());
        run!(db, txn => unfollow(&txn, AN, FollowKind::Category, "0101")).unwrap();
        assert!(!is_followed(db.read(), AN, FollowKind::Category, "0101").await.unwrap());
        for (kind, subject) in [
            (FollowKind::Stall, "x"),
            (FollowKind::Commodity, ""),
            (FollowKind::Category, ""),
            (FollowKind::Search, "q="),
        ] {
            let refused = run!(db, txn => follow(&txn, &by(AN), AN, kind, subject));
            assert!(matches!(refused, Err(Error::BadSubject)), "{kind:?} {subject}");
        }
    });
}

#[tokio::test]
async fn nobody_follows_more_than_a_hundred_things() {
    on_every_database!(|db| {
        people(&db, [AN]).await;
        for number in 0..MAX_FOLLOWS {
            follows(&db, AN, FollowKind::Search, &format!("q=cam{number}")).await;
        }
        let refused = run!(db, txn => follow(&txn, &by(AN), AN, FollowKind::Category, "0101"));
        assert!(matches!(refused, Err(Error::TooMany)), "{refused:?}");
        follows(&db, AN, FollowKind::Search, "q=cam7").await;
        assert_eq!(all(db.read(), AN).await.unwrap().len() as u64, MAX_FOLLOWS);
    });
}

#[tokio::test]
async fn followers_of_any_kind_are_told_once_and_never_about_their_own() {
    on_every_database!(|db| {
        let dung = AccountId(Uuid::from_u128(4));
        let em = AccountId(Uuid::from_u128(5));
        people(&db, [AN, BINH, CUC, dung, em]).await;
        follows(&db, AN, FollowKind::Commodity, &ORANGE.to_string()).await;
        follows(&db, AN, FollowKind::Category, "0101").await;
        follows(&db, AN, FollowKind::Search, "side=sell").await;
        follows(&db, BINH, FollowKind::Stall, &STALL.to_string()).await;
        follows(&db, CUC, FollowKind::Search, "category=01&q=cam&max_price=45000").await;
        follows(&db, dung, FollowKind::Search, "q=buoi").await;
        follows(&db, dung, FollowKind::Category, "0102").await;
        follows(&db, em, FollowKind::Category, "0101").await;
        for _ in 0..2 {
            spread(&db, &[em], 500).await;
        }
        let mut counts = Vec::new();
        for account in [AN, BINH, CUC, dung, em] {
            counts.push(told(&db, account).await.len());
        }
        assert_eq!(counts, [1, 1, 1, 0, 0]);
    });
}

#[tokio::test]
async fn many_followers_are_told_in_bounded_parts() {
    on_every_database!(|db| {
        let crowd: Vec<AccountId> = (1_000..1_055).map(|number| AccountId(Uuid::from_u128(number))).collect();
        people(&db, crowd.iter().copied()).await;
        for account in &crowd {
            follows(&db, *account, FollowKind::Commodity, &ORANGE.to_string()).await;
        }
        let parts = spread(&db, &[], 10).await;
        assert!(parts >= 6, "{parts} parts of ten for 55 followers");
        for account in &crowd {
            assert_eq!(told(&db, *account).await.len(), 1);
        }
    });
}
