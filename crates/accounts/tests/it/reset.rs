use accounts::reset::Redeemed;
use accounts::*;
use chrono::TimeDelta;
use database::on_every_database;

use crate::support::*;

const NEW: &str = "thuyền về bến trưa";

async fn by_code(world: &World<'_>, identifier: &str, code: &str) -> Redeemed {
    let hash = world.passwords.hash(NEW).await;
    let ctx = world.ctx();
    commit!(world, |txn| reset::by_code(&txn, &ctx, identifier, code, world.address, &hash)).unwrap()
}

#[tokio::test]
async fn asking_for_a_link_answers_everybody_alike_and_mails_only_the_owner() {
    on_every_database!(|db| {
        let world = World::new(&db);
        world.register(EMAIL).await.unwrap();
        world.register("0912345678").await.unwrap();
        let before = world.events().await.len();
        let ctx = world.ctx();
        for identifier in ["An@example.vn", "nobody@example.vn", "0912345678", "nonsense\0"] {
            commit!(world, |txn| reset::request(&txn, &ctx, identifier, world.address)).unwrap();
        }
        assert_eq!(world.events().await[before..], ["account.reset_wanted"]);
        for _ in 0..8 {
            commit!(world, |txn| reset::request(&txn, &ctx, EMAIL, world.address)).unwrap();
        }
        assert_eq!(world.events().await.len(), before + 5, "the mailbox is not flooded");
    });
}

#[tokio::test]
async fn a_mailed_link_sets_the_password_once_and_ends_every_session() {
    on_every_database!(|db| {
        let world = World::new(&db);
        let account = world.register(EMAIL).await.unwrap();
        let session = world.login(EMAIL).await.session_token;
        let verify = world.mint(account.id, Purpose::VerifyEmail).await.unwrap();
        let letter = world.mint(account.id, Purpose::ResetPassword).await.unwrap();
        let hash = world.passwords.hash(NEW).await;
        let ctx = world.ctx();
        let token = letter.token.expose();
        assert_eq!(reset::find_link(db.read(), &ctx, token).await.unwrap().unwrap().id, account.id);
        assert!(reset::find_link(db.read(), &ctx, verify.token.expose()).await.unwrap().is_none());
        let done = commit!(world, |txn| reset::by_link(&txn, &ctx, token, &hash)).unwrap();
        assert!(done.verified(), "the owner reads that mailbox");
        assert!(world.session(&session).await.is_none());
        assert!(matches!(commit!(world, |txn| reset::by_link(&txn, &ctx, token, &hash)), Err(Error::Expired)));
        assert!(matches!(world.try_login(EMAIL, PASSWORD).await, Outcome::Wrong { .. }));
        assert!(matches!(world.try_login(EMAIL, NEW).await, Outcome::LoggedIn(_)));
        assert_eq!(world.events().await.last().unwrap(), "account.password_changed");
    });
}

#[tokio::test]
async fn a_mailed_link_is_good_for_an_hour() {
    on_every_database!(|db| {
        let mut world = World::new(&db);
        let account = world.register(EMAIL).await.unwrap();
        let letter = world.mint(account.id, Purpose::ResetPassword).await.unwrap();
        world.wait(TimeDelta::hours(1));
        let ctx = world.ctx();
        let late = commit!(world, |txn| reset::by_link(&txn, &ctx, letter.token.expose(), "x"));
        assert!(matches!(late, Err(Error::Expired)));
        assert!(reset::find_link(db.read(), &ctx, letter.token.expose()).await.unwrap().is_none());
    });
}

#[tokio::test]
async fn a_reset_lets_a_blocked_owner_in_again() {
    on_every_database!(|db| {
        let world = World::new(&db);
        let account = world.register(EMAIL).await.unwrap();
        for _ in 0..5 {
            world.try_login(EMAIL, "wrong password").await;
        }
        assert!(matches!(world.try_login(EMAIL, PASSWORD).await, Outcome::Throttled { .. }));
        let letter = world.mint(account.id, Purpose::ResetPassword).await.unwrap();
        let hash = world.passwords.hash(NEW).await;
        let ctx = world.ctx();
        commit!(world, |txn| reset::by_link(&txn, &ctx, letter.token.expose(), &hash)).unwrap();
        assert!(matches!(world.try_login(EMAIL, NEW).await, Outcome::LoggedIn(_)));
    });
}

