//! Papers.

use database::on_every_database;
use kernel::{DocumentId, Problem};
use members::{DocumentKind, Error, MemberState, documents};

use super::support::*;
use crate::run;

#[tokio::test]
async fn another_members_paper_is_not_reachable() {
    on_every_database!(|db| {
        let (_, theirs) = drafted(&db, &[]).await;
        let (owner, mine) = drafted(&db, &[]).await;
        let paper = documents::list(db.read(), theirs).await.unwrap()[0].id;
        assert!(documents::find(db.read(), theirs, paper).await.unwrap().is_some());
        assert_eq!(documents::find(db.read(), mine, paper).await.unwrap(), None);
        let removed = run!(db, |txn| documents::remove(txn, &by(owner), mine, paper));
        assert!(matches!(removed, Err(Error::NotFound)));
        assert_eq!(documents::list(db.read(), theirs).await.unwrap().len(), 1);
        assert!(documents::find_for_officer(db.read(), paper).await.unwrap().is_some());
    });
}

#[tokio::test]
async fn a_removed_paper_stays_for_officers_only() {
    on_every_database!(|db| {
        let (owner, id) = drafted(&db, &[]).await;
        let paper = documents::list(db.read(), id).await.unwrap()[0].clone();
        assert_eq!((paper.kind, paper.size, paper.uploaded_by), (DocumentKind::Licence, 1_234, owner));
        run!(db, |txn| documents::remove(txn, &by_at(owner, 5), id, paper.id)).unwrap();
        assert!(documents::list(db.read(), id).await.unwrap().is_empty());
        assert_eq!(documents::find(db.read(), id, paper.id).await.unwrap(), None);
        let kept = documents::find_for_officer(db.read(), paper.id).await.unwrap().unwrap();
        assert_eq!((kept.removed_at, kept.blob_key), (Some(at(5)), paper.blob_key));
        let again = run!(db, |txn| documents::remove(txn, &by(owner), id, paper.id));
        assert!(matches!(again, Err(Error::NotFound)));
    });
}

#[tokio::test]
async fn a_member_has_at_most_twenty_papers() {
    on_every_database!(|db| {
        let (owner, id) = drafted(&db, &[]).await;
        for n in 1..20 {
            run!(db, |txn| documents::add(txn, &by(owner), id, DocumentKind::Other, paper(&n.to_string()))).unwrap();
        }
        let refused = run!(db, |txn| documents::add(txn, &by(owner), id, DocumentKind::Other, paper("21")));
        assert_eq!(problem(refused, "file"), Some(Problem::TooMany(20)));
        let first = documents::list(db.read(), id).await.unwrap()[0].id;
        run!(db, |txn| documents::remove(txn, &by(owner), id, first)).unwrap();
        run!(db, |txn| documents::add(txn, &by(owner), id, DocumentKind::Other, paper("21"))).unwrap();
    });
}

#[tokio::test]
async fn papers_obey_the_state_of_the_member() {
    on_every_database!(|db| {
        let ctx = by(account(&db).await);
        for state in MemberState::ALL {
            let id = member_in(&db, *state).await;
            let add = run!(db, |txn| documents::add(txn, &ctx, id, DocumentKind::Other, paper("a.pdf")));
            assert_eq!(add.is_ok(), state.next(members::MemberVerb::AddDocument).is_ok(), "{state:?}");
            let paper = add.unwrap_or(DocumentId(new_id()));
            let remove = run!(db, |txn| documents::remove(txn, &ctx, id, paper));
            assert_eq!(remove.is_ok(), state.next(members::MemberVerb::RemoveDocument).is_ok(), "{state:?}");
        }
    });
}

#[tokio::test]
async fn a_removed_paper_can_be_put_back_by_its_own_member_only() {
    on_every_database!(|db| {
        let (owner, id) = drafted(&db, &[]).await;
        let (other, foreign) = drafted(&db, &[]).await;
        let paper = documents::list(db.read(), id).await.unwrap()[0].id;
        let early = run!(db, |txn| documents::put_back(txn, &by(owner), id, paper));
        assert!(matches!(early, Err(Error::NotFound)), "nothing was removed");
        run!(db, |txn| documents::remove(txn, &by(owner), id, paper)).unwrap();
        let stolen = run!(db, |txn| documents::put_back(txn, &by(other), foreign, paper));
        assert!(matches!(stolen, Err(Error::NotFound)));
        run!(db, |txn| documents::put_back(txn, &by(owner), id, paper)).unwrap();
        assert_eq!(documents::list(db.read(), id).await.unwrap()[0].id, paper);
    });
}
