//! A member's stall.

use database::on_every_database;
use kernel::{Problem, StallId};
use members::{
    Error, MemberState, StallState, decide, queries,
    stall::{self as stalls, Picture},
};

use super::support::*;
use crate::run;

#[tokio::test]
async fn a_draft_needs_only_a_name_and_an_address() {
    on_every_database!(|db| {
        let (owner, member) = drafted(&db, &[]).await;
        let ctx = by(owner);
        let form = fields(&[("name", "Cam Nhà Mình"), ("phone", "chưa có"), ("holiday_until", "31/12/2026")]);
        let id = run!(db, |txn| stalls::save(txn, &ctx, member, &form)).unwrap();
        let saved = stall(&db, id).await;
        assert_eq!((saved.slug.as_str(), saved.phone.as_str()), ("cam-nha-minh", "chưa có"));
        assert_eq!(saved.holiday_until, Some("2026-12-31".parse().unwrap()));

        let empty = run!(db, |txn| stalls::save(txn, &ctx, member, &fields(&[("phone", "1")])));
        assert_eq!(problem(empty, "name"), Some(Problem::Required));
        let reserved = run!(db, |txn| stalls::save(txn, &ctx, member, &stall_form("dang-nhap")));
        assert_eq!(problem(reserved, "slug"), Some(Problem::SlugReserved));
        let day = with(stall_form("cam-nha"), &[("holiday_until", "hôm nay")]);
        let day = run!(db, |txn| stalls::save(txn, &ctx, member, &day));
        assert_eq!(problem(day, "holiday_until"), Some(Problem::NotADate));
    });
}

#[tokio::test]
async fn an_address_is_taken_even_by_a_closed_stall() {
    on_every_database!(|db| {
        let (first, one) = drafted(&db, &[]).await;
        let (second, two) = drafted(&db, &[]).await;
        let id = run!(db, |txn| stalls::save(txn, &by(first), one, &stall_form("cam-mau"))).unwrap();
        let taken = run!(db, |txn| stalls::save(txn, &by(second), two, &stall_form("cam-mau")));
        assert_eq!(problem(taken, "slug"), Some(Problem::Taken));
        run!(db, |txn| stalls::save(txn, &by(second), two, &stall_form("cam-khac"))).unwrap();
        run!(db, |txn| stalls::decide::close(txn, &by(first), id, "")).unwrap();
        let taken = run!(db, |txn| stalls::save(txn, &by(second), two, &stall_form("cam-mau")));
        assert_eq!(problem(taken, "slug"), Some(Problem::Taken));
    });
}

#[tokio::test]
async fn a_double_submission_is_one_stall() {
    on_every_database!(|db| {
        let (owner, member) = drafted(&db, &[]).await;
        let id = new_id();
        let form = with(stall_form("cam-mau"), &[("id", &id.to_string())]);
        let save = || async { run!(db, |txn| stalls::save(txn, &by(owner), member, &form)) };
        let (first, second) = tokio::join!(save(), save());
        assert_eq!((first.unwrap(), second.unwrap()), (StallId(id), StallId(id)));
        assert_eq!(lines(&db, id).await.len(), 1);
    });
}

#[tokio::test]
async fn a_second_stall_is_refused_until_the_first_is_closed() {
    on_every_database!(|db| {
        let (owner, member) = drafted(&db, &[]).await;
        let ctx = by(owner);
        let first = run!(db, |txn| stalls::save(txn, &ctx, member, &stall_form("cam-mot"))).unwrap();
        let other = with(stall_form("cam-hai"), &[("id", &new_id().to_string())]);
        let refused = run!(db, |txn| stalls::save(txn, &ctx, member, &other));
        assert!(matches!(refused, Err(Error::StallExists)));
        let constraint = run!(db, |txn| members::bulk::insert_stalls(txn, vec![bare_stall(member, StallState::Draft)]));
        assert!(constraint.is_err(), "the database refuses it too");
        run!(db, |txn| stalls::decide::close(txn, &ctx, first, "")).unwrap();
        run!(db, |txn| stalls::save(txn, &ctx, member, &other)).unwrap();
        let replay = with(stall_form("cam-ba"), &[("id", &first.to_string())]);
        assert!(run!(db, |txn| stalls::save(txn, &ctx, member, &replay)).is_err(), "the old form reopens nothing");
    });
}

