//! Invitations and staff.

use database::on_every_database;
use kernel::InvitationId;
use members::{Error, MemberState, StaffRole, apply, queries, staff};

use super::support::*;
use crate::run;

const OWNER: StaffRole = StaffRole::Owner;
const WEEK: i64 = 7 * 24 * 60;

#[tokio::test]
async fn an_invitation_works_once() {
    on_every_database!(|db| {
        let (owner, id) = approved(&db, &[]).await;
        let invitation = run!(db, |txn| staff::invite(txn, &by(owner), id, OWNER, "Chị kế toán")).unwrap();
        let (open, name) = staff::find_invitation(db.read(), noon(), &invitation.secret).await.unwrap().unwrap();
        assert_eq!((open.member_id, open.note.as_str(), name.as_str()), (id, "Chị kế toán", "Công ty Cam Mẫu"));
        assert_eq!(invitation.expires_at, at(WEEK));

        let clerk = account(&db).await;
        let joined = run!(db, |txn| staff::accept(txn, &by(clerk), clerk, &invitation.secret)).unwrap();
        assert_eq!((joined.member_id, joined.role), (id, StaffRole::Staff));
        assert!(staff::find_invitation(db.read(), noon(), &invitation.secret).await.unwrap().is_none());
        // A double click of the same person is harmless, another person comes too late.
        run!(db, |txn| staff::accept(txn, &by(clerk), clerk, &invitation.secret)).unwrap();
        let other = account(&db).await;
        let late = run!(db, |txn| staff::accept(txn, &by(other), other, &invitation.secret));
        assert!(matches!(late, Err(Error::InvitationInvalid)));
        assert_eq!(staff::list(db.read(), id).await.unwrap().len(), 2);
        assert_eq!(staff::list(db.read(), id).await.unwrap()[0].role, OWNER);
    });
}

#[tokio::test]
async fn two_people_at_one_moment_do_not_both_join() {
    on_every_database!(|db| {
        let (owner, id) = approved(&db, &[]).await;
        let secret = run!(db, |txn| staff::invite(txn, &by(owner), id, OWNER, "")).unwrap().secret;
        let (a, b) = (account(&db).await, account(&db).await);
        let first = async { run!(db, |txn| staff::accept(txn, &by(a), a, &secret)) };
        let second = async { run!(db, |txn| staff::accept(txn, &by(b), b, &secret)) };
        let (first, second) = tokio::join!(first, second);
        assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
    });
}

#[tokio::test]
async fn an_expired_invitation_is_refused() {
    on_every_database!(|db| {
        let (owner, id) = approved(&db, &[]).await;
        let secret = run!(db, |txn| staff::invite(txn, &by(owner), id, OWNER, "")).unwrap().secret;
        let clerk = account(&db).await;
        assert!(staff::find_invitation(db.read(), at(WEEK - 1), &secret).await.unwrap().is_some());
        assert!(staff::find_invitation(db.read(), at(WEEK), &secret).await.unwrap().is_none());
        let late = run!(db, |txn| staff::accept(txn, &by_at(clerk, WEEK), clerk, &secret));
        assert!(matches!(late, Err(Error::InvitationInvalid)));
        assert!(staff::list_invitations(db.read(), at(WEEK), id).await.unwrap().is_empty());
    });
}

#[tokio::test]
async fn a_revoked_invitation_is_refused() {
    on_every_database!(|db| {
        let (owner, id) = approved(&db, &[]).await;
        let invitation = run!(db, |txn| staff::invite(txn, &by(owner), id, OWNER, "")).unwrap();
        run!(db, |txn| staff::revoke(txn, &by(owner), id, OWNER, invitation.id)).unwrap();
        let clerk = account(&db).await;
        let refused = run!(db, |txn| staff::accept(txn, &by(clerk), clerk, &invitation.secret));
        assert!(matches!(refused, Err(Error::InvitationInvalid)));
        assert!(staff::list_invitations(db.read(), noon(), id).await.unwrap().is_empty());
    });
}

