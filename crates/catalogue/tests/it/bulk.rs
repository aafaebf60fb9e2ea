use catalogue::{
    Content, State,
    bulk::{self, NewProduct},
    queries,
};
use database::on_every_database;
use kernel::ProductId;

use super::support::*;

#[tokio::test]
async fn three_thousand_products_with_photos_are_inserted_in_a_few_statements() {
    on_every_database!(|db| {
        floor(&db).await;
        let all: Vec<NewProduct> = (0..3_000)
            .map(|number| NewProduct {
                id: ProductId(ctx().new_id()),
                member_id: MEMBER,
                stall_id: STALL,
                state: State::Listed,
                slug: format!("cam-{number}"),
                content: Content { photos: vec![photo("p1"), photo("p2")], ..orange() },
                flags: Default::default(),
                reason: String::new(),
                submitted_at: Some(at(0)),
                decided_at: Some(at(0)),
                listed_at: Some(at(number)),
                created_at: at(0),
                updated_at: at(0),
            })
            .collect();
        run!(db, txn => bulk::insert_products(&txn, &ctx(), &all)).unwrap();
        assert_eq!(queries::count_listed(db.read()).await.unwrap(), 3_000);
        assert!(events(&db).await.is_empty());
        let last = queries::product_by_slug(db.read(), "cam-2999").await.unwrap().unwrap();
        assert_eq!((last.content, last.listed_at), (all[2_999].content.clone(), Some(at(2_999))));
        run!(db, txn => bulk::insert_products(&txn, &ctx(), &[])).unwrap();
    });
}
