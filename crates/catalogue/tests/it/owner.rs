use catalogue::{
    Error, State, add_photo, archive, hide, move_photo, propose, queries, remove_paper, remove_photo, save_draft,
    set_photos, set_price, show, submit, submit_revision, withdraw_revision,
};
use database::on_every_database;
use kernel::{DocumentId, Money};

use super::support::*;

#[tokio::test]
async fn another_members_product_does_not_exist() {
    on_every_database!(|db| {
        floor(&db).await;
        let ctx = ctx();
        let draft = product_in(&db, State::Draft, orange()).await;
        let shown = listed(&db).await;
        let hidden = product_in(&db, State::Hidden, orange()).await;
        let edit = catalogue::Content { name: "Cam của tôi".into(), ..orange() };
        let revision = run!(db, txn => propose(&txn, &ctx, MEMBER, shown, &edit)).unwrap().revision.unwrap();
        let before = (get(&db, draft).await, get(&db, shown).await, get(&db, hidden).await);
        let txn = db.begin().await.unwrap();
        let results = [
            save_draft(&txn, &ctx, OTHER, draft, &edit).await,
            submit(&txn, &ctx, OTHER, draft).await,
            archive(&txn, &ctx, OTHER, draft).await,
            propose(&txn, &ctx, OTHER, shown, &edit).await.map(|_| ()),
            set_price(&txn, &ctx, OTHER, shown, Some(Money(1)), None).await,
            hide(&txn, &ctx, OTHER, shown).await,
            show(&txn, &ctx, OTHER, hidden).await,
            submit_revision(&txn, &ctx, OTHER, revision).await,
            withdraw_revision(&txn, &ctx, OTHER, revision).await,
            set_photos(&txn, &ctx, OTHER, draft, vec![]).await.map(|_| ()),
            add_photo(&txn, &ctx, OTHER, draft, photo("p2")).await.map(|_| ()),
            move_photo(&txn, &ctx, OTHER, draft, "p1", 0).await.map(|_| ()),
            remove_photo(&txn, &ctx, OTHER, draft, "p1").await.map(|_| ()),
            remove_paper(&txn, &ctx, OTHER, draft, DocumentId(ctx.new_id())).await,
        ];
        txn.commit().await.unwrap();
        for (number, result) in results.iter().enumerate() {
            assert!(matches!(result, Err(Error::NotFound)), "{number}: {result:?}");
        }
        assert_eq!(before, (get(&db, draft).await, get(&db, shown).await, get(&db, hidden).await));
        assert_eq!(queries::product_for_member(db.read(), OTHER, draft).await.unwrap(), None);
        assert_eq!(queries::for_edit(db.read(), OTHER, shown).await.unwrap(), None);
        assert_eq!(queries::revision_for_member(db.read(), OTHER, revision).await.unwrap(), None);
        assert!(queries::page_for_member(db.read(), OTHER, None, None, 10).await.unwrap().is_empty());
        assert!(queries::product_for_member(db.read(), MEMBER, draft).await.unwrap().is_some());
    });
}
