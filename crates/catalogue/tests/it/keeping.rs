use catalogue::{
    CommodityForm, Error, ProtectedKind, Rule, create, queries, save_category, save_commodity, set_category_active,
    set_commodity_active,
};
use database::on_every_database;
use kernel::{FieldErrors, Fields, Months, Problem, ProductId};

use super::support::*;

fn mushroom() -> CommodityForm {
    CommodityForm {
        category_code: "0101".into(),
        name_vi: "Nấm tràm".into(),
        name_en: "Melaleuca mushroom".into(),
        aliases: vec!["nấm đắng".into()],
        months: Months::parse("9 10").unwrap(),
        protected_name: String::new(),
        protected_kind: ProtectedKind::None,
        protected_communes: vec![],
        active: true,
    }
}

#[tokio::test]
async fn an_officer_makes_and_changes_a_category_but_not_its_code_or_slug() {
    on_every_database!(|db| {
        floor(&db).await;
        run!(db, txn => save_category(&txn, &ctx(), &category_form("0106"))).unwrap();
        let mut form = category_form("0106");
        form.name_vi = "Nấm tươi".into();
        form.slug = "khac".into();
        form.parent_code = Some("12".into());
        form.rule = Rule::Food;
        run!(db, txn => save_category(&txn, &ctx(), &form)).unwrap();
        let tree = queries::category_tree(db.read()).await.unwrap();
        let saved = tree.by_code("0106").unwrap();
        assert_eq!((saved.name_vi.as_str(), saved.rule), ("Nấm tươi", Rule::Food));
        assert_eq!((saved.slug.as_str(), saved.parent_code.as_deref()), ("slug-0106", Some("01")));
        assert_eq!(events(&db).await, ["category.changed", "category.changed"]);
    });
}

#[tokio::test]
async fn a_taken_slug_and_a_third_level_are_refused() {
    on_every_database!(|db| {
        floor(&db).await;
        let mut form = category_form("0106");
        form.slug = "trai-cay".into();
        let result = run!(db, txn => save_category(&txn, &ctx(), &form));
        assert!(matches!(result, Err(Error::Invalid(e)) if e.get("slug") == Some(&Problem::Taken)));
        let mut form = category_form("0106");
        form.parent_code = Some("0101".into());
        let result = run!(db, txn => save_category(&txn, &ctx(), &form));
        assert!(matches!(result, Err(Error::Invalid(e)) if e.get("parent").is_some()));
    });
}

#[tokio::test]
async fn a_closed_category_takes_no_new_product() {
    on_every_database!(|db| {
        floor(&db).await;
        run!(db, txn => set_category_active(&txn, &ctx(), "0101", false)).unwrap();
        let id = ProductId(ctx().new_id());
        let result = run!(db, txn => create(&txn, &ctx(), id, MEMBER, STALL, &orange()));
        assert!(matches!(result, Err(Error::Invalid(e)) if e.get("category") == Some(&Problem::NotAChoice)));
        let unknown = run!(db, txn => set_category_active(&txn, &ctx(), "9999", false));
        assert!(matches!(unknown, Err(Error::NotFound)));
    });
}

#[tokio::test]
async fn an_officer_makes_and_changes_a_commodity_but_not_its_slug() {
    on_every_database!(|db| {
        floor(&db).await;
        let id = run!(db, txn => save_commodity(&txn, &ctx(), None, &mushroom())).unwrap();
        let renamed = CommodityForm { name_vi: "Nấm tràm Hương Khê".into(), ..mushroom() };
        run!(db, txn => save_commodity(&txn, &ctx(), Some(id), &renamed)).unwrap();
        run!(db, txn => set_commodity_active(&txn, &ctx(), id, false)).unwrap();
        let saved = queries::find_commodity(db.read(), id).await.unwrap().unwrap();
        assert_eq!((saved.slug.as_str(), saved.name_vi.as_str()), ("nam-tram", "Nấm tràm Hương Khê"));
        assert_eq!((saved.aliases, saved.active), (vec!["nấm đắng".to_owned()], false));
        assert_eq!(events(&db).await, ["commodity.changed"; 3]);
        let twin = run!(db, txn => save_commodity(&txn, &ctx(), None, &mushroom()));
        assert!(matches!(twin, Err(Error::Invalid(e)) if e.get("name_vi") == Some(&Problem::Taken)));
        assert_eq!(queries::all_commodities(db.read(), 1).await.unwrap()[0].id, POMELO);
    });
}

#[test]
fn a_commodity_form_tells_every_problem() {
    let typed = [("name_vi", "N"), ("protected_name", "Nấm"), ("protected_communes", "18547 00000"), ("months", "13")];
    let fields: Fields = typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let mut errors = FieldErrors::default();
    let _ = CommodityForm::parse(&fields, &mut errors);
    for field in ["name_vi", "name_en", "category", "protected_kind", "protected_communes", "months"] {
        assert!(errors.get(field).is_some(), "{field}");
    }
}
