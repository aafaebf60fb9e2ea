//! Logging in, in three steps: [`prepare`] reads, [`Attempt::check`] computes the hash with no transaction open,
//! [`login`] decides and writes.
//!
//! Somebody without an account meets the same: the same limits, the same time for the hash, the same answer.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use kernel::{AccountId, Actor, Ctx};
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::{
    Account, Error, Identifier, Passwords, Secret, create_session, secret, store,
    throttle::{self, ACCOUNT_FAILURES, ADDRESS_FAILURES, Key},
    token::{self, Kind},
};

/// Where somebody logs in.
#[derive(Debug, Clone, Default)]
pub struct Device {
    pub user_agent: String,
    /// The cookie's session token, if the browser had one: that session ends.
    pub previous_token: Option<String>,
}

#[derive(Debug, Clone)]
pub struct LoggedIn {
    pub account: Account,
    /// For the cookie.
    pub session_token: Secret,
    /// See [`crate::Session::must_enrol`].
    pub must_enrol: bool,
}

/// How it went. Commit in every case; the account, where known, is for the statistics, never for the visitor.
#[derive(Debug, Clone)]
pub enum Outcome {
    LoggedIn(Box<LoggedIn>),
    /// The password is right; `token` goes with the code to [`crate::second_factor::pass`] within 10 minutes.
    SecondFactorNeeded {
        account: AccountId,
        token: Secret,
    },
    /// No such account or wrong password.
    Wrong {
        account: Option<AccountId>,
    },
    /// Too many failed tries, for this account or from this address.
    Throttled {
        until: DateTime<Utc>,
        account: Option<AccountId>,
    },
    /// The password is right but an officer locked the account.
    Locked {
        account: AccountId,
    },
}

/// A try that has been read but not judged.
#[derive(Debug)]
pub struct Attempt {
    keys: [Key; 2],
    /// The account that was meant, and its hash.
    account: Option<(AccountId, String)>,
    throttled: bool,
}

/// A try whose password has been compared.
#[derive(Debug)]
pub struct Checked {
    attempt: Attempt,
    right: bool,
}

pub async fn prepare(
    db: &impl ConnectionTrait,
    ctx: &Ctx,
    identifier: &str,
    address: IpAddr,
) -> Result<Attempt, Error> {
    let keys = [Key::login(identifier), Key::address(address)];
    let throttled = throttle::blocked_until(db, ctx, &[&keys[0], &keys[1]]).await?.is_some();
    let row = match Identifier::parse(identifier) {
        Ok(identifier) => store::find_row_by(db, &identifier).await?,
        Err(_) => None,
    };
    Ok(Attempt { keys, account: row.map(|row| (row.id.into(), row.password_hash)), throttled })
}

impl Attempt {
    /// Compares the password; with nobody's hash where there is no account, and not at all where tries are blocked.
    pub async fn check(self, passwords: &Passwords, plain: &str) -> Checked {
        let right = match &self.account {
            _ if self.throttled => false,
            Some((_, hash)) => passwords.verify(plain, hash).await,
            None => passwords.verify_nobody(plain).await,
        };
        Checked { attempt: self, right }
    }
}

pub async fn login(txn: &impl ConnectionTrait, ctx: &Ctx, checked: Checked, device: &Device) -> Result<Outcome, Error> {
    let Checked { attempt: Attempt { keys: [key, address], account, .. }, right } = checked;
    let id = account.as_ref().map(|(id, _)| *id);
    // Again, now that other tries have been counted: of many tries at the same time only the allowed ones get an answer.
    if let Some(until) = throttle::hold(txn, ctx, &[&key, &address]).await? {
        return Ok(Outcome::Throttled { until, account: id });
    }
    let row = match (right, account) {
        (true, Some((id, hash))) => store::find_row(txn, id).await?.filter(|row| row.password_hash == hash),
        _ => None,
    };
    let Some(row) = row else {
        return wrong(txn, ctx, &key, &address, id).await;
    };
    let account = Account::from(row);
    throttle::clear(txn, &key).await?;
    let ctx = &Ctx::new(Actor::Account(account.id), ctx.now);
    if account.locked() {
        store::audit(txn, ctx, "account.login_refused", account.id, "", json!({ "because": "locked" })).await?;
        return Ok(Outcome::Locked { account: account.id });
    }
    if account.has_second_factor {
        let secret = Secret::random();
        token::insert(txn, ctx, account.id, Kind::SecondFactor, secret::hash(secret.expose())).await?;
        return Ok(Outcome::SecondFactorNeeded { account: account.id, token: secret });
    }
    Ok(Outcome::LoggedIn(Box::new(enter(txn, ctx, account, false, device).await?)))
}

async fn wrong(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    key: &Key,
    address: &Key,
    account: Option<AccountId>,
) -> Result<Outcome, Error> {
    let blocked = throttle::fail(txn, ctx, key, ACCOUNT_FAILURES).await?;
    throttle::fail(txn, ctx, address, ADDRESS_FAILURES).await?;
    if let Some(id) = account {
        store::audit(txn, ctx, "account.login_failed", id, "", json!({ "because": "password" })).await?;
        if let Some(until) = blocked {
            store::audit(txn, ctx, "account.login_blocked", id, "", json!({ "until": until })).await?;
        }
    }
    Ok(Outcome::Wrong { account })
}

/// Makes the session, once everything that is asked for has been shown. `ctx` acts as the account.
pub(crate) async fn enter(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    account: Account,
    second_factor: bool,
    device: &Device,
) -> Result<LoggedIn, Error> {
    let session_token = create_session(txn, ctx, &account, second_factor, device).await?;
    store::audit(txn, ctx, "account.logged_in", account.id, "", json!({ "second_factor": second_factor })).await?;
    let must_enrol = account.role.is_officer() && !second_factor;
    Ok(LoggedIn { account, session_token, must_enrol })
}
