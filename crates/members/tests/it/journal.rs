//! Audit line and event go with the deed, or nothing goes.

use database::on_every_database;
use kernel::{Actor, Ctx, Locale};
use members::{DocumentKind, Event, StaffRole, apply, contact, decide, documents, inquiries, staff, stall as stalls};

use super::support::*;
use crate::run;

/// The newest audit line of the member and the newest event, when that many events are there.
macro_rules! expect {
    ($db:expr, $member:expr, $action:expr, $events:expr) => {{
        let filter = database::audit::Filter { member: Some($member), ..Default::default() };
        let lines = database::audit::page($db.read(), &filter, 500).await.unwrap();
        assert!(lines.iter().any(|line| line.action == $action), "no audit line {}", $action);
        let events = events(&$db).await;
        assert_eq!(events.len(), $events, "after {}", $action);
        if Event::from_kind($action).is_some() {
            assert_eq!(events.last().unwrap().kind, $action);
        }
    }};
}

#[tokio::test]
async fn every_command_leaves_its_audit_line_and_its_event() {
    on_every_database!(|db| {
        let (owner, id) = drafted(&db, &[]).await;
        let ctx = by(owner);
        expect!(db, id, "member.begun", 0);
        expect!(db, id, "member.document_added", 0);
        let other = with(application(), &[("name", "Tên khác")]);
        run!(db, |txn| apply::save(txn, &ctx, owner, &other)).unwrap();
        expect!(db, id, "member.saved", 0);
        run!(db, |txn| apply::submit(txn, &ctx, id)).unwrap();
        expect!(db, id, "member.submitted", 1);
        run!(db, |txn| decide::request_changes(txn, &ctx, id, "Bổ sung")).unwrap();
        expect!(db, id, "member.changes_requested", 2);
        run!(db, |txn| apply::submit(txn, &ctx, id)).unwrap();
        run!(db, |txn| decide::approve(txn, &ctx, id, None)).unwrap();
        expect!(db, id, "member.approved", 4);
        run!(db, |txn| contact::update(txn, &ctx, id, &with(application(), &[("address", "Thôn 7")]))).unwrap();
        expect!(db, id, "member.edited", 5);

        let stall = run!(db, |txn| stalls::save(txn, &ctx, id, &stall_form("cam-mau"))).unwrap();
        expect!(db, id, "stall.begun", 5);
        run!(db, |txn| stalls::submit(txn, &ctx, id)).unwrap();
        expect!(db, id, "stall.submitted", 6);
        run!(db, |txn| stalls::decide::approve(txn, &ctx, stall, None)).unwrap();
        expect!(db, id, "stall.approved", 7);
        let buyer = Ctx::new(Actor::Anonymous, noon());
        let question = fields(&[("name", "Người mua"), ("contact", "0912345678"), ("body", "Cam còn không ạ?")]);
        run!(db, |txn| inquiries::ask(txn, &buyer, stall, None, &question, Locale::Vi)).unwrap();
        expect!(db, id, "inquiry.sent", 8);
        let sent = events(&db).await.pop().unwrap();
        assert_eq!(sent.payload["member"], id.to_string());
        assert!(!format!("{sent:?}").contains("912345678"), "no personal data in the event");

        run!(db, |txn| stalls::decide::suspend(txn, &ctx, stall, "Khiếu nại")).unwrap();
        expect!(db, id, "stall.suspended", 9);
        let told = lines(&db, stall).await;
        assert!(told.iter().any(|line| line.action == "stall.suspended" && line.reason == "Khiếu nại"));
        run!(db, |txn| stalls::decide::restore(txn, &ctx, stall, "")).unwrap();
        expect!(db, id, "stall.restored", 10);
        let secret = run!(db, |txn| staff::invite(txn, &ctx, id, StaffRole::Owner, "")).unwrap().secret;
        expect!(db, id, "staff.invited", 11);
        let clerk = account(&db).await;
        run!(db, |txn| staff::accept(txn, &by(clerk), clerk, &secret)).unwrap();
        expect!(db, id, "staff.joined", 12);
        assert_eq!(events(&db).await.last().unwrap().payload["account"], clerk.to_string());
        run!(db, |txn| staff::remove_staff(txn, &ctx, id, StaffRole::Owner, clerk)).unwrap();
        expect!(db, id, "staff.removed", 13);
        run!(db, |txn| decide::suspend(txn, &ctx, id, "Kiểm tra")).unwrap();
        expect!(db, id, "member.suspended", 14);
        run!(db, |txn| decide::restore(txn, &ctx, id, "")).unwrap();
        expect!(db, id, "member.restored", 15);
        run!(db, |txn| stalls::decide::close(txn, &ctx, stall, "")).unwrap();
        expect!(db, id, "stall.closed", 16);
        run!(db, |txn| decide::close(txn, &ctx, id, "")).unwrap();
        expect!(db, id, "member.closed", 17);
        let told = lines(&db, id).await;
        assert!(told.iter().all(|line| line.member_id == Some(id) && line.actor.is_some()));
        assert!(told.iter().any(|line| line.action == "member.suspended" && line.reason == "Kiểm tra"));
        let everything = format!("{told:?} {:?}", events(&db).await);
        assert!(!everything.contains(&secret), "the secret of the invitation is nowhere");
    });
}

#[tokio::test]
async fn what_is_rolled_back_leaves_nothing() {
    on_every_database!(|db| {
        let owner = account(&db).await;
        let ctx = by(owner);
        let txn = db.begin().await.unwrap();
        let id = apply::save(&txn, &ctx, owner, &application()).await.unwrap();
        documents::add(&txn, &ctx, id, DocumentKind::Licence, paper("a.pdf")).await.unwrap();
        apply::submit(&txn, &ctx, id).await.unwrap();
        decide::approve(&txn, &ctx, id, None).await.unwrap();
        let stall = stalls::save(&txn, &ctx, id, &stall_form("cam-mau")).await.unwrap();
        stalls::submit(&txn, &ctx, id).await.unwrap();
        stalls::decide::approve(&txn, &ctx, stall, None).await.unwrap();
        staff::invite(&txn, &ctx, id, StaffRole::Owner, "").await.unwrap();
        txn.rollback().await.unwrap();

        assert_eq!(members::queries::member(db.read(), id).await.unwrap(), None);
        assert_eq!(members::queries::membership(db.read(), owner).await.unwrap(), None);
        assert_eq!(members::queries::shop(db.read(), stall).await.unwrap(), None);
        assert!(events(&db).await.is_empty());
        assert!(lines(&db, id).await.is_empty() && lines(&db, stall).await.is_empty());
    });
}
