//! A scripted month over two processes, closed, corrected and read, against what is known of it.

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{CommodityId, Ctx, MemberId, ProductId, StallId};
use statistics::{
    Correction, Event, Figure, Month, Recorder, Source, View, close_days, close_month, correct_month, kind,
    late_months, measure_from, newest_versions, of_period, provide_month, prune, rollup, top_of_period,
    totals_of_period, verify_month, versions_of,
};

use super::support::{at, day, id, page, product, recorder, shown, visitor};

fn june() -> Month {
    Month::of(day("2026-06-01"))
}

async fn measured(db: &database::Db, since: &str) {
    let txn = db.begin().await.unwrap();
    measure_from(&txn, day(since)).await.unwrap();
    txn.commit().await.unwrap();
}

async fn close(db: &database::Db, month: Month, now: DateTime<Utc>) -> bool {
    let figures = rollup(db.read(), month).await.unwrap();
    let txn = db.begin().await.unwrap();
    let closed = close_month(&txn, &Ctx::system(now), month, figures).await.unwrap();
    txn.commit().await.unwrap();
    closed
}

async fn totals(db: &database::Db, month: Month) -> std::collections::BTreeMap<String, i64> {
    let versions = newest_versions(db.read(), &[month]).await.unwrap();
    let totals = totals_of_period(db.read(), &versions).await.unwrap();
    totals.into_iter().map(|(_, measure, value)| (measure, value)).collect()
}

/// What happens at an instant, through one of the two processes.
struct Script {
    db: database::Db,
    processes: [Recorder; 2],
}

impl Script {
    async fn at(&self, now: &str, process: usize, deed: impl FnOnce(&Recorder, DateTime<Utc>)) {
        let now = at(now);
        for one in &self.processes {
            one.flush(&self.db, now).await.unwrap();
        }
        deed(&self.processes[process], now);
        for one in &self.processes {
            one.flush(&self.db, now).await.unwrap();
        }
        close_days(&self.db, now).await.unwrap();
    }
}

#[tokio::test]
async fn every_figure_of_a_scripted_month_is_the_true_one() {
    database::on_every_database!(|db| {
        let script = Script { db: db.db.clone(), processes: [recorder(), recorder()] };
        measured(&db, "2026-05-01").await;
        let (cam, buoi) = (ProductId(id()), ProductId(id()));
        let (oranges, stall) = (CommodityId(id()), StallId(id()));
        let (one, two) = (MemberId(id()), MemberId(id()));
        let login = |recorder: &Recorder, member, ok: bool, now| {
            let account = kernel::AccountId(id());
            let event = if ok {
                Event::LoginSucceeded { account, member: Some(member) }
            } else {
                Event::LoginFailed { account: Some(account), member: Some(member) }
            };
            recorder.record_at(event, now);
        };
        // The last second of May and the first of June in Hà Tĩnh; then June's last and July's first.
        script.at("2026-05-31T16:59:59Z", 0, |r, now| page(r, 1, now)).await;
        script
            .at("2026-05-31T17:00:00Z", 1, |r, now| {
                page(r, 1, now);
                login(r, one, true, now);
            })
            .await;
        // One visitor over two processes is one visit; another after half an hour.
        script
            .at("2026-06-10T03:00:00Z", 0, |r, now| {
                let visitor = visitor(r, 2, now);
                let view = View::Product { id: cam, commodity: Some(oranges), stall };
                let source = Source::Search("Cam khe mây".to_owned());
                r.record_at(Event::Page { visitor, view, source, campaign: None }, now);
                r.record_at(Event::Search { term: "Cam Khe Mây".to_owned(), hits: 3 }, now);
                r.record_at(Event::Search { term: "sầu riêng".to_owned(), hits: 0 }, now);
            })
            .await;
        script
            .at("2026-06-10T03:10:00Z", 1, |r, now| {
                r.record_at(shown(product(buoi, None), visitor(r, 2, now)), now);
                login(r, one, true, now);
                login(r, two, true, now);
                login(r, two, false, now);
            })
            .await;
        script
            .at("2026-06-10T04:00:00Z", 1, |r, now| {
                let (visitor, source) = (visitor(r, 2, now), Source::Site("baohatinh.vn".to_owned()));
                r.record_at(Event::Page { visitor, view: View::Page, source, campaign: None }, now);
                r.record_at(Event::Export { what: "export.members" }, now);
                let bot = r.visitor_at([203, 0, 113, 9].into(), "Googlebot/2.1", now);
                assert!(bot.is_none(), "bots are in no figure");
            })
            .await;
        script.at("2026-06-30T16:59:59Z", 0, |r, now| page(r, 3, now)).await;
        script.at("2026-06-30T17:00:00Z", 1, |r, now| page(r, 3, now)).await;
        script.at("2026-07-01T00:00:00Z", 0, |_, _| {}).await;

        let now = at("2026-07-01T00:00:00Z");
        assert!(close(&db, june(), now).await);
        let totals = totals(&db, june()).await;
        for (kind, truth) in [
            (kind::PAGE, 5),
            (kind::VISIT, 4),
            (kind::VISITOR, 3),
            (kind::PRODUCT_VIEW, 2),
            (kind::COMMODITY_VIEW, 1),
            (kind::STALL_VIEW, 0),
            (kind::LOGIN_OK, 3),
            (kind::LOGIN_OK_MEMBER, 3),
            (kind::LOGIN_FAILED, 1),
            (kind::LOGIN_FAILED_MEMBER, 1),
            (kind::SEARCH, 2),
            ("zero_hit", 1),
            (kind::REFERRER, 1),
            (kind::CAMPAIGN, 0),
            (kind::EXPORT, 1),
            (kind::CAPPED, 0),
        ] {
            assert_eq!(totals.get(kind), Some(&truth), "{kind}");
        }
        let versions = newest_versions(db.read(), &[june()]).await.unwrap();
        assert!(versions[0].is_closed() && verify_month(db.read(), &versions[0]).await.unwrap());
        let logins = top_of_period(db.read(), &versions, kind::LOGIN_OK_MEMBER, "member", 5).await.unwrap();
        assert_eq!(logins, [(one.to_string(), 2), (two.to_string(), 1)]);
        let terms = of_period(db.read(), &versions, kind::SEARCH, "term").await.unwrap();
        assert_eq!(terms.len(), 2);
        let of_stall =
            statistics::words_of(db.read(), kind::STALL_TERM, stall.0, (day("2026-06-01"), day("2026-06-30")), 5);
        assert_eq!(of_stall.await.unwrap(), [("cam khe mây".to_owned(), 1)]);
    });
}

