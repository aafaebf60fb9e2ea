use catalogue::{
    Error, RevisionState, RevisionVerb, State, Verb, approve, archive, hide, propose, reject, request_changes, restore,
    save_draft, show, submit, suspend,
};
use database::{Db, on_every_database};
use kernel::ProductId;

use super::support::*;

/// Everything that is possible; all else is not.
const POSSIBLE: [(State, Verb, State); 21] = [
    (State::Draft, Verb::Save, State::Draft),
    (State::Draft, Verb::Submit, State::Submitted),
    (State::Draft, Verb::Archive, State::Archived),
    (State::ChangesRequested, Verb::Save, State::ChangesRequested),
    (State::ChangesRequested, Verb::Submit, State::Submitted),
    (State::ChangesRequested, Verb::Archive, State::Archived),
    (State::Submitted, Verb::Approve, State::Listed),
    (State::Submitted, Verb::RequestChanges, State::ChangesRequested),
    (State::Submitted, Verb::Reject, State::Rejected),
    (State::Submitted, Verb::Archive, State::Archived),
    (State::Rejected, Verb::Archive, State::Archived),
    (State::Listed, Verb::Propose, State::Listed),
    (State::Listed, Verb::Hide, State::Hidden),
    (State::Listed, Verb::Suspend, State::Suspended),
    (State::Hidden, Verb::Suspend, State::Suspended),
    (State::Listed, Verb::Archive, State::Archived),
    (State::Hidden, Verb::Propose, State::Hidden),
    (State::Hidden, Verb::Show, State::Listed),
    (State::Hidden, Verb::Archive, State::Archived),
    (State::Suspended, Verb::Propose, State::Suspended),
    (State::Suspended, Verb::Restore, State::Listed),
];

async fn command(db: &Db, id: ProductId, verb: Verb) -> Result<(), Error> {
    let ctx = ctx_at(5);
    run!(db, txn => async {
        match verb {
            Verb::Save => save_draft(&txn, &ctx, MEMBER, id, &orange()).await,
            Verb::Submit => submit(&txn, &ctx, MEMBER, id).await,
            Verb::Approve => approve(&txn, &ctx, id, None).await,
            Verb::RequestChanges => request_changes(&txn, &ctx, id, None, "thiếu ảnh").await,
            Verb::Reject => reject(&txn, &ctx, id, None, "hàng cấm").await,
            Verb::Propose => propose(&txn, &ctx, MEMBER, id, &orange()).await.map(|_| ()),
            Verb::Hide => hide(&txn, &ctx, MEMBER, id).await,
            Verb::Show => show(&txn, &ctx, MEMBER, id).await,
            Verb::Suspend => suspend(&txn, &ctx, id, "khiếu nại").await,
            Verb::Restore => restore(&txn, &ctx, id, "").await,
            Verb::Archive => archive(&txn, &ctx, MEMBER, id).await,
        }
    })
}

#[tokio::test]
async fn every_command_works_in_its_states_and_in_no_other() {
    on_every_database!(|db| {
        floor(&db).await;
        for state in State::ALL {
            for verb in Verb::ALL {
                let expected = POSSIBLE.iter().find(|(from, v, _)| (*from, *v) == (state, verb)).map(|(.., to)| *to);
                assert_eq!(state.after(verb), expected, "{state:?} {verb:?}");
                let id = product_in(&db, state, orange()).await;
                let result = command(&db, id, verb).await;
                let now = get(&db, id).await.state;
                match expected {
                    Some(to) => {
                        result.unwrap();
                        assert_eq!(now, to, "{state:?} {verb:?}");
                    }
                    None => {
                        assert!(
                            matches!(&result, Err(Error::WrongState { from, .. }) if *from == state.code()),
                            "{state:?} {verb:?}: {result:?}"
                        );
                        assert_eq!(now, state);
                    }
                }
            }
        }
    });
}

