//! No state is reached but by its transitions.

use database::{Db, on_every_database};
use kernel::{DealId, OfferId, QuoteId};
use offers::{
    Behind, ClosedBecause as Because, DealState, DealVerb, Error, HiddenBy as By, Kind, QuoteState, QuoteVerb,
    State as S, Verb as V, close, deal, decide, expire_due, follow, hide, queries, quote, save_draft, show, submit,
    trust, withdraw,
};

use super::support::*;

/// Everything that is possible; all else is not.
const POSSIBLE: [(S, V, S); 49] = [
    (S::Draft, V::Save, S::Draft),
    (S::Draft, V::Submit, S::Submitted),
    (S::Draft, V::OpenAtOnce, S::Open),
    (S::Draft, V::Withdraw, S::Withdrawn),
    (S::ChangesRequested, V::Save, S::ChangesRequested),
    (S::ChangesRequested, V::Submit, S::Submitted),
    (S::ChangesRequested, V::OpenAtOnce, S::Open),
    (S::ChangesRequested, V::Withdraw, S::Withdrawn),
    (S::Submitted, V::Approve, S::Open),
    (S::Submitted, V::RequestChanges, S::ChangesRequested),
    (S::Submitted, V::Reject, S::Rejected),
    (S::Submitted, V::Withdraw, S::Withdrawn),
    (S::Submitted, V::Expire, S::Expired),
    (S::Open, V::Hide, S::Hidden(By::Owner)),
    (S::Open, V::Suspend, S::Hidden(By::Officer)),
    (S::Open, V::Withhold, S::Hidden(By::Floor)),
    (S::Open, V::Revise, S::Open),
    (S::Open, V::Quote, S::Open),
    (S::Open, V::Agree, S::Open),
    (S::Open, V::UseUp, S::Closed(Because::UsedUp)),
    (S::Open, V::Fill, S::Closed(Because::Quotes)),
    (S::Open, V::Delist, S::Closed(Because::Listing)),
    (S::Open, V::Close, S::Closed(Because::Owner)),
    (S::Open, V::Withdraw, S::Withdrawn),
    (S::Open, V::Expire, S::Expired),
    (S::Hidden(By::Owner), V::Show, S::Open),
    (S::Hidden(By::Owner), V::Suspend, S::Hidden(By::Officer)),
    (S::Hidden(By::Owner), V::Revise, S::Hidden(By::Owner)),
    (S::Hidden(By::Owner), V::Agree, S::Hidden(By::Owner)),
    (S::Hidden(By::Owner), V::UseUp, S::Closed(Because::UsedUp)),
    (S::Hidden(By::Owner), V::Delist, S::Closed(Because::Listing)),
    (S::Hidden(By::Owner), V::Close, S::Closed(Because::Owner)),
    (S::Hidden(By::Owner), V::Withdraw, S::Withdrawn),
    (S::Hidden(By::Owner), V::Expire, S::Expired),
    (S::Hidden(By::Officer), V::Restore, S::Open),
    (S::Hidden(By::Officer), V::Delist, S::Closed(Because::Listing)),
    (S::Hidden(By::Officer), V::Expire, S::Expired),
    (S::Hidden(By::Floor), V::Release, S::Open),
    (S::Hidden(By::Floor), V::Suspend, S::Hidden(By::Officer)),
    (S::Hidden(By::Floor), V::Delist, S::Closed(Because::Listing)),
    (S::Hidden(By::Floor), V::Close, S::Closed(Because::Owner)),
    (S::Hidden(By::Floor), V::Withdraw, S::Withdrawn),
    (S::Hidden(By::Floor), V::Expire, S::Expired),
    (S::Closed(Because::Quotes), V::Agree, S::Closed(Because::Quotes)),
    (S::Closed(Because::Quotes), V::UseUp, S::Closed(Because::UsedUp)),
    (S::Closed(Because::Quotes), V::Close, S::Closed(Because::Owner)),
    (S::Closed(Because::UsedUp), V::Reopen, S::Open),
    (S::Closed(Because::UsedUp), V::ReopenHidden, S::Hidden(By::Owner)),
    (S::Closed(Because::UsedUp), V::ReopenFull, S::Closed(Because::Quotes)),
];

fn expected(state: S, verb: V) -> Option<S> {
    POSSIBLE.iter().find(|(from, v, _)| (*from, *v) == (state, verb)).map(|(.., to)| *to)
}

#[test]
fn the_state_machine_is_this_table() {
    for state in S::ALL {
        for verb in V::ALL.iter().copied() {
            assert_eq!(state.after(verb), expected(state, verb), "{state:?} {verb:?}");
        }
        assert_eq!(S::from_codes(state.code(), state.cause()), Some(state));
    }
    assert_eq!(S::from_codes("hidden", ""), None);
}

