//! Questions of buyers.

use database::on_every_database;
use kernel::{Actor, Ctx, Fields, Locale, Problem, ProductId};
use members::{Error, Key, MemberState, StallState, decide, inquiries, stall as stalls};

use super::support::*;
use crate::run;

fn buyer(minutes: i64) -> Ctx {
    Ctx::new(Actor::Anonymous, at(minutes))
}

fn question() -> Fields {
    fields(&[("name", "Người mua mẫu"), ("contact", "0912 345 678"), ("body", "Cam còn không ạ?")])
}

#[tokio::test]
async fn a_question_reaches_the_member() {
    on_every_database!(|db| {
        let (owner, member, stall) = opened(&db, "cam-mau", COMPANY_CODE).await;
        let about = inquiries::About { product: ProductId(new_id()), name: "Cam Khe Mây".to_owned() };
        let ask = run!(db, |txn| inquiries::ask(txn, &buyer(1), stall, Some(about), &question(), Locale::En));
        let id = ask.unwrap();
        let got = inquiries::find(db.read(), member, id).await.unwrap().unwrap();
        assert_eq!((got.contact.as_str(), got.locale, got.account), ("+84912345678", Locale::En, None));
        assert_eq!(got.product.unwrap().1, "Cam Khe Mây");
        assert_eq!(inquiries::count_unread(db.read(), member).await.unwrap(), 1);

        run!(db, |txn| inquiries::mark_read(txn, &by_at(owner, 2), member, id)).unwrap();
        run!(db, |txn| inquiries::mark_read(txn, &by_at(owner, 3), member, id)).unwrap();
        run!(db, |txn| inquiries::mark_answered(txn, &by_at(owner, 4), member, id)).unwrap();
        let got = inquiries::find_any(db.read(), id).await.unwrap().unwrap();
        assert_eq!((got.read_at, got.answered_at), (Some(at(2)), Some(at(4))));
        assert_eq!(inquiries::count_unread(db.read(), member).await.unwrap(), 0);
    });
}

#[tokio::test]
async fn an_answered_question_is_read() {
    on_every_database!(|db| {
        let (owner, member, stall) = opened(&db, "cam-mau", COMPANY_CODE).await;
        let id = run!(db, |txn| inquiries::ask(txn, &buyer(1), stall, None, &question(), Locale::Vi)).unwrap();
        run!(db, |txn| inquiries::mark_answered(txn, &by_at(owner, 4), member, id)).unwrap();
        assert_eq!(inquiries::find(db.read(), member, id).await.unwrap().unwrap().read_at, Some(at(4)));
    });
}

#[tokio::test]
async fn every_wrong_field_is_told_at_once() {
    on_every_database!(|db| {
        let (_, _, stall) = opened(&db, "cam-mau", COMPANY_CODE).await;
        let bad = fields(&[("contact", "0912"), ("body", "ngắn")]);
        let asked = run!(db, |txn| inquiries::ask(txn, &buyer(1), stall, None, &bad, Locale::Vi));
        let Err(Error::Fields(errors)) = asked else { panic!("asked") };
        assert_eq!(errors.get("name"), Some(&Problem::Required));
        assert_eq!(errors.get("contact"), Some(&Problem::NotPhone));
        assert_eq!(errors.get("body"), Some(&Problem::TooShort(10)));
        let mail = with(question(), &[("contact", "toi@o-nha")]);
        let asked = run!(db, |txn| inquiries::ask(txn, &buyer(1), stall, None, &mail, Locale::Vi));
        assert_eq!(problem(asked, "contact"), Some(Problem::NotEmail));
        let mail = with(question(), &[("contact", "toi@example.com"), ("body", &"x".repeat(2_001))]);
        let asked = run!(db, |txn| inquiries::ask(txn, &buyer(1), stall, None, &mail, Locale::Vi));
        assert_eq!(problem(asked, "body"), Some(Problem::TooLong(2_000)));
        assert!(!events(&db).await.iter().any(|event| event.kind == "inquiry.sent"));
    });
}