#[tokio::test]
async fn another_members_stall_is_not_reachable() {
    on_every_database!(|db| {
        let (_, theirs) = drafted(&db, &[]).await;
        let stall_id = stall_in(&db, theirs, StallState::Draft).await;
        let (owner, mine) = approved(&db, &[]).await;
        let form = with(stall_form("cua-ke-la"), &[("id", &stall_id.to_string())]);
        let refused = run!(db, |txn| stalls::save(txn, &by(owner), mine, &form));
        assert!(matches!(refused, Err(Error::NotFound)));
        assert_eq!(stall(&db, stall_id).await.name, "Gian hàng Mẫu");
        let submitted = run!(db, |txn| stalls::submit(txn, &by(owner), mine));
        assert!(matches!(submitted, Err(Error::NotFound)));
        assert_eq!(queries::stall_of(db.read(), mine).await.unwrap(), None);
    });
}

#[tokio::test]
async fn a_stall_is_submitted_complete_and_after_its_member() {
    on_every_database!(|db| {
        let (owner, member) = drafted(&db, &[]).await;
        let ctx = by(owner);
        let bare = fields(&[("name", "Cam Mẫu"), ("slug", "cam-mau")]);
        run!(db, |txn| stalls::save(txn, &ctx, member, &bare)).unwrap();
        let early = run!(db, |txn| stalls::submit(txn, &ctx, member));
        assert_eq!(wrong(early), Some(("draft", "submit_stall")));
        run!(db, |txn| members::apply::submit(txn, &ctx, member)).unwrap();
        let Err(Error::Fields(errors)) = run!(db, |txn| stalls::submit(txn, &ctx, member)) else { panic!("submitted") };
        assert_eq!(errors.0.keys().collect::<Vec<_>>(), ["address", "commune", "phone"]);

        run!(db, |txn| stalls::save(txn, &ctx, member, &stall_form("cam-mau"))).unwrap();
        let id = run!(db, |txn| stalls::submit(txn, &ctx, member)).unwrap();
        assert_eq!(stall(&db, id).await.state, StallState::Submitted);
        let again = run!(db, |txn| stalls::submit(txn, &ctx, member));
        assert_eq!(wrong(again), Some(("submitted", "submit")));
        let save = run!(db, |txn| stalls::save(txn, &ctx, member, &stall_form("cam-mau")));
        assert_eq!(wrong(save), Some(("submitted", "save")));
        run!(db, |txn| stalls::decide::request_changes(txn, &ctx, id, "Tên chưa rõ")).unwrap();
        run!(db, |txn| stalls::save(txn, &ctx, member, &stall_form("cam-mau-moi"))).unwrap();
        run!(db, |txn| stalls::submit(txn, &ctx, member)).unwrap();
    });
}

