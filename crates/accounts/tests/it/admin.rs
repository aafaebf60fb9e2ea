use accounts::*;
use database::on_every_database;
use kernel::{AccountId, Problem};

use crate::support::*;

#[tokio::test]
async fn a_lock_ends_sessions_and_links_and_needs_a_reason() {
    on_every_database!(|db| {
        let world = World::new(&db);
        let officer = world.administrator("officer@example.vn").await;
        let account = world.register(EMAIL).await.unwrap();
        let session = world.login(EMAIL).await.session_token;
        let letter = world.mint(account.id, Purpose::ResetPassword).await.unwrap();
        let ctx = world.as_account(officer.id);
        let silent = commit!(world, |txn| admin::lock(&txn, &ctx, account.id, "  "));
        assert!(matches!(silent, Err(Error::Invalid(errors)) if errors.get("reason") == Some(&Problem::Required)));
        commit!(world, |txn| admin::lock(&txn, &ctx, account.id, "đăng hàng giả")).unwrap();
        assert!(world.session(&session).await.is_none());
        let refused = commit!(world, |txn| reset::by_link(&txn, &ctx, letter.token.expose(), "x"));
        assert!(matches!(refused, Err(Error::Expired)));
        assert!(world.mint(account.id, Purpose::ResetPassword).await.is_none());
        assert_eq!(world.reload(account.id).await.locked_reason, "đăng hàng giả");
        assert!(matches!(commit!(world, |txn| admin::lock(&txn, &ctx, account.id, "lại")), Err(Error::WrongState)));
        commit!(world, |txn| admin::unlock(&txn, &ctx, account.id, "đã sửa")).unwrap();
        assert!(matches!(commit!(world, |txn| admin::unlock(&txn, &ctx, account.id, "lại")), Err(Error::WrongState)));
        world.login(EMAIL).await;
        assert!(world.session(&session).await.is_none(), "the old session stays ended");
        let audited = world.audited(account.id).await;
        assert_eq!(audited.iter().filter(|action| action.ends_with("locked")).count(), 2, "{audited:?}");
    });
}

#[tokio::test]
async fn a_role_is_given_by_administrators_to_others_and_begins_anew() {
    on_every_database!(|db| {
        let world = World::new(&db);
        let chief = world.administrator("chief@example.vn").await;
        let account = world.register(EMAIL).await.unwrap();
        let buyer = world.register("other@example.vn").await.unwrap();
        let session = world.login(EMAIL).await.session_token;
        let set = async |actor: AccountId, target: AccountId, role: Role| {
            let ctx = world.as_account(actor);
            commit!(world, |txn| admin::set_role(&txn, &ctx, target, role, "phân công"))
        };
        assert_eq!(set(chief.id, account.id, Role::Moderator).await.unwrap().role, Role::Moderator);
        assert!(world.session(&session).await.is_none());
        assert!(world.login(EMAIL).await.must_enrol);
        assert!(matches!(set(chief.id, account.id, Role::Moderator).await, Err(Error::WrongState)));
        assert!(matches!(set(chief.id, chief.id, Role::Buyer).await, Err(Error::Forbidden)), "not oneself");
        assert!(matches!(set(account.id, buyer.id, Role::Moderator).await, Err(Error::Forbidden)), "a moderator");
        assert!(matches!(set(buyer.id, account.id, Role::Buyer).await, Err(Error::Forbidden)), "a buyer");
        assert!(matches!(set(chief.id, world.ctx().new_id().into(), Role::Buyer).await, Err(Error::NotFound)));
    });
}

#[tokio::test]
async fn a_locked_officer_manages_nobody() {
    on_every_database!(|db| {
        let world = World::new(&db);
        let chief = world.administrator("chief@example.vn").await;
        let other = world.administrator("officer@example.vn").await;
        let account = world.register(EMAIL).await.unwrap();
        let ctx = world.as_account(chief.id);
        commit!(world, |txn| admin::lock(&txn, &ctx, other.id, "nghỉ việc")).unwrap();
        let ctx = world.as_account(other.id);
        assert!(matches!(commit!(world, |txn| admin::lock(&txn, &ctx, account.id, "vì")), Err(Error::Forbidden)));
        assert!(matches!(commit!(world, |txn| admin::unlock(&txn, &ctx, other.id, "vì")), Err(Error::Forbidden)));
    });
}

#[tokio::test]
async fn accounts_are_listed_by_page_filtered_and_searched() {
    on_every_database!(|db| {
        let mut world = World::new(&db);
        let chief = world.administrator("chief@example.vn").await;
        let mut ids = vec![];
        for identifier in ["a_b@example.vn", "axb@example.vn", "0912345678", "0912345679"] {
            world.wait(chrono::TimeDelta::minutes(1));
            ids.push(world.register(identifier).await.unwrap().id);
        }
        let ctx = world.as_account(chief.id);
        commit!(world, |txn| admin::lock(&txn, &ctx, ids[3], "vì")).unwrap();
        let page = async |filter: AccountFilter, before: Option<AccountId>, limit: u64| {
            let page = page_accounts(db.read(), &filter, before, limit).await.unwrap();
            page.into_iter().map(|account| account.id).collect::<Vec<_>>()
        };
        let all = AccountFilter::default();
        assert_eq!(page(all.clone(), None, 3).await, [ids[3], ids[2], ids[1]]);
        assert_eq!(page(all.clone(), Some(ids[1]), 3).await, [ids[0], chief.id]);
        assert_eq!(page(AccountFilter { role: Some(Role::Administrator), ..all.clone() }, None, 9).await, [chief.id]);
        assert_eq!(page(AccountFilter { locked: Some(true), ..all.clone() }, None, 9).await, [ids[3]]);
        assert_eq!(page(AccountFilter { waiting_for_phone: true, ..all.clone() }, None, 9).await, [ids[2]]);
        let search = async |text: &str| page(AccountFilter { search: text.to_owned(), ..all.clone() }, None, 9).await;
        assert_eq!(search("A_B@example.vn").await, [ids[0]]);
        assert_eq!(search("a_b").await, [ids[0]], "no wildcard");
        assert_eq!(search("+84 912 345 678").await, [ids[2]]);
        assert_eq!(search("Nguyễn").await.len(), 4);
        assert_eq!(search("Quản trị").await, [chief.id]);
        assert_eq!(search("NGUY").await.len(), 4);
        assert_eq!(search("%").await, []);
        assert_eq!(search("'; DROP TABLE account; --\0").await, []);
        assert_eq!(names(db.read(), &[chief.id]).await.unwrap()[&chief.id], "Quản trị mẫu");
    });
}

#[test]
fn an_administrator_s_address_and_password_are_checked() {
    assert!(admin::parse_administrator("officer@example.vn", PASSWORD).is_ok());
    assert_eq!(admin::parse_administrator("x", PASSWORD).unwrap_err().get("identifier"), Some(&Problem::NotEmail));
    let weak = admin::parse_administrator("officer@example.vn", "matkhau123").unwrap_err();
    assert_eq!(weak.get("password"), Some(&Problem::WeakPassword));
}

#[test]
fn every_event_is_found_by_its_kind() {
    for event in Event::ALL {
        assert_eq!(Event::from_kind(event.kind()), Some(event));
    }
    assert_eq!(Event::from_kind("product.approved"), None);
}
