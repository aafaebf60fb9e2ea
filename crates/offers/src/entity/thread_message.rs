use sea_orm::entity::prelude::*;

use crate::MessageKind;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "thread_message")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub thread_id: Uuid,
    pub kind: MessageKind,
    pub quote_id: Option<Uuid>,
    pub account_id: Option<Uuid>,
    pub by_owner: Option<bool>,
    pub body: String,
    pub changes: String,
    pub created_at: ChronoDateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
