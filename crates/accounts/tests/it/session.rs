use accounts::*;
use chrono::TimeDelta;
use database::on_every_database;

use crate::support::*;

#[tokio::test]
async fn a_buyer_s_session_ends_after_seven_idle_days() {
    on_every_database!(|db| {
        let mut world = World::new(&db);
        world.register(EMAIL).await.unwrap();
        let token = world.login(EMAIL).await.session_token;
        world.wait(TimeDelta::days(7) - TimeDelta::seconds(1));
        assert!(world.session(&token).await.is_some());
        world.wait(TimeDelta::seconds(1));
        assert!(world.session(&token).await.is_none());
    });
}

#[tokio::test]
async fn a_busy_buyer_s_session_ends_after_thirty_days() {
    on_every_database!(|db| {
        let mut world = World::new(&db);
        world.register(EMAIL).await.unwrap();
        let token = world.login(EMAIL).await.session_token;
        let ctx = world.ctx();
        for _ in 0..29 {
            world.wait(TimeDelta::days(1));
            let session = world.session(&token).await.expect("alive");
            let ctx = kernel::Ctx { now: world.now, ..ctx };
            commit!(world, |txn| touch(&txn, &ctx, &session)).unwrap();
        }
        world.wait(TimeDelta::days(1));
        assert!(world.session(&token).await.is_none());
    });
}

#[tokio::test]
async fn an_officer_s_session_ends_after_an_idle_hour_and_after_half_a_day() {
    on_every_database!(|db| {
        let mut world = World::new(&db);
        world.administrator("officer@example.vn").await;
        let token = world.login("officer@example.vn").await.session_token;
        let start = world.now;
        world.wait(TimeDelta::minutes(60));
        assert!(world.session(&token).await.is_none());
        world.now = start;
        for _ in 0..14 {
            world.wait(TimeDelta::minutes(50));
            let session = world.session(&token).await.expect("alive");
            let ctx = world.ctx();
            commit!(world, |txn| touch(&txn, &ctx, &session)).unwrap();
        }
        world.now = start + TimeDelta::hours(12);
        assert!(world.session(&token).await.is_none());
    });
}

#[tokio::test]
async fn life_is_noted_at_most_once_a_minute() {
    on_every_database!(|db| {
        let mut world = World::new(&db);
        world.register(EMAIL).await.unwrap();
        let token = world.login(EMAIL).await.session_token;
        let start = world.now;
        for (seconds, seen) in [(59, 0), (60, 60), (119, 60), (120, 120)] {
            world.now = start + TimeDelta::seconds(seconds);
            let session = world.session(&token).await.unwrap();
            let ctx = world.ctx();
            assert_eq!(session.wants_touch(ctx.now), seconds == seen);
            commit!(world, |txn| touch(&txn, &ctx, &session)).unwrap();
            assert_eq!(world.session(&token).await.unwrap().last_seen_at, start + TimeDelta::seconds(seen));
        }
    });
}

#[tokio::test]
async fn logging_in_anew_ends_the_browser_s_former_session() {
    on_every_database!(|db| {
        let world = World::new(&db);
        world.register(EMAIL).await.unwrap();
        let first = world.login(EMAIL).await.session_token;
        let attempt = login::prepare(db.read(), &world.ctx(), EMAIL, world.address).await.unwrap();
        let checked = attempt.check(&world.passwords, PASSWORD).await;
        let device = Device { previous_token: Some(first.expose().to_owned()), ..device() };
        let ctx = world.ctx();
        let outcome = commit!(world, |txn| login::login(&txn, &ctx, checked, &device)).unwrap();
        let Outcome::LoggedIn(second) = outcome else { panic!("{outcome:?}") };
        assert_ne!(first, second.session_token);
        assert!(world.session(&first).await.is_none());
        assert!(world.session(&second.session_token).await.is_some());
    });
}

