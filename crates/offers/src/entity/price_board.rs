use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "price_board")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub week: ChronoDate,
    #[sea_orm(primary_key, auto_increment = false)]
    pub commodity_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub category_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub commune_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub unit_code: String,
    pub unit_name: String,
    pub asked_offers: i32,
    pub asked_parties: i32,
    pub asked_outliers: i32,
    pub asked_low: Option<i64>,
    pub asked_median: Option<i64>,
    pub asked_high: Option<i64>,
    pub bid_offers: i32,
    pub bid_parties: i32,
    pub bid_outliers: i32,
    pub bid_low: Option<i64>,
    pub bid_median: Option<i64>,
    pub bid_high: Option<i64>,
    pub deals: i32,
    pub deal_quantity: i64,
    pub deal_median: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
