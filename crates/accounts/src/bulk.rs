//! Accounts in bulk, for the demonstration floor: no audit rows, no events, no mails.

use chrono::{DateTime, Utc};
use kernel::{AccountId, Locale};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait};

use crate::{Identifier, Role, entity::account, recovery};

/// An account as it shall be.
#[derive(Debug, Clone)]
pub struct Seed {
    pub id: AccountId,
    pub identifier: Identifier,
    pub display_name: String,
    pub role: Role,
    pub locale: Locale,
    pub password_hash: String,
    pub verified: bool,
    /// Base32, for an account that has its second factor.
    pub totp_secret: Option<String>,
    pub recovery_codes: Vec<String>,
    pub created_at: DateTime<Utc>,
}

/// So many rows in one statement: 17 columns each, below SQLite's 32,766 parameters.
const CHUNK: usize = 1_000;

pub async fn insert_all(txn: &impl ConnectionTrait, seeds: &[Seed]) -> Result<(), DbErr> {
    for chunk in seeds.chunks(CHUNK) {
        account::Entity::insert_many(chunk.iter().map(row)).exec_without_returning(txn).await?;
    }
    for seed in seeds.iter().filter(|seed| !seed.recovery_codes.is_empty()) {
        recovery::insert(txn, seed.id, &seed.recovery_codes).await?;
    }
    Ok(())
}

fn row(seed: &Seed) -> account::ActiveModel {
    let (email, phone) = match &seed.identifier {
        Identifier::Email(email) => (Some(email.clone()), None),
        Identifier::Phone(phone) => (None, Some(phone.clone())),
    };
    let verified_at = seed.verified.then_some(seed.created_at);
    account::ActiveModel {
        id: Set(seed.id.0),
        email_verified_at: Set(verified_at.filter(|_| email.is_some())),
        phone_verified_at: Set(verified_at.filter(|_| phone.is_some())),
        email: Set(email),
        phone: Set(phone),
        password_hash: Set(seed.password_hash.clone()),
        display_name: Set(seed.display_name.clone()),
        role: Set(seed.role.code().to_owned()),
        locale: Set(seed.locale.code().to_owned()),
        totp_confirmed_at: Set(seed.totp_secret.as_ref().map(|_| seed.created_at)),
        totp_secret: Set(seed.totp_secret.clone()),
        totp_last_step: Set(0),
        locked_at: Set(None),
        locked_reason: Set(String::new()),
        created_at: Set(seed.created_at),
        updated_at: Set(seed.created_at),
    }
}
