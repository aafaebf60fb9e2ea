//! What officers decide, from every state, on the database.

use database::on_every_database;
use members::{Error, MemberState, MemberVerb, StallState, StallVerb, decide, stall as stalls};

use super::support::*;
use crate::run;

#[tokio::test]
async fn every_decision_about_a_member_obeys_the_state_machine() {
    on_every_database!(|db| {
        let ctx = by(account(&db).await);
        for verb in [
            MemberVerb::Approve,
            MemberVerb::RequestChanges,
            MemberVerb::Reject,
            MemberVerb::Suspend,
            MemberVerb::Restore,
            MemberVerb::Close,
        ] {
            for from in MemberState::ALL {
                let id = member_in(&db, *from).await;
                let result = match verb {
                    MemberVerb::Approve => run!(db, |txn| decide::approve(txn, &ctx, id, None)),
                    MemberVerb::RequestChanges => {
                        run!(db, |txn| decide::request_changes(txn, &ctx, id, "Lý do"))
                    }
                    MemberVerb::Reject => run!(db, |txn| decide::reject(txn, &ctx, id, "Lý do")),
                    MemberVerb::Suspend => run!(db, |txn| decide::suspend(txn, &ctx, id, "Lý do")),
                    MemberVerb::Restore => run!(db, |txn| decide::restore(txn, &ctx, id, "")),
                    _ => run!(db, |txn| decide::close(txn, &ctx, id, "")),
                };
                let after = member(&db, id).await;
                match from.next(verb) {
                    Ok(to) => {
                        result.unwrap();
                        assert_eq!((after.state, after.version), (to, 2), "{verb:?} from {from:?}");
                    }
                    Err(_) => {
                        assert_eq!(wrong(result), Some((from.code(), verb.code())));
                        assert_eq!((after.state, after.version), (*from, 1), "{verb:?} from {from:?}");
                        assert!(lines(&db, id).await.is_empty());
                    }
                }
            }
        }
    });
}

#[tokio::test]
async fn every_decision_about_a_stall_obeys_the_state_machine() {
    on_every_database!(|db| {
        let ctx = by(account(&db).await);
        for verb in [
            StallVerb::Approve,
            StallVerb::RequestChanges,
            StallVerb::Reject,
            StallVerb::Suspend,
            StallVerb::Restore,
            StallVerb::Close,
        ] {
            for from in StallState::ALL {
                let owner = member_in(&db, MemberState::Approved).await;
                let id = stall_in(&db, owner, *from).await;
                let result = match verb {
                    StallVerb::Approve => {
                        run!(db, |txn| stalls::decide::approve(txn, &ctx, id, None))
                    }
                    StallVerb::RequestChanges => {
                        run!(db, |txn| stalls::decide::request_changes(txn, &ctx, id, "Lý do"))
                    }
                    StallVerb::Reject => {
                        run!(db, |txn| stalls::decide::reject(txn, &ctx, id, "Lý do"))
                    }
                    StallVerb::Suspend => {
                        run!(db, |txn| stalls::decide::suspend(txn, &ctx, id, "Lý do"))
                    }
                    StallVerb::Restore => {
                        run!(db, |txn| stalls::decide::restore(txn, &ctx, id, ""))
                    }
                    _ => run!(db, |txn| stalls::decide::close(txn, &ctx, id, "")),
                };
                let after = stall(&db, id).await;
                match from.next(verb) {
                    Ok(to) => {
                        result.unwrap();
                        assert_eq!((after.state, after.version), (to, 2), "{verb:?} from {from:?}");
                    }
                    Err(_) => {
                        assert_eq!(wrong(result), Some((from.code(), verb.code())));
                        assert_eq!((after.state, after.version), (*from, 1), "{verb:?} from {from:?}");
                    }
                }
            }
        }
    });
}

#[tokio::test]
async fn approval_records_when_and_how_the_seller_was_identified() {
    on_every_database!(|db| {
        let id = member_in(&db, MemberState::Submitted).await;
        let officer = account(&db).await;
        run!(db, |txn| decide::approve(txn, &by_at(officer, 3), id, Some(1))).unwrap();
        let after = member(&db, id).await;
        assert_eq!((after.approved_at, after.identified_at), (Some(at(3)), Some(at(3))));
        assert_eq!(after.identified_how, decide::IDENTIFIED_BY_PAPERS);
    });
}

