//! Queues and lists.

use database::on_every_database;
use kernel::{MemberId, StallId};
use members::{
    Key, MemberState, StallState,
    console::{self, MemberFilter, StallFilter},
    queries,
};

use super::support::*;
use crate::run;

#[tokio::test]
async fn the_queues_show_who_waits_the_oldest_first() {
    on_every_database!(|db| {
        let mut members = Vec::new();
        let mut stalls = Vec::new();
        for (minutes, state) in [
            (9, MemberState::Submitted),
            (3, MemberState::Submitted),
            (5, MemberState::Approved),
            (1, MemberState::Draft),
        ] {
            let mut member = bare_member(state);
            member.submitted_at = Some(at(minutes));
            let mut stall = bare_stall(member.id, StallState::Submitted);
            stall.submitted_at = Some(at(-minutes));
            stalls.push(stall);
            members.push(member);
        }
        stalls[3].state = StallState::Draft;
        let (m, s): (Vec<_>, Vec<_>) = (members.iter().map(|m| m.id).collect(), stalls.iter().map(|s| s.id).collect());
        run!(db, |txn| members::bulk::insert_members(txn, members)).unwrap();
        run!(db, |txn| members::bulk::insert_stalls(txn, stalls)).unwrap();

        let waiting = console::waiting_members(db.read(), 9).await.unwrap();
        assert_eq!(waiting.iter().map(|w| w.id).collect::<Vec<_>>(), [m[1], m[0]]);
        assert_eq!(waiting[0].submitted_at, at(3));
        let waiting = console::waiting_stalls(db.read(), 9).await.unwrap();
        assert_eq!(waiting.iter().map(|w| w.id).collect::<Vec<_>>(), [s[0], s[2], s[1]]);
        assert_eq!(waiting[1].member_state, MemberState::Approved);
        assert_eq!(console::count_waiting(db.read()).await.unwrap(), (2, 3));
        assert_eq!(console::waiting_members(db.read(), 1).await.unwrap().len(), 1);
    });
}

#[tokio::test]
async fn open_stalls_page_newest_first_without_gaps() {
    on_every_database!(|db| {
        let mut all = Vec::new();
        let (mut members, mut stalls) = (Vec::new(), Vec::new());
        for n in 0..7 {
            let member = bare_member(if n == 6 { MemberState::Suspended } else { MemberState::Approved });
            let mut stall = bare_stall(member.id, if n == 5 { StallState::Suspended } else { StallState::Open });
            stall.opened_at = Some(at(n / 2));
            if n < 5 {
                all.push((stall.opened_at.unwrap(), stall.id));
            }
            members.push(member);
            stalls.push(stall);
        }
        run!(db, |txn| members::bulk::insert_members(txn, members)).unwrap();
        run!(db, |txn| members::bulk::insert_stalls(txn, stalls)).unwrap();
        all.sort_by(|a, b| b.cmp(a));
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = queries::page_open_stalls(db.read(), after, 2).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some(Key::after_stall(&last.stall));
            seen.extend(page.iter().map(|shop| (shop.stall.opened_at.unwrap(), shop.stall.id)));
        }
        assert_eq!(seen, all);
        assert_eq!(queries::count_open_stalls(db.read()).await.unwrap(), 5);
        assert_eq!(queries::count_approved_members(db.read()).await.unwrap(), 6);
    });
}

#[tokio::test]
async fn stalls_are_found_by_their_ids() {
    on_every_database!(|db| {
        let member = member_in(&db, MemberState::Suspended).await;
        let id = stall_in(&db, member, StallState::Open).await;
        let ids = [id, StallId(new_id())];
        assert_eq!(queries::stalls_by_ids(db.read(), &ids).await.unwrap()[0].id, id);
        let shops = queries::shops_by_ids(db.read(), &ids).await.unwrap();
        assert_eq!((shops.len(), shops[&id].visible()), (1, false));
        assert!(queries::shops_by_ids(db.read(), &[]).await.unwrap().is_empty());
    });
}

#[tokio::test]
async fn the_console_finds_members_by_state_name_tax_code_and_phone() {
    on_every_database!(|db| {
        let (owner, orange) = approved(&db, &[("name", "Công ty Đức Cam 100%_")]).await;
        let (_, honey) = drafted(&db, &[("name", "HTX Mật Ong"), ("tax_code", ""), ("phone", "0987654321")]).await;
        let find = |state, text: &str| {
            let (db, filter) = (&db, MemberFilter { state, text: text.to_owned() });
            async move {
                let page = console::page_members(db.read(), &filter, None, 9).await.unwrap();
                page.into_iter().map(|member| member.id).collect::<Vec<MemberId>>()
            }
        };
        assert_eq!(find(None, "").await.len(), 2);
        assert_eq!(find(Some(MemberState::Draft), "").await, [honey]);
        assert_eq!(find(Some(MemberState::Closed), "").await, []);
        assert_eq!(find(None, "Đức cam").await, [orange]);
        assert_eq!(find(None, "%_").await, [orange]);
        assert_eq!(find(None, "%").await, [orange]);
        assert_eq!(find(None, "0300 588 569").await, [orange]);
        assert_eq!(find(None, "0987.654.321").await, [honey]);
        assert_eq!(find(None, "'; DROP TABLE member; --").await, []);

        let stall = run!(db, |txn| members::stall::save(txn, &by(owner), orange, &stall_form("cam-mau"))).unwrap();
        let filter = StallFilter { state: Some(StallState::Draft), text: "cam-M".to_owned() };
        let page = console::page_stalls(db.read(), &filter, None, 9).await.unwrap();
        assert_eq!((page.len(), page[0].stall.id, page[0].member.id), (1, stall, orange));
        assert!(console::page_stalls(db.read(), &filter, Some(stall), 9).await.unwrap().is_empty());
    });
}

#[tokio::test]
async fn console_pages_follow_each_other() {
    on_every_database!(|db| {
        let mut ids = Vec::new();
        for _ in 0..5 {
            ids.push(member_in(&db, MemberState::Approved).await);
        }
        ids.sort_by(|a, b| b.cmp(a));
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = console::page_members(db.read(), &MemberFilter::default(), after, 2).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            seen.extend(page.iter().map(|member| member.id));
        }
        assert_eq!(seen, ids);
    });
}

#[tokio::test]
async fn bulk_filling_goes_beyond_one_statement() {
    on_every_database!(|db| {
        let members: Vec<_> = (0..2_100).map(|_| bare_member(MemberState::Approved)).collect();
        let stalls: Vec<_> = members.iter().map(|member| bare_stall(member.id, StallState::Open)).collect();
        run!(db, |txn| members::bulk::insert_members(txn, members)).unwrap();
        run!(db, |txn| members::bulk::insert_stalls(txn, stalls)).unwrap();
        run!(db, |txn| members::bulk::insert_documents(txn, Vec::new())).unwrap();
        assert_eq!(queries::count_open_stalls(db.read()).await.unwrap(), 2_100);
        assert!(events(&db).await.is_empty());
    });
}