#[tokio::test]
async fn a_guessed_secret_and_anothers_invitation_are_refused() {
    on_every_database!(|db| {
        let (owner, id) = approved(&db, &[]).await;
        let invitation = run!(db, |txn| staff::invite(txn, &by(owner), id, OWNER, "")).unwrap();
        let (stranger, theirs) = drafted(&db, &[]).await;
        let revoked = run!(db, |txn| staff::revoke(txn, &by(stranger), theirs, OWNER, invitation.id));
        assert!(matches!(revoked, Err(Error::NotFound)));
        let unknown = run!(db, |txn| staff::revoke(txn, &by(owner), id, OWNER, InvitationId(new_id())));
        assert!(matches!(unknown, Err(Error::NotFound)));
        let clerk = account(&db).await;
        for guess in ["", "x", &invitation.secret[1..]] {
            let refused = run!(db, |txn| staff::accept(txn, &by(clerk), clerk, guess));
            assert!(matches!(refused, Err(Error::InvitationInvalid)));
        }
    });
}

#[tokio::test]
async fn whoever_belongs_to_a_member_joins_no_other() {
    on_every_database!(|db| {
        let (owner, id) = approved(&db, &[]).await;
        let secret = run!(db, |txn| staff::invite(txn, &by(owner), id, OWNER, "")).unwrap().secret;
        let (busy, _) = drafted(&db, &[]).await;
        let refused = run!(db, |txn| staff::accept(txn, &by(busy), busy, &secret));
        assert!(matches!(refused, Err(Error::AlreadyMember)));
        assert!(staff::find_invitation(db.read(), noon(), &secret).await.unwrap().is_some(), "not used up");
    });
}

#[tokio::test]
async fn staff_neither_invite_nor_remove_nor_apply() {
    on_every_database!(|db| {
        let (owner, id) = approved(&db, &[]).await;
        let secret = run!(db, |txn| staff::invite(txn, &by(owner), id, OWNER, "")).unwrap().secret;
        let clerk = account(&db).await;
        run!(db, |txn| staff::accept(txn, &by(clerk), clerk, &secret)).unwrap();
        let ctx = by(clerk);
        let invited = run!(db, |txn| staff::invite(txn, &ctx, id, StaffRole::Staff, ""));
        assert!(matches!(invited, Err(Error::OwnerOnly)));
        let removed = run!(db, |txn| staff::remove_staff(txn, &ctx, id, StaffRole::Staff, owner));
        assert!(matches!(removed, Err(Error::OwnerOnly)));
        let saved = run!(db, |txn| apply::save(txn, &ctx, clerk, &application()));
        assert!(matches!(saved, Err(Error::OwnerOnly)));
    });
}

#[tokio::test]
async fn removed_staff_belong_to_nobody_and_the_owner_stays() {
    on_every_database!(|db| {
        let (owner, id) = approved(&db, &[]).await;
        let secret = run!(db, |txn| staff::invite(txn, &by(owner), id, OWNER, "")).unwrap().secret;
        let clerk = account(&db).await;
        run!(db, |txn| staff::accept(txn, &by(clerk), clerk, &secret)).unwrap();
        let (other_owner, other) = drafted(&db, &[]).await;
        let foreign = run!(db, |txn| staff::remove_staff(txn, &by(other_owner), other, OWNER, clerk));
        assert!(matches!(foreign, Err(Error::NotFound)));
        run!(db, |txn| staff::remove_staff(txn, &by(owner), id, OWNER, clerk)).unwrap();
        assert!(queries::membership(db.read(), clerk).await.unwrap().is_none());
        let himself = run!(db, |txn| staff::remove_staff(txn, &by(owner), id, OWNER, owner));
        assert!(matches!(himself, Err(Error::NotFound)));
        assert_eq!(queries::owners(db.read(), id).await.unwrap(), [owner]);
    });
}

#[tokio::test]
async fn a_closed_member_invites_nobody_and_welcomes_nobody() {
    on_every_database!(|db| {
        let (owner, id) = approved(&db, &[]).await;
        let secret = run!(db, |txn| staff::invite(txn, &by(owner), id, OWNER, "")).unwrap().secret;
        run!(db, |txn| members::decide::close(txn, &by(owner), id, "")).unwrap();
        let clerk = account(&db).await;
        assert!(staff::find_invitation(db.read(), noon(), &secret).await.unwrap().is_none());
        let refused = run!(db, |txn| staff::accept(txn, &by(clerk), clerk, &secret));
        assert_eq!(wrong(refused), Some((MemberState::Closed.code(), "invite")));
        let refused = run!(db, |txn| staff::invite(txn, &by(owner), id, OWNER, ""));
        assert_eq!(wrong(refused), Some((MemberState::Closed.code(), "invite")));
    });
}
