//! The second factor: TOTP (RFC 6238: SHA-1, six digits, 30 seconds, one step of skew) and recovery codes.

use chrono::{DateTime, Utc};
use kernel::{AccountId, Actor, Ctx, FieldErrors, Problem};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter, sea_query::Expr};
use serde_json::json;
use totp_rs::{Builder, Secret as TotpSecret, Totp};

use crate::{
    Account, Device, Error, Session,
    entity::account::{Column, Model},
    login::{LoggedIn, enter},
    recovery, revoke_all, secret, store,
    throttle::{self, ACCOUNT_FAILURES, Key},
    token::{self, Kind},
};

/// What an authenticator app needs.
#[derive(Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// Base32, for typing in by hand.
    pub secret: String,
    /// `otpauth://…`, for the QR code.
    pub url: String,
}

/// Made by [`confirm_enrolment`]: the codes are shown once.
pub struct Enrolled {
    pub recovery_codes: Vec<String>,
    pub login: LoggedIn,
}

/// Starts, or shows again, setting up the second factor. [`Error::WrongState`] when there is one.
pub async fn begin_enrolment(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    id: AccountId,
    issuer: &str,
) -> Result<Enrolment, Error> {
    let row = store::find_row(txn, id).await?.ok_or(Error::NotFound)?;
    if row.totp_confirmed_at.is_some() {
        return Err(Error::WrongState);
    }
    let secret = match &row.totp_secret {
        Some(secret) => secret.clone(),
        None => {
            let secret = TotpSecret::from(secret::random::<20>()).to_base32();
            let update = store::update(ctx, id)
                .col_expr(Column::TotpSecret, Expr::value(secret.as_str()))
                .filter(Column::TotpSecret.is_null());
            store::transition(txn, update).await?;
            secret
        }
    };
    let account = Account::from(row);
    let url = builder(&secret)
        .map(|b| b.with_issuer(Some(issuer.replace(':', " "))).with_account_name(account.contact().replace(':', " ")))
        .and_then(|b| b.build().ok()?.to_url().ok())
        .ok_or(Error::WrongState)?;
    Ok(Enrolment { secret, url })
}

/// The app shows the right code: from now on the account needs it. Every session ends, and this one goes on under a new
/// token. A wrong code is [`Problem::WrongCode`] on `code`.
pub async fn confirm_enrolment(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    session: &Session,
    code: &str,
    device: &Device,
) -> Result<Enrolled, Error> {
    let id = session.account.id;
    let row = store::find_row(txn, id).await?.ok_or(Error::NotFound)?;
    if row.totp_confirmed_at.is_some() || row.totp_secret.is_none() {
        return Err(Error::WrongState);
    }
    let step = matching_step(&row, ctx, code).ok_or_else(|| FieldErrors::one("code", Problem::WrongCode))?;
    let update = store::update(ctx, id)
        .col_expr(Column::TotpConfirmedAt, Expr::value(ctx.now))
        .col_expr(Column::TotpLastStep, Expr::value(step))
        .filter(Column::TotpConfirmedAt.is_null());
    store::transition(txn, update).await?;
    let recovery_codes = recovery::renew(txn, id).await?;
    revoke_all(txn, id).await?;
    store::audit(txn, ctx, "account.second_factor_set", id, "", json!({})).await?;
    let account = store::require(txn, id).await?;
    Ok(Enrolled { recovery_codes, login: enter(txn, ctx, account, true, device).await? })
}

/// How a code went. Commit in every case.
#[derive(Debug, Clone)]
pub enum Passed {
    LoggedIn(Box<LoggedIn>),
    Wrong {
        account: AccountId,
    },
    Throttled {
        until: DateTime<Utc>,
        account: AccountId,
    },
    /// The step is too old or was tried too often: begin again with the password.
    Expired,
}

