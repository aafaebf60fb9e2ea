use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "product")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub member_id: Uuid,
    pub stall_id: Uuid,
    pub state: String,
    pub slug: String,
    pub category_code: String,
    pub commodity_id: Option<Uuid>,
    pub name: String,
    pub name_en: String,
    pub description: String,
    pub unit_code: String,
    pub net_content: String,
    pub price: Option<i64>,
    pub min_order: Option<i64>,
    pub commune_code: String,
    pub months: i32,
    pub ocop_stars: Option<i32>,
    pub ocop_certificate: String,
    pub ocop_expires_on: Option<ChronoDate>,
    pub indication: String,
    pub declaration_number: String,
    pub flags: String,
    pub reason: String,
    pub submitted_at: Option<ChronoDateTimeUtc>,
    pub decided_at: Option<ChronoDateTimeUtc>,
    pub listed_at: Option<ChronoDateTimeUtc>,
    pub version: i64,
    pub created_at: ChronoDateTimeUtc,
    pub updated_at: ChronoDateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(has_many = "super::product_photo::Entity")]
    Photo,
}

impl Related<super::product_photo::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Photo.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
