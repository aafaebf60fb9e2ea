//! Tell people what happened.

use chrono::NaiveDate;
use kernel::{AccountId, Ctx};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use crate::{
    Kind,
    entity::alert::{self, Column},
};

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

/// Claims the mail that goes out at once beside an alert; `false` when somebody has claimed it before. It counts as sent from here on,
/// so that an event that comes again sends nothing.
pub async fn claim_mail(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    accounts: &[AccountId],
    alert: &Alert<'_>,
) -> Result<bool, DbErr> {
    let waits = which(accounts, alert).add(Column::MailedOn.is_null());
    let day = Expr::value(ctx.today());
    let claimed = alert::Entity::update_many().col_expr(Column::MailedOn, day).filter(waits).exec(txn).await?;
    Ok(claimed.rows_affected > 0)
}

/// The mail could not go out: it is to be claimed again.
pub async fn give_mail_back(
    txn: &impl ConnectionTrait,
    accounts: &[AccountId],
    alert: &Alert<'_>,
) -> Result<(), DbErr> {
    let none = Expr::value(Option::<NaiveDate>::None);
    let given = alert::Entity::update_many().col_expr(Column::MailedOn, none).filter(which(accounts, alert));
    given.exec(txn).await.map(|_| ())
}

fn which(accounts: &[AccountId], alert: &Alert<'_>) -> Condition {
    Condition::all()
        .add(Column::AccountId.is_in(accounts.iter().map(|account| account.0)))
        .add(Column::Kind.eq(alert.kind.code()))
        .add(Column::SubjectId.eq(alert.subject))
        .add(Column::OtherId.eq(alert.other))
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
        mailed_on: None,
    }
}
