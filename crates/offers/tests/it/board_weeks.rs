//! Weeks of the price board: open until the Thursday after, then closed for good.

use database::{Db, on_every_database};
use offers::{
    State,
    board::{self, Recomputed, Week},
};

use super::{board::*, support::*};

/// What the console of a floor would see of the weeks: code and whether it is closed, the newest first.
async fn weeks(db: &Db) -> Vec<(String, bool)> {
    let all = board::weeks(db.read(), 99).await.unwrap();
    all.iter().map(|one| (one.week.code(), one.is_closed)).collect()
}

async fn low(db: &Db, code: &str) -> i64 {
    told(at_place(db, code, "").await[0].asked).3
}

/// Days after Saturday of week 48.
const WEDNESDAY: i64 = 4;
const THURSDAY: i64 = 5;

#[tokio::test]
async fn a_closed_week_stays_as_it_is_until_it_is_rebuilt() {
    on_every_database!(|db| {
        market(&db).await;
        let (cheap, dear) =
            (offer(seller(1), at_price("kg", 40_000, THANH_SEN)), offer(seller(2), at_price("kg", 50_000, THANH_SEN)));
        fill(&db, &[cheap.clone(), dear.clone()], &[]).await;
        let of = week("2026-W48");
        assert_eq!(board::recompute(&db, &worker_on(WEDNESDAY), of).await.unwrap(), Recomputed::Written);
        assert_eq!(weeks(&db).await, [("2026-W48".to_owned(), false)]);

        // Late news of a week that is over still counts.
        put_in(&db, cheap.id, State::Withdrawn).await;
        assert_eq!(board::recompute(&db, &worker_on(THURSDAY), of).await.unwrap(), Recomputed::Written);
        assert_eq!(low(&db, "2026-W48").await, 50_000);
        assert_eq!(weeks(&db).await, [("2026-W48".to_owned(), true)], "its day has come");

        put_in(&db, cheap.id, State::Open).await;
        assert_eq!(board::recompute(&db, &worker_on(THURSDAY), of).await.unwrap(), Recomputed::Closed);
        board::settle(&db, &worker_on(THURSDAY)).await.unwrap();
        assert_eq!(low(&db, "2026-W48").await, 50_000);

        board::rebuild(&db, &worker_on(THURSDAY), of, of).await.unwrap();
        assert_eq!(low(&db, "2026-W48").await, 40_000);
        assert_eq!(weeks(&db).await[1], ("2026-W48".to_owned(), true));
        assert_eq!(deeds(&db, uuid::Uuid::nil()).await, ["price_board.rebuilt"]);
    });
}

#[tokio::test]
async fn settling_catches_up_on_weeks_that_nobody_computed() {
    on_every_database!(|db| {
        market(&db).await;
        board::settle(&db, &worker_on(0)).await.unwrap();
        assert_eq!(weeks(&db).await, [("2026-W48".to_owned(), false)], "an empty floor has an empty week");
        assert_eq!(at_place(&db, "2026-W48", "").await, []);
        fill(&db, &[offer(seller(1), at_price("kg", 40_000, THANH_SEN))], &[]).await;
        // 20 December, a Sunday: weeks 48 to 50 are closed.
        board::settle(&db, &worker_on(22)).await.unwrap();
        let expected = [("2026-W51", false), ("2026-W50", true), ("2026-W49", true), ("2026-W48", true)];
        assert_eq!(weeks(&db).await, expected.map(|(code, closed)| (code.to_owned(), closed)));
        assert_eq!(low(&db, "2026-W48").await, 40_000);
        assert_eq!(low(&db, "2026-W50").await, 40_000, "it was valid until 8 December");
        assert_eq!(at_place(&db, "2026-W51", "").await, []);
    });
}

#[tokio::test]
async fn two_who_recompute_at_once_write_one_week() {
    on_every_database!(|db| {
        market(&db).await;
        let all: Vec<_> = (1..=6).map(|who| offer(seller(who), at_price("kg", 40_000, THANH_SEN))).collect();
        fill(&db, &all, &[]).await;
        let ctx = worker_on(0);
        let passes = (0..4).map(|_| board::recompute(&db, &ctx, week("2026-W48")));
        for pass in futures::future::join_all(passes).await {
            assert_eq!(pass.unwrap(), Recomputed::Written);
        }
        assert_eq!(at_place(&db, "2026-W48", "").await.len(), 1);
    });
}

#[tokio::test]
async fn a_year_is_rebuilt_up_to_the_current_week() {
    on_every_database!(|db| {
        market(&db).await;
        board::rebuild(&db, &worker_on(0), week("2025-W49"), week("2030-W01")).await.unwrap();
        let all = weeks(&db).await;
        assert_eq!((all.len(), all[0].0.as_str(), all[51].0.as_str()), (52, "2026-W48", "2025-W49"));
        let open: Vec<_> = all.iter().filter(|(_, closed)| !closed).map(|(code, _)| code.as_str()).collect();
        assert_eq!(open, ["2026-W48"]);
        assert_eq!(Week::of(today()).code(), "2026-W48");
    });
}