/// What owners and officers do; the rest happens by itself.
const COMMANDS: [V; 11] = [
    V::Save,
    V::Submit,
    V::Approve,
    V::RequestChanges,
    V::Reject,
    V::Hide,
    V::Show,
    V::Suspend,
    V::Restore,
    V::Close,
    V::Withdraw,
];

async fn command(db: &Db, kind: Kind, id: OfferId, verb: V) -> Result<(), Error> {
    let (owner, terms) = terms_of(kind);
    let ctx = by_at(&owner, 5);
    run!(db, txn => async {
        match verb {
            V::Save => save_draft(&txn, &ctx, &owner, id, &terms).await,
            V::Submit => submit(&txn, &ctx, &owner, id).await.map(|_| ()),
            V::Approve => decide::approve(&txn, &officer(), id, None).await,
            V::RequestChanges => decide::request_changes(&txn, &officer(), id, None, "thiếu giá").await,
            V::Reject => decide::reject(&txn, &officer(), id, None, "hàng cấm").await,
            V::Hide => hide(&txn, &ctx, &owner, id).await,
            V::Show => show(&txn, &ctx, &owner, id).await,
            V::Suspend => decide::suspend(&txn, &officer(), id, "khiếu nại").await,
            V::Restore => decide::restore(&txn, &officer(), id, "").await,
            V::Close => close(&txn, &ctx, &owner, id).await,
            V::Withdraw => withdraw(&txn, &ctx, &owner, id).await,
            other => panic!("nobody commands {other:?}"),
        }
    })
}

#[tokio::test]
async fn every_command_works_in_its_states_and_in_no_other() {
    on_every_database!(|db| {
        floor(&db).await;
        for kind in Kind::ALL.iter().copied() {
            let (owner, terms) = terms_of(kind);
            for state in S::ALL {
                for verb in COMMANDS {
                    let id = offer_in(&db, &owner, &terms, state).await;
                    let result = command(&db, kind, id, verb).await;
                    let now = get(&db, id).await.state;
                    match expected(state, verb) {
                        Some(to) => {
                            result.unwrap();
                            assert_eq!(now, to, "{state:?} {verb:?}");
                        }
                        None => {
                            assert_eq!(wrong(result), Some((state.code(), verb.code())), "{state:?}");
                            assert_eq!(now, state);
                        }
                    }
                }
            }
        }
    });
}

#[tokio::test]
async fn what_happens_by_itself_happens_in_its_states_only() {
    on_every_database!(|db| {
        floor(&db).await;
        for state in S::ALL {
            let id = offer_in(&db, &SELLER, &sell(), state).await;
            set_state(&db, "product", ORANGES, "hidden").await;
            run!(db, txn => follow(&txn, &worker_on(0), Behind::Product(ORANGES), None, 1_000)).unwrap();
            let withheld = get(&db, id).await.state;
            assert_eq!(withheld, expected(state, V::Withhold).unwrap_or(state), "{state:?}");
            set_state(&db, "product", ORANGES, "listed").await;
            run!(db, txn => follow(&txn, &worker_on(0), Behind::Product(ORANGES), None, 1_000)).unwrap();
            let released = get(&db, id).await.state;
            assert_eq!(released, expected(withheld, V::Release).unwrap_or(withheld), "{state:?}");
            set_state(&db, "product", ORANGES, "archived").await;
            run!(db, txn => follow(&txn, &worker_on(0), Behind::Product(ORANGES), None, 1_000)).unwrap();
            assert_eq!(get(&db, id).await.state, expected(released, V::Delist).unwrap_or(released), "{state:?}");
            set_state(&db, "product", ORANGES, "listed").await;
            let id = offer_in(&db, &SELLER, &sell(), state).await;
            run!(db, txn => expire_due(&txn, &worker_on(11), 1_000)).unwrap();
            assert_eq!(get(&db, id).await.state, expected(state, V::Expire).unwrap_or(state), "{state:?}");
        }
    });
}

#[tokio::test]
async fn a_quote_is_sent_and_accepted_only_where_its_offer_allows_it() {
    on_every_database!(|db| {
        floor(&db).await;
        for state in S::ALL {
            let id = offer_in(&db, &SELLER, &sell(), state).await;
            let sent = run!(db, txn => quote::send(&txn, &by(&BUYER), &BUYER, id, QuoteId(new_id()), &bid(10, 40_000)));
            match (expected(state, V::Quote), state) {
                (Some(_), _) => assert!(sent.is_ok()),
                (None, S::Closed(Because::Quotes)) => assert!(matches!(sent, Err(Error::QuotesFull)), "{sent:?}"),
                (None, _) => assert_eq!(wrong(sent), Some((state.code(), "quote"))),
            }
            let id = opened(&db, &SELLER, &sell()).await;
            let sent = quoted(&db, &BUYER, id, &bid(10, 40_000)).await;
            put_in(&db, id, state).await;
            let accepted = accepted(&db, &SELLER, sent).await;
            match expected(state, V::Agree) {
                Some(to) => assert_eq!((accepted.is_ok(), get(&db, id).await.state), (true, to)),
                None => assert_eq!(wrong(accepted), Some((state.code(), "agree"))),
            }
        }
    });
}

