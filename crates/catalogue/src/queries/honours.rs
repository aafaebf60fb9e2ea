//! What products may call themselves on a day.

use std::collections::HashMap;

use chrono::NaiveDate;
use kernel::ProductId;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::{entity::product, entity::product::Column, rows};

/// Stars that are valid and a protected name, both approved with the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Honour {
    /// 0: none.
    pub stars: u8,
    pub has_indication: bool,
}

/// Of those of `ids` that there are.
pub async fn honours(
    db: &impl ConnectionTrait,
    ids: &[ProductId],
    today: NaiveDate,
) -> Result<HashMap<ProductId, Honour>, DbErr> {
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
            let ocop = rows::ocop(stars, String::new(), expires_on).filter(|ocop| ocop.valid_on(today));
            let stars = ocop.map_or(0, |ocop| ocop.stars);
            (id.into(), Honour { stars, has_indication: !indication.is_empty() })
        }));
    }
    Ok(all)
}
