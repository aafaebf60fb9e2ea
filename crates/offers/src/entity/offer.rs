use sea_orm::entity::prelude::*;

use crate::{Contact, Delivery, Kind};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "offer")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: Kind,
    pub state: String,
    pub cause: String,
    pub account_id: Uuid,
    pub member_id: Option<Uuid>,
    pub party_id: Uuid,
    pub product_id: Option<Uuid>,
    pub stall_id: Option<Uuid>,
    pub commodity_id: Option<Uuid>,
    pub category_code: Option<String>,
    pub title: String,
    pub quantity: i64,
    pub quantity_remaining: i64,
    pub unit_code: String,
    pub pack_quantity: Option<i64>,
    pub pack_unit: String,
    pub price: Option<i64>,
    pub min_lot: Option<i64>,
    pub price_steps: String,
    pub commune_code: String,
    pub place: String,
    pub delivery: Delivery,
    pub delivery_note: String,
    pub packaging: String,
    pub quality: String,
    pub certificates: String,
    pub available_from: Option<ChronoDate>,
    pub available_until: Option<ChronoDate>,
    pub valid_until: ChronoDate,
    pub harvest_from: Option<ChronoDate>,
    pub harvest_until: Option<ChronoDate>,
    pub expected_quantity: Option<i64>,
    pub max_quotes: Option<i32>,
    pub quotes: i32,
    pub contact: Contact,
    pub photos: String,
    pub reason: String,
    pub submitted_at: Option<ChronoDateTimeUtc>,
    pub decided_at: Option<ChronoDateTimeUtc>,
    pub opened_at: Option<ChronoDateTimeUtc>,
    pub ended_at: Option<ChronoDateTimeUtc>,
    pub version: i64,
    pub created_at: ChronoDateTimeUtc,
    pub updated_at: ChronoDateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