#[tokio::test]
async fn an_open_stall_is_edited_at_once_except_its_name_and_address() {
    on_every_database!(|db| {
        let (owner, member, id) = opened(&db, "cam-mau", COMPANY_CODE).await;
        let ctx = by(owner);
        let form = with(stall_form("cam-mau"), &[("introduction", "Mới"), ("holiday_notice", "Nghỉ Tết")]);
        run!(db, |txn| stalls::save(txn, &ctx, member, &form)).unwrap();
        let edited = stall(&db, id).await;
        assert_eq!((edited.introduction.as_str(), edited.state), ("Mới", StallState::Open));
        assert_eq!(events(&db).await.last().unwrap().kind, "stall.edited");
        let count = events(&db).await.len();
        run!(db, |txn| stalls::save(txn, &ctx, member, &form)).unwrap();
        assert_eq!(events(&db).await.len(), count, "nothing changed, nothing happened");

        for renamed in [with(stall_form("cam-mau"), &[("name", "Tên khác")]), stall_form("dia-chi-khac")] {
            let refused = run!(db, |txn| stalls::save(txn, &ctx, member, &renamed));
            assert_eq!(wrong(refused), Some(("open", "rename")));
        }
        let bad = with(stall_form("cam-mau"), &[("phone", "0912"), ("commune", "x"), ("email", "@")]);
        let Err(Error::Fields(errors)) = run!(db, |txn| stalls::save(txn, &ctx, member, &bad)) else { panic!("saved") };
        assert_eq!(errors.0.keys().collect::<Vec<_>>(), ["commune", "email", "phone"]);
    });
}

#[tokio::test]
async fn pictures_are_kept_set_and_removed() {
    on_every_database!(|db| {
        let (owner, member, id) = opened(&db, "cam-mau", COMPANY_CODE).await;
        let ctx = by(owner);
        picture(&db, "anh-1").await;
        let set = run!(db, |txn| stalls::set_pictures(txn, &ctx, member, Picture::Set("anh-1"), Picture::Keep));
        set.unwrap();
        run!(db, |txn| stalls::set_pictures(txn, &ctx, member, Picture::Keep, Picture::Set("anh-1"))).unwrap();
        let both = stall(&db, id).await;
        assert_eq!((both.logo_picture.as_deref(), both.banner_picture.as_deref()), (Some("anh-1"), Some("anh-1")));
        run!(db, |txn| stalls::set_pictures(txn, &ctx, member, Picture::Remove, Picture::Keep)).unwrap();
        let one = stall(&db, id).await;
        assert_eq!((one.logo_picture, one.banner_picture.as_deref()), (None, Some("anh-1")));
        let unknown = run!(db, |txn| stalls::set_pictures(txn, &ctx, member, Picture::Set("khong-co"), Picture::Keep));
        assert_eq!(problem(unknown, "picture"), Some(Problem::NotAPicture));
    });
}

#[tokio::test]
async fn a_suspended_member_hides_its_stall() {
    on_every_database!(|db| {
        let (owner, member, _) = opened(&db, "cam-mau", COMPANY_CODE).await;
        let found = || async { queries::open_stall_by_slug(db.read(), "cam-mau").await.unwrap() };
        assert_eq!(found().await.unwrap().member.state, MemberState::Approved);
        assert_eq!(queries::count_open_stalls(db.read()).await.unwrap(), 1);
        run!(db, |txn| decide::suspend(txn, &by(owner), member, "Khiếu nại")).unwrap();
        assert_eq!(found().await, None);
        assert_eq!(queries::count_open_stalls(db.read()).await.unwrap(), 0);
        assert!(queries::page_open_stalls(db.read(), None, 9).await.unwrap().is_empty());
        run!(db, |txn| decide::restore(txn, &by(owner), member, "")).unwrap();
        assert!(found().await.is_some());
    });
}

#[tokio::test]
async fn a_holiday_notice_ends_with_its_last_day() {
    let mut stall = bare_stall(kernel::MemberId(new_id()), StallState::Open);
    let day = |text: &str| text.parse().unwrap();
    assert_eq!(stall.holiday(day("2026-12-31")), None);
    stall.holiday_notice = "Nghỉ".to_owned();
    assert_eq!(stall.holiday(day("2026-12-31")), Some("Nghỉ"));
    stall.holiday_until = Some(day("2026-12-31"));
    assert_eq!(stall.holiday(day("2026-12-31")), Some("Nghỉ"));
    assert_eq!(stall.holiday(day("2027-01-01")), None);
}
