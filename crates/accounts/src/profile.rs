//! What owners see and change of their own account.

use chrono::{DateTime, Utc};
use kernel::{AccountId, Ctx, FieldErrors, Fields, Locale, Problem};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};
use serde_json::json;

use crate::{Account, Error, entity::account, entity::consent, register, store};

/// That somebody agreed to a version of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// `terms` or `privacy`.
    pub document: String,
    pub version: String,
    pub given_at: DateTime<Utc>,
    pub withdrawn_at: Option<DateTime<Utc>>,
}

/// What the account agreed to, the newest first.
pub async fn consents(db: &impl ConnectionTrait, id: AccountId) -> Result<Vec<Consent>, DbErr> {
    let rows = consent::Entity::find()
        .filter(consent::Column::AccountId.eq(id.0))
        .order_by_desc(consent::Column::GivenAt)
        .order_by_asc(consent::Column::Document)
        .all(db)
        .await?;
    let consent = |row: consent::Model| Consent {
        document: row.document,
        version: row.version,
        given_at: row.given_at,
        withdrawn_at: row.withdrawn_at,
    };
    Ok(rows.into_iter().map(consent).collect())
}

/// Changes the name and the language of mails. Fields: `display_name`, `locale` (`vi` or `en`).
pub async fn update_profile(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    id: AccountId,
    fields: &Fields,
) -> Result<Account, Error> {
    let mut errors = FieldErrors::default();
    let name = register::parse_display_name(fields, &mut errors);
    let locale = Locale::ALL.into_iter().find(|locale| locale.code() == fields.get("locale"));
    if locale.is_none() {
        errors.add("locale", Problem::NotAChoice);
    }
    let locale = errors.into_result(locale.unwrap_or_default())?;
    let before = store::require(txn, id).await?;
    if before.display_name == name && before.locale == locale {
        return Ok(before);
    }
    store::update(ctx, id)
        .col_expr(account::Column::DisplayName, Expr::value(name))
        .col_expr(account::Column::Locale, Expr::value(locale.code()))
        .exec(txn)
        .await?;
    store::audit(txn, ctx, "account.profile_changed", id, "", json!({})).await?;
    store::require(txn, id).await
}
