use sea_orm::entity::prelude::*;

use crate::QuoteState;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "quote")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub thread_id: Uuid,
    pub offer_id: Uuid,
    pub previous_id: Option<Uuid>,
    pub by_owner: bool,
    pub account_id: Uuid,
    pub state: QuoteState,
    pub price: i64,
    pub quantity: i64,
    pub terms: String,
    pub valid_until: ChronoDate,
    pub created_at: ChronoDateTimeUtc,
    pub decided_at: Option<ChronoDateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
