//! A request with a key acts once.

use chrono::{DateTime, TimeDelta};
use database::{
    Db,
    idempotency::{Answer, Claim, Request, claim, keep, prune},
    on_every_database,
};
use kernel::{AccountId, Ctx};
use uuid::Uuid;

fn ctx() -> Ctx {
    Ctx::system(DateTime::from_timestamp(1_790_000_000, 0).unwrap())
}

fn request(account: u128, key: &str, fingerprint: &str) -> Request {
    Request { account: AccountId(Uuid::from_u128(account)), key: key.into(), fingerprint: fingerprint.into() }
}

fn answer(body: &str) -> Answer {
    Answer { status: 201, location: "/there".into(), body: body.into() }
}

/// Does the deed where it is new, whose answer is `body`; what came of it.
async fn send(db: &Db, request: &Request, body: &str) -> Claim {
    let txn = db.begin().await.unwrap();
    let claimed = claim(&txn, &ctx(), request).await.unwrap();
    if claimed == Claim::New {
        keep(&txn, request, &answer(body)).await.unwrap();
    }
    txn.commit().await.unwrap();
    claimed
}

#[tokio::test]
async fn the_same_request_is_answered_as_before_and_another_one_is_told_apart() {
    on_every_database!(|db| {
        let first = request(1, "k", "a");
        assert_eq!(send(&db, &first, "one").await, Claim::New);
        assert_eq!(send(&db, &first, "two").await, Claim::Done(answer("one")));
        assert_eq!(send(&db, &request(1, "k", "b"), "three").await, Claim::Other);
        assert_eq!(send(&db, &request(2, "k", "a"), "four").await, Claim::New, "another account's key is another");
        assert_eq!(send(&db, &request(1, "l", "a"), "five").await, Claim::New);
    });
}

#[tokio::test]
async fn a_deed_that_was_refused_leaves_its_key_free() {
    on_every_database!(|db| {
        let first = request(1, "k", "a");
        let txn = db.begin().await.unwrap();
        assert_eq!(claim(&txn, &ctx(), &first).await.unwrap(), Claim::New);
        txn.rollback().await.unwrap();
        assert_eq!(send(&db, &request(1, "k", "b"), "one").await, Claim::New);
    });
}

#[tokio::test]
async fn of_several_at_one_moment_one_acts_and_the_others_get_its_answer() {
    on_every_database!(|db| {
        for round in 0..10 {
            let request = request(1, &format!("k{round}"), "a");
            let bodies = ["1", "2", "3"];
            let [a, b, c] = bodies.map(|body| {
                let (db, request) = (db.db.clone(), request.clone());
                tokio::spawn(async move { send(&db, &request, body).await })
            });
            let all = [a.await.unwrap(), b.await.unwrap(), c.await.unwrap()];
            let winner = all.iter().position(|claim| *claim == Claim::New).unwrap();
            for (at, claim) in all.iter().enumerate().filter(|(at, _)| *at != winner) {
                assert_eq!(*claim, Claim::Done(answer(bodies[winner])), "{at} of round {round} on {}", db.name);
            }
        }
    });
}

#[tokio::test]
async fn old_answers_are_forgotten() {
    on_every_database!(|db| {
        let first = request(1, "k", "a");
        send(&db, &first, "one").await;
        let prune_at = async |days: i64| {
            let txn = db.begin().await.unwrap();
            let pruned = prune(&txn, ctx().now + TimeDelta::days(days)).await.unwrap();
            txn.commit().await.unwrap();
            pruned
        };
        assert_eq!(prune_at(0).await, 0);
        assert_eq!(prune_at(1).await, 1);
        assert_eq!(send(&db, &first, "two").await, Claim::New);
    });
}
