use sea_orm::entity::prelude::*;

use crate::{MemberKind, MemberState, TaxCodeText};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "member")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub state: MemberState,
    pub kind: MemberKind,
    pub name: String,
    pub tax_code: TaxCodeText,
    pub legal_representative: String,
    pub commune_code: String,
    pub address: String,
    pub phone: String,
    pub email: String,
    pub description: String,
    pub reason: String,
    pub submitted_at: Option<ChronoDateTimeUtc>,
    pub decided_at: Option<ChronoDateTimeUtc>,
    pub approved_at: Option<ChronoDateTimeUtc>,
    pub identified_at: Option<ChronoDateTimeUtc>,
    pub identified_how: String,
    pub version: i64,
    pub created_at: ChronoDateTimeUtc,
    pub updated_at: ChronoDateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