#[test]
fn a_quote_or_a_deal_is_decided_once() {
    for state in QuoteState::ALL.iter().copied() {
        for verb in QuoteVerb::ALL.iter().copied() {
            assert_eq!(state.after(verb).is_some(), state == QuoteState::Sent, "{state:?} {verb:?}");
        }
    }
    let reached: Vec<_> = QuoteVerb::ALL.iter().filter_map(|verb| QuoteState::Sent.after(*verb)).collect();
    assert_eq!(QuoteState::ALL.iter().filter(|state| !reached.contains(state)).count(), 1, "all but sent are reached");
    for state in DealState::ALL.iter().copied() {
        for verb in DealVerb::ALL.iter().copied() {
            assert_eq!(state.after(verb).is_some(), state == DealState::Agreed, "{state:?} {verb:?}");
        }
    }
}

#[derive(Clone, Copy)]
enum Answer {
    Accept,
    Decline,
    Withdraw,
    Counter,
}

#[tokio::test]
async fn every_answer_works_on_a_sent_quote_and_on_no_other() {
    on_every_database!(|db| {
        floor(&db).await;
        for state in QuoteState::ALL.iter().copied() {
            for (answer, verb, to) in [
                (Answer::Accept, "accept", QuoteState::Accepted),
                (Answer::Decline, "decline", QuoteState::Declined),
                (Answer::Withdraw, "withdraw", QuoteState::Withdrawn),
                (Answer::Counter, "counter", QuoteState::Countered),
            ] {
                let offer = opened(&db, &SELLER, &sell()).await;
                let sent = quoted(&db, &BUYER, offer, &bid(10, 40_000)).await;
                set_state(&db, "quote", sent, state.code()).await;
                let result = match answer {
                    Answer::Accept => accepted(&db, &SELLER, sent).await.map(|_| ()),
                    Answer::Decline => run!(db, txn => quote::decline(&txn, &by(&SELLER), &SELLER, sent, "")),
                    Answer::Withdraw => run!(db, txn => quote::withdraw(&txn, &by(&BUYER), &BUYER, sent, "")),
                    Answer::Counter => countered(&db, &SELLER, sent, &bid(10, 44_000)).await.map(|_| ()),
                };
                let line = queries::page_threads_of_offer(db.read(), &SELLER, offer, None, 1).await.unwrap();
                let quotes = queries::quotes_of(db.read(), line[0].thread.id, None, 9).await.unwrap();
                let now = quotes.iter().find(|quote| quote.id == sent).unwrap().state;
                if state == QuoteState::Sent {
                    result.unwrap();
                    assert_eq!(now, to);
                } else {
                    assert_eq!(wrong(result), Some((state.code(), verb)));
                    assert_eq!(now, state);
                }
            }
        }
    });
}

#[tokio::test]
async fn a_deal_is_completed_or_cancelled_once() {
    on_every_database!(|db| {
        floor(&db).await;
        let finish = async |id: DealId, verb: DealVerb| match verb {
            DealVerb::Complete => run!(db, txn => deal::complete(&txn, &by(&BUYER), &BUYER, id)),
            DealVerb::Cancel => run!(db, txn => deal::cancel(&txn, &by(&SELLER), &SELLER, id, "mất mùa")),
        };
        for first in DealVerb::ALL.iter().copied() {
            for second in DealVerb::ALL.iter().copied() {
                let offer = opened(&db, &SELLER, &sell()).await;
                let sent = quoted(&db, &BUYER, offer, &bid(10, 40_000)).await;
                let id = accepted(&db, &SELLER, sent).await.unwrap();
                finish(id, first).await.unwrap();
                let state = DealState::Agreed.after(first).unwrap();
                assert_eq!(wrong(finish(id, second).await), Some((state.code(), second.code())));
                assert_eq!(queries::deal_for(db.read(), &BUYER, id).await.unwrap().unwrap().state, state);
            }
        }
    });
}

#[tokio::test]
async fn a_trusted_member_opens_at_once_from_where_others_submit() {
    on_every_database!(|db| {
        floor(&db).await;
        run!(db, txn => trust::trust(&txn, &officer(), SELLER.member.unwrap(), "làm ăn lâu năm")).unwrap();
        for state in S::ALL {
            let id = offer_in(&db, &SELLER, &sell(), state).await;
            let result = run!(db, txn => submit(&txn, &by(&SELLER), &SELLER, id));
            match expected(state, V::OpenAtOnce) {
                Some(to) => assert_eq!(result.unwrap(), to),
                None => assert_eq!(wrong(result), Some((state.code(), "submit"))),
            }
        }
    });
}