/// The second step of logging in: `token` from [`crate::Outcome::SecondFactorNeeded`], `code` from the app or a recovery
/// code.
pub async fn pass(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    token: &str,
    code: &str,
    device: &Device,
) -> Result<Passed, Error> {
    let Some(step) = token::find(txn, ctx, Kind::SecondFactor, token).await? else {
        return Ok(Passed::Expired);
    };
    let id = AccountId(step.account_id);
    match check(txn, ctx, id, code).await? {
        Check::Throttled { until } => Ok(Passed::Throttled { until, account: id }),
        Check::Wrong => {
            token::attempt(txn, &step).await?;
            Ok(Passed::Wrong { account: id })
        }
        Check::Right => {
            let account = store::require(txn, id).await?;
            if account.locked() || !token::consume(txn, ctx, &step).await? {
                return Ok(Passed::Expired);
            }
            let ctx = &Ctx::new(Actor::Account(id), ctx.now);
            Ok(Passed::LoggedIn(Box::new(enter(txn, ctx, account, true, device).await?)))
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    Right,
    Wrong,
    Throttled { until: DateTime<Utc> },
}

/// Checks a code of the app or a recovery code and uses it up: neither is accepted twice. Failed tries are counted for
/// the account, so that knowing the password does not buy more of them. Commit in every case.
pub async fn check(txn: &impl ConnectionTrait, ctx: &Ctx, id: AccountId, code: &str) -> Result<Check, Error> {
    let key = Key::second_factor(id);
    if let Some(until) = throttle::hold(txn, ctx, &[&key]).await? {
        return Ok(Check::Throttled { until });
    }
    let row = store::find_row(txn, id).await?.filter(|row| row.totp_confirmed_at.is_some()).ok_or(Error::WrongState)?;
    let ctx = &Ctx::new(Actor::Account(id), ctx.now);
    if accept_step(txn, ctx, &row, code).await? {
        throttle::clear(txn, &key).await?;
        return Ok(Check::Right);
    }
    if recovery::consume(txn, ctx, id, code).await? {
        throttle::clear(txn, &key).await?;
        store::audit(txn, ctx, "account.recovery_code_used", id, "", json!({})).await?;
        return Ok(Check::Right);
    }
    throttle::fail(txn, ctx, &key, ACCOUNT_FAILURES).await?;
    let as_visitor = Ctx::new(Actor::Anonymous, ctx.now);
    store::audit(txn, &as_visitor, "account.login_failed", id, "", json!({ "because": "second factor" })).await?;
    Ok(Check::Wrong)
}

/// Accepts a TOTP code unless its step, or a later one, was accepted before.
async fn accept_step(txn: &impl ConnectionTrait, ctx: &Ctx, row: &Model, code: &str) -> Result<bool, DbErr> {
    let Some(step) = matching_step(row, ctx, code) else {
        return Ok(false);
    };
    let accepted = store::update(ctx, row.id.into())
        .col_expr(Column::TotpLastStep, Expr::value(step))
        .filter(Column::TotpLastStep.lt(step))
        .exec(txn)
        .await?;
    Ok(accepted.rows_affected == 1)
}

/// How many recovery codes are left.
pub async fn recovery_codes_left(db: &impl ConnectionTrait, id: AccountId) -> Result<u64, DbErr> {
    recovery::left(db, id).await
}

/// New recovery codes; the old ones are void. Ask for a code of the app first ([`check`]).
pub async fn renew_recovery_codes(txn: &impl ConnectionTrait, ctx: &Ctx, id: AccountId) -> Result<Vec<String>, Error> {
    if !store::require(txn, id).await?.has_second_factor {
        return Err(Error::WrongState);
    }
    let codes = recovery::renew(txn, id).await?;
    store::audit(txn, ctx, "account.recovery_codes_renewed", id, "", json!({})).await?;
    Ok(codes)
}

/// An administrator takes a lost second factor away; an officer has to set up a new one before anything else.
pub async fn remove(txn: &impl ConnectionTrait, ctx: &Ctx, id: AccountId, reason: &str) -> Result<(), Error> {
    store::administered(txn, ctx, id).await?;
    let reason = store::reason(reason)?;
    let update = store::update(ctx, id)
        .col_expr(Column::TotpSecret, Expr::value(Option::<String>::None))
        .col_expr(Column::TotpConfirmedAt, Expr::value(Option::<DateTime<Utc>>::None))
        .filter(Column::TotpConfirmedAt.is_not_null());
    store::transition(txn, update).await?;
    recovery::forget(txn, id).await?;
    token::forget_all(txn, id).await?;
    revoke_all(txn, id).await?;
    Ok(store::audit(txn, ctx, "account.second_factor_removed", id, &reason, json!({})).await?)
}

fn builder(secret: &str) -> Option<Builder> {
    Some(Builder::new().with_secret(TotpSecret::try_from_base32(secret).ok()?))
}

/// The step whose code this is, of the present one and its neighbours.
fn matching_step(row: &Model, ctx: &Ctx, code: &str) -> Option<i64> {
    let totp: Totp = builder(row.totp_secret.as_deref()?)?.build().ok()?;
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let now = u64::try_from(ctx.now.timestamp()).ok()?;
    i64::try_from(totp.check(&digits, now)?).ok()
}

/// The code that an app shows for `secret` (base32) at that time: for the demonstration floor and for tests.
#[must_use]
pub fn code_at(secret: &str, at: DateTime<Utc>) -> Option<String> {
    let totp = builder(secret)?.build().ok()?;
    Some(totp.generate(u64::try_from(at.timestamp()).ok()?).to_string())
}