#[test]
fn what_was_submitted_of_a_revision_is_decided_or_withdrawn() {
    use RevisionState as S;
    use RevisionVerb as V;
    let verbs = [V::Save, V::Submit, V::Approve, V::RequestChanges, V::Reject, V::Withdraw];
    let table = |state: S| verbs.map(|verb| state.after(verb));
    let open = |state| [Some(state), Some(S::Submitted), None, None, None, Some(S::Withdrawn)];
    assert_eq!(table(S::Draft), open(S::Draft));
    assert_eq!(table(S::ChangesRequested), open(S::ChangesRequested));
    assert_eq!(
        table(S::Submitted),
        [None, None, Some(S::Approved), Some(S::ChangesRequested), Some(S::Rejected), Some(S::Withdrawn)]
    );
    for closed in [S::Approved, S::Rejected, S::Withdrawn] {
        assert_eq!(table(closed), [None; 6]);
    }
}

#[tokio::test]
async fn a_products_life_is_told_to_the_log_and_to_the_outbox() {
    on_every_database!(|db| {
        floor(&db).await;
        let id = product_in(&db, State::Draft, orange()).await;
        let verbs = [
            (Verb::Submit, "product.submitted"),
            (Verb::RequestChanges, "product.changes_requested"),
            (Verb::Submit, "product.submitted"),
            (Verb::Approve, "product.listed"),
            (Verb::Hide, "product.hidden"),
            (Verb::Show, "product.shown"),
            (Verb::Suspend, "product.suspended"),
            (Verb::Restore, "product.restored"),
            (Verb::Archive, "product.archived"),
        ];
        for (verb, _) in verbs {
            let before = get(&db, id).await.version;
            command(&db, id, verb).await.unwrap();
            assert_eq!(get(&db, id).await.version, before + 1, "{verb:?}");
        }
        let expected = verbs.map(|(_, kind)| kind.to_owned());
        assert_eq!(events(&db).await, expected);
        let mut lines = deeds(&db, id).await;
        lines.sort();
        let mut sorted = expected.to_vec();
        sorted.sort();
        assert_eq!(lines, sorted);
    });
}

#[tokio::test]
async fn a_decision_says_when_and_why_and_a_new_submission_forgets_the_reason() {
    on_every_database!(|db| {
        floor(&db).await;
        let id = product_in(&db, State::Submitted, orange()).await;
        command(&db, id, Verb::RequestChanges).await.unwrap();
        let product = get(&db, id).await;
        assert_eq!((product.reason.as_str(), product.decided_at), ("thiếu ảnh", Some(at(5))));
        command(&db, id, Verb::Submit).await.unwrap();
        assert_eq!(get(&db, id).await.reason, "");
    });
}

#[tokio::test]
async fn a_refusal_without_a_reason_is_refused() {
    on_every_database!(|db| {
        floor(&db).await;
        let id = product_in(&db, State::Submitted, orange()).await;
        let result = run!(db, txn => reject(&txn, &ctx(), id, None, "  "));
        assert!(matches!(result, Err(Error::Invalid(errors)) if errors.get("reason").is_some()));
        assert_eq!(get(&db, id).await.state, State::Submitted);
    });
}

#[tokio::test]
async fn an_officer_decides_only_on_what_he_saw() {
    on_every_database!(|db| {
        floor(&db).await;
        let id = product_in(&db, State::Submitted, orange()).await;
        let seen = get(&db, id).await.version;
        command(&db, id, Verb::RequestChanges).await.unwrap();
        command(&db, id, Verb::Submit).await.unwrap();
        let result = run!(db, txn => approve(&txn, &ctx(), id, Some(seen)));
        assert!(matches!(result, Err(Error::Stale)), "{result:?}");
        run!(db, txn => approve(&txn, &ctx(), id, Some(seen + 2))).unwrap();
    });
}

#[tokio::test]
async fn the_first_listing_keeps_its_time() {
    on_every_database!(|db| {
        floor(&db).await;
        let id = product_in(&db, State::Submitted, orange()).await;
        command(&db, id, Verb::Approve).await.unwrap();
        assert_eq!(get(&db, id).await.listed_at, Some(at(5)));
        run!(db, txn => suspend(&txn, &ctx_at(9), id, "x")).unwrap();
        run!(db, txn => restore(&txn, &ctx_at(10), id, "")).unwrap();
        assert_eq!(get(&db, id).await.listed_at, Some(at(5)));
    });
}
