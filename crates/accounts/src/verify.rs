//! Showing that an account is real: by the mailed link, or by an officer who rings the number up.

use kernel::{AccountId, Ctx};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, sea_query::Expr};
use serde_json::json;

use crate::{
    Account, Error, Event,
    entity::account::Column,
    store, throttle,
    token::{self, Kind},
};

/// Opens the mailed link. [`Error::Expired`] when it is unknown, used or older than 48 hours.
pub async fn confirm_email(txn: &impl ConnectionTrait, ctx: &Ctx, secret: &str) -> Result<Account, Error> {
    let found = token::find(txn, ctx, Kind::VerifyEmail, secret).await?.ok_or(Error::Expired)?;
    if !token::consume(txn, ctx, &found).await? {
        return Err(Error::Expired);
    }
    let id = AccountId(found.account_id);
    if store::require(txn, id).await?.locked() {
        return Err(Error::Expired);
    }
    mark_email(txn, ctx, id).await?;
    store::require(txn, id).await
}

/// Notes that the owner reads that mailbox; nothing when it was known.
pub(crate) async fn mark_email(txn: &impl ConnectionTrait, ctx: &Ctx, id: AccountId) -> Result<(), Error> {
    let now_verified = store::update(ctx, id)
        .col_expr(Column::EmailVerifiedAt, Expr::value(ctx.now))
        .filter(Column::EmailVerifiedAt.is_null())
        .exec(txn)
        .await?;
    if now_verified.rows_affected == 1 {
        store::audit(txn, ctx, "account.verified", id, "", json!({ "by": "email" })).await?;
        Event::Verified.append(txn, ctx, id).await?;
    }
    Ok(())
}

/// An officer rang the number up and its owner answered.
pub async fn confirm_phone(txn: &impl ConnectionTrait, ctx: &Ctx, id: AccountId) -> Result<Account, Error> {
    let account = store::managed(txn, ctx, id).await?;
    if account.phone.is_none() || account.locked() {
        return Err(Error::WrongState);
    }
    let update = store::update(ctx, id)
        .col_expr(Column::PhoneVerifiedAt, Expr::value(ctx.now))
        .filter(Column::PhoneVerifiedAt.is_null());
    store::transition(txn, update).await?;
    store::audit(txn, ctx, "account.verified", id, "", json!({ "by": "phone" })).await?;
    Event::Verified.append(txn, ctx, id).await?;
    store::require(txn, id).await
}

/// The owner wants the mail once more.
pub async fn resend(txn: &impl ConnectionTrait, ctx: &Ctx, id: AccountId) -> Result<(), Error> {
    let account = store::require(txn, id).await?;
    if account.email.is_none() || account.email_verified_at.is_some() {
        return Err(Error::WrongState);
    }
    throttle::admit_as(txn, ctx, throttle::Action::Resend, &id.to_string()).await?;
    Ok(Event::VerificationWanted.append(txn, ctx, id).await?)
}
