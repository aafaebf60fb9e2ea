use kernel::{AccountId, CommodityId, MemberId, ProductId, StallId};
use statistics::{
    Event, View, kind, logins_by_member, logins_of, most_viewed_commodities, most_viewed_products, most_viewed_stalls,
    top_terms, total, zero_hit_terms,
};

use super::support::{FIREFOX, day, id, noon, page, product, recorder, shown, visitor};

#[tokio::test]
async fn two_processes_add_up_in_the_same_rows() {
    database::on_every_database!(|db| {
        let (one, two) = (recorder(), recorder());
        let (cam, buoi) = (ProductId(id()), ProductId(id()));
        let (commodity, stall) = (CommodityId(id()), StallId(id()));
        one.flush(&db, noon()).await.unwrap();
        two.flush(&db, noon()).await.unwrap();
        for (recorder, times) in [(&one, 3), (&two, 4)] {
            let visitor = visitor(recorder, 1, noon());
            for _ in 0..times {
                recorder.record(shown(product(cam, Some(commodity)), visitor));
                recorder.record(shown(View::Stall(stall), visitor));
            }
            recorder.record(shown(product(buoi, None), visitor));
            recorder.flush(&db, noon()).await.unwrap();
            recorder.flush(&db, noon()).await.unwrap();
        }
        let today = day("2026-11-20");
        let products = most_viewed_products(db.read(), today, today, 10).await.unwrap();
        assert_eq!(products, [(cam, 7), (buoi, 2)]);
        assert_eq!(most_viewed_products(db.read(), today, today, 1).await.unwrap(), [(cam, 7)]);
        assert_eq!(most_viewed_commodities(db.read(), today, today, 10).await.unwrap(), [(commodity, 7)]);
        assert_eq!(most_viewed_stalls(db.read(), today, today, 10).await.unwrap(), [(stall, 7)]);
        assert_eq!(total(db.read(), kind::PRODUCT_VIEW, today, today).await.unwrap(), 9);
        assert_eq!(total(db.read(), kind::VISITOR, today, today).await.unwrap(), 1, "one visitor of both processes");
        assert_eq!(total(db.read(), kind::VISIT, today, today).await.unwrap(), 1);
    });
}

#[tokio::test]
async fn processes_that_flush_at_once_lose_nothing() {
    database::on_every_database!(|db| {
        let recorders = [recorder(), recorder(), recorder(), recorder()];
        let products: Vec<_> = (0..20).map(|_| ProductId(id())).collect();
        for round in 0..10 {
            for (n, recorder) in recorders.iter().enumerate() {
                for step in 0..products.len() {
                    let one = products[(step * (n + 1) + round) % products.len()];
                    let visitor = visitor(recorder, u8::try_from(step).unwrap(), noon());
                    recorder.record(shown(product(one, None), visitor));
                }
            }
            let [a, b, c, d] = &recorders;
            let flushed =
                tokio::join!(a.flush(&db, noon()), b.flush(&db, noon()), c.flush(&db, noon()), d.flush(&db, noon()));
            assert!(matches!(flushed, (Ok(()), Ok(()), Ok(()), Ok(()))), "{flushed:?}");
        }
        let today = day("2026-11-20");
        assert_eq!(total(db.read(), kind::PRODUCT_VIEW, today, today).await.unwrap(), 4 * 10 * 20);
        assert_eq!(total(db.read(), kind::VISITOR, today, today).await.unwrap(), 20);
    });
}

#[tokio::test]
async fn bots_are_no_visitors_and_headless_browsers_are() {
    let recorder = recorder();
    let address = [203, 0, 113, 1].into();
    assert!(recorder.visitor(address, "Mozilla/5.0 (compatible; Googlebot/2.1)").is_none());
    assert!(recorder.visitor(address, "").is_none());
    assert!(recorder.visitor(address, &FIREFOX.replace("Firefox", "HeadlessChrome")).is_some());
}

#[tokio::test]
async fn views_before_the_salt_count_without_their_visitor() {
    database::on_every_database!(|db| {
        let recorder = recorder();
        page(&recorder, 1, noon());
        recorder.flush(&db, noon()).await.unwrap();
        page(&recorder, 1, noon());
        recorder.flush(&db, noon()).await.unwrap();
        let today = day("2026-11-20");
        assert_eq!(total(db.read(), kind::PAGE, today, today).await.unwrap(), 2);
        assert_eq!(total(db.read(), kind::VISITOR, today, today).await.unwrap(), 1);
    });
}

