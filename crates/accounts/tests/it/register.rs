use accounts::*;
use database::on_every_database;
use kernel::{Ctx, Problem};

use crate::support::*;

#[tokio::test]
async fn an_account_is_made_with_its_consents_and_asks_for_the_mail() {
    on_every_database!(|db| {
        let world = World::new(&db);
        let account = world.register("An@Example.VN").await.unwrap();
        assert_eq!(account.email.as_deref(), Some(EMAIL));
        assert_eq!(account.role, Role::Buyer);
        assert!(!account.verified());
        assert_eq!(world.reload(account.id).await, account);
        assert_eq!(world.events().await, ["account.registered", "account.verification_wanted"]);
        assert_eq!(world.audited(account.id).await, ["account.registered"]);
        for (document, version) in [("terms", "2026-11"), ("privacy", "2026-10")] {
            let sql = format!(
                "SELECT count(*) FROM consent WHERE document = '{document}' AND version = '{version}' AND locale = 'vi' AND withdrawn_at IS NULL"
            );
            assert_eq!(world.count(&sql).await, 1, "{document}");
        }
    });
}

#[tokio::test]
async fn an_account_with_a_phone_waits_for_an_officer_and_gets_no_mail() {
    on_every_database!(|db| {
        let world = World::new(&db);
        let account = world.register("0912 345 678").await.unwrap();
        assert_eq!(account.phone.as_deref(), Some("+84912345678"));
        assert!(account.waits_for_phone());
        assert_eq!(world.events().await, ["account.registered"]);
        assert_eq!(waiting_phones(db.read(), 10).await.unwrap(), [account]);
    });
}

#[tokio::test]
async fn a_taken_address_or_number_is_told_however_it_is_written() {
    on_every_database!(|db| {
        let world = World::new(&db);
        world.register(EMAIL).await.unwrap();
        world.register("0912345678").await.unwrap();
        for identifier in ["AN@example.VN", " an@example.vn ", "+84 912 345 678", "84912345678", "+84 (0) 912.345.678"]
        {
            match world.register(identifier).await {
                Err(Error::Invalid(errors)) => {
                    assert_eq!(errors.get("identifier"), Some(&Problem::Taken), "{identifier}")
                }
                other => panic!("{identifier}: {other:?}"),
            }
        }
        assert_eq!(world.count("SELECT count(*) FROM account").await, 2);
        assert_eq!(world.count("SELECT count(*) FROM consent").await, 4);
    });
}

#[test]
fn every_field_s_problem_is_told_at_once() {
    let errors = Registration::parse(&fields(&[("identifier", "an@"), ("display_name", ""), ("password", "short")]))
        .unwrap_err();
    let problem = |name| errors.get(name).unwrap().clone();
    assert_eq!(problem("identifier"), Problem::NotEmail);
    assert_eq!(problem("display_name"), Problem::Required);
    assert_eq!(problem("password"), Problem::TooShort(MIN_PASSWORD));
    assert_eq!(problem("terms"), Problem::ConsentMissing);
    assert_eq!(problem("privacy"), Problem::ConsentMissing);
}

#[test]
fn decomposed_letters_and_control_characters_are_dealt_with() {
    let pairs: Vec<(String, String)> = form("an@example.vn").pairs().to_vec();
    let renamed = |name: &str| {
        pairs.iter().map(|(n, v)| (n.clone(), if n == "display_name" { name.to_owned() } else { v.clone() })).collect()
    };
    let registration = Registration::parse(&renamed("Nguye\u{302}\u{303}n An")).unwrap();
    assert_eq!(registration.display_name, "Nguyễn An");
    for name in ["An\0", "An\nBình", "An\tBình"] {
        assert_eq!(
            Registration::parse(&renamed(name)).unwrap_err().get("display_name"),
            Some(&Problem::BadText),
            "{name:?}"
        );
    }
    assert!(Registration::parse(&form("nguye\u{302}\u{303}n@example.vn")).is_err(), "addresses are ASCII");
}

#[test]
fn the_password_may_not_be_the_address() {
    let mut own = form("vuon.cam.huongson@example.vn");
    own.set("password", "Vuon.Cam.Huongson@example.vn");
    assert_eq!(Registration::parse(&own).unwrap_err().get("password"), Some(&Problem::WeakPassword));
}

#[tokio::test]
async fn the_form_may_be_sent_only_so_often_from_one_address() {
    on_every_database!(|db| {
        let mut world = World::new(&db);
        let admit = async |world: &World<'_>, address: &str| {
            let ctx = world.ctx();
            let address = address.parse().unwrap();
            commit!(world, |txn| throttle::admit(&txn, &ctx, throttle::Action::Register, address))
        };
        for _ in 0..30 {
            admit(&world, "203.0.113.7").await.unwrap();
        }
        let until = world.now + chrono::TimeDelta::hours(1);
        assert!(matches!(admit(&world, "203.0.113.7").await, Err(Error::Throttled { until: u }) if u == until));
        admit(&world, "203.0.113.8").await.unwrap();
        world.now = until;
        admit(&world, "203.0.113.7").await.unwrap();
    });
}

#[tokio::test]
async fn accounts_in_bulk_can_log_in_and_leave_no_events() {
    on_every_database!(|db| {
        let world = World::new(&db);
        let hash = world.passwords.hash(PASSWORD).await;
        let ctx = Ctx::system(world.now);
        let seeds: Vec<bulk::Seed> = (0..1_500)
            .map(|i| bulk::Seed {
                id: ctx.new_id().into(),
                identifier: Identifier::Email(format!("mau{i}@example.vn")),
                display_name: format!("Người đại diện mẫu {i}"),
                role: Role::Buyer,
                locale: kernel::Locale::Vi,
                password_hash: hash.clone(),
                verified: true,
                totp_secret: None,
                recovery_codes: vec![],
                created_at: world.now,
            })
            .collect();
        let txn = db.begin().await.unwrap();
        bulk::insert_all(&txn, &seeds).await.unwrap();
        txn.commit().await.unwrap();
        assert!(world.login("mau1499@example.vn").await.account.verified());
        assert!(world.events().await.is_empty());
    });
}
