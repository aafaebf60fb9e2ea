//! Alerts are told once, read by their account only, and forgotten.

use alerts::{MOST_COUNTED, count_unseen, find, mark_all_seen, mark_seen, page, prune, tell, tell_all};
use database::on_every_database;

use super::support::*;

#[tokio::test]
async fn telling_again_tells_nothing() {
    on_every_database!(|db| {
        people(&db, [AN, BINH]).await;
        for _ in 0..2 {
            run!(db, txn => tell_all(&txn, &worker_at(0), &[AN, BINH], &opened(1))).unwrap();
        }
        run!(db, txn => tell(&txn, &worker_at(1), AN, &opened(2))).unwrap();
        assert_eq!((told(&db, AN).await.len(), told(&db, BINH).await.len()), (2, 1));
        let newest = &told(&db, AN).await[0];
        assert_eq!((newest.title.as_str(), newest.path.as_str()), ("Cam Khe Mây", "/chao-ban/x"));
        assert_eq!(newest.subject, opened(2).subject, "the newest first");
    });
}

#[tokio::test]
async fn nobody_reads_or_marks_anothers_alerts() {
    on_every_database!(|db| {
        people(&db, [AN, BINH]).await;
        run!(db, txn => tell(&txn, &worker_at(0), AN, &opened(1))).unwrap();
        let id = told(&db, AN).await[0].id;
        assert_eq!(find(db.read(), BINH, id).await.unwrap(), None);
        run!(db, txn => mark_seen(&txn, &by(BINH), BINH, &[id])).unwrap();
        run!(db, txn => mark_all_seen(&txn, &by(BINH), BINH)).unwrap();
        assert_eq!(count_unseen(db.read(), AN).await.unwrap(), 1);
        run!(db, txn => mark_seen(&txn, &by(AN), AN, &[id])).unwrap();
        assert_eq!(count_unseen(db.read(), AN).await.unwrap(), 0);
        assert!(told(&db, AN).await[0].is_seen);
    });
}

#[tokio::test]
async fn marking_all_leaves_out_what_came_later() {
    on_every_database!(|db| {
        people(&db, [AN]).await;
        run!(db, txn => tell(&txn, &worker_at(0), AN, &opened(1))).unwrap();
        run!(db, txn => tell(&txn, &worker_at(5), AN, &opened(2))).unwrap();
        run!(db, txn => mark_all_seen(&txn, &by(AN), AN)).unwrap();
        assert_eq!(count_unseen(db.read(), AN).await.unwrap(), 1);
    });
}

#[tokio::test]
async fn a_list_is_paged_by_key_and_the_count_is_bounded() {
    on_every_database!(|db| {
        people(&db, [AN]).await;
        let txn = db.begin().await.unwrap();
        for number in 0..130 {
            tell(&txn, &worker_at(i64::try_from(number / 2).unwrap()), AN, &opened(number)).await.unwrap();
        }
        txn.commit().await.unwrap();
        assert_eq!(count_unseen(db.read(), AN).await.unwrap(), MOST_COUNTED);
        let (mut after, mut seen) = (None, Vec::new());
        loop {
            let lines = page(db.read(), AN, after, 50).await.unwrap();
            let Some(last) = lines.last() else { break };
            after = Some((last.created_at, last.id));
            seen.extend(lines.iter().map(|line| line.subject));
        }
        let mut once = seen.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!((seen.len(), once.len()), (130, 130), "each line once");
    });
}

#[tokio::test]
async fn alerts_are_forgotten_after_ninety_days() {
    on_every_database!(|db| {
        people(&db, [AN]).await;
        let day = 24 * 60;
        run!(db, txn => tell(&txn, &worker_at(0), AN, &opened(1))).unwrap();
        run!(db, txn => tell(&txn, &worker_at(day), AN, &opened(2))).unwrap();
        let removed = run!(db, txn => prune(&txn, &worker_at(90 * day + 1), 100)).unwrap();
        assert_eq!(removed, 1);
        assert_eq!(told(&db, AN).await.len(), 1);
        assert_eq!(run!(db, txn => prune(&txn, &worker_at(90 * day + 1), 100)).unwrap(), 0);
    });
}
