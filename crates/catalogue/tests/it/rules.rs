use catalogue::{
    Content, Error, Flag, NewPaper, Ocop, PaperKind, State, add_paper, create, queries, save_draft, submit,
};
use database::{Db, on_every_database};
use kernel::{FieldErrors, Problem, ProductId};

use super::support::*;

async fn try_submit(db: &Db, content: Content) -> (ProductId, Result<(), Error>) {
    let id = product_in(db, State::Draft, content).await;
    let result = run!(db, txn => submit(&txn, &ctx(), MEMBER, id));
    (id, result)
}

fn errors(result: Result<(), Error>) -> FieldErrors {
    match result {
        Err(Error::Invalid(errors)) => errors,
        other => panic!("not refused: {other:?}"),
    }
}

async fn paper(db: &Db, id: ProductId, kind: PaperKind) {
    let paper = NewPaper {
        kind,
        file_name: "giay-phep.pdf".into(),
        content_type: "application/pdf".into(),
        size: 10,
        blob_key: "private/papers/x".into(),
    };
    run!(db, txn => add_paper(&txn, &ctx(), MEMBER, id, paper)).unwrap();
}

#[tokio::test]
async fn blocked_goods_are_refused_before_a_draft_is_written() {
    on_every_database!(|db| {
        floor(&db).await;
        let pesticide =
            Content { category_code: "1207".into(), name: "Thuốc trừ sâu".into(), ..Content::default() };
        let id = ProductId(ctx().new_id());
        let result = run!(db, txn => create(&txn, &ctx(), id, MEMBER, STALL, &pesticide)).map(|_| ());
        assert_eq!(errors(result).get("category"), Some(&Problem::Blocked));
        assert!(queries::product_by_id(db.read(), id).await.unwrap().is_none());
        let draft = product_in(&db, State::Draft, orange()).await;
        let result = run!(db, txn => save_draft(&txn, &ctx(), MEMBER, draft, &pesticide));
        assert_eq!(errors(result).get("category"), Some(&Problem::Blocked));
    });
}

#[tokio::test]
async fn a_group_an_unknown_category_and_an_unknown_commodity_cannot_be_chosen() {
    on_every_database!(|db| {
        floor(&db).await;
        for code in ["01", "9999"] {
            let content = Content { category_code: code.into(), ..orange() };
            let id = ProductId(ctx().new_id());
            let result = run!(db, txn => create(&txn, &ctx(), id, MEMBER, STALL, &content)).map(|_| ());
            assert_eq!(errors(result).get("category"), Some(&Problem::NotAChoice));
        }
        let content = Content { commodity_id: Some(kernel::CommodityId(ctx().new_id())), ..orange() };
        let id = ProductId(ctx().new_id());
        let result = run!(db, txn => create(&txn, &ctx(), id, MEMBER, STALL, &content)).map(|_| ());
        assert_eq!(errors(result).get("commodity"), Some(&Problem::NotAChoice));
    });
}

#[tokio::test]
async fn everything_that_is_missing_is_told_at_once() {
    on_every_database!(|db| {
        floor(&db).await;
        let bare = Content { category_code: "0703".into(), name: "Rượu nếp".into(), ..Content::default() };
        let (_, result) = try_submit(&db, bare).await;
        let errors = errors(result);
        for field in ["unit", "commune", "photos"] {
            assert_eq!(errors.get(field), Some(&Problem::Required), "{field}");
        }
        assert_eq!(errors.get("paper_alcohol_licence"), Some(&Problem::PaperMissing("alcohol_licence")));
    });
}

#[tokio::test]
async fn alcohol_is_submitted_with_its_licence() {
    on_every_database!(|db| {
        floor(&db).await;
        let wine = Content { category_code: "0703".into(), name: "Rượu nếp".into(), ..orange() };
        let (id, result) = try_submit(&db, wine).await;
        assert!(errors(result).get("paper_alcohol_licence").is_some());
        paper(&db, id, PaperKind::AlcoholLicence).await;
        run!(db, txn => submit(&txn, &ctx(), MEMBER, id)).unwrap();
    });
}

