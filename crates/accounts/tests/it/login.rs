use accounts::*;
use chrono::TimeDelta;
use database::on_every_database;

use crate::support::*;

#[tokio::test]
async fn the_right_password_lets_in_by_address_and_by_number() {
    on_every_database!(|db| {
        let world = World::new(&db);
        world.register(EMAIL).await.unwrap();
        world.register("0912345678").await.unwrap();
        for identifier in [EMAIL, "AN@Example.vn ", "+84 912 345 678"] {
            let logged_in = world.login(identifier).await;
            assert!(!logged_in.must_enrol);
            assert_eq!(world.session(&logged_in.session_token).await.unwrap().account, logged_in.account);
        }
        let decomposed = world.try_login(EMAIL, "vươ\u{300}n cam bên sông").await;
        assert!(matches!(decomposed, Outcome::LoggedIn(_)), "{decomposed:?}");
    });
}

#[tokio::test]
async fn an_unknown_account_looks_like_a_wrong_password() {
    on_every_database!(|db| {
        let world = World::new(&db);
        let account = world.register(EMAIL).await.unwrap();
        for (identifier, known) in
            [(EMAIL, Some(account.id)), ("nobody@example.vn", None), ("not an address\0", None), ("", None)]
        {
            for _ in 0..5 {
                let outcome = world.try_login(identifier, "wrong password").await;
                assert!(
                    matches!(outcome, Outcome::Wrong { account } if account == known),
                    "{identifier:?}: {outcome:?}"
                );
            }
            let outcome = world.try_login(identifier, "wrong password").await;
            assert!(
                matches!(outcome, Outcome::Throttled { account, .. } if account == known),
                "{identifier:?}: {outcome:?}"
            );
        }
        let audited = world.audited(account.id).await;
        assert_eq!(audited.iter().filter(|action| *action == "account.login_failed").count(), 5);
        assert_eq!(audited.iter().filter(|action| *action == "account.login_blocked").count(), 1);
    });
}

#[tokio::test]
async fn five_failures_block_the_account_for_a_quarter_of_an_hour_then_longer() {
    on_every_database!(|db| {
        let mut world = World::new(&db);
        world.register(EMAIL).await.unwrap();
        for minutes in [15, 30, 60] {
            for _ in 0..5 {
                assert!(matches!(world.try_login(EMAIL, "wrong password").await, Outcome::Wrong { .. }));
            }
            let end = world.now + TimeDelta::minutes(minutes);
            let right = world.try_login(EMAIL, PASSWORD).await;
            assert!(matches!(right, Outcome::Throttled { until, .. } if until == end), "{right:?}");
            world.now = end - TimeDelta::seconds(1);
            assert!(matches!(world.try_login(EMAIL, PASSWORD).await, Outcome::Throttled { .. }));
            world.now = end;
        }
        world.login(EMAIL).await;
        for _ in 0..4 {
            world.try_login(EMAIL, "wrong password").await;
        }
        world.login(EMAIL).await;
    });
}

#[tokio::test]
async fn failures_far_apart_do_not_add_up() {
    on_every_database!(|db| {
        let mut world = World::new(&db);
        world.register(EMAIL).await.unwrap();
        for _ in 0..12 {
            assert!(matches!(world.try_login(EMAIL, "wrong password").await, Outcome::Wrong { .. }));
            world.wait(TimeDelta::minutes(4));
        }
        world.login(EMAIL).await;
    });
}

#[tokio::test]
async fn an_address_that_tries_many_accounts_is_blocked_and_others_are_not() {
    on_every_database!(|db| {
        let world = World::new(&db);
        world.register(EMAIL).await.unwrap();
        for i in 0..30 {
            assert!(matches!(
                world.try_login(&format!("a{i}@example.vn"), "wrong password").await,
                Outcome::Wrong { .. }
            ));
        }
        assert!(matches!(world.try_login(EMAIL, PASSWORD).await, Outcome::Throttled { .. }));
        let elsewhere = world.login_from(EMAIL, PASSWORD, "203.0.113.8".parse().unwrap()).await;
        assert!(matches!(elsewhere, Outcome::LoggedIn(_)));
    });
}

#[tokio::test]
async fn of_many_tries_at_the_same_time_only_five_get_an_answer() {
    on_every_database!(|db| {
        let world = World::new(&db);
        world.register(EMAIL).await.unwrap();
        let ctx = world.ctx();
        let mut all = vec![];
        for i in 0..8 {
            let password = if i == 7 { PASSWORD } else { "wrong password" };
            let attempt = login::prepare(db.read(), &ctx, EMAIL, world.address).await.unwrap();
            all.push(attempt.check(&world.passwords, password).await);
        }
        let mut outcomes = vec![];
        for checked in all {
            outcomes.push(commit!(world, |txn| login::login(&txn, &ctx, checked, &device())).unwrap());
        }
        assert!(outcomes[..5].iter().all(|o| matches!(o, Outcome::Wrong { .. })));
        assert!(outcomes[5..].iter().all(|o| matches!(o, Outcome::Throttled { .. })), "even the right one");
    });
}

#[tokio::test]
async fn tries_that_race_are_counted_one_by_one() {
    on_every_database!(|db| {
        let world = World::new(&db);
        world.register(EMAIL).await.unwrap();
        let mut racing = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let attempt = login::prepare(db.read(), &world.ctx(), EMAIL, world.address).await.unwrap();
            let checked = attempt.check(&world.passwords, "wrong password").await;
            let (db, ctx) = (db.db.clone(), world.ctx());
            racing.spawn(async move {
                let txn = db.begin().await.unwrap();
                let outcome = login::login(&txn, &ctx, checked, &device()).await.unwrap();
                txn.commit().await.unwrap();
                outcome
            });
        }
        let outcomes = racing.join_all().await;
        assert_eq!(outcomes.iter().filter(|o| matches!(o, Outcome::Wrong { .. })).count(), 5);
        assert_eq!(outcomes.iter().filter(|o| matches!(o, Outcome::Throttled { .. })).count(), 3);
    });
}

#[tokio::test]
async fn a_password_that_was_changed_while_it_was_compared_does_not_let_in() {
    on_every_database!(|db| {
        let world = World::new(&db);
        world.register(EMAIL).await.unwrap();
        let session = world.session(&world.login(EMAIL).await.session_token).await.unwrap();
        let ctx = world.ctx();
        let attempt = login::prepare(db.read(), &ctx, EMAIL, world.address).await.unwrap();
        let checked = attempt.check(&world.passwords, PASSWORD).await;
        let old = password_hash(db.read(), session.account.id).await.unwrap().unwrap();
        let new = world.passwords.hash("thuyền về bến trưa").await;
        commit!(world, |txn| change_password(&txn, &ctx, &session, &old, &new)).unwrap();
        let outcome = commit!(world, |txn| login::login(&txn, &ctx, checked, &device())).unwrap();
        assert!(matches!(outcome, Outcome::Wrong { .. }));
        assert!(commit!(world, |txn| change_password(&txn, &ctx, &session, &old, &new)).is_err());
    });
}

#[tokio::test]
async fn a_lock_is_told_only_to_who_knows_the_password() {
    on_every_database!(|db| {
        let world = World::new(&db);
        let account = world.register(EMAIL).await.unwrap();
        let ctx = kernel::Ctx::system(world.now);
        commit!(world, |txn| admin::lock(&txn, &ctx, account.id, "spam")).unwrap();
        assert!(matches!(world.try_login(EMAIL, "wrong password").await, Outcome::Wrong { .. }));
        assert!(matches!(world.try_login(EMAIL, PASSWORD).await, Outcome::Locked { .. }));
    });
}
