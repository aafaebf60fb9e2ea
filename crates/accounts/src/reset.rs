//! A forgotten password: by a mailed link, or by a code that an officer reads out.
//!
//! Either way every session and every other token of the account ends. The second factor stays.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use kernel::{AccountId, Actor, Ctx};
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::{
    Account, Error, Event, Identifier, Secret, change_password, secret, store,
    throttle::{self, ACCOUNT_FAILURES, ADDRESS_FAILURES, Action, Key},
    token::{self, Kind},
    verify,
};

/// Somebody asks for a link. The answer is the same whoever it is; a mail goes only to an account with that address.
pub async fn request(txn: &impl ConnectionTrait, ctx: &Ctx, identifier: &str, address: IpAddr) -> Result<(), Error> {
    throttle::admit(txn, ctx, Action::AskForReset, address).await?;
    let Ok(identifier @ Identifier::Email(_)) = Identifier::parse(identifier) else {
        return Ok(());
    };
    // Counted for every address, known or not. Beyond the limit nothing is sent and nothing is said.
    match throttle::admit_as(txn, ctx, Action::Resend, identifier.as_str()).await {
        Err(Error::Throttled { .. }) => return Ok(()),
        other => other?,
    }
    if let Some(account) = store::find_row_by(txn, &identifier).await?.map(Account::from).filter(|a| !a.locked()) {
        store::audit(txn, ctx, "account.reset_requested", account.id, "", json!({})).await?;
        Event::ResetWanted.append(txn, ctx, account.id).await?;
    }
    Ok(())
}

/// Whose link it is, for the page that asks for the new password; `None` when it is no longer good.
pub async fn find_link(db: &impl ConnectionTrait, ctx: &Ctx, secret: &str) -> Result<Option<Account>, Error> {
    match token::find(db, ctx, Kind::ResetPassword, secret).await? {
        Some(token) => Ok(store::find_account(db, token.account_id.into()).await?.filter(|account| !account.locked())),
        None => Ok(None),
    }
}

/// Sets the password by the mailed link, which also shows that the owner reads that mailbox. [`Error::Expired`] when the
/// link is unknown, used or older than an hour.
pub async fn by_link(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    secret: &str,
    password_hash: &str,
) -> Result<Account, Error> {
    let found = token::find(txn, ctx, Kind::ResetPassword, secret).await?.ok_or(Error::Expired)?;
    if !token::consume(txn, ctx, &found).await? {
        return Err(Error::Expired);
    }
    let id = AccountId(found.account_id);
    if store::require(txn, id).await?.locked() {
        return Err(Error::Expired);
    }
    verify::mark_email(txn, ctx, id).await?;
    set(txn, ctx, id, password_hash, "link").await
}

/// An officer who knows whom they talk to gives out a code of eight digits, good for 30 minutes and five tries.
pub async fn issue_code(txn: &impl ConnectionTrait, ctx: &Ctx, id: AccountId) -> Result<Secret, Error> {
    let account = store::managed(txn, ctx, id).await?;
    if account.locked() {
        return Err(Error::WrongState);
    }
    for identifier in account.identifiers() {
        throttle::clear(txn, &Key::code(identifier.as_str())).await?;
    }
    let code = Secret::digits();
    token::forget(txn, id, Kind::ResetCode).await?;
    token::insert(txn, ctx, id, Kind::ResetCode, code_hash(id, code.expose())).await?;
    store::audit(txn, ctx, "account.reset_code_issued", id, "", json!({})).await?;
    Ok(code)
}

/// How a code went. Commit in every case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Redeemed {
    Done(Box<Account>),
    /// No such account, no code, or another code.
    Wrong,
    Throttled {
        until: DateTime<Utc>,
    },
}

/// Sets the password by an officer's code.
pub async fn by_code(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    identifier: &str,
    code: &str,
    address: IpAddr,
    password_hash: &str,
) -> Result<Redeemed, Error> {
    let keys = [Key::code(identifier), Key::address(address)];
    // Blocked logins do not block the code; that key is only taken in its order, since a success clears it.
    throttle::hold(txn, ctx, &[&Key::login(identifier)]).await?;
    if let Some(until) = throttle::hold(txn, ctx, &[&keys[0], &keys[1]]).await? {
        return Ok(Redeemed::Throttled { until });
    }
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    match try_code(txn, ctx, identifier, &code).await? {
        Some(id) => {
            throttle::clear(txn, &keys[0]).await?;
            Ok(Redeemed::Done(Box::new(set(txn, ctx, id, password_hash, "officer's code").await?)))
        }
        None => {
            throttle::fail(txn, ctx, &keys[0], ACCOUNT_FAILURES).await?;
            throttle::fail(txn, ctx, &keys[1], ADDRESS_FAILURES).await?;
            Ok(Redeemed::Wrong)
        }
    }
}

async fn try_code(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    identifier: &str,
    code: &str,
) -> Result<Option<AccountId>, Error> {
    let Ok(identifier) = Identifier::parse(identifier) else {
        return Ok(None);
    };
    let Some(account) = store::find_row_by(txn, &identifier).await?.map(Account::from) else {
        return Ok(None);
    };
    let Some(found) = token::find_of(txn, ctx, Kind::ResetCode, account.id).await? else {
        return Ok(None);
    };
    let right = token::attempt(txn, &found).await?
        && found.token_hash == code_hash(account.id, code)
        && !account.locked()
        && token::consume(txn, ctx, &found).await?;
    if !right {
        store::audit(txn, ctx, "account.reset_code_failed", account.id, "", json!({})).await?;
    }
    Ok(right.then_some(account.id))
}

/// Eight digits can be tried out by whoever reads the table; for 30 minutes and with the account's id mixed in.
fn code_hash(id: AccountId, code: &str) -> String {
    secret::hash(&format!("reset_code:{id}:{code}"))
}

async fn set(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    id: AccountId,
    password_hash: &str,
    by: &str,
) -> Result<Account, Error> {
    let ctx = &Ctx::new(Actor::Account(id), ctx.now);
    let account = change_password::set(txn, ctx, id, password_hash).await?;
    store::audit(txn, ctx, "account.password_reset", id, "", json!({ "by": by })).await?;
    Ok(account)
}
