use catalogue::{
    Content, Error, Field, RevisionState, State, approve_revision, archive, propose, queries, reject_revision,
    request_revision_changes, set_price, submit_revision, withdraw_revision,
};
use database::{Db, on_every_database};
use kernel::{Money, ProductId, Quantity, RevisionId};

use super::support::*;

async fn proposed(db: &Db, id: ProductId, content: &Content) -> Option<RevisionId> {
    run!(db, txn => propose(&txn, &ctx_at(1), MEMBER, id, content)).unwrap().revision
}

async fn submitted(db: &Db, id: ProductId, content: &Content) -> RevisionId {
    let revision = proposed(db, id, content).await.unwrap();
    run!(db, txn => submit_revision(&txn, &ctx_at(2), MEMBER, revision)).unwrap();
    revision
}

async fn state_of(db: &Db, id: RevisionId) -> RevisionState {
    queries::revision_by_id(db.read(), id).await.unwrap().unwrap().state
}

fn renamed(name: &str) -> Content {
    Content { name: name.into(), ..orange() }
}

#[tokio::test]
async fn an_edit_is_not_seen_before_it_is_approved() {
    on_every_database!(|db| {
        floor(&db).await;
        let id = listed(&db).await;
        let slugs = [get(&db, id).await.slug];
        let revision = submitted(&db, id, &renamed("Cam Khe Mây loại 1")).await;
        let seen = queries::listings_by_slugs(db.read(), &slugs).await.unwrap().remove(0);
        assert_eq!(seen.content.name, "Cam Khe Mây");
        run!(db, txn => approve_revision(&txn, &ctx_at(3), revision)).unwrap();
        let after = queries::listings_by_slugs(db.read(), &slugs).await.unwrap().remove(0);
        assert_eq!(after.content.name, "Cam Khe Mây loại 1");
        assert_eq!((after.listed_at, after.content.photos.len()), (seen.listed_at, 1));
        assert!(after.version > seen.version);
        assert_eq!(state_of(&db, revision).await, RevisionState::Approved);
        assert_eq!(events(&db).await, ["revision.submitted", "revision.approved", "product.changed"]);
    });
}

#[tokio::test]
async fn a_second_edit_replaces_the_first() {
    on_every_database!(|db| {
        floor(&db).await;
        let id = listed(&db).await;
        let first = proposed(&db, id, &renamed("Cam một")).await.unwrap();
        assert_eq!(proposed(&db, id, &renamed("Cam hai")).await, Some(first), "what was not sent is written over");
        run!(db, txn => submit_revision(&txn, &ctx(), MEMBER, first)).unwrap();
        let second = proposed(&db, id, &renamed("Cam ba")).await.unwrap();
        assert_ne!(second, first);
        assert_eq!(state_of(&db, first).await, RevisionState::Withdrawn);
        // The officer who still looks at the first can't approve what he has not seen.
        let late = run!(db, txn => approve_revision(&txn, &ctx(), first));
        assert!(matches!(late, Err(Error::WrongState { from: "withdrawn", .. })), "{late:?}");
        assert_eq!(get(&db, id).await.content.name, "Cam Khe Mây");
        let edit = queries::for_edit(db.read(), MEMBER, id).await.unwrap().unwrap();
        assert_eq!((edit.content.name.as_str(), edit.revision.unwrap().id), ("Cam ba", second));
    });
}

#[tokio::test]
async fn the_same_edit_sent_twice_waits_once() {
    on_every_database!(|db| {
        floor(&db).await;
        let id = listed(&db).await;
        let first = submitted(&db, id, &renamed("Cam một")).await;
        assert_eq!(proposed(&db, id, &renamed("Cam một")).await, Some(first));
        assert_eq!(state_of(&db, first).await, RevisionState::Submitted);
    });
}

#[tokio::test]
async fn a_price_and_a_smallest_order_change_at_once() {
    on_every_database!(|db| {
        floor(&db).await;
        let id = listed(&db).await;
        let edit = Content { price: Some(Money(50_000)), min_order: Some(Quantity(5_000)), ..orange() };
        let done = run!(db, txn => propose(&txn, &ctx(), MEMBER, id, &edit)).unwrap();
        assert_eq!(done.revision, None);
        assert_eq!(done.applied.iter().map(|c| c.field).collect::<Vec<_>>(), [Field::Price, Field::MinOrder]);
        let product = get(&db, id).await;
        assert_eq!(
            (product.content.price, product.content.min_order, product.version),
            (Some(Money(50_000)), Some(Quantity(5_000)), 2)
        );
        assert_eq!(events(&db).await, ["product.changed"]);
        assert_eq!(deeds(&db, id).await, ["product.changed"]);
    });
}

