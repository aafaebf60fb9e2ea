use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub email: Option<String>,
    /// E.164.
    pub phone: Option<String>,
    pub password_hash: String,
    pub display_name: String,
    pub role: String,
    pub locale: String,
    pub email_verified_at: Option<ChronoDateTimeUtc>,
    pub phone_verified_at: Option<ChronoDateTimeUtc>,
    /// Base32; counts only once `totp_confirmed_at` is set.
    pub totp_secret: Option<String>,
    pub totp_confirmed_at: Option<ChronoDateTimeUtc>,
    /// The newest 30-second step whose code was accepted.
    pub totp_last_step: i64,
    pub locked_at: Option<ChronoDateTimeUtc>,
    pub locked_reason: String,
    pub created_at: ChronoDateTimeUtc,
    pub updated_at: ChronoDateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
