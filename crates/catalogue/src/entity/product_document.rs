use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "product_document")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub product_id: Uuid,
    pub member_id: Uuid,
    pub kind: String,
    pub file_name: String,
    pub content_type: String,
    pub size: i64,
    pub blob_key: String,
    pub uploaded_by: Uuid,
    pub uploaded_at: ChronoDateTimeUtc,
    pub removed_at: Option<ChronoDateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
