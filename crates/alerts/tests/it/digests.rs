//! One mail a day at most, and turning it off.

use alerts::{
    Alert, Kind, claim_mail,
    digest::{DUE, claim, give_back, is_known, is_wanted, set_wanted, take, unsubscribe},
    give_mail_back, mark_all_seen, prune, tell,
};
use chrono::NaiveDate;
use database::{Db, on_every_database, outbox};
use kernel::AccountId;

use super::support::*;

/// Minutes from noon of the first day to that hour and minute of another day.
fn on(day: i64, hour: i64, minute: i64) -> i64 {
    (day * 24 + hour - 12) * 60 + minute
}

fn day(days: i64) -> NaiveDate {
    worker_at(on(days, 12, 0)).today()
}

async fn tells(db: &Db, account: AccountId, subject: u128, minutes: i64) {
    run!(db, txn => tell(&txn, &worker_at(minutes), account, &opened(subject))).unwrap();
}

async fn claims(db: &Db, minutes: i64) -> usize {
    run!(db, txn => claim(&txn, &worker_at(minutes), 100)).unwrap()
}

/// The accounts of all digests that were claimed so far.
async fn due(db: &Db) -> Vec<AccountId> {
    let all = outbox::follow(db.read(), 0, 1_000).await.unwrap();
    all.into_iter().filter(|event| event.kind == DUE).map(|event| AccountId(event.subject)).collect()
}

/// The subjects of the digest of that day, taken now.
async fn taken(db: &Db, account: AccountId, days: i64) -> Option<(Vec<u128>, String)> {
    let letter = run!(db, txn => take(&txn, &worker_at(on(days, 7, 1)), account, day(days))).unwrap()?;
    Some((letter.alerts.iter().map(|line| line.subject.as_u128()).collect(), letter.token))
}

#[tokio::test]
async fn at_seven_in_the_morning_and_once_a_day() {
    on_every_database!(|db| {
        people(&db, [AN, BINH]).await;
        tells(&db, AN, 1, on(0, 12, 0)).await;
        tells(&db, AN, 2, on(1, 6, 50)).await;
        tells(&db, AN, 3, on(1, 6, 57)).await;
        assert_eq!(claims(&db, on(1, 6, 59)).await, 0, "not before seven");
        assert_eq!(claims(&db, on(1, 7, 0)).await, 1);
        assert_eq!(claims(&db, on(1, 7, 1)).await, 0);
        assert_eq!(taken(&db, AN, 1).await.unwrap().0, [2, 1], "what is younger than five minutes waits");
        assert_eq!(taken(&db, AN, 1).await, None, "a digest is sent once");
        tells(&db, AN, 4, on(1, 9, 0)).await;
        assert_eq!(claims(&db, on(1, 23, 0)).await, 0, "one mail a day");
        assert_eq!(claims(&db, on(2, 7, 0)).await, 1);
        assert_eq!(taken(&db, AN, 2).await.unwrap().0, [4, 3], "nothing is mailed twice");
        assert_eq!(claims(&db, on(3, 7, 0)).await, 0, "nothing new, no mail");
        assert_eq!(due(&db).await, [AN, AN]);
    });
}

#[tokio::test]
async fn what_was_seen_is_not_mailed() {
    on_every_database!(|db| {
        people(&db, [AN, BINH]).await;
        tells(&db, AN, 1, on(0, 11, 0)).await;
        run!(db, txn => mark_all_seen(&txn, &by(AN), AN)).unwrap();
        tells(&db, BINH, 1, on(0, 11, 0)).await;
        assert_eq!(claims(&db, on(1, 7, 0)).await, 1);
        run!(db, txn => mark_all_seen(&txn, &worker_at(on(1, 7, 0)), BINH)).unwrap();
        assert_eq!(taken(&db, BINH, 1).await, None, "seen between seven and the mail");
    });
}

