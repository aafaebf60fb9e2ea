//! Saving and submitting an application.

use database::on_every_database;
use kernel::{Fields, MemberId, Problem};
use members::{DocumentKind, Error, MemberKind, MemberState, apply, contact, decide, documents, queries};

use super::support::*;
use crate::run;

#[tokio::test]
async fn an_incomplete_application_is_saved_as_typed() {
    on_every_database!(|db| {
        let owner = account(&db).await;
        let typed = fields(&[("kind", "farm"), ("tax_code", "12 ab"), ("phone", "không có"), ("email", "chưa có")]);
        let id = run!(db, |txn| apply::save(txn, &by(owner), owner, &typed)).unwrap();
        let saved = member(&db, id).await;
        assert_eq!((saved.state, saved.kind, saved.name.as_str()), (MemberState::Draft, MemberKind::Farm, ""));
        assert_eq!(saved.tax_code.reveal(), "12 ab");
        assert_eq!(saved.phone, "không có");
        let membership = queries::membership(db.read(), owner).await.unwrap().unwrap();
        assert_eq!((membership.member_id, membership.role), (id, members::StaffRole::Owner));
        assert_eq!(queries::owners(db.read(), id).await.unwrap(), [owner]);
    });
}

#[tokio::test]
async fn kind_length_and_control_characters_are_checked_when_saving() {
    on_every_database!(|db| {
        let owner = account(&db).await;
        let long = "x".repeat(10_000);
        let bad = with(application(), &[("kind", "bank"), ("name", &long), ("address", "a\u{0}b")]);
        let result = run!(db, |txn| apply::save(txn, &by(owner), owner, &bad));
        let Err(Error::Fields(errors)) = result else { panic!("saved") };
        assert_eq!(errors.get("kind"), Some(&Problem::NotAChoice));
        assert_eq!(errors.get("name"), Some(&Problem::TooLong(200)));
        assert_eq!(errors.get("address"), Some(&Problem::BadText));
        assert!(queries::member_of(db.read(), owner).await.unwrap().is_none());
    });
}

#[tokio::test]
async fn a_double_submission_is_one_row() {
    on_every_database!(|db| {
        let owner = account(&db).await;
        let id = new_id();
        let form = with(application(), &[("id", &id.to_string())]);
        let first = run!(db, |txn| apply::save(txn, &by(owner), owner, &form)).unwrap();
        let second = run!(db, |txn| apply::save(txn, &by(owner), owner, &form)).unwrap();
        assert_eq!((first, second), (MemberId(id), MemberId(id)));
        assert_eq!(lines(&db, id).await.len(), 1, "the second save changed nothing");
        // Even with another id the account has one member.
        let other = with(application(), &[("id", &new_id().to_string())]);
        assert_eq!(run!(db, |txn| apply::save(txn, &by(owner), owner, &other)).unwrap(), MemberId(id));
    });
}

#[tokio::test]
async fn two_saves_at_one_moment_are_one_row() {
    on_every_database!(|db| {
        let owner = account(&db).await;
        let form = with(application(), &[("id", &new_id().to_string())]);
        let save = || async { run!(db, |txn| apply::save(txn, &by(owner), owner, &form)) };
        let (first, second) = tokio::join!(save(), save());
        assert_eq!(first.unwrap(), second.unwrap());
    });
}

#[tokio::test]
async fn another_members_id_never_overwrites_it() {
    on_every_database!(|db| {
        let (_, theirs) = drafted(&db, &[]).await;
        let stranger = account(&db).await;
        let form = with(application(), &[("id", &theirs.to_string()), ("name", "Kẻ lạ")]);
        let result = run!(db, |txn| apply::save(txn, &by(stranger), stranger, &form));
        assert!(matches!(result, Err(Error::NotFound)));
        assert_eq!(member(&db, theirs).await.name, "Công ty Cam Mẫu");
        assert!(queries::membership(db.read(), stranger).await.unwrap().is_none());
    });
}

#[tokio::test]
async fn submitting_reports_every_field_at_once_and_keeps_the_draft() {
    on_every_database!(|db| {
        let owner = account(&db).await;
        let typed =
            fields(&[("kind", "enterprise"), ("tax_code", "0300588568"), ("commune", "99999"), ("email", "a@b")]);
        let id = run!(db, |txn| apply::save(txn, &by(owner), owner, &typed)).unwrap();
        let Err(Error::Fields(errors)) = run!(db, |txn| apply::submit(txn, &by(owner), id)) else {
            panic!("submitted")
        };
        let expected = [
            ("name", Problem::Required),
            ("tax_code", Problem::TaxCodeChecksum),
            ("legal_representative", Problem::Required),
            ("commune", Problem::NotAChoice),
            ("address", Problem::Required),
            ("phone", Problem::Required),
            ("email", Problem::NotEmail),
            ("documents", Problem::PaperMissing("licence")),
        ];
        for (field, problem) in expected {
            assert_eq!(errors.get(field), Some(&problem), "{field}");
        }
        assert_eq!(errors.0.len(), 8);
        assert_eq!(member(&db, id).await.state, MemberState::Draft);
        assert!(events(&db).await.is_empty());
    });
}

