//! The listed products of an instant, for the floor's statistics.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use kernel::{MemberId, ProductId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use crate::{
    State,
    entity::product::{Column, Entity},
};

/// So many rows are read at a time.
const CHUNK: u64 = 5_000;

/// What statistics sort a product by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traits {
    pub id: ProductId,
    pub member: MemberId,
    pub category_code: String,
    pub commune_code: String,
    /// Only stars that are valid on the day asked for.
    pub ocop_stars: Option<i32>,
}

type Row = (Uuid, Uuid, String, String, Option<i32>, Option<NaiveDate>);

const COLUMNS: [Column; 6] =
    [Column::Id, Column::MemberId, Column::CategoryCode, Column::CommuneCode, Column::OcopStars, Column::OcopExpiresOn];

fn traits((id, member, category_code, commune_code, stars, expires): Row, day: NaiveDate) -> Traits {
    let ocop_stars = stars.filter(|_| expires.is_none_or(|last| last >= day));
    Traits { id: ProductId(id), member: MemberId(member), category_code, commune_code, ocop_stars }
}

/// Calls `each` with every product that is listed and was before `at`; `day` says which stars are valid. Read in parts,
/// so that a million take no more memory than a few.
pub async fn each_listed_at(
    db: &impl ConnectionTrait,
    at: DateTime<Utc>,
    day: NaiveDate,
    mut each: impl FnMut(&Traits),
) -> Result<(), DbErr> {
    let mut after = Uuid::nil();
    loop {
        let rows: Vec<Row> = Entity::find()
            .filter(super::is_listed())
            .filter(Column::ListedAt.lt(at))
            .filter(Column::Id.gt(after))
            .order_by_asc(Column::Id)
            .limit(CHUNK)
            .select_only()
            .columns(COLUMNS)
            .into_tuple()
            .all(db)
            .await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.0;
        for row in rows {
            each(&traits(row, day));
        }
    }
}

/// The same of these products, of any state.
pub async fn traits_of(
    db: &impl ConnectionTrait,
    ids: &[ProductId],
    day: NaiveDate,
) -> Result<HashMap<ProductId, Traits>, DbErr> {
    let mut found = HashMap::new();
    for part in ids.chunks(1_000) {
        let rows: Vec<Row> = Entity::find()
            .filter(Column::Id.is_in(part.iter().map(|id| id.0)))
            .select_only()
            .columns(COLUMNS)
            .into_tuple()
            .all(db)
            .await?;
        found.extend(rows.into_iter().map(|row| (ProductId(row.0), traits(row, day))));
    }
    Ok(found)
}

/// How many products officers have suspended.
pub async fn count_suspended(db: &impl ConnectionTrait) -> Result<u64, DbErr> {
    Entity::find().filter(Expr::col(Column::State).eq(State::Suspended.code())).count(db).await
}