#[tokio::test]
async fn a_new_price_does_not_take_an_edit_out_of_the_queue_and_survives_its_approval() {
    on_every_database!(|db| {
        floor(&db).await;
        let id = listed(&db).await;
        let revision = submitted(&db, id, &renamed("Cam một")).await;
        let edit = Content { price: Some(Money(60_000)), ..renamed("Cam một") };
        assert_eq!(proposed(&db, id, &edit).await, Some(revision));
        run!(db, txn => set_price(&txn, &ctx(), MEMBER, id, Some(Money(70_000)), None)).unwrap();
        assert_eq!(state_of(&db, revision).await, RevisionState::Submitted);
        run!(db, txn => approve_revision(&txn, &ctx(), revision)).unwrap();
        let content = get(&db, id).await.content;
        assert_eq!((content.name.as_str(), content.price), ("Cam một", Some(Money(70_000))));
    });
}

#[tokio::test]
async fn a_price_for_another_unit_waits_with_the_unit() {
    on_every_database!(|db| {
        floor(&db).await;
        let id = listed(&db).await;
        let boxed =
            Content { unit_code: "thung".into(), net_content: "10 kg".into(), price: Some(Money(400_000)), ..orange() };
        let revision = submitted(&db, id, &boxed).await;
        let content = get(&db, id).await.content;
        assert_eq!((content.unit_code.as_str(), content.price), ("kg", Some(Money(45_000))));
        run!(db, txn => approve_revision(&txn, &ctx(), revision)).unwrap();
        let content = get(&db, id).await.content;
        assert_eq!((content.unit_code.as_str(), content.price), ("thung", Some(Money(400_000))));
    });
}

#[tokio::test]
async fn an_edit_taken_back_withdraws_the_revision() {
    on_every_database!(|db| {
        floor(&db).await;
        let id = listed(&db).await;
        let revision = submitted(&db, id, &renamed("Cam một")).await;
        assert_eq!(proposed(&db, id, &orange()).await, None);
        assert_eq!(state_of(&db, revision).await, RevisionState::Withdrawn);
        let other = proposed(&db, id, &renamed("Cam hai")).await.unwrap();
        run!(db, txn => withdraw_revision(&txn, &ctx(), MEMBER, other)).unwrap();
        assert!(queries::for_edit(db.read(), MEMBER, id).await.unwrap().unwrap().revision.is_none());
    });
}

#[tokio::test]
async fn a_revision_given_back_is_mended_and_sent_again() {
    on_every_database!(|db| {
        floor(&db).await;
        let id = listed(&db).await;
        let revision = submitted(&db, id, &renamed("Cam một")).await;
        run!(db, txn => request_revision_changes(&txn, &ctx(), revision, "ghi rõ loại")).unwrap();
        assert_eq!(proposed(&db, id, &renamed("Cam loại một")).await, Some(revision));
        let row = queries::revision_by_id(db.read(), revision).await.unwrap().unwrap();
        assert_eq!((row.state, row.reason.as_str()), (RevisionState::ChangesRequested, "ghi rõ loại"));
        run!(db, txn => submit_revision(&txn, &ctx(), MEMBER, revision)).unwrap();
        run!(db, txn => reject_revision(&txn, &ctx(), revision, "không")).unwrap();
        assert_eq!(get(&db, id).await.content.name, "Cam Khe Mây");
    });
}

#[tokio::test]
async fn an_incomplete_revision_is_not_sent() {
    on_every_database!(|db| {
        floor(&db).await;
        let id = listed(&db).await;
        let revision = proposed(&db, id, &Content { commune_code: String::new(), ..orange() }).await.unwrap();
        let result = run!(db, txn => submit_revision(&txn, &ctx(), MEMBER, revision));
        assert!(matches!(result, Err(Error::Invalid(errors)) if errors.get("commune").is_some()));
    });
}

#[tokio::test]
async fn archiving_withdraws_the_open_revision() {
    on_every_database!(|db| {
        floor(&db).await;
        let id = listed(&db).await;
        let revision = submitted(&db, id, &renamed("Cam một")).await;
        run!(db, txn => archive(&txn, &ctx(), MEMBER, id)).unwrap();
        assert_eq!(state_of(&db, revision).await, RevisionState::Withdrawn);
        assert_eq!(get(&db, id).await.state, State::Archived);
    });
}
