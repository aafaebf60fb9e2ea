use accounts::*;
use database::on_every_database;
use kernel::{Locale, Problem};

use crate::support::*;

#[tokio::test]
async fn owners_see_what_they_agreed_to() {
    on_every_database!(|db| {
        let world = World::new(&db);
        let account = world.register(EMAIL).await.unwrap();
        world.register("0912345678").await.unwrap();
        let consents = consents(db.read(), account.id).await.unwrap();
        let named: Vec<_> = consents.iter().map(|one| (one.document.as_str(), one.version.as_str())).collect();
        assert_eq!(named, [("privacy", "2026-10"), ("terms", "2026-11")]);
    });
}

#[tokio::test]
async fn owners_change_their_name_and_language_and_nothing_else() {
    on_every_database!(|db| {
        let world = World::new(&db);
        let account = world.register(EMAIL).await.unwrap();
        let ctx = world.as_account(account.id);
        let txn = db.begin().await.unwrap();
        let typed = fields(&[("display_name", "Trần Bình"), ("locale", "en"), ("role", "administrator")]);
        let after = update_profile(&txn, &ctx, account.id, &typed).await.unwrap();
        txn.commit().await.unwrap();
        let expected = Account { display_name: "Trần Bình".to_owned(), locale: Locale::En, ..account };
        assert_eq!(after, expected);
        assert!(world.audited(expected.id).await.contains(&"account.profile_changed".to_owned()));
    });
}

#[tokio::test]
async fn every_fault_of_a_profile_is_told_at_once() {
    on_every_database!(|db| {
        let world = World::new(&db);
        let account = world.register(EMAIL).await.unwrap();
        let txn = db.begin().await.unwrap();
        let typed = fields(&[("display_name", "A"), ("locale", "fr")]);
        let Err(Error::Invalid(errors)) = update_profile(&txn, &world.as_account(account.id), account.id, &typed).await
        else {
            panic!("a wrong profile was taken");
        };
        assert_eq!(errors.get("display_name"), Some(&Problem::TooShort(2)));
        assert_eq!(errors.get("locale"), Some(&Problem::NotAChoice));
    });
}
