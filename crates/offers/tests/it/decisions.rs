//! What officers decide, and the figures of their desk.

use database::on_every_database;
use kernel::{Actor, Ctx, MemberId, OfferId};
use offers::{
    Error, HiddenBy, State, Subject, Terms, Verb, decide, hide, queries,
    queries::{ConsoleFilter, Figures, Processed},
    submit,
};

use super::support::*;

#[tokio::test]
async fn an_offers_life_is_told_to_the_log_and_to_the_outbox() {
    on_every_database!(|db| {
        floor(&db).await;
        let id = drafted(&db, &SELLER, &sell()).await;
        let ctx = by(&SELLER);
        run!(db, txn => submit(&txn, &ctx, &SELLER, id)).unwrap();
        run!(db, txn => decide::request_changes(&txn, &officer(), id, None, "thiếu quy cách")).unwrap();
        assert_eq!(get(&db, id).await.reason, "thiếu quy cách");
        run!(db, txn => submit(&txn, &ctx, &SELLER, id)).unwrap();
        assert_eq!(get(&db, id).await.reason, "");
        run!(db, txn => decide::approve(&txn, &officer(), id, None)).unwrap();
        run!(db, txn => hide(&txn, &ctx, &SELLER, id)).unwrap();
        run!(db, txn => offers::show(&txn, &ctx, &SELLER, id)).unwrap();
        run!(db, txn => decide::suspend(&txn, &officer(), id, "khiếu nại")).unwrap();
        run!(db, txn => decide::restore(&txn, &officer(), id, "")).unwrap();
        run!(db, txn => offers::close(&txn, &ctx, &SELLER, id)).unwrap();
        let expected = [
            "offer.submitted",
            "offer.changes_requested",
            "offer.submitted",
            "offer.opened",
            "offer.hidden",
            "offer.shown",
            "offer.hidden",
            "offer.shown",
            "offer.closed",
        ];
        assert_eq!(events(&db).await, expected);
        let mut lines = deeds(&db, id).await;
        lines.retain(|line| line != "offer.created");
        lines.sort();
        let mut sorted = expected.map(str::to_owned).to_vec();
        sorted.sort();
        assert_eq!(lines, sorted);
        assert_eq!(get(&db, id).await.version, 10);
    });
}

#[tokio::test]
async fn rolling_back_leaves_nothing() {
    on_every_database!(|db| {
        floor(&db).await;
        let id = drafted(&db, &SELLER, &sell()).await;
        let txn = db.begin().await.unwrap();
        submit(&txn, &by(&SELLER), &SELLER, id).await.unwrap();
        decide::approve(&txn, &officer(), id, None).await.unwrap();
        txn.rollback().await.unwrap();
        assert_eq!(get(&db, id).await.state, State::Draft);
        assert!(events(&db).await.is_empty());
        assert!(queries::decisions_by_day(db.read(), today(), today()).await.unwrap().is_empty());
    });
}

#[tokio::test]
async fn an_officer_decides_on_what_he_saw_and_says_why() {
    on_every_database!(|db| {
        floor(&db).await;
        let id = drafted(&db, &SELLER, &sell()).await;
        run!(db, txn => submit(&txn, &by(&SELLER), &SELLER, id)).unwrap();
        let seen = get(&db, id).await.version;
        let stale = run!(db, txn => decide::approve(&txn, &officer(), id, Some(seen - 1)));
        assert!(matches!(stale, Err(Error::Stale)));
        let silent = run!(db, txn => decide::reject(&txn, &officer(), id, Some(seen), "  "));
        assert!(problems(silent).get("reason").is_some());
        let late = Ctx::new(Actor::Account(OFFICER), at(11 * 24 * 60));
        let late = run!(db, txn => decide::approve(&txn, &late, id, Some(seen)));
        assert!(matches!(late, Err(Error::Expired)), "{late:?}");
        set_state(&db, "stall", STALL, "closed").await;
        let gone = run!(db, txn => decide::approve(&txn, &officer(), id, Some(seen)));
        assert!(matches!(gone, Err(Error::NotASeller)), "{gone:?}");
        set_state(&db, "stall", STALL, "open").await;
        run!(db, txn => decide::approve(&txn, &officer(), id, Some(seen))).unwrap();
        let offer = get(&db, id).await;
        assert_eq!((offer.state, offer.opened_at, offer.decided_at), (State::Open, Some(at(0)), Some(at(0))));
    });
}

