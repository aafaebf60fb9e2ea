//! Sessions: a random token in the browser's cookie, its hash here.

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{AccountId, Ctx};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};

use crate::{
    Account, Device, Role, Secret,
    entity::{
        account,
        session::{ActiveModel, Column, Entity, Model},
    },
    secret, throttle, token,
};

/// Without a request for so long, the session is over.
const fn idle(role: Role) -> TimeDelta {
    match role {
        Role::Buyer => TimeDelta::days(7),
        Role::Moderator | Role::Administrator => TimeDelta::minutes(60),
    }
}

/// However busy, the session is over after so long.
const fn life(role: Role) -> TimeDelta {
    match role {
        Role::Buyer => TimeDelta::days(30),
        Role::Moderator | Role::Administrator => TimeDelta::hours(12),
    }
}

/// A request need not note that the session lives if that was done this recently.
const TOUCH_AFTER: TimeDelta = TimeDelta::minutes(1);

/// Somebody who is logged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub account: Account,
    /// Names the session in the owner's list; it lets nobody in.
    pub token_hash: String,
    /// The second factor was shown in this session.
    pub second_factor: bool,
    pub created_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

impl Session {
    /// An officer who has no second factor yet: nothing but setting it up (and logging out) is allowed.
    #[must_use]
    pub fn must_enrol(&self) -> bool {
        self.account.role.is_officer() && !self.second_factor
    }

    /// Whether [`touch`] has something to write.
    #[must_use]
    pub fn wants_touch(&self, now: DateTime<Utc>) -> bool {
        now - self.last_seen_at >= TOUCH_AFTER
    }
}

/// One line in the owner's list of sessions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionLine {
    pub token_hash: String,
    pub user_agent: String,
    pub created_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
}

/// Makes a session and ends the one that the browser had before. The answer goes into the cookie.
pub async fn create_session(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    account: &Account,
    second_factor: bool,
    device: &Device,
) -> Result<Secret, DbErr> {
    if let Some(previous) = &device.previous_token {
        revoke_token(txn, previous).await?;
    }
    let token = Secret::random();
    let row = ActiveModel {
        token_hash: Set(secret::hash(token.expose())),
        account_id: Set(account.id.0),
        second_factor: Set(second_factor),
        user_agent: Set(kernel::text::truncate(&device.user_agent, 200)),
        created_at: Set(ctx.now),
        last_seen_at: Set(ctx.now),
        expires_at: Set(ctx.now + life(account.role)),
    };
    Entity::insert(row).exec_without_returning(txn).await?;
    Ok(token)
}

/// The living session of a cookie's token, in one query. An account with a second factor has none without it.
pub async fn find_session(db: &impl ConnectionTrait, ctx: &Ctx, token: &str) -> Result<Option<Session>, DbErr> {
    if token.is_empty() {
        return Ok(None);
    }
    let found = Entity::find_by_id(secret::hash(token)).find_also_related(account::Entity).one(db).await?;
    let Some((row, Some(account))) = found else {
        return Ok(None);
    };
    let account = Account::from(account);
    let over = row.expires_at <= ctx.now
        || row.last_seen_at + idle(account.role) <= ctx.now
        || account.locked()
        || (account.has_second_factor && !row.second_factor);
    Ok((!over).then_some(Session {
        account,
        token_hash: row.token_hash,
        second_factor: row.second_factor,
        created_at: row.created_at,
        last_seen_at: row.last_seen_at,
        expires_at: row.expires_at,
    }))
}

/// Notes that the session lives, at most once a minute. Ask [`Session::wants_touch`] before beginning a transaction.
pub async fn touch(txn: &impl ConnectionTrait, ctx: &Ctx, session: &Session) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::LastSeenAt, Expr::value(ctx.now))
        .filter(Column::TokenHash.eq(&session.token_hash))
        .filter(Column::LastSeenAt.lte(ctx.now - TOUCH_AFTER))
        .exec(txn)
        .await
        .map(|_| ())
}

/// Ends the session of a cookie's token: logging out.
pub async fn revoke_token(txn: &impl ConnectionTrait, token: &str) -> Result<(), DbErr> {
    Entity::delete_by_id(secret::hash(token)).exec(txn).await.map(|_| ())
}

/// Ends one session of the account; `false` when the account has no such session.
pub async fn revoke(txn: &impl ConnectionTrait, owner: AccountId, token_hash: &str) -> Result<bool, DbErr> {
    let gone = Entity::delete_many()
        .filter(Column::AccountId.eq(owner.0))
        .filter(Column::TokenHash.eq(token_hash))
        .exec(txn)
        .await?;
    Ok(gone.rows_affected > 0)
}

/// Ends every session of the account but this one; how many.
pub async fn revoke_all_but(txn: &impl ConnectionTrait, owner: AccountId, keep: &str) -> Result<u64, DbErr> {
    let gone = Entity::delete_many()
        .filter(Column::AccountId.eq(owner.0))
        .filter(Column::TokenHash.ne(keep))
        .exec(txn)
        .await?;
    Ok(gone.rows_affected)
}

/// Ends every session of the account; how many.
pub async fn revoke_all(txn: &impl ConnectionTrait, owner: AccountId) -> Result<u64, DbErr> {
    revoke_all_but(txn, owner, "").await
}

/// The account's living sessions, the one seen last first; at most `limit`, which is 100 at most.
pub async fn page_sessions(
    db: &impl ConnectionTrait,
    ctx: &Ctx,
    owner: &Account,
    limit: u64,
) -> Result<Vec<SessionLine>, DbErr> {
    let rows = Entity::find()
        .filter(Column::AccountId.eq(owner.id.0))
        .filter(Column::ExpiresAt.gt(ctx.now))
        .filter(Column::LastSeenAt.gt(ctx.now - idle(owner.role)))
        .order_by_desc(Column::LastSeenAt)
        .order_by_asc(Column::TokenHash)
        .limit(limit.min(100))
        .all(db)
        .await?;
    let line = |row: Model| SessionLine {
        token_hash: row.token_hash,
        user_agent: row.user_agent,
        created_at: row.created_at,
        last_seen_at: row.last_seen_at,
    };
    Ok(rows.into_iter().map(line).collect())
}

/// Drops sessions, tokens and counts of tries that no longer matter; how many. For a job now and then.
pub async fn prune(txn: &impl ConnectionTrait, ctx: &Ctx) -> Result<u64, DbErr> {
    let over =
        Condition::any().add(Column::ExpiresAt.lt(ctx.now)).add(Column::LastSeenAt.lt(ctx.now - idle(Role::Buyer)));
    let sessions = Entity::delete_many().filter(over).exec(txn).await?.rows_affected;
    Ok(sessions + token::prune(txn, ctx).await? + throttle::prune(txn, ctx.now).await?)
}