#[tokio::test]
async fn an_officer_s_code_sets_the_password_once() {
    on_every_database!(|db| {
        let mut world = World::new(&db);
        let officer = world.administrator("officer@example.vn").await;
        let account = world.register("0912345678").await.unwrap();
        let session = world.login("0912345678").await.session_token;
        let ctx = world.as_account(officer.id);
        let old = commit!(world, |txn| reset::issue_code(&txn, &ctx, account.id)).unwrap();
        let code = commit!(world, |txn| reset::issue_code(&txn, &ctx, account.id)).unwrap();
        assert!(code.expose().len() == 8 && code.expose().bytes().all(|b| b.is_ascii_digit()));
        let audited = world.audited(account.id).await;
        assert_eq!(audited.iter().filter(|action| *action == "account.reset_code_issued").count(), 2);
        if old != code {
            assert_eq!(by_code(&world, "0912345678", old.expose()).await, Redeemed::Wrong, "replaced");
        }
        assert_eq!(by_code(&world, "officer@example.vn", code.expose()).await, Redeemed::Wrong, "another's");
        assert_eq!(by_code(&world, "nobody@example.vn", code.expose()).await, Redeemed::Wrong);
        world.wait(TimeDelta::minutes(29));
        let spaced = format!("{} {}", &code.expose()[..4], &code.expose()[4..]);
        assert!(matches!(by_code(&world, "0912 345 678", &spaced).await, Redeemed::Done(_)));
        assert!(world.session(&session).await.is_none());
        assert_eq!(by_code(&world, "0912345678", code.expose()).await, Redeemed::Wrong, "used");
        assert!(matches!(world.try_login("0912345678", NEW).await, Outcome::LoggedIn(_)));
    });
}

#[tokio::test]
async fn an_officer_s_code_is_good_for_five_tries_and_thirty_minutes() {
    on_every_database!(|db| {
        let mut world = World::new(&db);
        let officer = world.administrator("officer@example.vn").await;
        let account = world.register("0912345678").await.unwrap();
        let issue = async |world: &World<'_>| {
            let ctx = world.as_account(officer.id);
            commit!(world, |txn| reset::issue_code(&txn, &ctx, account.id)).unwrap()
        };
        let code = issue(&world).await;
        for _ in 0..5 {
            assert_eq!(by_code(&world, "0912345678", "not it").await, Redeemed::Wrong);
        }
        assert!(matches!(by_code(&world, "0912345678", code.expose()).await, Redeemed::Throttled { .. }));
        world.wait(TimeDelta::minutes(16));
        assert_eq!(by_code(&world, "0912345678", code.expose()).await, Redeemed::Wrong, "its tries are used up");
        let code = issue(&world).await;
        world.wait(TimeDelta::minutes(30));
        assert_eq!(by_code(&world, "0912345678", code.expose()).await, Redeemed::Wrong, "too old");
        let code = issue(&world).await;
        assert!(matches!(by_code(&world, "0912345678", code.expose()).await, Redeemed::Done(_)));
    });
}

#[tokio::test]
async fn only_officers_issue_codes_and_moderators_none_for_officers() {
    on_every_database!(|db| {
        let world = World::new(&db);
        let chief = world.administrator("chief@example.vn").await;
        let moderator = world.register("moderator@example.vn").await.unwrap();
        let buyer = world.register(EMAIL).await.unwrap();
        let ctx = world.as_account(chief.id);
        commit!(world, |txn| admin::set_role(&txn, &ctx, moderator.id, Role::Moderator, "nhận việc")).unwrap();
        for (actor, target, allowed) in [
            (buyer.id, moderator.id, false),
            (moderator.id, chief.id, false),
            (moderator.id, moderator.id, false),
            (moderator.id, buyer.id, true),
            (chief.id, moderator.id, true),
        ] {
            let ctx = world.as_account(actor);
            let result = commit!(world, |txn| reset::issue_code(&txn, &ctx, target));
            assert_eq!(result.is_ok(), allowed, "{result:?}");
        }
    });
}