#[tokio::test]
async fn what_an_officer_hid_its_owner_does_not_show() {
    on_every_database!(|db| {
        floor(&db).await;
        let id = opened(&db, &SELLER, &sell()).await;
        run!(db, txn => hide(&txn, &by(&SELLER), &SELLER, id)).unwrap();
        run!(db, txn => decide::suspend(&txn, &officer(), id, "khiếu nại")).unwrap();
        let shown = run!(db, txn => offers::show(&txn, &by(&SELLER), &SELLER, id));
        assert_eq!(wrong(shown), Some(("hidden", "show")));
        assert_eq!(get(&db, id).await.state, State::Hidden(HiddenBy::Officer));
        // Why it comes back may be said, and is kept in the log.
        let long = "x".repeat(2_001);
        assert!(problems(run!(db, txn => decide::restore(&txn, &officer(), id, &long))).get("reason").is_some());
        run!(db, txn => decide::restore(&txn, &officer(), id, " đã kiểm tra ")).unwrap();
        let log = database::audit::Filter { subject: Some(id.0), ..Default::default() };
        let last = database::audit::page(db.read(), &log, 1).await.unwrap().remove(0);
        assert_eq!((last.action.as_str(), last.reason.as_str()), ("offer.shown", "đã kiểm tra"));
    });
}

#[tokio::test]
async fn who_waits_longest_comes_first() {
    on_every_database!(|db| {
        floor(&db).await;
        let mut ids = Vec::new();
        for minutes in [3, 1, 2, 2] {
            let id = drafted(&db, &BUYER, &buy()).await;
            run!(db, txn => submit(&txn, &by_at(&BUYER, minutes), &BUYER, id)).unwrap();
            ids.push((minutes, id));
        }
        ids.sort();
        let mut found: Vec<OfferId> = Vec::new();
        let mut after = None;
        loop {
            let page = queries::waiting_offers(db.read(), after, 3).await.unwrap();
            let Some(last) = page.last() else { break };
            after = last.submitted_at.map(|at| offers::Cursor { at, id: last.id.0 });
            found.extend(page.iter().map(|offer| offer.id));
        }
        assert_eq!(found, ids.into_iter().map(|(_, id)| id).collect::<Vec<_>>());
    });
}

#[tokio::test]
async fn the_desks_figures_are_what_happened() {
    on_every_database!(|db| {
        floor(&db).await;
        let second = Ctx::new(Actor::Account(BUYER_2.account), at(24 * 60));
        for number in 0..5 {
            let id = drafted(&db, &SELLER, &Terms { valid_until: day(10 - number), ..sell() }).await;
            run!(db, txn => submit(&txn, &by_at(&SELLER, number), &SELLER, id)).unwrap();
            let verdict = async |ctx: &Ctx, verb| {
                run!(db, txn => async {
                    match verb {
                        Verb::Approve => decide::approve(&txn, ctx, id, None).await,
                        Verb::Reject => decide::reject(&txn, ctx, id, None, "hàng cấm").await,
                        _ => decide::request_changes(&txn, ctx, id, None, "thiếu giá").await,
                    }
                })
            };
            match number {
                0 | 1 => verdict(&officer(), Verb::Approve).await.unwrap(),
                2 => verdict(&officer(), Verb::RequestChanges).await.unwrap(),
                3 => verdict(&second, Verb::Reject).await.unwrap(),
                _ => {}
            }
        }
        let figures = queries::figures(db.read(), today()).await.unwrap();
        let expected = Figures { waiting: 1, waiting_since: Some(at(4)), products_with_offer: 1, products_listed: 2 };
        assert_eq!(figures, expected);
        assert_eq!(queries::figures(db.read(), day(11)).await.unwrap().products_with_offer, 0, "all have expired");
        let line = |day, officer, verb, count| Processed { day, officer, verb, count };
        let all = queries::decisions_by_day(db.read(), today(), day(1)).await.unwrap();
        let expected = [
            line(today(), OFFICER, Verb::Approve, 2),
            line(today(), OFFICER, Verb::RequestChanges, 1),
            line(day(1), BUYER_2.account, Verb::Reject, 1),
        ];
        assert_eq!(all, expected);
        assert_eq!(queries::decisions_by_day(db.read(), day(1), day(1)).await.unwrap(), expected[2..]);
    });
}