#[tokio::test]
async fn what_had_a_mail_of_its_own_is_not_mailed_again() {
    on_every_database!(|db| {
        people(&db, [AN, BINH]).await;
        for account in [AN, BINH] {
            let quote = Alert { kind: Kind::QuoteReceived, ..opened(9) };
            run!(db, txn => tell(&txn, &worker_at(on(1, 6, 30)), account, &quote)).unwrap();
        }
        tells(&db, AN, 1, on(1, 6, 0)).await;
        assert_eq!(claims(&db, on(1, 7, 0)).await, 1);
        assert_eq!(taken(&db, AN, 1).await.unwrap().0, [1]);
    });
}

#[tokio::test]
async fn a_mail_that_could_not_go_out_is_taken_again() {
    on_every_database!(|db| {
        people(&db, [AN]).await;
        tells(&db, AN, 1, on(0, 12, 0)).await;
        claims(&db, on(1, 7, 0)).await;
        assert!(taken(&db, AN, 1).await.is_some());
        run!(db, txn => give_back(&txn, AN, day(1))).unwrap();
        assert_eq!(taken(&db, AN, 1).await.unwrap().0, [1]);
    });
}

#[tokio::test]
async fn one_click_turns_it_off_and_the_page_on_again() {
    on_every_database!(|db| {
        people(&db, [AN, BINH]).await;
        tells(&db, AN, 1, on(0, 12, 0)).await;
        tells(&db, BINH, 1, on(0, 12, 0)).await;
        claims(&db, on(1, 7, 0)).await;
        let token = taken(&db, AN, 1).await.unwrap().1;
        assert!(is_known(db.read(), &token).await.unwrap() && !is_known(db.read(), "x").await.unwrap());
        assert!(!run!(db, txn => unsubscribe(&txn, &worker_at(0), "x")).unwrap());
        for _ in 0..2 {
            assert!(run!(db, txn => unsubscribe(&txn, &worker_at(0), &token)).unwrap());
        }
        assert!(!is_wanted(db.read(), AN).await.unwrap() && is_wanted(db.read(), BINH).await.unwrap());
        tells(&db, AN, 2, on(1, 12, 0)).await;
        assert_eq!(claims(&db, on(2, 7, 0)).await, 1, "looked at, so that it is looked at once");
        assert_eq!(claims(&db, on(2, 7, 1)).await, 0);
        assert_eq!(due(&db).await.len(), 2, "no digest for whoever wants none");
        run!(db, txn => set_wanted(&txn, &by(AN), AN, true)).unwrap();
        tells(&db, AN, 3, on(2, 12, 0)).await;
        claims(&db, on(3, 7, 0)).await;
        assert_eq!(taken(&db, AN, 3).await.unwrap().0, [3], "what came while it was off stays unmailed");
        run!(db, txn => prune(&txn, &worker_at(on(200, 12, 0)), 100)).unwrap();
        assert!(!is_known(db.read(), &token).await.unwrap(), "old links end");
    });
}

#[tokio::test]
async fn what_is_mailed_at_once_is_claimed_once_and_stands_in_no_digest() {
    on_every_database!(|db| {
        people(&db, [AN, BINH]).await;
        let quoted = Alert { kind: Kind::QuoteReceived, ..opened(9) };
        let at = worker_at(on(1, 6, 0));
        run!(db, txn => tell(&txn, &at, AN, &quoted)).unwrap();
        tells(&db, AN, 1, on(0, 12, 0)).await;
        assert!(run!(db, txn => claim_mail(&txn, &at, &[AN, BINH], &quoted)).unwrap());
        assert!(!run!(db, txn => claim_mail(&txn, &at, &[AN, BINH], &quoted)).unwrap(), "the event came again");
        run!(db, txn => give_mail_back(&txn, &[AN, BINH], &quoted)).unwrap();
        assert_eq!(claims(&db, on(1, 7, 0)).await, 1);
        assert!(run!(db, txn => claim_mail(&txn, &at, &[AN, BINH], &quoted)).unwrap(), "the digest left it alone");
        assert_eq!(taken(&db, AN, 1).await.unwrap().0, [1], "though it was mailed on the same day");
    });
}