#[tokio::test]
async fn the_form_of_a_tax_code_fits_the_kind() {
    let cases = [
        ("enterprise", COMPANY_CODE, true),
        ("enterprise", "0300588569-001", true),
        ("enterprise", PERSONAL_CODE, false),
        ("cooperative", "0300588569001", true),
        ("cooperative", PERSONAL_CODE, false),
        ("household", COMPANY_CODE, true),
        ("household", PERSONAL_CODE, true),
        ("household", "0300588569-001", false),
        ("farm", PERSONAL_CODE, true),
        ("farm", "0300588569-001", false),
    ];
    on_every_database!(|db| {
        let (owner, id) = drafted(&db, &[]).await;
        for (kind, code, fits) in cases {
            let form = with(application(), &[("kind", kind), ("tax_code", code)]);
            run!(db, |txn| apply::save(txn, &by(owner), owner, &form)).unwrap();
            let papers = documents::list(db.read(), id).await.unwrap();
            let errors = apply::check(&member(&db, id).await, &papers);
            let expected = (!fits).then_some(Problem::TaxCodeKind);
            assert_eq!(errors.get("tax_code"), expected.as_ref(), "{kind} {code}");
        }
    });
}

#[tokio::test]
async fn what_was_typed_is_stored_in_its_one_form_once_it_is_right() {
    on_every_database!(|db| {
        let (_, id) = drafted(&db, &[("tax_code", "0300588569 001"), ("phone", "(0912) 345-678")]).await;
        let saved = member(&db, id).await;
        assert_eq!(saved.tax_code.reveal(), "0300588569-001");
        assert_eq!(saved.phone, "+84912345678");
        assert_eq!(apply::form(&saved).get("tax_code"), "0300588569-001");
    });
}

#[tokio::test]
async fn a_tax_code_is_taken_by_a_waiting_or_approved_member_only() {
    on_every_database!(|db| {
        let (first, waiting) = drafted(&db, &[]).await;
        let (second, late) = drafted(&db, &[]).await;
        run!(db, |txn| apply::submit(txn, &by(first), waiting)).unwrap();
        let refused = run!(db, |txn| apply::submit(txn, &by(second), late));
        assert_eq!(problem(refused, "tax_code"), Some(Problem::Taken));
        assert_eq!(member(&db, late).await.state, MemberState::Draft);
        run!(db, |txn| decide::reject(txn, &by(first), waiting, "Giấy tờ giả")).unwrap();
        run!(db, |txn| apply::submit(txn, &by(second), late)).unwrap();
    });
}

#[tokio::test]
async fn a_submitted_application_is_fixed_until_changes_are_requested() {
    on_every_database!(|db| {
        let (owner, id) = drafted(&db, &[]).await;
        run!(db, |txn| apply::submit(txn, &by(owner), id)).unwrap();
        let again = run!(db, |txn| apply::submit(txn, &by(owner), id));
        assert_eq!(wrong(again), Some(("submitted", "submit")));
        let edited = with(application(), &[("name", "Tên mới")]);
        let refused = run!(db, |txn| apply::save(txn, &by(owner), owner, &edited));
        assert_eq!(wrong(refused), Some(("submitted", "save")));

        run!(db, |txn| decide::request_changes(txn, &by(owner), id, "Thiếu địa chỉ")).unwrap();
        assert_eq!(member(&db, id).await.reason, "Thiếu địa chỉ");
        run!(db, |txn| apply::save(txn, &by(owner), owner, &edited)).unwrap();
        run!(db, |txn| apply::submit(txn, &by_at(owner, 9), id)).unwrap();
        let resubmitted = member(&db, id).await;
        assert_eq!((resubmitted.name.as_str(), resubmitted.reason.as_str()), ("Tên mới", ""));
        assert_eq!((resubmitted.state, resubmitted.submitted_at), (MemberState::Submitted, Some(at(9))));
    });
}

#[tokio::test]
async fn a_removed_licence_does_not_count() {
    on_every_database!(|db| {
        let (owner, id) = drafted(&db, &[]).await;
        let licence = documents::list(db.read(), id).await.unwrap()[0].id;
        run!(db, |txn| documents::remove(txn, &by(owner), id, licence)).unwrap();
        run!(db, |txn| documents::add(txn, &by(owner), id, DocumentKind::FoodSafety, paper("attp.pdf"))).unwrap();
        let refused = run!(db, |txn| apply::submit(txn, &by(owner), id));
        assert_eq!(problem(refused, "documents"), Some(Problem::PaperMissing("licence")));
    });
}

#[tokio::test]
async fn an_approved_member_changes_its_contact_at_once_but_not_its_name() {
    on_every_database!(|db| {
        let (owner, id) = approved(&db, &[]).await;
        let form: Fields =
            fields(&[("name", "Tên khác"), ("phone", "0987 654 321"), ("address", "Thôn 9"), ("description", "Mới")]);
        run!(db, |txn| contact::update(txn, &by(owner), id, &form)).unwrap();
        let after = member(&db, id).await;
        assert_eq!(
            (after.phone.as_str(), after.address.as_str(), after.email.as_str()),
            ("+84987654321", "Thôn 9", "")
        );
        assert_eq!((after.name.as_str(), after.state), ("Công ty Cam Mẫu", MemberState::Approved));

        let bad = with(form, &[("phone", "123")]);
        let refused = run!(db, |txn| contact::update(txn, &by(owner), id, &bad));
        assert_eq!(problem(refused, "phone"), Some(Problem::NotPhone));
    });
}