#[tokio::test]
async fn an_officer_finds_whose_offers_he_looks_for() {
    on_every_database!(|db| {
        floor(&db).await;
        let sold = opened(&db, &SELLER, &sell()).await;
        let wanted = drafted(&db, &BUYER, &buy()).await;
        let others = opened(&db, &OTHER, &Terms { subject: Subject::Product(OTHER_ORANGES), ..sell() }).await;
        let found = async |filter: ConsoleFilter| {
            let page = queries::page_offers(db.read(), &filter, 9).await.unwrap();
            page.into_iter().map(|offer| offer.id).collect::<Vec<_>>()
        };
        let all = ConsoleFilter::default;
        let mut everything = found(all()).await;
        everything.sort();
        let mut expected = [sold, wanted, others].to_vec();
        expected.sort();
        assert_eq!(everything, expected);
        assert_eq!(found(ConsoleFilter { parties: Some(vec![BUYER.party()]), ..all() }).await, [wanted]);
        assert_eq!(found(ConsoleFilter { parties: Some(vec![]), ..all() }).await, [], "nobody is not everybody");
        assert_eq!(found(ConsoleFilter { product: Some(ORANGES), ..all() }).await, [sold]);
        assert_eq!(found(ConsoleFilter { categories: vec!["0101".into()], ..all() }).await.len(), 3);
        assert_eq!(found(ConsoleFilter { categories: vec!["0102".into()], ..all() }).await, []);
        let names = members::queries::names(db.read(), &[SELLER.member.unwrap(), MemberId(new_id())]).await.unwrap();
        assert_eq!(names.len(), 1);
        assert_eq!(names[&SELLER.member.unwrap()], "Hợp tác xã Mẫu");
    });
}

#[tokio::test]
async fn what_the_log_names_leads_to_its_thread_and_an_offer_to_its_deals() {
    on_every_database!(|db| {
        floor(&db).await;
        let id = opened(&db, &SELLER, &sell()).await;
        let quote = quoted(&db, &BUYER, id, &bid(10, 45_000)).await;
        let deal = accepted(&db, &SELLER, quote).await.unwrap();
        let thread = queries::page_threads_of_offer(db.read(), &SELLER, id, None, 9).await.unwrap().remove(0).thread.id;
        for (kind, subject) in [("quote", quote.0), ("deal", deal.0)] {
            let found = queries::thread_behind(db.read(), kind, subject).await.unwrap();
            assert_eq!(found, Some((id, thread)), "{kind}");
        }
        for (kind, subject) in [("quote", deal.0), ("deal", new_id()), ("message", quote.0), ("offer", id.0)] {
            assert_eq!(queries::thread_behind(db.read(), kind, subject).await.unwrap(), None, "{kind}");
        }
        let deals = queries::deals_on_offer(db.read(), id, 9).await.unwrap();
        assert_eq!(deals.iter().map(|deal| deal.id).collect::<Vec<_>>(), [deal]);
        assert!(queries::deals_on_offer(db.read(), OfferId(new_id()), 9).await.unwrap().is_empty());
    });
}

#[tokio::test]
async fn what_keeps_an_offer_from_opening_is_known_before_it_is_tried() {
    on_every_database!(|db| {
        floor(&db).await;
        let id = drafted(&db, &SELLER, &sell()).await;
        let offer = get(&db, id).await;
        offers::check_open(db.read(), today(), &offer).await.unwrap();
        let late = offers::check_open(db.read(), day(11), &offer).await;
        assert!(matches!(late, Err(Error::Expired)), "{late:?}");
        set_state(&db, "product", ORANGES, "hidden").await;
        assert!(problems(offers::check_open(db.read(), today(), &offer).await).get("product").is_some());
        set_state(&db, "stall", STALL, "closed").await;
        let closed = offers::check_open(db.read(), today(), &offer).await;
        assert!(matches!(closed, Err(Error::NotASeller)), "{closed:?}");
    });
}
