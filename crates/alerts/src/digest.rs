//! One mail a day with what was not seen, for whoever has not turned it off.

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use database::outbox;
use kernel::{AccountId, Ctx, ctx::UTC_OFFSET_HOURS};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Expr, OnConflict, Query},
};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    Kind, Line,
    entity::{alert, digest_mail, digest_setting},
    queries::lines,
};

/// The event of a claimed digest; its subject is the account, the payload carries `day`.
pub const DUE: &str = "digest.due";

/// When digests go out, in Hà Tĩnh.
const HOUR: i64 = 7;
/// Younger alerts wait: whoever is on the floor sees them there.
const SETTLE_MINUTES: i64 = 5;
/// A mail lists the newest; how many more there are it says.
const LISTED: u64 = 30;

/// What stands in a digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub alerts: Vec<Line>,
    /// How many more there are.
    pub more: usize,
    /// Turns the digest off, for whoever has it. Stored only as a hash.
    pub token: String,
}

/// Whether the account wants the digest; whoever said nothing does.
pub async fn is_wanted(db: &impl ConnectionTrait, account: AccountId) -> Result<bool, DbErr> {
    let found = digest_setting::Entity::find_by_id(account.0).one(db).await?;
    Ok(found.is_none_or(|setting| setting.wanted))
}

pub async fn set_wanted(txn: &impl ConnectionTrait, ctx: &Ctx, account: AccountId, wanted: bool) -> Result<(), DbErr> {
    use digest_setting::Column;
    let row = digest_setting::Model { account_id: account.0, wanted, updated_at: ctx.now };
    let update = OnConflict::column(Column::AccountId).update_columns([Column::Wanted, Column::UpdatedAt]).to_owned();
    let insert = digest_setting::Entity::insert(row.into_active_model().reset_all()).on_conflict(update);
    insert.exec_without_returning(txn).await.map(|_| ())
}

/// From seven in the morning on: claims today's digests of some accounts and writes an event for each. Answers how many accounts it
/// looked at; call it until it answers none. What comes after seven waits for tomorrow.
pub async fn claim(txn: &impl ConnectionTrait, ctx: &Ctx, limit: u64) -> Result<usize, DbErr> {
    use alert::Column;
    let day = ctx.today();
    let seven = day.and_time(NaiveTime::MIN).and_utc() + TimeDelta::hours(HOUR - UTC_OFFSET_HOURS);
    if ctx.now < seven {
        return Ok(0);
    }
    let waits = || {
        sea_orm::Condition::all()
            .add(Column::SeenAt.is_null())
            .add(Column::MailedOn.is_null())
            .add(Column::Kind.is_not_in(Kind::mailed_at_once()))
            .add(Column::CreatedAt.lt(seven - TimeDelta::minutes(SETTLE_MINUTES)))
    };
    let claimed = Query::select()
        .column(digest_mail::Column::AccountId)
        .from(digest_mail::Entity)
        .and_where(digest_mail::Column::Day.eq(day))
        .to_owned();
    let accounts: Vec<Uuid> = alert::Entity::find()
        .select_only()
        .column(Column::AccountId)
        .distinct()
        .filter(waits())
        .filter(Column::AccountId.not_in_subquery(claimed))
        .limit(limit)
        .into_tuple()
        .all(txn)
        .await?;
    if accounts.is_empty() {
        return Ok(0);
    }
    // Also of those who want no mail: nothing is to be looked at twice.
    alert::Entity::update_many()
        .col_expr(Column::MailedOn, Expr::value(day))
        .filter(waits())
        .filter(Column::AccountId.is_in(accounts.iter().copied()))
        .exec(txn)
        .await?;
    let unwanted: Vec<Uuid> = digest_setting::Entity::find()
        .select_only()
        .column(digest_setting::Column::AccountId)
        .filter(digest_setting::Column::AccountId.is_in(accounts.iter().copied()))
        .filter(digest_setting::Column::Wanted.eq(false))
        .into_tuple()
        .all(txn)
        .await?;
    for account in accounts.iter().filter(|account| !unwanted.contains(account)) {
        let row = digest_mail::Model { account_id: *account, day, token_hash: None, sent_at: None };
        digest_mail::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(txn).await?;
        outbox::append(txn, ctx, outbox::Event::new(DUE, *account).with(json!({ "day": day }))).await?;
    }
    Ok(accounts.len())
}

/// The claimed digest, to be sent now: it counts as sent from here on, so that nobody sends it twice. `None` when it was sent, is not
/// wanted any more, or everything in it has been seen.
pub async fn take(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    account: AccountId,
    day: NaiveDate,
) -> Result<Option<Letter>, DbErr> {
    use alert::Column;
    if !is_wanted(txn, account).await? {
        return Ok(None);
    }
    let unseen = alert::Entity::find()
        .filter(Column::AccountId.eq(account.0))
        .filter(Column::SeenAt.is_null())
        .filter(Column::MailedOn.eq(day))
        .filter(Column::Kind.is_not_in(Kind::mailed_at_once()))
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .limit(LISTED + crate::MOST_COUNTED)
        .all(txn)
        .await?;
    let mut alerts = lines(unseen);
    if alerts.is_empty() {
        return Ok(None);
    }
    let listed = usize::try_from(LISTED).unwrap_or(usize::MAX).min(alerts.len());
    let more = alerts.split_off(listed).len();
    let token = token();
    let taken = digest_mail::Entity::update_many()
        .col_expr(digest_mail::Column::SentAt, Expr::value(ctx.now))
        .col_expr(digest_mail::Column::TokenHash, Expr::value(hash(&token)))
        .filter(digest_mail::Column::AccountId.eq(account.0))
        .filter(digest_mail::Column::Day.eq(day))
        .filter(digest_mail::Column::SentAt.is_null())
        .exec(txn)
        .await?;
    Ok((taken.rows_affected == 1).then_some(Letter { alerts, more, token }))
}

/// The mail could not go out: it is to be taken again.
pub async fn give_back(txn: &impl ConnectionTrait, account: AccountId, day: NaiveDate) -> Result<(), DbErr> {
    digest_mail::Entity::update_many()
        .col_expr(digest_mail::Column::SentAt, Expr::value(Option::<chrono::DateTime<chrono::Utc>>::None))
        .filter(digest_mail::Column::AccountId.eq(account.0))
        .filter(digest_mail::Column::Day.eq(day))
        .exec(txn)
        .await
        .map(|_| ())
}

/// Turns off the digest of whoever was sent this token; `false` for one that nobody was sent, or long ago.
pub async fn unsubscribe(txn: &impl ConnectionTrait, ctx: &Ctx, token: &str) -> Result<bool, DbErr> {
    let found = mail_of(txn, token).await?;
    let Some(mail) = found else { return Ok(false) };
    set_wanted(txn, ctx, mail.account_id.into(), false).await?;
    Ok(true)
}

/// Whether the token turns off somebody's digest.
pub async fn is_known(db: &impl ConnectionTrait, token: &str) -> Result<bool, DbErr> {
    Ok(mail_of(db, token).await?.is_some())
}

async fn mail_of(db: &impl ConnectionTrait, token: &str) -> Result<Option<digest_mail::Model>, DbErr> {
    digest_mail::Entity::find().filter(digest_mail::Column::TokenHash.eq(hash(token))).one(db).await
}

/// 32 random bytes, 43 letters that may stand in an address.
fn token() -> String {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    BASE64URL_NOPAD.encode(&bytes)
}

fn hash(token: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(token.as_bytes()))
}
