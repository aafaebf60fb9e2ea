//! Tell people what happened.

use kernel::{AccountId, Ctx};
use sea_orm::{ActiveModelTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, sea_query::OnConflict};
use uuid::Uuid;

use crate::{Kind, entity::alert};

/// Rows in one statement.
const CHUNK: usize = 500;

/// One sentence with where it leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alert<'a> {
    pub kind: Kind,
    /// What it is about; see [`Kind`]. Each account is told once of a kind, subject and counterpart.
    pub subject: Uuid,
    /// The counterpart's offer, where a pair is what is new; else nil.
    pub other: Uuid,
    /// The subject's name as it is now.
    pub title: &'a str,
    /// The page where it stands, without the language: `/chao-ban/…`.
    pub path: &'a str,
}

/// Tells one account. Doing it again does nothing.
pub async fn tell(txn: &impl ConnectionTrait, ctx: &Ctx, account: AccountId, alert: &Alert<'_>) -> Result<(), DbErr> {
    tell_all(txn, ctx, &[account], alert).await
}

pub async fn tell_all(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    accounts: &[AccountId],
    alert: &Alert<'_>,
) -> Result<(), DbErr> {
    for chunk in accounts.chunks(CHUNK) {
        let rows = chunk.iter().map(|account| row(ctx, *account, alert).into_active_model().reset_all());
        let nothing = OnConflict::new().do_nothing().to_owned();
        alert::Entity::insert_many(rows).on_conflict(nothing).exec_without_returning(txn).await?;
    }
    Ok(())
}

fn row(ctx: &Ctx, account: AccountId, alert: &Alert<'_>) -> alert::Model {
    alert::Model {
        id: ctx.new_id(),
        account_id: account.0,
        kind: alert.kind.code().to_owned(),
        subject_id: alert.subject,
        other_id: alert.other,
        title: alert.title.to_owned(),
        path: alert.path.to_owned(),
        created_at: ctx.now,
        seen_at: None,
        mailed_on: alert.kind.is_mailed_at_once().then(|| ctx.today()),
    }
}