#[tokio::test]
async fn a_stall_that_is_not_visible_is_not_asked() {
    on_every_database!(|db| {
        let (owner, member, stall) = opened(&db, "cam-mau", COMPANY_CODE).await;
        run!(db, |txn| stalls::decide::suspend(txn, &by(owner), stall, "Khiếu nại")).unwrap();
        let asked = run!(db, |txn| inquiries::ask(txn, &buyer(1), stall, None, &question(), Locale::Vi));
        assert_eq!(wrong(asked), Some(("suspended", "ask")));
        run!(db, |txn| stalls::decide::restore(txn, &by(owner), stall, "")).unwrap();
        run!(db, |txn| decide::suspend(txn, &by(owner), member, "Khiếu nại")).unwrap();
        let asked = run!(db, |txn| inquiries::ask(txn, &buyer(1), stall, None, &question(), Locale::Vi));
        assert_eq!(wrong(asked), Some(("suspended", "ask")));
        let draft_owner = member_in(&db, MemberState::Approved).await;
        let draft = stall_in(&db, draft_owner, StallState::Draft).await;
        let asked = run!(db, |txn| inquiries::ask(txn, &buyer(1), draft, None, &question(), Locale::Vi));
        assert_eq!(wrong(asked), Some(("draft", "ask")));
    });
}

#[tokio::test]
async fn the_same_question_sent_twice_is_one_and_another_text_is_another() {
    on_every_database!(|db| {
        let (_, member, stall) = opened(&db, "cam-mau", COMPANY_CODE).await;
        let form = with(question(), &[("id", &new_id().to_string())]);
        let ask = |form: Fields| {
            let db = &db;
            async move { run!(db, |txn| inquiries::ask(txn, &buyer(1), stall, None, &form, Locale::Vi)).unwrap() }
        };
        let (first, second) = tokio::join!(ask(form.clone()), ask(form.clone()));
        assert_eq!(first, second);
        let sent = events(&db).await.iter().filter(|event| event.kind == "inquiry.sent").count();
        assert_eq!(sent, 1);
        let third = ask(with(form, &[("body", "Giá bao nhiêu một cân?")])).await;
        assert_ne!(third, first);
        assert_eq!(inquiries::page(db.read(), member, None, 9).await.unwrap().len(), 2);
    });
}

#[tokio::test]
async fn another_members_inquiry_is_not_reachable() {
    on_every_database!(|db| {
        let (_, _, stall) = opened(&db, "cam-mau", COMPANY_CODE).await;
        let id = run!(db, |txn| inquiries::ask(txn, &buyer(1), stall, None, &question(), Locale::Vi)).unwrap();
        let (owner, mine) = drafted(&db, &[]).await;
        assert_eq!(inquiries::find(db.read(), mine, id).await.unwrap(), None);
        assert!(inquiries::page(db.read(), mine, None, 9).await.unwrap().is_empty());
        assert_eq!(inquiries::count_unread(db.read(), mine).await.unwrap(), 0);
        let read = run!(db, |txn| inquiries::mark_read(txn, &by(owner), mine, id));
        assert!(matches!(read, Err(Error::NotFound)));
    });
}

#[tokio::test]
async fn pages_of_inquiries_follow_each_other_newest_first() {
    on_every_database!(|db| {
        let (_, member, stall) = opened(&db, "cam-mau", COMPANY_CODE).await;
        let mut asked = Vec::new();
        // Two at the same moment: the id decides.
        for minutes in [1, 2, 2, 3, 4] {
            let ctx = buyer(minutes);
            let id = run!(db, |txn| inquiries::ask(txn, &ctx, stall, None, &question(), Locale::Vi)).unwrap();
            asked.push((ctx.now, id));
        }
        asked.sort_by(|a, b| b.cmp(a));
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = inquiries::page(db.read(), member, after, 2).await.unwrap();
            let Some(last) = page.last() else { break };
            let key = Key::after_inquiry(last);
            assert_eq!(key.to_string().parse(), Ok(key));
            after = Some(key);
            seen.extend(page.iter().map(|inquiry| (inquiry.created_at, inquiry.id)));
        }
        assert_eq!(seen, asked);
    });
}
