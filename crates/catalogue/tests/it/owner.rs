use catalogue::{
    Content, Error, RevisionState, State, add_photo, archive, hide, move_photo, propose, queries, remove_paper,
    remove_photo, save_draft, set_photos, set_price, show, submit, submit_revision, withdraw_revision,
};
use database::on_every_database;
use kernel::{DocumentId, Money, ProductId};

use super::{filled::*, support::*};

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

#[tokio::test]
async fn a_member_takes_along_all_of_its_products_and_no_others() {
    on_every_database!(|db| {
        floor(&db).await;
        let ids = fill(&db, 12, |number, new| match number {
            3 => new.state = State::Archived,
            7 => (new.member_id, new.stall_id) = (OTHER, OTHER_STALL),
            _ => {}
        })
        .await;
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = queries::export_for_member(db.read(), MEMBER, after, 5).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            found.extend(page.iter().map(|product| product.id));
        }
        let own: Vec<ProductId> = ids.iter().copied().filter(|id| *id != ids[7]).collect();
        assert_eq!(found, own);
    });
}

#[tokio::test]
async fn a_list_of_products_knows_where_their_edits_stand() {
    on_every_database!(|db| {
        floor(&db).await;
        let ids = fill(&db, 3, |_, _| {}).await;
        let renamed = Content { name: "Cam mới".into(), ..orange() };
        let sent = run!(db, txn => propose(&txn, &ctx(), MEMBER, ids[0], &renamed)).unwrap().revision.unwrap();
        run!(db, txn => submit_revision(&txn, &ctx(), MEMBER, sent)).unwrap();
        let gone = run!(db, txn => propose(&txn, &ctx(), MEMBER, ids[1], &renamed)).unwrap().revision.unwrap();
        run!(db, txn => withdraw_revision(&txn, &ctx(), MEMBER, gone)).unwrap();
        let open = queries::open_revisions(db.read(), MEMBER, &ids).await.unwrap();
        assert_eq!(open.into_iter().collect::<Vec<_>>(), [(ids[0], RevisionState::Submitted)]);
        assert!(queries::open_revisions(db.read(), OTHER, &ids).await.unwrap().is_empty());
    });
}
