//! Beginning, changing and submitting offers.

use database::on_every_database;
use kernel::{OfferId, Problem, ProductId};
use offers::{
    Contact, Error, Pack, State, Step, Subject, Terms, create, save_draft, set_photos, submit, trust, withdraw,
};

use super::support::*;

#[tokio::test]
async fn everything_that_was_typed_comes_back() {
    on_every_database!(|db| {
        floor(&db).await;
        let full = Terms {
            unit_code: "thung".into(),
            pack: Some(Pack { quantity: kg(10), unit_code: "kg".into() }),
            steps: vec![Step { from: kg(50), price: kernel::Money(42_000) }],
            harvest: Some(offers::Harvest { from: day(40), until: day(60), expected: kg(900) }),
            delivery_note: "Xe tải nhỏ".into(),
            contact: Contact::InThread,
            ..sell()
        };
        let id = drafted(&db, &SELLER, &full).await;
        let offer = get(&db, id).await;
        assert_eq!((&offer.terms, offer.remaining, offer.state), (&full, kg(500), State::Draft));
        assert_eq!((offer.title.as_str(), offer.category_code.as_deref()), ("Cam Khe Mây", Some("0101")));
        assert_eq!((offer.owner, offer.stall_id), (SELLER, Some(STALL)));
        run!(db, txn => save_draft(&txn, &by_at(&SELLER, 1), &SELLER, id, &sell())).unwrap();
        let saved = get(&db, id).await;
        assert_eq!((saved.terms, saved.version), (sell(), 2));
        run!(db, txn => save_draft(&txn, &by_at(&SELLER, 2), &SELLER, id, &sell())).unwrap();
        assert_eq!(get(&db, id).await.version, 2, "saved without a change");
        assert_eq!(deeds(&db, id).await, ["offer.created", "offer.saved"]);
        let wanted = drafted(&db, &BUYER, &buy()).await;
        assert_eq!(get(&db, wanted).await.terms, buy());
    });
}

#[tokio::test]
async fn a_form_sent_twice_at_the_same_moment_begins_one_offer() {
    on_every_database!(|db| {
        floor(&db).await;
        let id = OfferId(new_id());
        let begin = async || run!(db, txn => create(&txn, &by(&SELLER), id, &SELLER, &sell()));
        let (first, second) = tokio::join!(begin(), begin());
        assert_eq!((first.unwrap(), second.unwrap()), (id, id));
        assert_eq!(deeds(&db, id).await, ["offer.created"]);
        let stolen = run!(db, txn => create(&txn, &by(&BUYER), id, &BUYER, &buy()));
        assert!(matches!(stolen, Err(Error::NotFound)), "{stolen:?}");
    });
}

#[tokio::test]
async fn selling_asks_for_a_listed_product_of_ones_own_under_an_open_stall() {
    on_every_database!(|db| {
        floor(&db).await;
        let begin =
            async |owner, terms: Terms| run!(db, txn => create(&txn, &by(&owner), OfferId(new_id()), &owner, &terms));
        let of = |product| Terms { subject: Subject::Product(product), ..sell() };
        for product in [OTHER_ORANGES, ProductId(new_id())] {
            let refused = begin(SELLER, of(product)).await;
            assert_eq!(problems(refused).get("product"), Some(&Problem::NotAChoice));
        }
        assert!(matches!(begin(BUYER, sell()).await, Err(Error::NotASeller)));
        for state in ["draft", "hidden", "suspended", "archived"] {
            set_state(&db, "product", ORANGES, state).await;
            assert_eq!(problems(begin(SELLER, sell()).await).get("product"), Some(&Problem::NotAChoice), "{state}");
        }
        set_state(&db, "product", ORANGES, "listed").await;
        set_state(&db, "stall", STALL, "suspended").await;
        assert!(matches!(begin(SELLER, sell()).await, Err(Error::NotASeller)));
        set_state(&db, "stall", STALL, "open").await;
        set_state(&db, "member", SELLER.member.unwrap(), "suspended").await;
        assert!(matches!(begin(SELLER, sell()).await, Err(Error::NotASeller)));
        assert!(matches!(begin(SELLER, buy()).await, Err(Error::NotASeller)), "a suspended member buys nothing either");
    });
}

#[tokio::test]
async fn buying_asks_for_a_verified_account_and_a_subject_that_may_be_traded() {
    on_every_database!(|db| {
        floor(&db).await;
        let begin = async |owner, subject| {
            let terms = Terms { subject, ..buy() };
            run!(db, txn => create(&txn, &by(&owner), OfferId(new_id()), &owner, &terms))
        };
        let of = |commodity, category: Option<&str>, title: &str| Subject::Wanted {
            commodity,
            category: category.map(Into::into),
            title: title.into(),
        };
        assert!(matches!(begin(UNVERIFIED, buy().subject).await, Err(Error::NotVerified)));
        for (owner, subject, category) in [
            (BUYER, of(Some(POMELO), None, ""), Some("0101")),
            (BUYER, of(None, Some("01"), "Quả các loại"), Some("01")),
            (SELLER, of(None, None, "Cam loại nhỏ để ép"), None),
        ] {
            let id = begin(owner, subject).await.unwrap();
            assert_eq!(get(&db, id).await.category_code.as_deref(), category);
        }
        for (subject, name, problem) in [
            (of(Some(kernel::CommodityId(new_id())), None, ""), "commodity", Problem::NotAChoice),
            (of(None, Some("9999"), ""), "category", Problem::NotAChoice),
            (of(None, Some("1207"), ""), "category", Problem::Blocked),
        ] {
            assert_eq!(problems(begin(BUYER, subject).await).get(name), Some(&problem));
        }
    });
}

