use catalogue::{
    Error, NewPaper, PaperKind, State, add_paper, find_paper, paper_for_member, papers_of, put_back_paper, remove_paper,
};
use database::on_every_database;

use super::support::*;

fn licence() -> NewPaper {
    NewPaper {
        kind: PaperKind::AlcoholLicence,
        file_name: "giay-phep.pdf".into(),
        content_type: "application/pdf".into(),
        size: 1_234,
        blob_key: "private/papers/abc".into(),
    }
}

#[tokio::test]
async fn a_paper_is_seen_by_its_member_only_and_a_removed_one_by_officers() {
    on_every_database!(|db| {
        floor(&db).await;
        let product = product_in(&db, State::Draft, orange()).await;
        let id = run!(db, txn => add_paper(&txn, &ctx(), MEMBER, product, licence())).unwrap();
        let stolen = run!(db, txn => add_paper(&txn, &ctx(), OTHER, product, licence()));
        assert!(matches!(stolen, Err(Error::NotFound)));
        let own = paper_for_member(db.read(), MEMBER, id).await.unwrap().unwrap();
        assert_eq!(
            (own.kind, own.size, own.blob_key.as_str()),
            (PaperKind::AlcoholLicence, 1_234, "private/papers/abc")
        );
        assert_eq!(paper_for_member(db.read(), OTHER, id).await.unwrap(), None);
        assert_eq!(papers_of(db.read(), product).await.unwrap().len(), 1);
        run!(db, txn => remove_paper(&txn, &ctx(), MEMBER, product, id)).unwrap();
        assert!(papers_of(db.read(), product).await.unwrap().is_empty());
        assert_eq!(paper_for_member(db.read(), MEMBER, id).await.unwrap(), None);
        assert!(find_paper(db.read(), id).await.unwrap().is_some());
        let again = run!(db, txn => remove_paper(&txn, &ctx(), MEMBER, product, id));
        assert!(matches!(again, Err(Error::NotFound)));
    });
}

#[tokio::test]
async fn papers_stay_while_an_officer_looks_at_them() {
    on_every_database!(|db| {
        floor(&db).await;
        let product = product_in(&db, State::Submitted, orange()).await;
        let result = run!(db, txn => add_paper(&txn, &ctx(), MEMBER, product, licence()));
        assert!(matches!(result, Err(Error::WrongState { from: "submitted", .. })));
    });
}

#[tokio::test]
async fn a_thirteenth_paper_is_refused() {
    on_every_database!(|db| {
        floor(&db).await;
        let product = product_in(&db, State::Draft, orange()).await;
        for _ in 0..12 {
            run!(db, txn => add_paper(&txn, &ctx(), MEMBER, product, licence())).unwrap();
        }
        let result = run!(db, txn => add_paper(&txn, &ctx(), MEMBER, product, licence()));
        assert!(matches!(result, Err(Error::Invalid(errors)) if errors.get("papers").is_some()));
    });
}

#[tokio::test]
async fn a_removed_paper_can_be_put_back_by_its_member_only() {
    on_every_database!(|db| {
        floor(&db).await;
        let product = product_in(&db, State::Draft, orange()).await;
        let id = run!(db, txn => add_paper(&txn, &ctx(), MEMBER, product, licence())).unwrap();
        let present = run!(db, txn => put_back_paper(&txn, &ctx(), MEMBER, product, id));
        assert!(matches!(present, Err(Error::NotFound)), "it was never away");
        run!(db, txn => remove_paper(&txn, &ctx(), MEMBER, product, id)).unwrap();
        let stolen = run!(db, txn => put_back_paper(&txn, &ctx(), OTHER, product, id));
        assert!(matches!(stolen, Err(Error::NotFound)));
        run!(db, txn => put_back_paper(&txn, &ctx(), MEMBER, product, id)).unwrap();
        assert_eq!(papers_of(db.read(), product).await.unwrap().len(), 1);
    });
}