#[tokio::test]
async fn closed_month_never_changes_and_a_correction_says_why() {
    database::on_every_database!(|db| {
        measured(&db, "2026-01-01").await;
        let recorder = recorder();
        recorder.flush(&db, at("2026-06-10T03:00:00Z")).await.unwrap();
        page(&recorder, 1, at("2026-06-10T03:00:00Z"));
        recorder.flush(&db, at("2026-06-10T03:00:00Z")).await.unwrap();
        let now = at("2026-07-01T00:00:00Z");
        close_days(&db, now).await.unwrap();
        assert!(close(&db, june(), now).await);
        assert!(!close(&db, june(), now + TimeDelta::days(1)).await, "closed once");

        // A clock that was wrong: one more page of June, counted in July.
        page(&recorder, 1, at("2026-06-20T03:00:00Z"));
        recorder.flush(&db, now).await.unwrap();
        assert_eq!(totals(&db, june()).await[kind::PAGE], 1, "no figure changes silently");
        let late = late_months(db.read(), &[june()]).await.unwrap();
        assert_eq!(late[0].1, [(kind::PAGE.to_owned(), 1, 2)]);

        let correct = |reason: &'static str| {
            let db = db.db.clone();
            async move {
                let counted = rollup(db.read(), june()).await.unwrap();
                let txn = db.begin().await.unwrap();
                let version = correct_month(&txn, &Ctx::system(now), june(), reason, counted).await?;
                txn.commit().await.unwrap();
                Ok::<_, Correction>(version)
            }
        };
        assert!(matches!(correct("  ngắn  ").await, Err(Correction::NoReason)));
        assert_eq!(correct("Máy chủ ghi muộn số liệu ngày 20/6.").await.unwrap(), 2);
        assert!(matches!(correct("Máy chủ ghi muộn số liệu ngày 20/6.").await, Err(Correction::Unchanged)));
        assert_eq!(totals(&db, june()).await[kind::PAGE], 2);
        let versions = versions_of(db.read(), june()).await.unwrap();
        assert_eq!(
            versions.iter().map(|one| (one.version, one.reason.is_empty())).collect::<Vec<_>>(),
            [(2, false), (1, true)]
        );
        for version in &versions {
            assert!(verify_month(db.read(), version).await.unwrap());
        }
        assert_eq!(late_months(db.read(), &[june()]).await.unwrap(), []);

        db.execute_plain("UPDATE month_figure SET value = value + 1 WHERE version = 2 AND measure = 'page'")
            .await
            .unwrap();
        assert!(!verify_month(db.read(), &versions[0]).await.unwrap(), "a figure that was tampered with is noticed");
    });
}

