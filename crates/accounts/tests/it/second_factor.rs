use accounts::second_factor::{Passed, code_at};
use accounts::*;
use chrono::TimeDelta;
use database::on_every_database;
use kernel::Problem;

use crate::support::*;

const OFFICER: &str = "officer@example.vn";

async fn password_step(world: &World<'_>) -> Secret {
    match world.try_login(OFFICER, PASSWORD).await {
        Outcome::SecondFactorNeeded { token, .. } => token,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_officer_must_enrol_before_anything_else() {
    on_every_database!(|db| {
        let world = World::new(&db);
        let officer = world.administrator(OFFICER).await;
        let logged_in = world.login(OFFICER).await;
        assert!(logged_in.must_enrol);
        let other = world.login(OFFICER).await.session_token;
        assert!(world.session(&logged_in.session_token).await.unwrap().must_enrol());
        let (_, codes, token) = world.enrol(&logged_in.session_token).await;
        assert_eq!(codes.len(), 10);
        assert!(world.session(&logged_in.session_token).await.is_none(), "the token is new");
        assert!(world.session(&other).await.is_none(), "sessions without the factor end");
        let session = world.session(&token).await.unwrap();
        assert!(session.second_factor && !session.must_enrol());
        assert!(world.reload(officer.id).await.has_second_factor);
        assert_eq!(second_factor::recovery_codes_left(db.read(), officer.id).await.unwrap(), 10);
    });
}

#[tokio::test]
async fn the_enrolment_shows_the_same_secret_until_a_right_code_confirms_it() {
    on_every_database!(|db| {
        let world = World::new(&db);
        let officer = world.administrator(OFFICER).await;
        let token = world.login(OFFICER).await.session_token;
        let session = world.session(&token).await.unwrap();
        let ctx = world.as_account(officer.id);
        let begin =
            async || commit!(world, |txn| second_factor::begin_enrolment(&txn, &ctx, officer.id, "Sàn: Hà Tĩnh"));
        let first = begin().await.unwrap();
        assert!(first.url.starts_with("otpauth://totp/") && first.url.contains(&first.secret), "{}", first.url);
        let wrong = commit!(world, |txn| second_factor::confirm_enrolment(&txn, &ctx, &session, "000000", &device()));
        assert!(matches!(wrong, Err(Error::Invalid(errors)) if errors.get("code") == Some(&Problem::WrongCode)));
        assert!(begin().await.unwrap() == first);
        assert!(!world.reload(officer.id).await.has_second_factor);
        world.enrol(&token).await;
        assert!(matches!(begin().await, Err(Error::WrongState)), "the secret is not shown again");
    });
}

#[tokio::test]
async fn a_code_lets_in_once_and_only_near_its_time() {
    on_every_database!(|db| {
        let mut world = World::new(&db);
        world.administrator(OFFICER).await;
        let token = world.login(OFFICER).await.session_token;
        let (secret, ..) = world.enrol(&token).await;
        let used = code_at(&secret, world.now).unwrap();
        let step = password_step(&world).await;
        assert!(matches!(world.pass(&step, &used).await, Passed::Wrong { .. }), "the code of the enrolment was used");
        let next = code_at(&secret, world.now + TimeDelta::seconds(30)).unwrap();
        let passed = world.pass(&step, &next).await;
        let Passed::LoggedIn(logged_in) = passed else { panic!("{passed:?}") };
        assert!(!logged_in.must_enrol);
        assert!(world.session(&logged_in.session_token).await.unwrap().second_factor);
        assert!(matches!(world.pass(&step, &next).await, Passed::Expired), "the step was used");
        let step = password_step(&world).await;
        assert!(matches!(world.pass(&step, &next).await, Passed::Wrong { .. }), "replayed");
        assert!(matches!(world.pass(&step, &used).await, Passed::Wrong { .. }), "an older one");
        world.wait(TimeDelta::minutes(5));
        let late = code_at(&secret, world.now - TimeDelta::seconds(90)).unwrap();
        assert!(matches!(world.pass(&step, &late).await, Passed::Wrong { .. }));
        let spaced = code_at(&secret, world.now).unwrap();
        let spaced = format!("{} {}", &spaced[..3], &spaced[3..]);
        assert!(matches!(world.pass(&step, &spaced).await, Passed::LoggedIn(_)));
    });
}

#[tokio::test]
async fn a_recovery_code_lets_in_once() {
    on_every_database!(|db| {
        let world = World::new(&db);
        let officer = world.administrator(OFFICER).await;
        let token = world.login(OFFICER).await.session_token;
        let (_, codes, _) = world.enrol(&token).await;
        let step = password_step(&world).await;
        assert!(matches!(world.pass(&step, &codes[3].to_uppercase().replace('-', " ")).await, Passed::LoggedIn(_)));
        let step = password_step(&world).await;
        assert!(matches!(world.pass(&step, &codes[3]).await, Passed::Wrong { .. }));
        assert!(matches!(world.pass(&step, &codes[4]).await, Passed::LoggedIn(_)));
        assert_eq!(second_factor::recovery_codes_left(db.read(), officer.id).await.unwrap(), 8);
        let ctx = world.as_account(officer.id);
        let fresh = commit!(world, |txn| second_factor::renew_recovery_codes(&txn, &ctx, officer.id)).unwrap();
        let step = password_step(&world).await;
        assert!(matches!(world.pass(&step, &codes[5]).await, Passed::Wrong { .. }), "the old ones are void");
        assert!(matches!(world.pass(&step, &fresh[0]).await, Passed::LoggedIn(_)));
    });
}

#[tokio::test]
async fn knowing_the_password_does_not_buy_more_tries() {
    on_every_database!(|db| {
        let mut world = World::new(&db);
        world.administrator(OFFICER).await;
        let token = world.login(OFFICER).await.session_token;
        let (secret, ..) = world.enrol(&token).await;
        world.wait(TimeDelta::minutes(1));
        for _ in 0..5 {
            let step = password_step(&world).await;
            assert!(matches!(world.pass(&step, "12345").await, Passed::Wrong { .. }));
        }
        let step = password_step(&world).await;
        let right = code_at(&secret, world.now).unwrap();
        assert!(matches!(world.pass(&step, &right).await, Passed::Throttled { .. }));
        world.wait(TimeDelta::minutes(15));
        assert!(matches!(world.pass(&step, &right).await, Passed::Expired), "the step lasts ten minutes");
        let step = password_step(&world).await;
        assert!(matches!(world.pass(&step, &code_at(&secret, world.now).unwrap()).await, Passed::LoggedIn(_)));
    });
}

#[tokio::test]
async fn an_administrator_takes_a_lost_factor_away_and_the_officer_enrols_anew() {
    on_every_database!(|db| {
        let world = World::new(&db);
        let officer = world.administrator(OFFICER).await;
        let chief = world.administrator("chief@example.vn").await;
        let token = world.login(OFFICER).await.session_token;
        let (_, _, token) = world.enrol(&token).await;
        let own = world.as_account(officer.id);
        let refused = commit!(world, |txn| second_factor::remove(&txn, &own, officer.id, "mất máy"));
        assert!(matches!(refused, Err(Error::Forbidden)), "not one's own");
        let ctx = world.as_account(chief.id);
        commit!(world, |txn| second_factor::remove(&txn, &ctx, officer.id, "mất máy")).unwrap();
        assert!(world.session(&token).await.is_none());
        assert!(world.login(OFFICER).await.must_enrol);
        assert_eq!(second_factor::recovery_codes_left(db.read(), officer.id).await.unwrap(), 0);
    });
}
