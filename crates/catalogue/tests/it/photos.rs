use catalogue::{
    Content, Error, MAX_PHOTOS, Photo, State, add_photo, move_photo, queries, remove_photo, save_draft, set_photos,
};
use database::{Db, on_every_database};
use kernel::{Problem, ProductId};

use super::support::*;

async fn ids(db: &Db, id: ProductId) -> Vec<String> {
    get(db, id).await.content.photos.into_iter().map(|photo| photo.picture_id).collect()
}

#[tokio::test]
async fn a_drafts_photos_are_added_moved_and_removed() {
    on_every_database!(|db| {
        floor(&db).await;
        let id = product_in(&db, State::Draft, orange()).await;
        for picture in ["p2", "p3", "p2"] {
            run!(db, txn => add_photo(&txn, &ctx(), MEMBER, id, photo(picture))).unwrap();
        }
        assert_eq!(ids(&db, id).await, ["p1", "p2", "p3"]);
        run!(db, txn => move_photo(&txn, &ctx(), MEMBER, id, "p3", 0)).unwrap();
        assert_eq!(ids(&db, id).await, ["p3", "p1", "p2"]);
        run!(db, txn => move_photo(&txn, &ctx(), MEMBER, id, "p3", 99)).unwrap();
        run!(db, txn => remove_photo(&txn, &ctx(), MEMBER, id, "p1")).unwrap();
        assert_eq!(ids(&db, id).await, ["p2", "p3"]);
        let gone = run!(db, txn => remove_photo(&txn, &ctx(), MEMBER, id, "p1"));
        assert!(matches!(gone, Err(Error::NotFound)));
        run!(db, txn => set_photos(&txn, &ctx(), MEMBER, id, vec![])).unwrap();
        assert!(ids(&db, id).await.is_empty());
    });
}

#[tokio::test]
async fn a_ninth_photo_and_an_unknown_picture_are_refused() {
    on_every_database!(|db| {
        floor(&db).await;
        let id = product_in(&db, State::Draft, orange()).await;
        let many = vec![photo("p1"); MAX_PHOTOS + 1];
        let result = run!(db, txn => set_photos(&txn, &ctx(), MEMBER, id, many));
        assert!(matches!(result, Err(Error::Invalid(e)) if e.get("photos") == Some(&Problem::TooMany(MAX_PHOTOS))));
        let result = run!(db, txn => add_photo(&txn, &ctx(), MEMBER, id, photo("nowhere")));
        assert!(matches!(result, Err(Error::Invalid(e)) if e.get("photos") == Some(&Problem::NotAPicture)));
        assert_eq!(ids(&db, id).await, ["p1"]);
    });
}

#[tokio::test]
async fn a_saved_form_changes_alternative_texts_and_loses_no_photo() {
    on_every_database!(|db| {
        floor(&db).await;
        let id = product_in(&db, State::Draft, Content { photos: vec![photo("p1"), photo("p2")], ..orange() }).await;
        let form = Content { photos: vec![Photo { picture_id: "p2".into(), alt: "Vườn cam".into() }], ..orange() };
        run!(db, txn => save_draft(&txn, &ctx(), MEMBER, id, &form)).unwrap();
        let alts: Vec<String> = get(&db, id).await.content.photos.into_iter().map(|photo| photo.alt).collect();
        assert_eq!(alts, ["Ảnh p1", "Vườn cam"]);
    });
}

#[tokio::test]
async fn a_new_photo_of_a_listed_product_waits_in_a_revision_with_the_rest() {
    on_every_database!(|db| {
        floor(&db).await;
        let id = listed(&db).await;
        let first = run!(db, txn => add_photo(&txn, &ctx(), MEMBER, id, photo("p2"))).unwrap().unwrap();
        let second = run!(db, txn => add_photo(&txn, &ctx(), MEMBER, id, photo("p3"))).unwrap().unwrap();
        assert_eq!(first, second);
        assert_eq!(ids(&db, id).await, ["p1"]);
        let edit = queries::for_edit(db.read(), MEMBER, id).await.unwrap().unwrap();
        assert_eq!(edit.content.photos, [photo("p1"), photo("p2"), photo("p3")]);
        run!(db, txn => catalogue::submit_revision(&txn, &ctx(), MEMBER, first)).unwrap();
        run!(db, txn => catalogue::approve_revision(&txn, &ctx(), first)).unwrap();
        assert_eq!(ids(&db, id).await, ["p1", "p2", "p3"]);
    });
}

#[tokio::test]
async fn a_photo_added_to_an_older_edit_keeps_todays_price() {
    on_every_database!(|db| {
        floor(&db).await;
        let id = listed(&db).await;
        run!(db, txn => add_photo(&txn, &ctx(), MEMBER, id, photo("p2"))).unwrap();
        let price = Some(kernel::Money(70_000));
        run!(db, txn => catalogue::set_price(&txn, &ctx(), MEMBER, id, price, None)).unwrap();
        run!(db, txn => add_photo(&txn, &ctx(), MEMBER, id, photo("p3"))).unwrap();
        assert_eq!(get(&db, id).await.content.price, price);
    });
}
