//! Many products at once, and a database that counts its queries.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use catalogue::{
    State,
    bulk::{self, NewProduct},
};
use database::Db;
use kernel::ProductId;

use super::support::*;

/// `count` listed products, one a minute, the first the oldest.
pub async fn fill(db: &Db, count: usize, change: impl Fn(usize, &mut NewProduct)) -> Vec<ProductId> {
    let all: Vec<NewProduct> = (0..count)
        .map(|number| {
            let minute = i64::try_from(number).unwrap();
            let listed = at(minute);
            let mut new = NewProduct {
                id: ProductId(ctx_at(minute).new_id()),
                member_id: MEMBER,
                stall_id: STALL,
                state: State::Listed,
                slug: format!("cam-{number}"),
                content: orange(),
                flags: Default::default(),
                reason: String::new(),
                submitted_at: Some(listed),
                decided_at: Some(listed),
                listed_at: Some(listed),
                created_at: at(0),
                updated_at: listed,
            };
            change(number, &mut new);
            new
        })
        .collect();
    run!(db, txn => bulk::insert_products(&txn, &ctx(), &all)).unwrap();
    all.iter().map(|new| new.id).collect()
}

/// The same database with a counter of its queries.
pub fn counted(db: &Db) -> (Db, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let mut counted = db.clone();
    let seen = count.clone();
    counted.observe(move |_| {
        seen.fetch_add(1, Ordering::SeqCst);
    });
    (counted, count)
}
