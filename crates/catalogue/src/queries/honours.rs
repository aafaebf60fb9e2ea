//! What products may call themselves.

use std::collections::HashMap;

use chrono::NaiveDate;
use kernel::ProductId;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::{Ocop, entity::product, entity::product::Column, rows};

/// Stars and a protected name, both approved with the product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Honour {
    ocop: Option<Ocop>,
    pub has_indication: bool,
}

impl Honour {
    /// The stars that are valid on that day; 0: none.
    #[must_use]
    pub fn stars_on(&self, day: NaiveDate) -> u8 {
        self.ocop.as_ref().filter(|ocop| ocop.valid_on(day)).map_or(0, |ocop| ocop.stars)
    }
}

/// Of those of `ids` that there are.
pub async fn honours(db: &impl ConnectionTrait, ids: &[ProductId]) -> Result<HashMap<ProductId, Honour>, DbErr> {
    let mut all = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(1_000) {
        let found: Vec<(Uuid, Option<i32>, Option<NaiveDate>, String)> = product::Entity::find()
            .select_only()
            .columns([Column::Id, Column::OcopStars, Column::OcopExpiresOn, Column::Indication])
            .filter(Column::Id.is_in(chunk.iter().map(|id| id.0)))
            .into_tuple()
            .all(db)
            .await?;
        all.extend(found.into_iter().map(|(id, stars, expires_on, indication)| {
            let ocop = rows::ocop(stars, String::new(), expires_on);
            (id.into(), Honour { ocop, has_indication: !indication.is_empty() })
        }));
    }
    Ok(all)
}