#[tokio::test]
async fn logins_are_counted_by_member_and_day() {
    database::on_every_database!(|db| {
        let recorder = recorder();
        let (busy, quiet, account) = (MemberId(id()), MemberId(id()), AccountId(id()));
        for member in [Some(busy), Some(busy), Some(quiet), None] {
            recorder.record(Event::LoginSucceeded { account, member });
        }
        recorder.record(Event::LoginFailed { account: Some(account), member: Some(busy) });
        recorder.record(Event::LoginFailed { account: None, member: None });
        let tomorrow = noon() + chrono::TimeDelta::days(1);
        recorder.record_at(Event::LoginSucceeded { account, member: Some(busy) }, tomorrow);
        recorder.flush(&db, noon()).await.unwrap();

        let (from, to) = (day("2026-11-01"), day("2026-11-30"));
        assert_eq!(total(db.read(), kind::LOGIN_OK, from, to).await.unwrap(), 5);
        assert_eq!(total(db.read(), kind::LOGIN_FAILED, from, to).await.unwrap(), 2);
        assert_eq!(total(db.read(), kind::LOGIN_OK_ACCOUNT, from, to).await.unwrap(), 1);
        let members = logins_by_member(db.read(), from, to, 10).await.unwrap();
        let members: Vec<_> = members.iter().map(|row| (row.member, row.ok, row.failed)).collect();
        assert_eq!(members, [(busy, 3, 1), (quiet, 1, 0)]);
        let days = logins_of(db.read(), busy, from, to).await.unwrap();
        let days: Vec<_> = days.iter().map(|row| (row.day, row.ok, row.failed)).collect();
        assert_eq!(days, [(day("2026-11-21"), 1, 0), (day("2026-11-20"), 2, 1)]);
    });
}

#[tokio::test]
async fn search_terms_are_kept_with_their_hits_and_without_persons() {
    database::on_every_database!(|db| {
        let recorder = recorder();
        for (term, hits) in
            [("Cam Khe Mây", 7), ("cam  khe mây", 5), ("sầu riêng", 0), ("0912 345 678", 0), ("a@b.vn", 0), ("\0", 1)]
        {
            recorder.record(Event::Search { term: term.to_owned(), hits });
        }
        recorder.flush(&db, noon()).await.unwrap();
        let today = day("2026-11-20");
        let terms = top_terms(db.read(), today, today, 10).await.unwrap();
        let terms: Vec<_> =
            terms.iter().map(|row| (row.term.as_str(), row.searches, row.hits_per_search(), row.zero_hits)).collect();
        assert_eq!(terms, [("cam khe mây", 2, 6, 0), ("sầu riêng", 1, 0, 1)]);
        let nothing = zero_hit_terms(db.read(), today, today, 10).await.unwrap();
        assert_eq!(nothing.iter().map(|row| row.term.as_str()).collect::<Vec<_>>(), ["sầu riêng"]);
        assert_eq!(total(db.read(), kind::SEARCH, today, today).await.unwrap(), 6);
    });
}

#[tokio::test]
async fn failed_flush_keeps_everything_for_the_next_one() {
    database::on_every_database!(|db| {
        let recorder = recorder();
        recorder.flush(&db, noon()).await.unwrap();
        page(&recorder, 1, noon());
        recorder.record(Event::Search { term: "cam".to_owned(), hits: 3 });
        // the counters are written before the terms: the transaction fails half-way
        db.execute_plain("ALTER TABLE search_term RENAME TO gone").await.unwrap();
        assert!(recorder.flush(&db, noon()).await.is_err());
        page(&recorder, 2, noon());
        assert!(recorder.flush(&db, noon()).await.is_err());
        db.execute_plain("ALTER TABLE gone RENAME TO search_term").await.unwrap();
        recorder.flush(&db, noon()).await.unwrap();
        recorder.flush(&db, noon()).await.unwrap();

        let today = day("2026-11-20");
        assert_eq!(total(db.read(), kind::PAGE, today, today).await.unwrap(), 2);
        assert_eq!(total(db.read(), kind::VISITOR, today, today).await.unwrap(), 2);
        assert_eq!(top_terms(db.read(), today, today, 10).await.unwrap()[0].searches, 1);
    });
}

#[tokio::test]
async fn dropped_flush_keeps_everything_for_the_next_one() {
    let db = database::testing::sqlite().await.unwrap();
    let recorder = recorder();
    recorder.flush(&db, noon()).await.unwrap();
    page(&recorder, 1, noon());
    let writer = db.begin().await.unwrap();
    let late = tokio::time::timeout(std::time::Duration::from_millis(50), recorder.flush(&db, noon())).await;
    assert!(late.is_err(), "the only writer is taken");
    writer.rollback().await.unwrap();
    recorder.flush(&db, noon()).await.unwrap();
    assert_eq!(total(db.read(), kind::PAGE, day("2026-11-20"), day("2026-11-20")).await.unwrap(), 1);
}