#[tokio::test]
async fn sessions_are_listed_and_ended_by_their_owner_only() {
    on_every_database!(|db| {
        let mut world = World::new(&db);
        let owner = world.register(EMAIL).await.unwrap();
        let other = world.register("other@example.vn").await.unwrap();
        let mut tokens = vec![];
        for _ in 0..3 {
            world.wait(TimeDelta::minutes(1));
            tokens.push(world.login(EMAIL).await.session_token);
        }
        let foreign = world.login("other@example.vn").await.session_token;
        let lines = page_sessions(db.read(), &world.ctx(), &owner, 10).await.unwrap();
        assert_eq!(lines.len(), 3);
        assert!(lines.is_sorted_by_key(|line| std::cmp::Reverse(line.last_seen_at)));
        assert_eq!(lines[0].user_agent, "Firefox");
        assert!(!commit!(world, |txn| revoke(&txn, other.id, &lines[0].token_hash)).unwrap(), "not another's");
        assert!(commit!(world, |txn| revoke(&txn, owner.id, &lines[0].token_hash)).unwrap());
        assert!(world.session(&tokens[2]).await.is_none());
        let keep = world.session(&tokens[0]).await.unwrap();
        assert_eq!(commit!(world, |txn| revoke_all_but(&txn, owner.id, &keep.token_hash)).unwrap(), 1);
        assert!(world.session(&tokens[0]).await.is_some());
        assert!(world.session(&tokens[1]).await.is_none());
        assert!(world.session(&foreign).await.is_some());
        commit!(world, |txn| revoke_token(&txn, tokens[0].expose())).unwrap();
        assert!(world.session(&tokens[0]).await.is_none(), "logged out");
    });
}

#[tokio::test]
async fn a_made_up_token_is_nobody_s_session() {
    on_every_database!(|db| {
        let world = World::new(&db);
        world.register(EMAIL).await.unwrap();
        let token = world.login(EMAIL).await.session_token;
        let hash = world.session(&token).await.unwrap().token_hash;
        for made_up in ["", "x", hash.as_str(), "' OR 1=1 --"] {
            assert!(find_session(db.read(), &world.ctx(), made_up).await.unwrap().is_none(), "{made_up:?}");
        }
    });
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions_and_the_old_password() {
    on_every_database!(|db| {
        let world = World::new(&db);
        let account = world.register(EMAIL).await.unwrap();
        let here = world.login(EMAIL).await.session_token;
        let there = world.login(EMAIL).await.session_token;
        let session = world.session(&here).await.unwrap();
        let old = password_hash(db.read(), account.id).await.unwrap().unwrap();
        assert!(world.passwords.verify(PASSWORD, &old).await);
        let new = world.passwords.hash("thuyền về bến trưa").await;
        let ctx = world.as_account(account.id);
        commit!(world, |txn| change_password(&txn, &ctx, &session, &old, &new)).unwrap();
        assert!(world.session(&here).await.is_some());
        assert!(world.session(&there).await.is_none());
        assert!(matches!(world.try_login(EMAIL, PASSWORD).await, Outcome::Wrong { .. }));
        assert!(matches!(world.try_login(EMAIL, "thuyền về bến trưa").await, Outcome::LoggedIn(_)));
    });
}

#[tokio::test]
async fn what_no_longer_matters_is_pruned_and_the_rest_stays() {
    on_every_database!(|db| {
        let mut world = World::new(&db);
        let account = world.register(EMAIL).await.unwrap();
        let old = world.login(EMAIL).await.session_token;
        world.mint(account.id, Purpose::VerifyEmail).await.unwrap();
        world.try_login("nobody@example.vn", "wrong password").await;
        world.wait(TimeDelta::days(8));
        let new = world.login(EMAIL).await.session_token;
        let ctx = world.ctx();
        let gone = commit!(world, |txn| prune(&txn, &ctx)).unwrap();
        assert_eq!(gone, 4, "a session, a link, the failures of an account and of an address");
        assert!(world.session(&old).await.is_none());
        assert!(world.session(&new).await.is_some());
    });
}
