use catalogue::{Content, Error, State, approve, create, propose, queries, save_draft, submit};
use database::{Db, on_every_database};
use kernel::{MemberId, ProductId, StallId};

use super::support::*;

async fn created(
    db: &Db,
    id: ProductId,
    member: MemberId,
    stall: StallId,
    content: &Content,
) -> Result<ProductId, Error> {
    run!(db, txn => create(&txn, &ctx(), id, member, stall, content))
}

fn new_id() -> ProductId {
    ProductId(ctx().new_id())
}

#[tokio::test]
async fn a_draft_needs_only_a_name_and_a_category() {
    on_every_database!(|db| {
        floor(&db).await;
        let content = Content { category_code: "0101".into(), name: "Ổi".into(), ..Content::default() };
        let id = created(&db, new_id(), MEMBER, STALL, &content).await.unwrap();
        let product = get(&db, id).await;
        assert_eq!((product.state, product.slug.as_str(), product.version), (State::Draft, "oi", 1));
        assert_eq!(product.content, content);
        assert!(events(&db).await.is_empty());
        assert_eq!(deeds(&db, id).await, ["product.created"]);
    });
}

#[tokio::test]
async fn a_form_sent_twice_begins_one_product() {
    on_every_database!(|db| {
        floor(&db).await;
        let id = new_id();
        created(&db, id, MEMBER, STALL, &orange()).await.unwrap();
        let again = Content { name: "Cam khác".into(), ..orange() };
        assert_eq!(created(&db, id, MEMBER, STALL, &again).await.unwrap(), id);
        let all = queries::page_for_member(db.read(), MEMBER, None, None, 10).await.unwrap();
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].content, orange());
        assert_eq!(deeds(&db, id).await, ["product.created"]);
        let stolen = created(&db, id, OTHER, OTHER_STALL, &orange()).await;
        assert!(matches!(stolen, Err(Error::NotFound)), "{stolen:?}");
    });
}

#[tokio::test]
async fn products_of_one_name_get_addresses_of_their_own() {
    on_every_database!(|db| {
        floor(&db).await;
        let mut slugs = Vec::new();
        for (member, stall) in [(MEMBER, STALL), (OTHER, OTHER_STALL), (MEMBER, STALL)] {
            let id = created(&db, new_id(), member, stall, &orange()).await.unwrap();
            slugs.push(get(&db, id).await.slug);
        }
        assert_eq!(slugs[0], "cam-khe-may");
        assert!(slugs[1].starts_with("cam-khe-may-") && slugs[2].starts_with("cam-khe-may-"), "{slugs:?}");
        assert_ne!(slugs[1], slugs[2]);
    });
}

#[tokio::test]
async fn the_address_follows_the_name_until_the_first_listing() {
    on_every_database!(|db| {
        floor(&db).await;
        let id = created(&db, new_id(), MEMBER, STALL, &orange()).await.unwrap();
        let renamed = Content { name: "Cam bù Hương Sơn".into(), ..orange() };
        run!(db, txn => save_draft(&txn, &ctx(), MEMBER, id, &renamed)).unwrap();
        assert_eq!(get(&db, id).await.slug, "cam-bu-huong-son");
        run!(db, txn => submit(&txn, &ctx(), MEMBER, id)).unwrap();
        run!(db, txn => approve(&txn, &ctx(), id, None)).unwrap();
        let revision = run!(db, txn => propose(&txn, &ctx(), MEMBER, id, &orange())).unwrap().revision.unwrap();
        run!(db, txn => catalogue::submit_revision(&txn, &ctx(), MEMBER, revision)).unwrap();
        run!(db, txn => catalogue::approve_revision(&txn, &ctx(), revision)).unwrap();
        let product = get(&db, id).await;
        assert_eq!((product.content.name.as_str(), product.slug.as_str()), ("Cam Khe Mây", "cam-bu-huong-son"));
    });
}

#[tokio::test]
async fn everything_that_was_typed_comes_back() {
    on_every_database!(|db| {
        floor(&db).await;
        let full = Content {
            commodity_id: Some(POMELO),
            net_content: "1 kg".into(),
            min_order: Some(kernel::Quantity(2_500)),
            ocop: Some(catalogue::Ocop {
                stars: 4,
                certificate: "MẪU-1".into(),
                expires_on: Some("2027-03-31".parse().unwrap()),
            }),
            indication: "Phúc Trạch".into(),
            declaration_number: "01/MẪU".into(),
            photos: vec![photo("p2"), photo("p1")],
            ..orange()
        };
        let id = created(&db, new_id(), MEMBER, STALL, &full).await.unwrap();
        assert_eq!(get(&db, id).await.content, full);
        let emptied = Content {
            photos: full.photos.clone(),
            ..Content { category_code: "0102".into(), name: "Rau".into(), ..Content::default() }
        };
        run!(db, txn => save_draft(&txn, &ctx(), MEMBER, id, &emptied)).unwrap();
        assert_eq!(get(&db, id).await.content, emptied);
    });
}

#[tokio::test]
async fn a_draft_saved_without_a_change_stays_as_it_is() {
    on_every_database!(|db| {
        floor(&db).await;
        let id = product_in(&db, State::Draft, orange()).await;
        let before = get(&db, id).await;
        run!(db, txn => save_draft(&txn, &ctx_at(9), MEMBER, id, &orange())).unwrap();
        assert_eq!(get(&db, id).await, before);
    });
}

#[tokio::test]
async fn a_form_sent_twice_at_the_same_moment_begins_one_product() {
    on_every_database!(|db| {
        floor(&db).await;
        let (id, other, content) = (new_id(), new_id(), orange());
        let (first, second, third) = tokio::join!(
            created(&db, id, MEMBER, STALL, &content),
            created(&db, id, MEMBER, STALL, &content),
            created(&db, other, OTHER, OTHER_STALL, &content),
        );
        assert_eq!((first.unwrap(), second.unwrap(), third.unwrap()), (id, id, other));
        assert_eq!(deeds(&db, id).await, ["product.created"]);
        assert_ne!(get(&db, id).await.slug, get(&db, other).await.slug);
    });
}
