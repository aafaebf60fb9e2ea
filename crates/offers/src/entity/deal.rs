use sea_orm::entity::prelude::*;

use crate::DealState;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deal")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub offer_id: Uuid,
    pub thread_id: Uuid,
    pub quote_id: Uuid,
    pub seller_id: Uuid,
    pub buyer_id: Uuid,
    pub state: DealState,
    pub price: i64,
    pub quantity: i64,
    pub unit_code: String,
    pub amount: i64,
    pub reason: String,
    pub agreed_at: ChronoDateTimeUtc,
    pub ended_at: Option<ChronoDateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
