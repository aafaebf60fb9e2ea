use accounts::*;
use chrono::TimeDelta;
use database::on_every_database;

use crate::support::*;

async fn confirm(world: &World<'_>, token: &str) -> Result<Account, Error> {
    let ctx = world.ctx();
    commit!(world, |txn| verify::confirm_email(&txn, &ctx, token))
}

#[tokio::test]
async fn the_mailed_link_verifies_once() {
    on_every_database!(|db| {
        let world = World::new(&db);
        let account = world.register(EMAIL).await.unwrap();
        let letter = world.mint(account.id, Purpose::VerifyEmail).await.unwrap();
        assert_eq!((letter.email.as_str(), letter.display_name.as_str()), (EMAIL, "Nguyễn An"));
        assert!(confirm(&world, letter.token.expose()).await.unwrap().verified());
        assert!(matches!(confirm(&world, letter.token.expose()).await, Err(Error::Expired)));
        assert!(matches!(confirm(&world, "nonsense").await, Err(Error::Expired)));
        assert!(world.mint(account.id, Purpose::VerifyEmail).await.is_none(), "a late mail is not sent any more");
        assert_eq!(world.events().await.last().unwrap(), "account.verified");
    });
}

#[tokio::test]
async fn the_mailed_link_is_good_for_48_hours() {
    on_every_database!(|db| {
        let mut world = World::new(&db);
        let account = world.register(EMAIL).await.unwrap();
        let letter = world.mint(account.id, Purpose::VerifyEmail).await.unwrap();
        world.wait(TimeDelta::hours(48));
        assert!(matches!(confirm(&world, letter.token.expose()).await, Err(Error::Expired)));
        world.wait(TimeDelta::seconds(-1));
        assert!(confirm(&world, letter.token.expose()).await.is_ok());
    });
}

#[tokio::test]
async fn a_newer_mail_voids_the_older_link_and_links_do_not_serve_another_purpose() {
    on_every_database!(|db| {
        let world = World::new(&db);
        let account = world.register(EMAIL).await.unwrap();
        let old = world.mint(account.id, Purpose::VerifyEmail).await.unwrap();
        let reset = world.mint(account.id, Purpose::ResetPassword).await.unwrap();
        let new = world.mint(account.id, Purpose::VerifyEmail).await.unwrap();
        assert!(matches!(confirm(&world, old.token.expose()).await, Err(Error::Expired)));
        assert!(matches!(confirm(&world, reset.token.expose()).await, Err(Error::Expired)));
        assert!(confirm(&world, new.token.expose()).await.is_ok());
    });
}

#[tokio::test]
async fn an_officer_confirms_a_phone_and_nobody_else_does() {
    on_every_database!(|db| {
        let world = World::new(&db);
        let officer = world.administrator("officer@example.vn").await;
        let account = world.register("0912345678").await.unwrap();
        for ctx in [world.ctx(), world.as_account(account.id)] {
            let refused = commit!(world, |txn| verify::confirm_phone(&txn, &ctx, account.id));
            assert!(matches!(refused, Err(Error::Forbidden)), "{:?}", ctx.actor);
        }
        let ctx = world.as_account(officer.id);
        assert!(commit!(world, |txn| verify::confirm_phone(&txn, &ctx, account.id)).unwrap().verified());
        let again = commit!(world, |txn| verify::confirm_phone(&txn, &ctx, account.id));
        assert!(matches!(again, Err(Error::WrongState)));
        assert!(waiting_phones(db.read(), 10).await.unwrap().is_empty());
        assert_eq!(world.audited(account.id).await, ["account.registered", "account.verified"]);
    });
}

#[tokio::test]
async fn the_mail_is_sent_again_a_few_times_and_not_once_verified() {
    on_every_database!(|db| {
        let world = World::new(&db);
        let account = world.register(EMAIL).await.unwrap();
        let ctx = world.as_account(account.id);
        for _ in 0..5 {
            commit!(world, |txn| verify::resend(&txn, &ctx, account.id)).unwrap();
        }
        let sixth = commit!(world, |txn| verify::resend(&txn, &ctx, account.id));
        assert!(matches!(sixth, Err(Error::Throttled { .. })));
        assert_eq!(world.events().await.iter().filter(|kind| *kind == "account.verification_wanted").count(), 6);
        let letter = world.mint(account.id, Purpose::VerifyEmail).await.unwrap();
        confirm(&world, letter.token.expose()).await.unwrap();
        let late = commit!(world, |txn| verify::resend(&txn, &ctx, account.id));
        assert!(matches!(late, Err(Error::WrongState)));
    });
}