#[tokio::test]
async fn anothers_offer_does_not_exist() {
    on_every_database!(|db| {
        floor(&db).await;
        let id = opened(&db, &SELLER, &sell()).await;
        let as_person = offers::Trader::buyer(SELLER.account);
        for stranger in [OTHER, BUYER, as_person] {
            let ctx = by(&stranger);
            let results = [
                run!(db, txn => save_draft(&txn, &ctx, &stranger, id, &sell())),
                run!(db, txn => submit(&txn, &ctx, &stranger, id)).map(|_| ()),
                run!(db, txn => offers::hide(&txn, &ctx, &stranger, id)),
                run!(db, txn => offers::show(&txn, &ctx, &stranger, id)),
                run!(db, txn => offers::close(&txn, &ctx, &stranger, id)),
                run!(db, txn => withdraw(&txn, &ctx, &stranger, id)),
            ];
            for result in results {
                assert!(matches!(result, Err(Error::NotFound)), "{result:?}");
            }
        }
        assert_eq!(get(&db, id).await.state, State::Open);
    });
}

#[tokio::test]
async fn a_draft_that_lay_too_long_is_not_submitted() {
    on_every_database!(|db| {
        floor(&db).await;
        let id = drafted(&db, &SELLER, &sell()).await;
        let late = run!(db, txn => submit(&txn, &by_on(&SELLER, 31), &SELLER, id));
        let late = problems(late);
        assert_eq!(late.get("valid_until"), Some(&Problem::DateInPast));
        assert_eq!(late.get("available_until"), Some(&Problem::DateInPast));
        set_state(&db, "product", ORANGES, "hidden").await;
        let gone = run!(db, txn => submit(&txn, &by(&SELLER), &SELLER, id));
        assert_eq!(problems(gone).get("product"), Some(&Problem::NotAChoice));
    });
}

#[tokio::test]
async fn a_trusted_members_offers_open_at_once_until_trust_is_taken_back() {
    on_every_database!(|db| {
        floor(&db).await;
        let member = SELLER.member.unwrap();
        let submitted = async || {
            let id = drafted(&db, &SELLER, &sell()).await;
            run!(db, txn => submit(&txn, &by(&SELLER), &SELLER, id)).unwrap()
        };
        assert_eq!(submitted().await, State::Submitted);
        run!(db, txn => trust::trust(&txn, &officer(), member, "làm ăn lâu năm")).unwrap();
        run!(db, txn => trust::trust(&txn, &officer(), member, "lần nữa")).unwrap();
        assert_eq!(submitted().await, State::Open);
        let one = offers::queries::trust_of(db.read(), member).await.unwrap().unwrap();
        assert_eq!((one.officer, one.reason.as_str()), (OFFICER, "làm ăn lâu năm"));
        let trusted = offers::queries::page_trusted(db.read(), None, 9).await.unwrap();
        assert_eq!((trusted.len(), trusted[0].reason.as_str()), (1, "làm ăn lâu năm"));
        let later = kernel::Ctx::new(kernel::Actor::Account(OFFICER), at(1));
        run!(db, txn => trust::distrust(&txn, &later, member, "nhiều khiếu nại")).unwrap();
        assert_eq!(submitted().await, State::Submitted);
        assert_eq!(deeds(&db, member).await, ["offer.trusted", "offer.distrusted"]);
        let nobody = run!(db, txn => trust::trust(&txn, &officer(), kernel::MemberId(new_id()), "x"));
        assert!(matches!(nobody, Err(Error::NotFound)));
    });
}

#[tokio::test]
async fn photos_can_be_set_as_long_as_the_offer_can_be_changed() {
    on_every_database!(|db| {
        floor(&db).await;
        let id = drafted(&db, &SELLER, &sell()).await;
        let set = async |who, photos: &[String]| run!(db, txn => set_photos(&txn, &by(&who), &who, id, photos));
        let photos = ["b".repeat(64), "a".repeat(64)];
        set(SELLER, &photos).await.unwrap();
        set(SELLER, &photos).await.unwrap();
        assert_eq!((get(&db, id).await.photos, get(&db, id).await.version), (photos.to_vec(), 2));
        // Saving the text keeps them.
        run!(db, txn => save_draft(&txn, &by_at(&SELLER, 1), &SELLER, id, &sell())).unwrap();
        assert_eq!(get(&db, id).await.photos, photos);
        assert!(matches!(set(BUYER, &photos).await, Err(Error::NotFound)));
        let many = vec!["c".repeat(64); offers::MAX_PHOTOS + 1];
        assert_eq!(problems(set(SELLER, &many).await).get("photos"), Some(&Problem::TooMany(offers::MAX_PHOTOS)));
        put_in(&db, id, State::Open).await;
        assert!(matches!(set(SELLER, &[]).await, Err(Error::NotTrusted)), "officers saw these");
        run!(db, txn => offers::decide::suspend(&txn, &officer(), id, "khiếu nại")).unwrap();
        assert!(matches!(set(SELLER, &[]).await, Err(Error::WrongState { .. })));
    });
}