#[tokio::test]
async fn an_officer_does_not_approve_what_changed_since_it_was_read() {
    on_every_database!(|db| {
        let id = member_in(&db, MemberState::Submitted).await;
        let someone = account(&db).await;
        let kind = members::DocumentKind::Other;
        run!(db, |txn| members::documents::add(txn, &by(someone), id, kind, paper("them.pdf"))).unwrap();
        let stale = run!(db, |txn| decide::approve(txn, &by(someone), id, Some(1)));
        assert!(matches!(stale, Err(Error::Stale)));
        run!(db, |txn| decide::approve(txn, &by(someone), id, Some(2))).unwrap();

        let stall = stall_in(&db, id, StallState::Submitted).await;
        let stale = run!(db, |txn| stalls::decide::approve(txn, &by(someone), stall, Some(7)));
        assert!(matches!(stale, Err(Error::Stale)));
    });
}

#[tokio::test]
async fn two_officers_at_one_moment_decide_once() {
    on_every_database!(|db| {
        let id = member_in(&db, MemberState::Submitted).await;
        let officer = account(&db).await;
        let approve = async { run!(db, |txn| decide::approve(txn, &by(officer), id, None)) };
        let reject = async { run!(db, |txn| decide::reject(txn, &by(officer), id, "Không đủ")) };
        let (approved, rejected) = tokio::join!(approve, reject);
        assert!(approved.is_ok() != rejected.is_ok(), "{approved:?} {rejected:?}");
        assert_eq!((member(&db, id).await.version, events(&db).await.len()), (2, 1));
    });
}

#[tokio::test]
async fn a_refusal_needs_a_reason() {
    on_every_database!(|db| {
        let ctx = by(account(&db).await);
        let waiting = member_in(&db, MemberState::Submitted).await;
        let approved = member_in(&db, MemberState::Approved).await;
        let stall = stall_in(&db, approved, StallState::Open).await;
        for reason in ["", "   "] {
            let refusals = [
                run!(db, |txn| decide::request_changes(txn, &ctx, waiting, reason)),
                run!(db, |txn| decide::reject(txn, &ctx, waiting, reason)),
                run!(db, |txn| decide::suspend(txn, &ctx, approved, reason)),
                run!(db, |txn| stalls::decide::suspend(txn, &ctx, stall, reason)),
            ];
            for refusal in refusals {
                assert_eq!(problem(refusal, "reason"), Some(kernel::Problem::Required));
            }
        }
    });
}

#[tokio::test]
async fn a_stall_opens_and_reopens_only_under_an_approved_member() {
    on_every_database!(|db| {
        let ctx = by(account(&db).await);
        for state in MemberState::ALL.iter().filter(|state| **state != MemberState::Approved) {
            let member = member_in(&db, *state).await;
            let waiting = stall_in(&db, member, StallState::Submitted).await;
            let refused = run!(db, |txn| stalls::decide::approve(txn, &ctx, waiting, None));
            assert_eq!(wrong(refused), Some((state.code(), "open_stall")));
            let member = member_in(&db, *state).await;
            let suspended = stall_in(&db, member, StallState::Suspended).await;
            let refused = run!(db, |txn| stalls::decide::restore(txn, &ctx, suspended, ""));
            assert_eq!(wrong(refused), Some((state.code(), "open_stall")));
        }
    });
}

#[tokio::test]
async fn closing_a_member_closes_its_stall() {
    on_every_database!(|db| {
        let (owner, member_id, stall_id) = opened(&db, "cam-mau", COMPANY_CODE).await;
        run!(db, |txn| decide::close(txn, &by(owner), member_id, "Nghỉ bán")).unwrap();
        assert_eq!(member(&db, member_id).await.state, MemberState::Closed);
        assert_eq!(stall(&db, stall_id).await.state, StallState::Closed);
        let last: Vec<String> = events(&db).await.into_iter().rev().take(2).map(|event| event.kind).collect();
        assert_eq!(last, ["stall.closed", "member.closed"]);
    });
}
