//! Every state × every verb, against the whole list of what is allowed.

use members::{MemberState as M, MemberVerb as V, StallState as S, StallVerb as W, stall_visible};

/// What a member may do, from where, and where it ends. Everything that is not here is refused.
const MEMBER: &[(V, &[M], Option<M>)] = &[
    (V::Save, &[M::Draft, M::ChangesRequested], None),
    (V::AddDocument, &[M::Draft, M::Submitted, M::ChangesRequested, M::Approved, M::Suspended], None),
    (V::RemoveDocument, &[M::Draft, M::ChangesRequested, M::Approved], None),
    (V::Submit, &[M::Draft, M::ChangesRequested], Some(M::Submitted)),
    (V::Approve, &[M::Submitted], Some(M::Approved)),
    (V::RequestChanges, &[M::Submitted], Some(M::ChangesRequested)),
    (V::Reject, &[M::Submitted], Some(M::Rejected)),
    (V::Suspend, &[M::Approved], Some(M::Suspended)),
    (V::Restore, &[M::Suspended], Some(M::Approved)),
    (V::Close, &[M::Draft, M::Submitted, M::Approved, M::ChangesRequested, M::Rejected, M::Suspended], Some(M::Closed)),
    (V::EditContact, &[M::Approved], None),
    (V::Invite, &[M::Draft, M::Submitted, M::ChangesRequested, M::Approved, M::Suspended], None),
    (V::SaveStall, &[M::Draft, M::Submitted, M::ChangesRequested, M::Approved, M::Suspended], None),
    (V::SubmitStall, &[M::Submitted, M::ChangesRequested, M::Approved], None),
    (V::OpenStall, &[M::Approved], None),
];

const STALL: &[(W, &[S], Option<S>)] = &[
    (W::Save, &[S::Draft, S::ChangesRequested], None),
    (W::Edit, &[S::Open, S::Suspended], None),
    (W::SetPictures, &[S::Draft, S::ChangesRequested, S::Open, S::Suspended], None),
    (W::Submit, &[S::Draft, S::ChangesRequested], Some(S::Submitted)),
    (W::Approve, &[S::Submitted], Some(S::Open)),
    (W::RequestChanges, &[S::Submitted], Some(S::ChangesRequested)),
    (W::Reject, &[S::Submitted], Some(S::Rejected)),
    (W::Suspend, &[S::Open], Some(S::Suspended)),
    (W::Restore, &[S::Suspended], Some(S::Open)),
    (W::Close, &[S::Draft, S::Submitted, S::Open, S::ChangesRequested, S::Rejected, S::Suspended], Some(S::Closed)),
    (W::Rename, &[S::Draft, S::ChangesRequested], None),
    (W::Ask, &[S::Open], None),
];

#[test]
fn member_transitions_are_exactly_those_of_the_table() {
    assert_eq!(MEMBER.len(), V::ALL.len());
    for (verb, from, to) in MEMBER {
        for state in M::ALL {
            let next = state.next(*verb);
            if from.contains(state) {
                assert_eq!(next, Ok(to.unwrap_or(*state)), "{verb:?} from {state:?}");
            } else {
                let wrong = next.expect_err(&format!("{verb:?} from {state:?}"));
                assert_eq!((wrong.from, wrong.verb), (state.code(), verb.code()));
            }
        }
    }
}

#[test]
fn stall_transitions_are_exactly_those_of_the_table() {
    assert_eq!(STALL.len(), W::ALL.len());
    for (verb, from, to) in STALL {
        for state in S::ALL {
            let next = state.next(*verb);
            if from.contains(state) {
                assert_eq!(next, Ok(to.unwrap_or(*state)), "{verb:?} from {state:?}");
            } else {
                let wrong = next.expect_err(&format!("{verb:?} from {state:?}"));
                assert_eq!((wrong.from, wrong.verb), (state.code(), verb.code()));
            }
        }
    }
}

#[test]
fn only_an_open_stall_of_an_approved_member_is_visible() {
    for stall in S::ALL {
        for member in M::ALL {
            assert_eq!(stall_visible(*stall, *member), *stall == S::Open && *member == M::Approved);
        }
    }
}

#[test]
fn codes_read_back() {
    assert!(M::ALL.iter().all(|state| M::from_code(state.code()) == Some(*state)));
    assert!(S::ALL.iter().all(|state| S::from_code(state.code()) == Some(*state)));
    assert!(members::Event::ALL.iter().all(|event| members::Event::from_kind(event.kind()) == Some(*event)));
    assert_eq!(M::from_code("Draft"), None);
}