#[tokio::test]
async fn running_month_is_provisional_until_it_is_closed() {
    database::on_every_database!(|db| {
        let now = at("2026-06-10T03:00:00Z");
        let provide = |value: i64, minutes: i64| {
            let db = db.db.clone();
            async move {
                let txn = db.begin().await.unwrap();
                let ctx = Ctx::system(now + TimeDelta::minutes(minutes));
                let done = provide_month(&txn, &ctx, june(), vec![Figure::total("members", value)]).await.unwrap();
                txn.commit().await.unwrap();
                done
            }
        };
        assert!(provide(5, 0).await);
        assert!(!provide(6, 1).await, "two processes don't write it at once");
        assert!(provide(7, 10).await);
        assert!(provide(8, 3).await, "a clock that went back doesn't stop it");
        assert_eq!(totals(&db, june()).await["members"], 8);
        let txn = db.begin().await.unwrap();
        assert!(close_month(&txn, &Ctx::system(now), june(), vec![Figure::total("members", 9)]).await.unwrap());
        txn.commit().await.unwrap();
        assert!(!provide(10, 60).await, "a closed month is not provisional again");
        assert_eq!(totals(&db, june()).await["members"], 9);
        assert_eq!(versions_of(db.read(), june()).await.unwrap().len(), 1);
    });
}

#[tokio::test]
async fn what_is_not_counted_has_no_figure() {
    database::on_every_database!(|db| {
        measured(&db, "2026-06-15").await;
        let figures = rollup(db.read(), june()).await.unwrap();
        assert!(figures.contains(&Figure::total(kind::VISIT, 0)), "counted, and nothing happened");
        assert_eq!(rollup(db.read(), june().before()).await.unwrap(), [], "not counted in May");
    });
}

#[tokio::test]
async fn a_flood_from_one_address_is_bounded_and_told() {
    database::on_every_database!(|db| {
        let recorder = recorder();
        let now = at("2026-06-10T03:00:00Z");
        recorder.flush(&db, now).await.unwrap();
        for number in 0..1_000u32 {
            let browser = format!("Mozilla/5.0 (X11; Linux) Firefox/{number}");
            if let Some(visitor) = recorder.visitor_at([203, 0, 113, 66].into(), &browser, now) {
                recorder.record_at(shown(View::Page, visitor), now);
            }
        }
        page(&recorder, 1, now);
        recorder.flush(&db, now).await.unwrap();
        let today = day("2026-06-10");
        let counted = statistics::total(db.read(), kind::PAGE, today, today).await.unwrap();
        assert_eq!(counted, i64::from(statistics::PER_MINUTE) + 1);
        let capped = statistics::total(db.read(), kind::CAPPED, today, today).await.unwrap();
        assert_eq!(counted + capped, 1_001, "what is left out is a figure too");
    });
}

#[tokio::test]
async fn forged_names_of_sites_do_not_fill_the_table() {
    database::on_every_database!(|db| {
        let recorder = recorder();
        let now = at("2026-06-10T03:00:00Z");
        let visitor = visitor(&recorder, 1, now);
        for round in 0..3 {
            for number in 0..800 {
                let source = Source::Site(format!("s{}.example", round * 800 + number));
                recorder.record_at(Event::Page { visitor, view: View::Page, source, campaign: None }, now);
            }
            recorder.flush(&db, now).await.unwrap();
        }
        let words = statistics::words_of(
            db.read(),
            kind::REFERRER,
            uuid::Uuid::nil(),
            (day("2026-06-10"), day("2026-06-10")),
            5_000,
        );
        let words = words.await.unwrap();
        assert!(words.len() as u64 <= statistics::MAX_WORDS_A_DAY + 1, "{} words", words.len());
        assert_eq!(words.iter().map(|(_, count)| count).sum::<i64>(), 2_400, "none is lost");
        assert_eq!(words[0].0, statistics::OTHER);
    });
}

#[tokio::test]
async fn old_days_go_only_when_their_month_is_closed() {
    database::on_every_database!(|db| {
        measured(&db, "2024-01-01").await;
        let recorder = recorder();
        let then = at("2024-06-10T03:00:00Z");
        recorder.flush(&db, then).await.unwrap();
        recorder.record_at(shown(product(ProductId(id()), None), visitor(&recorder, 1, then)), then);
        recorder.flush(&db, then).await.unwrap();
        let (now, june) = (at("2026-06-10T03:00:00Z"), Month::of(day("2024-06-01")));
        let count = || statistics::total(db.read(), kind::PRODUCT_VIEW, june.first(), june.last());
        let prune_now = || async {
            let txn = db.begin().await.unwrap();
            prune(&txn, now).await.unwrap();
            txn.commit().await.unwrap();
        };
        prune_now().await;
        assert_eq!(count().await.unwrap(), 1, "not closed, so kept");
        assert!(close(&db, june, now).await);
        prune_now().await;
        assert_eq!(count().await.unwrap(), 0);
        assert_eq!(totals(&db, june).await[kind::PRODUCT_VIEW], 1, "the month keeps it");
    });
}