#[tokio::test]
async fn packaged_food_needs_its_declaration_number_and_its_net_content() {
    on_every_database!(|db| {
        floor(&db).await;
        let sauce =
            Content {
                category_code: "0601".into(), name: "Nước mắm".into(), unit_code: "chai".into(), ..orange()
            };
        let (_, result) = try_submit(&db, sauce.clone()).await;
        let errors = errors(result);
        assert_eq!(errors.get("declaration_number"), Some(&Problem::Required));
        assert_eq!(errors.get("net_content"), Some(&Problem::Required));
        let whole = Content { declaration_number: "MẪU-0007".into(), net_content: "500 ml".into(), ..sauce };
        try_submit(&db, whole).await.1.unwrap();
    });
}

#[tokio::test]
async fn stars_need_a_certificate_of_at_most_three_years() {
    on_every_database!(|db| {
        floor(&db).await;
        let starred = |certificate: &str, expires_on: Option<&str>| Content {
            ocop: Some(Ocop {
                stars: 4,
                certificate: certificate.into(),
                expires_on: expires_on.map(|day| day.parse().unwrap()),
            }),
            ..orange()
        };
        let (_, result) = try_submit(&db, starred("", None)).await;
        let refused = errors(result);
        assert!(refused.get("ocop_certificate").is_some() && refused.get("ocop_expires_on").is_some());
        let (_, result) = try_submit(&db, starred("MẪU-1", Some("2030-01-01"))).await;
        assert_eq!(errors(result).get("ocop_expires_on"), Some(&Problem::DateInFuture));
        // An old certificate is a fact, even where it shows no star any more.
        try_submit(&db, starred("MẪU-1", Some("2025-01-01"))).await.1.unwrap();
        let (id, result) = try_submit(&db, starred("MẪU-1", Some("2029-11-22"))).await;
        result.unwrap();
        assert!(get(&db, id).await.flags.contains(Flag::OcopPaper));
    });
}

#[tokio::test]
async fn forbidden_goods_are_refused_by_their_words() {
    on_every_database!(|db| {
        floor(&db).await;
        let content = Content { description: "Có cả ngà voi.".into(), ..orange() };
        let (id, result) = try_submit(&db, content).await;
        assert_eq!(errors(result).get("description"), Some(&Problem::Blocked));
        assert_eq!(get(&db, id).await.state, State::Draft);
    });
}

#[tokio::test]
async fn a_protected_name_is_flagged_outside_its_communes_and_not_inside() {
    on_every_database!(|db| {
        floor(&db).await;
        let pomelo =
            |commune: &str| Content {
                name: "Bưởi Phúc Trạch loại 1".into(), commune_code: commune.into(), ..orange()
            };
        let (outside, result) = try_submit(&db, pomelo(THANH_SEN)).await;
        result.unwrap();
        assert_eq!(get(&db, outside).await.flags.0, [Flag::ProtectedName]);
        let inside = product_in(&db, State::Draft, pomelo(PHUC_TRACH)).await;
        paper(&db, inside, PaperKind::IndicationRight).await;
        run!(db, txn => submit(&txn, &ctx(), MEMBER, inside)).unwrap();
        assert!(get(&db, inside).await.flags.is_empty());
        let waiting = queries::waiting_products(db.read(), None, 10).await.unwrap();
        assert_eq!(waiting.iter().filter(|w| w.flags.contains(Flag::ProtectedName)).count(), 1);
    });
}

#[tokio::test]
async fn a_promise_to_heal_is_flagged() {
    on_every_database!(|db| {
        floor(&db).await;
        let antler = Content {
            category_code: "0801".into(),
            name: "Nhung hươu".into(),
            description: "Chữa khỏi đau lưng".into(),
            ..orange()
        };
        let (id, result) = try_submit(&db, antler).await;
        result.unwrap();
        assert_eq!(get(&db, id).await.flags.0, [Flag::HealthClaims]);
    });
}
